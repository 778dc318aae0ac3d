//! Disputes: what somebody says is wrong in a record that only its publisher can correct.

use std::collections::BTreeSet;
use std::sync::Arc;

use comity_api::local::RightsQuery;
use comity_api::v1::{
    DisputeEnd, DisputeEnded, DisputeInfo, DisputeList, DisputeNote, DisputeOrder, RestrictionOrder,
};
use comity_api::{Fault, FaultKind};
use comity_audit::Kind;
use comity_model::{RecordRef, Timestamp};
use comity_policy::{Action, Released};
use comity_store::{Dispute, DisputeOutcome, NewDispute, RightsEnding, RightsPage};

use super::restrict::{concerned, page, source};
use crate::app::alerts::is_own;
use crate::app::law::{Granted, Sight, Told};
use crate::app::node::Node;
use crate::app::person::person;
use crate::app::words::{needed, short};
use crate::limits::{DISPUTE_DUE_SECONDS, DISPUTES_MAX};
use crate::{Context, ServerError};

impl Node {
    /// Records what somebody says is wrong in a record. From then on that is shown beside it.
    pub(crate) async fn dispute(
        self: &Arc<Self>,
        ctx: &Context,
        order: &DisputeOrder,
    ) -> Result<Released<DisputeInfo>, ServerError> {
        let granted = &self.may(ctx, Action::AnswerSubjectRequest).await?;
        let _work = self.work()?;
        let by = person(ctx)?;
        let (wrong, right) = (needed("wrong", &order.wrong)?, needed("right", &order.right)?);
        let evidence = short("evidence", order.evidence.as_deref())?;
        if is_own(&order.record.dataset) {
            let message = "an alert of your own is not disputed, but put right";
            let hint = "close it (`comity alert close`), and issue one that is right";
            return Err(Fault::invalid("own-alert", message).with_hint(hint).into());
        }
        let record = self.record_meant(granted, &order.record).await?;
        let content = self.content_now(&record).await?.unwrap_or_default();
        let told = Told::about(vec![concerned(&record)]).with("act", "dispute");
        self.note_act(granted, Kind::Change, told).await?;
        let due_at = Timestamp(granted.now.0.saturating_add(DISPUTE_DUE_SECONDS));
        let at = granted.now;
        let made = NewDispute { record, wrong, mended: right, evidence, content, by, at, due_at };
        let number = self.store.dispute(made.clone(), DISPUTES_MAX).await?;
        self.note_change(granted, Kind::Change, "dispute", &format!("dispute {number}")).await?;
        tracing::info!(number, "record disputed");
        let info = info(Dispute { number, made, ended: None }, false, granted.now);
        Ok(granted.accounted(info))
    }

    /// Ends a dispute. One that is upheld restricts the record, until its publisher corrects it.
    pub(crate) async fn end_dispute(
        self: &Arc<Self>,
        ctx: &Context,
        number: u64,
        order: &DisputeEnd,
    ) -> Result<Released<DisputeInfo>, ServerError> {
        let granted = &self.may(ctx, Action::AnswerSubjectRequest).await?;
        let by = person(ctx)?;
        let reason = needed("reason", &order.reason)?;
        let outcome = outcome(&order.outcome)?;
        let asked = RightsPage { after: number.saturating_sub(1), limit: 1, open_only: false };
        let kept = self.store.disputes(asked).await?.pop();
        let Some(kept) = kept.filter(|kept| kept.number == number) else {
            self.tell(granted, Told::default().with("act", "end-dispute"), ()).await?;
            return Err(no_such_dispute(&number.to_string()).into());
        };
        if kept.ended.is_some() {
            return Err(ended_already(number).into());
        }
        let changed = self.has_changed(&kept).await?;
        if outcome == DisputeOutcome::Corrected && !changed {
            let message = "the record still says what was disputed";
            let hint = "import the list as its publisher has corrected it";
            let fault = Fault::new(FaultKind::Conflict, "not-corrected", message);
            return Err(fault.with_hint(hint).into());
        }
        if outcome == DisputeOutcome::Upheld {
            self.rest_until_corrected(ctx, &kept).await?;
        }
        let _work = self.work()?;
        let told = Told::about(vec![concerned(&kept.made.record)]).with("act", "end-dispute");
        self.note_act(granted, Kind::Decision, told.with("outcome", outcome.name())).await?;
        let ending = RightsEnding { by, at: granted.now, reason };
        if !self.store.end_dispute(number, outcome, ending.clone()).await? {
            return Err(ended_already(number).into());
        }
        let about = format!("dispute {number}");
        self.note_change(granted, Kind::Change, "end-dispute", &about).await?;
        tracing::info!(number, outcome = outcome.name(), "dispute ended");
        let kept = Dispute { ended: Some((outcome, ending)), ..kept };
        Ok(granted.accounted(info(kept, changed, granted.now)))
    }

