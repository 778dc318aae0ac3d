//! Listing subjects.

use comity_api::Fault;
use comity_api::local::SubjectPage;
use comity_api::v1::SubjectList;

use super::keep::is_seen;
use super::spec;
use crate::app::node::Node;
use crate::limits::SUBJECT_PAGE_MAX;
use crate::{Context, ServerError};

impl Node {
    /// Subjects that the actor may see, by register and id.
    pub(crate) async fn subject_list(
        &self,
        ctx: &Context,
        page: &SubjectPage,
    ) -> Result<SubjectList, ServerError> {
        let limit = page.limit.clamp(1, SUBJECT_PAGE_MAX);
        let after = page.after.as_deref().map(|after| {
            let message = "`after` is not the `next` of a page";
            after.split_once('/').ok_or_else(|| Fault::invalid("after", message))
        });
        let after = after.transpose()?;
        let register = page.register.as_deref();
        let mut found = self.store.subjects(register, after, limit + 1, ctx.now).await?;
        let has_more = found.len() > limit;
        found.truncate(limit);
        let last = found.last().map(|last| &last.subject);
        let next = last.filter(|_| has_more).map(|last| format!("{}/{}", last.register, last.id));
        let mut subjects = Vec::with_capacity(found.len());
        for watched in found {
            if is_seen(ctx, &watched)? {
                subjects.push(spec::info(&watched)?);
            }
        }
        Ok(SubjectList { subjects, next })
    }
}
