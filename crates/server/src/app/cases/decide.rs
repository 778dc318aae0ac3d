//! Reviewing, confirming and rejecting.

use std::sync::Arc;

use comity_api::v1::{CaseDecision, CaseInfo, CaseReview};
use comity_api::{Fault, FaultKind};
use comity_audit::Kind;
use comity_model::CaseState;
use comity_policy::{Action, Released};
use comity_store::{CaseStep, HitCase};

use super::open::case_subject;
use crate::app::law::{Granted, Told};
use crate::app::node::Node;
use crate::app::person::person;
use crate::app::words::{needed, short};
use crate::{Context, ServerError};

impl Node {
    /// A person takes a case to review it, from nobody, from somebody else, or after a decision.
    pub(crate) async fn review_case(
        self: &Arc<Self>,
        ctx: &Context,
        number: u64,
        order: &CaseReview,
    ) -> Result<Released<CaseInfo>, ServerError> {
        let granted = &self.may(ctx, Action::ReviewHit).await?;
        let _work = self.work()?;
        let by = person(ctx)?;
        let kept = self.kept_case(granted, number).await?;
        let to = CaseState::UnderReview;
        if !kept.state.may_become(to) {
            return Err(unfit(&kept).into());
        }
        let words = if kept.state.is_open() {
            short("reason", order.reason.as_deref())?
        } else {
            // Whoever takes a decision up again says why.
            Some(needed("reason", order.reason.as_deref().unwrap_or_default())?)
        };
        let step = CaseStep { from: kept.state, reviewer: None, to, by, words, at: ctx.now };
        self.lead(granted, &kept, step).await
    }

    /// The reviewer says that it is the one, or is not.
    pub(crate) async fn decide_case(
        self: &Arc<Self>,
        ctx: &Context,
        number: u64,
        to: CaseState,
        order: &CaseDecision,
    ) -> Result<Released<CaseInfo>, ServerError> {
        let granted = &self.may(ctx, Action::ReviewHit).await?;
        let _work = self.work()?;
        let by = person(ctx)?;
        let kept = self.kept_case(granted, number).await?;
        if !kept.state.may_become(to) {
            return Err(unfit(&kept).into());
        }
        if kept.reviewer.as_ref() != Some(&by) {
            let reviewer = kept.reviewer.as_deref().unwrap_or_default();
            let message = format!("case `{number}` is reviewed by `{reviewer}`, not by `{by}`");
            let hint = "take it over first (`comity hit review`)";
            let fault = Fault::new(FaultKind::Forbidden, "other-reviewer", message);
            return Err(fault.with_hint(hint).into());
        }
        let words = Some(needed("reason", &order.reason)?);
        let (from, reviewer) = (kept.state, Some(by.clone()));
        let step = CaseStep { from, reviewer, to, by, words, at: ctx.now };
        self.lead(granted, &kept, step).await
    }

    async fn lead(
        self: &Arc<Self>,
        granted: &Granted,
        kept: &HitCase,
        step: CaseStep,
    ) -> Result<Released<CaseInfo>, ServerError> {
        let (from, to) = (step.from, step.to);
        let about = case_subject(&kept.found.dataset, &kept.found.record);
        let told = Told::about(vec![about]).with("case", &kept.number.to_string());
        self.note_act(granted, Kind::Decision, told.with("to", to.name())).await?;
        if !self.store.advance_case(kept.number, step).await? {
            let message = format!("somebody else led case `{}` on meanwhile", kept.number);
            let fault = Fault::new(FaultKind::Conflict, "case-changed", message);
            return Err(fault.with_hint("look at it again").into());
        }
        tracing::info!(number = kept.number, from = from.name(), to = to.name(), "case led on");
        if kept.subject.is_some() && [from, to].contains(&CaseState::Rejected) {
            // What its subject hits follows from what is remembered.
            self.screen_pending().await?;
        }
        Ok(granted.accounted(self.case_of(granted, kept.number).await?))
    }
}

/// Why a case cannot be led on as it is asked for.
fn unfit(kept: &HitCase) -> Fault {
    let number = kept.number;
    let (code, message, hint) = match kept.state {
        CaseState::Candidate => (
            "case-not-reviewed",
            format!("nobody reviews case `{number}` yet: a score alone decides nothing"),
            Some("take it first (`comity hit review`)"),
        ),
        CaseState::Confirmed | CaseState::Rejected => (
            "case-decided",
            format!("case `{number}` is `{}` already", kept.state),
            Some("take it up again (`comity hit review`), if that was wrong"),
        ),
        CaseState::Withdrawn => (
            "case-withdrawn",
            format!("case `{number}` is withdrawn: the record, or what was asked, is gone"),
            None,
        ),
        CaseState::UnderReview => {
            ("case-under-review", format!("case `{number}` is under review"), None)
        }
    };
    let fault = Fault::new(FaultKind::Conflict, code, message);
    match hint {
        Some(hint) => fault.with_hint(hint),
        None => fault,
    }
}
