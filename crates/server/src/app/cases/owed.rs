//! What owners of records have to be told.

use comity_api::v1::{OwedInfo, OwedList};
use comity_policy::{Action, Released};
use comity_store::Owed;

use super::open::case_subject;
use crate::app::law::{Granted, Told};
use crate::app::node::Node;
use crate::limits::OWED_PAGE_MAX;
use crate::{Context, ServerError};

impl Node {
    /// What owners have to be told, by number, about the records that the actor may see; what
    /// waits alone, unless all is asked for.
    pub(crate) async fn owed_list(
        &self,
        ctx: &Context,
        after: u64,
        limit: usize,
        all: bool,
    ) -> Result<Released<OwedList>, ServerError> {
        let granted = &self.may(ctx, Action::ReadRecord).await?;
        let limit = limit.clamp(1, OWED_PAGE_MAX);
        let mut found = self.store.owed(after, limit + 1, !all).await?;
        let has_more = found.len() > limit;
        found.truncate(limit);
        let next = found.last().filter(|_| has_more).map(|last| last.number);
        let (mut owed, mut concerned) = (Vec::new(), Vec::new());
        for each in found {
            if self.is_owed_seen(granted, &each).await? {
                concerned.push(case_subject(&each.owed.dataset, &each.owed.record));
                owed.push(info(each));
            }
        }
        self.tell(granted, Told::about(concerned), OwedList { owed, next }).await
    }

    async fn is_owed_seen(&self, granted: &Granted, each: &Owed) -> Result<bool, ServerError> {
        let known = self.store.records(&each.owed.record).await?;
        let mut held = known.into_iter().filter(|held| held.dataset.as_str() == each.owed.dataset);
        Ok(held.any(|held| granted.sight.show(held.record).is_some()))
    }
}

fn info(each: Owed) -> OwedInfo {
    let Owed { number, owed, sent_at } = each;
    OwedInfo {
        number,
        party: owed.party,
        record: format!("{}/{}", owed.dataset, owed.record),
        action: owed.action,
        measure: owed.measure,
        hit: owed.case,
        at: owed.at.to_string(),
        state: if sent_at.is_some() { "sent" } else { "waiting" }.to_owned(),
        sent_at: sent_at.map(|at| at.to_string()),
    }
}
