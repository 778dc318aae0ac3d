//! Listing subjects.

use comity_api::Fault;
use comity_api::local::SubjectPage;
use comity_api::v1::SubjectList;
use comity_policy::{Action, Released};

use super::keep::is_seen;
use super::spec;
use crate::app::law::Told;
use crate::app::node::Node;
use crate::limits::SUBJECT_PAGE_MAX;
use crate::{Context, ServerError};

impl Node {
    /// Subjects that the actor may see, by register and id.
    pub(crate) async fn subject_list(
        &self,
        ctx: &Context,
        page: &SubjectPage,
    ) -> Result<Released<SubjectList>, ServerError> {
        let granted = &self.may(ctx, Action::RegisterSubject).await?;
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
        let mut concerned = Vec::new();
        let withheld = self.withheld(granted).await?;
        for mut watched in found {
            watched.hits.retain(|hit| !withheld.hides(&hit.dataset, &hit.record));
            if is_seen(ctx, &watched)? {
                let info = spec::info(&watched)?;
                concerned.push(self.asked(&info.query.properties).await?);
                concerned.extend(watched.hits.iter().map(spec::concerned));
                subjects.push(info);
            }
        }
        self.tell(granted, Told::about(concerned), SubjectList { subjects, next }).await
    }
}
