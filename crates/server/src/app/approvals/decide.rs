//! Giving and refusing.

use comity_api::v1::{ApprovalGrant, ApprovalInfo, ApprovalRefusal};
use comity_api::{Fault, FaultKind};
use comity_audit::{Concerned, Kind};
use comity_model::{ApprovalState, Timestamp};
use comity_policy::{Action, Released};
use comity_store::{Approval, ApprovalStep};

use super::list::{ended, no_such_approval};
use crate::app::law::{Granted, Told};
use crate::app::node::Node;
use crate::app::person::person;
use crate::app::words::{needed, short};
use crate::limits::APPROVAL_SECONDS_MAX;
use crate::{Context, ServerError};

impl Node {
    /// A supervisor approves what somebody else asked for.
    pub(crate) async fn give_approval(
        &self,
        ctx: &Context,
        number: u64,
        order: &ApprovalGrant,
    ) -> Result<Released<ApprovalInfo>, ServerError> {
        let granted = &self.may(ctx, Action::Approve).await?;
        let by = person(ctx)?;
        let reason = short("reason", order.reason.as_deref())?;
        let to = ApprovalState::Given;
        let expires_at = Timestamp(ctx.now.0.saturating_add(APPROVAL_SECONDS_MAX));
        let step = ApprovalStep { to, by, reason, at: ctx.now, expires_at };
        self.decide_approval(granted, number, step).await
    }

    /// A supervisor refuses it, with a reason.
    pub(crate) async fn refuse_approval(
        &self,
        ctx: &Context,
        number: u64,
        order: &ApprovalRefusal,
    ) -> Result<Released<ApprovalInfo>, ServerError> {
        let granted = &self.may(ctx, Action::Approve).await?;
        let by = person(ctx)?;
        let reason = Some(needed("reason", &order.reason)?);
        let to = ApprovalState::Refused;
        let expires_at = Timestamp(ctx.now.0.saturating_add(APPROVAL_SECONDS_MAX));
        let step = ApprovalStep { to, by, reason, at: ctx.now, expires_at };
        self.decide_approval(granted, number, step).await
    }

    async fn decide_approval(
        &self,
        granted: &Granted,
        number: u64,
        step: ApprovalStep,
    ) -> Result<Released<ApprovalInfo>, ServerError> {
        let to = step.to;
        let mut told = Told::default().with("approval", &number.to_string());
        let Some(kept) = self.store.approval(number).await? else {
            self.tell(granted, told, ()).await?;
            return Err(no_such_approval(&number.to_string()).into());
        };
        if let Some(fault) = unfit(&kept, &step) {
            self.tell(granted, told, ()).await?;
            return Err(fault.into());
        }
        told = told.with("to", to.name()).with("action", &kept.asked.action);
        told = told.with("asked-by", &kept.asked.actor);
        let about = kept.asked.about.clone();
        told.concerned.extend(about.map(|subject| Concerned { subject, ..Concerned::default() }));
        self.note_act(granted, Kind::Decision, told).await?;
        if !self.store.decide_approval(number, step).await? {
            let message = format!("somebody else decided about request `{number}` meanwhile");
            let fault = Fault::new(FaultKind::Conflict, "approval-changed", message);
            return Err(fault.with_hint("look at it again").into());
        }
        tracing::info!(number, to = to.name(), "a supervisor decided");
        let kept = self.store.approval(number).await?;
        let kept = kept.ok_or_else(|| no_such_approval(&number.to_string()))?;
        Ok(granted.accounted(self.approval_info(granted, &kept).await?))
    }
}

/// Why a request cannot be decided about as it is asked for.
fn unfit(kept: &Approval, step: &ApprovalStep) -> Option<Fault> {
    let number = kept.number;
    if kept.asked.actor == step.by {
        let message = format!("request `{number}` is `{}`'s own: nobody approves that", step.by);
        let fault = Fault::new(FaultKind::Forbidden, "own-request", message);
        return Some(fault.with_hint("another supervisor has to decide"));
    }
    let (state, is_over) = ended(kept, step.at);
    if kept.state == ApprovalState::Waiting && !is_over {
        return None;
    }
    let message = format!("request `{number}` is `{state}`: there is nothing to decide");
    Some(Fault::new(FaultKind::Conflict, "approval-decided", message))
}
