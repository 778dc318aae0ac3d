//! What stands between a request that needs an approval and its answer.

use comity_api::{Fault, FaultKind};
use comity_audit::Kind;
use comity_model::{ActorName, ApprovalState, Role, Timestamp};
use comity_policy::Action;
use comity_store::{Approval, ApprovalLimits, NewApproval, StoreError};

use super::Wanted;
use crate::app::node::Node;
use crate::app::person::person;
use crate::limits::{
    APPROVAL_KEPT_SECONDS, APPROVAL_SECONDS_MAX, APPROVALS_OF_ONE_WAITING_MAX,
    APPROVALS_WAITING_MAX,
};
use crate::{Context, ServerError};

/// How a request stands that needs an approval.
pub(crate) enum Standing {
    /// A supervisor approved exactly this, and no use was made of it yet.
    Given { number: u64, supervisor: ActorName },
    /// It waits for a supervisor, or one refused it, or it cannot be asked for.
    Open(Box<Fault>),
}

impl Node {
    /// How a request stands. One that nobody made yet begins to wait for a supervisor.
    pub(in crate::app) async fn standing(
        &self,
        ctx: &Context,
        action: Action,
        wanted: Option<Wanted>,
    ) -> Result<Standing, ServerError> {
        let Some(wanted) = wanted else {
            let message = format!("`{action}` needs a supervisor's approval");
            let hint = "here nobody can ask for one; the policy has to say otherwise";
            return Ok(open(refused("approval-missing", message).with_hint(hint)));
        };
        if person(ctx).is_err() {
            let message = format!("`{action}` needs a supervisor's approval");
            let hint = "only a person can ask for one: sign in (`POST /v1/session`)";
            return Ok(open(refused("approval-missing", message).with_hint(hint)));
        }
        let digest = wanted.digest(ctx, action.name());
        if let Some(known) = self.store.approval_of(digest).await?
            && !known.is_over(ctx.now)
            && let Some(standing) = self.still(&known, action).await?
        {
            return Ok(standing);
        }
        let number = self.store.ask_approval(asked(ctx, action, &wanted, digest), limits(ctx.now));
        match number.await {
            Ok(number) => Ok(waiting(action, number)),
            // That the queue is full is a refusal as any other, and stands in the log.
            Err(full @ StoreError::TooMany { .. }) => Ok(open(ServerError::from(full).to_fault())),
            Err(err) => Err(err.into()),
        }
    }

    /// How a known request stands; nothing, where the supervisor is none any more.
    async fn still(
        &self,
        known: &Approval,
        action: Action,
    ) -> Result<Option<Standing>, ServerError> {
        let number = known.number;
        let supervisor = known.supervisor.as_deref().unwrap_or_default();
        match known.state {
            ApprovalState::Waiting => Ok(Some(waiting(action, number))),
            ApprovalState::Refused => {
                let reason = known.reason.as_deref().unwrap_or_default();
                let message = format!("`{supervisor}` refused request {number}: {reason}");
                let hint = format!("it can be asked for again after {}", known.asked.expires_at);
                let fault = refused("approval-refused", message).with_hint(hint);
                Ok(Some(open(Fault { approval: Some(number), ..fault })))
            }
            ApprovalState::Given => {
                let people = self.store.accounts().await?;
                let is_one = people.iter().any(|account| {
                    account.name.as_str() == supervisor
                        && !account.disabled
                        && account.roles.contains(&Role::Supervisor)
                });
                let supervisor = ActorName::new(supervisor).ok().filter(|_| is_one);
                Ok(supervisor.map(|supervisor| Standing::Given { number, supervisor }))
            }
            ApprovalState::Used => Ok(None),
        }
    }

    /// Makes use of an approval, once; false if somebody else just did.
    pub(in crate::app) async fn use_approval(
        &self,
        ctx: &Context,
        action: Action,
        number: u64,
        supervisor: &ActorName,
    ) -> Result<bool, ServerError> {
        if !self.store.use_approval(number, ctx.now).await? {
            return Ok(false);
        }
        let mut event = self.event(ctx, Kind::Decision, "use-approval");
        let details = &mut event.request.details;
        details.insert("approval".to_owned(), number.to_string());
        details.insert("action".to_owned(), action.name().to_owned());
        details.insert("supervisor".to_owned(), supervisor.to_string());
        self.note(event).await?;
        Ok(true)
    }
}

fn asked(ctx: &Context, action: Action, wanted: &Wanted, digest: [u8; 32]) -> NewApproval {
    NewApproval {
        digest,
        actor: ctx.actor.name.clone(),
        action: action.name().to_owned(),
        object: wanted.words.clone(),
        about: wanted.about.clone(),
        purpose: ctx.reason.purpose.as_ref().map(ToString::to_string),
        legal_basis: ctx.reason.legal_basis.as_ref().map(ToString::to_string),
        reference: ctx.reason.case.as_ref().map(ToString::to_string),
        asked_at: ctx.now,
        expires_at: Timestamp(ctx.now.0.saturating_add(APPROVAL_SECONDS_MAX)),
    }
}

fn limits(now: Timestamp) -> ApprovalLimits {
    ApprovalLimits {
        waiting: APPROVALS_WAITING_MAX,
        waiting_of_one: APPROVALS_OF_ONE_WAITING_MAX,
        forget_before: Timestamp(now.0.saturating_sub(APPROVAL_KEPT_SECONDS)),
    }
}

fn waiting(action: Action, number: u64) -> Standing {
    let message = format!("`{action}` needs an approval: request {number} waits for a supervisor");
    let hint = format!(
        "once another person approved it (`comity approval give {number}`), ask the same again"
    );
    let fault = refused("approval-missing", message).with_hint(hint);
    open(Fault { approval: Some(number), ..fault })
}

fn refused(code: &str, message: String) -> Fault {
    Fault::new(FaultKind::Forbidden, code, message)
}

fn open(fault: Fault) -> Standing {
    Standing::Open(Box::new(fault))
}
