use std::sync::Arc;

use comity_api::local::RightsQuery;
use comity_api::v1::{RedressInfo, RedressList, RightsEnd};
use comity_api::{Fault, FaultKind};
use comity_audit::Kind;
use comity_policy::{Action, Released};
use comity_store::{Redress, RightsEnding, RightsPage};

use crate::app::law::Told;
use crate::app::node::Node;
use crate::app::person::person;
use crate::app::rights::restrict::{concerned, ended, page, source};
use crate::app::words::needed;
use crate::{Context, ServerError};

impl Node {
    /// Ends a token before its time: it clears nobody any more.
    pub(crate) async fn revoke_redress(
        self: &Arc<Self>,
        ctx: &Context,
        number: u64,
        order: &RightsEnd,
    ) -> Result<Released<RedressInfo>, ServerError> {
        let granted = &self.may(ctx, Action::AnswerSubjectRequest).await?;
        let _work = self.work()?;
        let by = person(ctx)?;
        let reason = needed("reason", &order.reason)?;
        let asked = RightsPage { after: number.saturating_sub(1), limit: 1, open_only: false };
        let kept = self.store.redresses(asked, granted.now).await?.pop();
        let Some(kept) = kept.filter(|kept| kept.number == number) else {
            self.tell(granted, Told::default().with("act", "revoke-redress"), ()).await?;
            return Err(no_such_redress(&number.to_string()).into());
        };
        let about = kept.made.records.iter().map(|each| concerned(&each.record));
        let told = Told::about(about.collect()).with("act", "revoke-redress");
        self.note_act(granted, Kind::Decision, told).await?;
        let ending = RightsEnding { by, at: granted.now, reason };
        if !self.store.revoke_redress(number, ending.clone()).await? {
            let message = format!("the redress token `{number}` was revoked before");
            return Err(Fault::new(FaultKind::Conflict, "revoked-already", message).into());
        }
        let about = format!("redress {number}");
        self.note_change(granted, Kind::Change, "revoke-redress", &about).await?;
        tracing::info!(number, "redress token revoked");
        Ok(granted.accounted(redress_info(Redress { revoked: Some(ending), ..kept })))
    }

    /// Tokens by number.
    pub(crate) async fn redress_list(
        &self,
        ctx: &Context,
        query: &RightsQuery,
    ) -> Result<Released<RedressList>, ServerError> {
        let granted = &self.may(ctx, Action::AnswerSubjectRequest).await?;
        let (page, limit) = page(query);
        let mut found = self.store.redresses(page, granted.now).await?;
        let has_more = found.len() > limit;
        found.truncate(limit);
        let next = found.last().filter(|_| has_more).map(|last| last.number);
        let records = found.iter().flat_map(|kept| &kept.made.records);
        let told = Told::about(records.map(|each| concerned(&each.record)).collect());
        let list = RedressList { redress: found.into_iter().map(redress_info).collect(), next };
        self.tell(granted, told.with("list", "redress"), list).await
    }
}

/// A token, as it is shown.
pub(in crate::app::rights) fn redress_info(kept: Redress) -> RedressInfo {
    RedressInfo {
        number: kept.number,
        not: kept.made.records.iter().map(|each| source(&each.record)).collect(),
        documents: kept.made.documents.len(),
        issued_at: kept.made.at.to_string(),
        by: kept.made.by,
        reason: kept.made.reason,
        expires_at: kept.made.expires_at.to_string(),
        revoked: kept.revoked.map(ended),
    }
}

/// What to say about a token that is not there.
pub(crate) fn no_such_redress(number: &str) -> Fault {
    Fault::not_found("no-such-redress", format!("there is no redress token `{number}`"))
}
