use comity_api::local::{OwedInfo, ShareInfo, ShareOrder};
use comity_api::{Fault, FaultKind};
use comity_audit::Kind;
use comity_model::{DatasetName, RecordId, Timestamp};
use comity_policy::{About, Action, Age, Grounds, Standing};
use comity_store::{KeptShare, NewShare, OwedReceipt, Recall};

use super::links::agreement_with;
use crate::app::law::{Matter, Told};
use crate::app::node::Node;
use crate::app::person::person;
use crate::app::words::needed;
use crate::limits::OWED_MAX;
use crate::{Context, ServerError};

impl Node {
    /// Keeps a person's order to share a dataset with a partner. The policy decides about each
    /// statement when it is sent, and about the order now.
    pub(super) async fn order_share(
        &self,
        ctx: &Context,
        order: &ShareOrder,
    ) -> Result<ShareInfo, ServerError> {
        self.may_run(ctx, Action::ManageExchange).await?;
        let by = person(ctx)?;
        let partner = self.known_partner(&order.party).await?;
        let agreement = agreement_with(&partner)?;
        let own = self.own_party().await?;
        let dataset = DatasetName::new(&order.dataset)?;
        if self.dataset_named(&dataset).await?.is_none() {
            return Err(crate::app::datasets::no_such_dataset(&order.dataset).into());
        }
        let about = About {
            age: Age::NotAPerson,
            standing: named("standing", &order.standing, Standing::parse, Standing::ALL)?,
            grounds: named("grounds", &order.grounds, Grounds::parse, Grounds::ALL)?,
            ..About::default()
        };
        let agreed = agreement.for_giving(own.party());
        let matter =
            Matter { about, reviewer: Some(by.clone()), agreement: agreed, ..Matter::default() };
        let granted = self.may_about(ctx, Action::Share, matter).await?;
        let told = Told::default().with("dataset", &order.dataset).with("partner", &order.party);
        self.note_act(&granted, Kind::Decision, told).await?;
        let missing = || Fault::internal("a share without a reason was permitted");
        let share = NewShare {
            party: partner.party.clone(),
            dataset,
            purpose: ctx.reason.purpose.clone().ok_or_else(missing)?,
            legal_basis: ctx.reason.legal_basis.clone().ok_or_else(missing)?,
            case: ctx.reason.case.clone(),
            standing: order.standing.clone(),
            grounds: order.grounds.clone(),
            ordered_by: by,
            ordered_at: ctx.now,
        };
        let number = self.store.add_share(share).await?;
        self.exchange.wake.notify_one();
        self.share_info(number).await
    }

    /// Ends a share. What the partner holds of it is taken back.
    pub(super) async fn end_share(
        &self,
        ctx: &Context,
        number: u64,
        reason: &str,
    ) -> Result<ShareInfo, ServerError> {
        self.may_run(ctx, Action::ManageExchange).await?;
        let reason = needed("reason", reason)?;
        self.note_change(ctx, Kind::Change, "end-share", &number.to_string()).await?;
        if !self.store.end_share(number, &reason, ctx.now).await? {
            let message = format!("there is no open share {number}");
            return Err(Fault::not_found("no-such-share", message).into());
        }
        self.exchange.wake.notify_one();
        self.share_info(number).await
    }

    pub(super) async fn share_list(&self, ctx: &Context) -> Result<Vec<ShareInfo>, ServerError> {
        self.may_run(ctx, Action::ManageExchange).await?;
        Ok(self.store.shares().await?.into_iter().map(share_info).collect())
    }

    async fn share_info(&self, number: u64) -> Result<ShareInfo, ServerError> {
        let found = self.store.shares().await?.into_iter().find(|share| share.number == number);
        let found = found.ok_or_else(|| Fault::internal("a share that was kept is gone"))?;
        Ok(share_info(found))
    }

    /// Recalls a record from everybody who holds it: nobody is given it any more. The record of
    /// this party stays as it is.
    pub(super) async fn recall(
        &self,
        ctx: &Context,
        record: &str,
        reason: &str,
    ) -> Result<Vec<String>, ServerError> {
        self.may_run(ctx, Action::ManageExchange).await?;
        let (by, reason) = (person(ctx)?, needed("reason", reason)?);
        let (dataset, id) = record
            .split_once('/')
            .ok_or_else(|| Fault::invalid("record", format!("`{record}` is not `DATASET/ID`")))?;
        let (dataset, id) = (DatasetName::new(dataset)?, RecordId::new(id)?);
        let holders = self.store.holders(&dataset, &id).await?;
        let about = format!("{} of {dataset}", holders.len());
        self.note_change(ctx, Kind::Decision, "recall", &about).await?;
        let recall = Recall { dataset: dataset.clone(), id: id.clone(), reason, by, at: ctx.now };
        if !self.store.recall(recall).await? {
            let message = format!("`{record}` was recalled before");
            return Err(Fault::new(FaultKind::Conflict, "recalled", message).into());
        }
        self.scrub_outbox(&dataset, &[id]).await?;
        self.exchange.wake.notify_one();
        Ok(holders.into_iter().map(|holding| holding.party.to_string()).collect())
    }

    /// Who still owes a receipt.
    pub(super) async fn owed(
        &self,
        ctx: &Context,
        all: bool,
    ) -> Result<Vec<OwedInfo>, ServerError> {
        self.may_run(ctx, Action::ManageExchange).await?;
        let owed = self.store.taken_back(!all, OWED_MAX).await?;
        Ok(owed.into_iter().map(|owed| owed_info(owed, ctx.now)).collect())
    }
}

fn named<T: Copy + std::fmt::Display>(
    field: &str,
    text: &str,
    read: fn(&str) -> Option<T>,
    all: &[T],
) -> Result<T, Fault> {
    read(text).ok_or_else(|| {
        let known: Vec<String> = all.iter().map(ToString::to_string).collect();
        Fault::invalid(field, format!("`{text}` is not a `{field}`"))
            .with_hint(format!("one of {}", known.join(", ")))
    })
}

fn share_info(kept: KeptShare) -> ShareInfo {
    let KeptShare { number, share, ended, cursor } = kept;
    ShareInfo {
        number,
        party: share.party.to_string(),
        dataset: share.dataset.to_string(),
        purpose: share.purpose.to_string(),
        ordered_by: share.ordered_by,
        ordered_at: share.ordered_at.to_string(),
        ended: ended.map(|(_, reason)| reason),
        version: cursor.done,
    }
}

fn owed_info(owed: OwedReceipt, now: Timestamp) -> OwedInfo {
    let (answered_at, outcome, why) = match owed.answered {
        Some((at, outcome, why)) => (Some(at), Some(outcome), Some(why)),
        None => (None, None, None),
    };
    OwedInfo {
        party: owed.party.to_string(),
        record: format!("{}/{}", owed.dataset, owed.id),
        reason: owed.reason,
        ordered_at: owed.ordered_at.to_string(),
        due: owed.answer_by.to_string(),
        is_overdue: answered_at.is_none() && owed.answer_by < now,
        answered_at: answered_at.map(|at| at.to_string()),
        outcome,
        why: why.filter(|why| !why.is_empty()),
    }
}