    /// Restricts the record of a dispute that is upheld, unless it is restricted or gone.
    async fn rest_until_corrected(
        self: &Arc<Self>,
        ctx: &Context,
        kept: &Dispute,
    ) -> Result<(), ServerError> {
        if self.content_now(&kept.made.record).await?.is_none() {
            return Ok(());
        }
        let reason = format!("dispute {} is upheld", kept.number);
        let order = RestrictionOrder { record: source(&kept.made.record), reason };
        match self.restrict(ctx, &order).await {
            Err(ServerError::Refused(fault)) if fault.code == "restricted-already" => Ok(()),
            other => other.map(|_| ()),
        }
    }

    /// Disputes by number.
    pub(crate) async fn dispute_list(
        &self,
        ctx: &Context,
        query: &RightsQuery,
    ) -> Result<Released<DisputeList>, ServerError> {
        let granted = &self.may(ctx, Action::AnswerSubjectRequest).await?;
        let (page, limit) = page(query);
        let mut found = self.store.disputes(page).await?;
        let has_more = found.len() > limit;
        found.truncate(limit);
        let next = found.last().filter(|_| has_more).map(|last| last.number);
        let told = Told::about(found.iter().map(|kept| concerned(&kept.made.record)).collect());
        let disputes = self.dispute_infos(granted, found).await?;
        self.tell(granted, told.with("list", "disputes"), DisputeList { disputes, next }).await
    }

    /// Disputes, as they are shown.
    pub(super) async fn dispute_infos(
        &self,
        granted: &Granted,
        found: Vec<Dispute>,
    ) -> Result<Vec<DisputeInfo>, ServerError> {
        let mut shown = Vec::with_capacity(found.len());
        for kept in found {
            let changed = self.has_changed(&kept).await?;
            shown.push(info(kept, changed, granted.now));
        }
        Ok(shown)
    }

    /// What is said against records that somebody sees.
    pub(in crate::app) async fn disputes_beside(
        &self,
        records: BTreeSet<RecordRef>,
    ) -> Result<Vec<DisputeNote>, ServerError> {
        if records.is_empty() {
            return Ok(Vec::new());
        }
        let found = self.store.disputes_about(records).await?;
        Ok(found.into_iter().map(|kept| note(kept.number, kept.made)).collect())
    }

    async fn has_changed(&self, kept: &Dispute) -> Result<bool, ServerError> {
        let now = self.content_now(&kept.made.record).await?;
        Ok(now.is_none_or(|content| content != kept.made.content))
    }

    /// A digest of what a record says now; nothing, if it is not held any more.
    async fn content_now(&self, record: &RecordRef) -> Result<Option<String>, ServerError> {
        let held = self.store.records(record.id.as_str()).await?;
        let held = held.into_iter().find(|stored| stored.dataset == record.dataset);
        match held {
            Some(held) => Ok(Some(self.content_digest(held.key, &Sight::All).await?)),
            None => Ok(None),
        }
    }
}

fn outcome(name: &str) -> Result<DisputeOutcome, Fault> {
    DisputeOutcome::named(name).ok_or_else(|| {
        let names = DisputeOutcome::ALL.map(DisputeOutcome::name).join(", ");
        Fault::invalid("dispute-outcome", format!("`{name}` is not how a dispute ends"))
            .with_hint(format!("it ends as {names}"))
    })
}

fn ended_already(number: u64) -> Fault {
    let message = format!("dispute `{number}` has ended before");
    Fault::new(FaultKind::Conflict, "ended-already", message)
}

fn note(number: u64, made: NewDispute) -> DisputeNote {
    DisputeNote {
        number,
        record: source(&made.record),
        since: made.at.to_string(),
        wrong: made.wrong,
        right: made.mended,
    }
}

fn info(kept: Dispute, changed: bool, now: Timestamp) -> DisputeInfo {
    let made = kept.made;
    let ended = kept.ended.map(|(outcome, ending)| DisputeEnded {
        outcome: outcome.name().to_owned(),
        at: ending.at.to_string(),
        by: ending.by,
        reason: ending.reason,
    });
    DisputeInfo {
        evidence: made.evidence.clone(),
        by: made.by.clone(),
        due_at: made.due_at.to_string(),
        overdue: ended.is_none() && now >= made.due_at,
        changed,
        note: note(kept.number, made),
        ended,
    }
}

/// What to say about a dispute that is not there.
pub(crate) fn no_such_dispute(number: &str) -> Fault {
    Fault::not_found("no-such-dispute", format!("there is no dispute `{number}`"))
}
