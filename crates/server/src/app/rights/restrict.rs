//! Restricting a record: it rests until it is found out whether it is right.

use std::sync::Arc;

use comity_api::local::RightsQuery;
use comity_api::v1::{
    RestrictionInfo, RestrictionList, RestrictionOrder, RightsEnd, RightsEnded, SourceRecord,
};
use comity_api::{Fault, FaultKind};
use comity_audit::{Concerned, Kind};
use comity_model::{DatasetName, RecordId, RecordRef};
use comity_policy::{Action, Released};
use comity_store::{NewRestriction, Restriction, RightsEnding, RightsPage};

use crate::app::law::{Granted, Told};
use crate::app::node::Node;
use crate::app::person::person;
use crate::app::words::needed;
use crate::limits::{RESTRICTIONS_MAX, RIGHTS_PAGE_MAX};
use crate::{Context, ServerError};

impl Node {
    /// Restricts a record. When this returns, nobody finds it any more but the data-protection
    /// officer; an import of its list does not change that.
    pub(crate) async fn restrict(
        self: &Arc<Self>,
        ctx: &Context,
        order: &RestrictionOrder,
    ) -> Result<Released<RestrictionInfo>, ServerError> {
        let granted = &self.may(ctx, Action::AnswerSubjectRequest).await?;
        let _work = self.work()?;
        let by = person(ctx)?;
        let reason = needed("reason", &order.reason)?;
        let record = self.record_meant(granted, &order.record).await?;
        let told = Told::about(vec![concerned(&record)]).with("act", "restrict");
        self.note_act(granted, Kind::Change, told).await?;
        let new = NewRestriction { record, reason, by, at: granted.now };
        let Some(number) = self.store.restrict(new.clone(), RESTRICTIONS_MAX).await? else {
            let message = format!("`{}` is restricted already", new.record);
            let fault = Fault::new(FaultKind::Conflict, "restricted-already", message);
            return Err(fault.with_hint("`comity subject restrictions` tells since when").into());
        };
        self.note_change(granted, Kind::Change, "restrict", &format!("restriction {number}"))
            .await?;
        self.refresh().await?;
        tracing::info!(number, "record restricted");
        let info = restriction_info(Restriction { number, made: new, lifted: None });
        Ok(granted.accounted(info))
    }

    /// Lifts a restriction: the record takes part in everything again.
    pub(crate) async fn lift_restriction(
        self: &Arc<Self>,
        ctx: &Context,
        number: u64,
        order: &RightsEnd,
    ) -> Result<Released<RestrictionInfo>, ServerError> {
        let granted = &self.may(ctx, Action::AnswerSubjectRequest).await?;
        let _work = self.work()?;
        let by = person(ctx)?;
        let reason = needed("reason", &order.reason)?;
        let page = RightsPage { after: number.saturating_sub(1), limit: 1, open_only: false };
        let kept = self.store.restrictions(page).await?.pop();
        let Some(kept) = kept.filter(|kept| kept.number == number) else {
            self.tell(granted, Told::default().with("act", "lift-restriction"), ()).await?;
            return Err(no_such_restriction(&number.to_string()).into());
        };
        let told = Told::about(vec![concerned(&kept.made.record)]).with("act", "lift-restriction");
        self.note_act(granted, Kind::Change, told).await?;
        let ending = RightsEnding { by, at: granted.now, reason };
        if !self.store.lift_restriction(number, ending.clone()).await? {
            let message = format!("restriction `{number}` was lifted before");
            return Err(Fault::new(FaultKind::Conflict, "lifted-already", message).into());
        }
        let about = format!("restriction {number}");
        self.note_change(granted, Kind::Change, "lift-restriction", &about).await?;
        self.refresh().await?;
        tracing::info!(number, "restriction lifted");
        let info = restriction_info(Restriction { lifted: Some(ending), ..kept });
        Ok(granted.accounted(info))
    }

    /// Restrictions by number.
    pub(crate) async fn restriction_list(
        &self,
        ctx: &Context,
        query: &RightsQuery,
    ) -> Result<Released<RestrictionList>, ServerError> {
        let granted = &self.may(ctx, Action::AnswerSubjectRequest).await?;
        let (page, limit) = page(query);
        let mut found = self.store.restrictions(page).await?;
        let has_more = found.len() > limit;
        found.truncate(limit);
        let next = found.last().filter(|_| has_more).map(|last| last.number);
        let told = Told::about(found.iter().map(|kept| concerned(&kept.made.record)).collect());
        let restrictions = found.into_iter().map(restriction_info).collect();
        let list = RestrictionList { restrictions, next };
        self.tell(granted, told.with("list", "restrictions"), list).await
    }

    /// The record that somebody means, as far as they may see it.
    pub(super) async fn record_meant(
        &self,
        granted: &Granted,
        meant: &SourceRecord,
    ) -> Result<RecordRef, ServerError> {
        let (dataset, id) = (DatasetName::new(&meant.dataset)?, RecordId::new(&meant.id)?);
        let record = RecordRef { dataset, id };
        let held = self.store.records(&meant.id).await?;
        let held = held.into_iter().find(|stored| stored.dataset == record.dataset);
        if held.and_then(|stored| granted.sight.show(stored.record)).is_none() {
            // That somebody asked for it is kept, whether or not there is one.
            self.tell(granted, Told::about(vec![concerned(&record)]), ()).await?;
            let message = format!("there is no record `{record}`");
            let hint = "`comity subject access` tells records as `DATASET/ID`";
            return Err(Fault::not_found("no-such-record", message).with_hint(hint).into());
        }
        Ok(record)
    }
}

/// One more than is shown tells whether there are more.
pub(super) fn page(query: &RightsQuery) -> (RightsPage, usize) {
    let limit = query.limit.clamp(1, RIGHTS_PAGE_MAX);
    let page = RightsPage { after: query.after, limit: limit + 1, open_only: !query.all };
    (page, limit)
}

/// A record, as the log accounts for it.
pub(super) fn concerned(record: &RecordRef) -> Concerned {
    Concerned { subject: record.to_string(), ..Concerned::default() }
}

/// A record, as it is shown.
pub(super) fn source(record: &RecordRef) -> SourceRecord {
    SourceRecord { dataset: record.dataset.to_string(), id: record.id.to_string() }
}

/// An ending, as it is shown.
pub(super) fn ended(ending: RightsEnding) -> RightsEnded {
    RightsEnded { at: ending.at.to_string(), by: ending.by, reason: ending.reason }
}

/// A restriction, as it is shown.
pub(super) fn restriction_info(kept: Restriction) -> RestrictionInfo {
    RestrictionInfo {
        number: kept.number,
        record: source(&kept.made.record),
        since: kept.made.at.to_string(),
        by: kept.made.by,
        reason: kept.made.reason,
        lifted: kept.lifted.map(ended),
    }
}

/// What to say about a restriction that is not there.
pub(crate) fn no_such_restriction(number: &str) -> Fault {
    Fault::not_found("no-such-restriction", format!("there is no restriction `{number}`"))
}
