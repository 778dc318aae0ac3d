//! Showing cases.

use std::sync::Arc;

use comity_api::Fault;
use comity_api::local::CaseQuery;
use comity_api::v1::{CaseEventInfo, CaseInfo, CaseList, CaseSubject, SourceRecord};
use comity_model::{CaseState, Timestamp};
use comity_policy::{Action, Released};
use comity_store::{CasePage, HitCase, StoreError};

use super::open::case_subject;
use crate::app::law::{Granted, Told};
use crate::app::node::Node;
use crate::app::rights::Withheld;
use crate::app::subjects::kept_clearance;
use crate::limits::CASE_PAGE_MAX;
use crate::{ActorKind, Context, ServerError};

impl Node {
    /// A case as it is now.
    pub(crate) async fn case_info(
        &self,
        ctx: &Context,
        number: u64,
    ) -> Result<Released<CaseInfo>, ServerError> {
        let granted = &self.may(ctx, Action::ReadRecord).await?;
        let info = self.case_of(granted, number).await?;
        let concerned = vec![case_subject(&info.record.dataset, &info.record.id)];
        self.tell(granted, Told::about(concerned), info).await
    }

    /// The same for whoever may see it.
    pub(super) async fn case_of(
        &self,
        granted: &Granted,
        number: u64,
    ) -> Result<CaseInfo, ServerError> {
        info(&self.kept_case(granted, number).await?, granted.now)
    }

    /// A kept case, as far as the actor may see it: what it says was found with its clearance.
    pub(super) async fn kept_case(
        &self,
        granted: &Granted,
        number: u64,
    ) -> Result<HitCase, ServerError> {
        let withheld = self.withheld(granted).await?;
        match self.store.case(number).await? {
            Some(kept) if is_seen(granted, &withheld, &kept)? => Ok(kept),
            _ => Err(no_such_case(&number.to_string()).into()),
        }
    }

    /// Cases that the actor may see, by number.
    pub(crate) async fn case_list(
        self: &Arc<Self>,
        ctx: &Context,
        query: &CaseQuery,
    ) -> Result<Released<CaseList>, ServerError> {
        let granted = &self.may(ctx, Action::ReadRecord).await?;
        // A command waits for what a node does by itself.
        if ctx.actor.kind == ActorKind::Local {
            self.catch_up().await?;
        }
        let limit = query.limit.clamp(1, CASE_PAGE_MAX);
        let page = CasePage {
            after: query.after,
            limit: limit + 1,
            state: query.state.as_deref().map(state).transpose()?,
            due_by: query.overdue.then_some(ctx.now),
            reviewer: query.reviewer.clone(),
        };
        let mut found = self.store.cases(page).await?;
        let has_more = found.len() > limit;
        found.truncate(limit);
        let next = found.last().filter(|_| has_more).map(|last| last.number);
        let withheld = self.withheld(granted).await?;
        let mut cases = Vec::with_capacity(found.len());
        for kept in found {
            if is_seen(granted, &withheld, &kept)? {
                cases.push(info(&kept, ctx.now)?);
            }
        }
        let about =
            cases.iter().map(|one: &CaseInfo| case_subject(&one.record.dataset, &one.record.id));
        let told = Told::about(about.collect());
        self.tell(granted, told, CaseList { cases, next }).await
    }
}

/// Whether an actor may see a case.
pub(in crate::app) fn is_seen(
    ctx: &Context,
    withheld: &Withheld,
    kept: &HitCase,
) -> Result<bool, ServerError> {
    let found = &kept.found;
    let is_cleared = kept_clearance(&found.clearance)?.index() <= ctx.clearance.index();
    Ok(is_cleared && !withheld.hides(&found.dataset, &found.record))
}

fn state(name: &str) -> Result<CaseState, Fault> {
    CaseState::named(name).ok_or_else(|| {
        let names: Vec<&str> = CaseState::ALL.iter().map(|state| state.name()).collect();
        Fault::invalid("case-state", format!("`{name}` is not a state of a case"))
            .with_hint(format!("states are {}", names.join(", ")))
    })
}

/// What to say about a case that is not there.
pub(crate) fn no_such_case(number: &str) -> Fault {
    Fault::not_found("no-such-case", format!("there is no case `{number}`"))
}

/// A case as it is shown.
pub(in crate::app) fn info(kept: &HitCase, now: Timestamp) -> Result<CaseInfo, ServerError> {
    let unread = |err| StoreError::Corrupt(format!("case {}: {err}", kept.number));
    let found = &kept.found;
    let subject = kept.subject.as_ref();
    let events = kept.events.iter().map(|event| CaseEventInfo {
        at: event.at.to_string(),
        kind: event.kind.clone(),
        by: event.by.clone(),
        measure: event.measure.clone(),
        words: event.words.clone(),
    });
    Ok(CaseInfo {
        number: kept.number,
        state: kept.state.name().to_owned(),
        subject: subject
            .map(|(register, id)| CaseSubject { register: register.clone(), id: id.clone() }),
        query: serde_json::from_str(&found.query).map_err(unread)?,
        candidate: found.candidate.clone(),
        record: SourceRecord { dataset: found.dataset.clone(), id: found.record.clone() },
        caption: found.caption.clone(),
        score: found.score,
        basis: serde_json::from_str(&found.basis).map_err(unread)?,
        purpose: found.purpose.clone(),
        legal_basis: found.legal_basis.clone(),
        case: found.reference.clone(),
        opened_by: found.opened_by.clone(),
        opened_at: kept.opened_at.to_string(),
        due_at: found.due_at.to_string(),
        overdue: kept.state.is_open() && now >= found.due_at,
        reviewer: kept.reviewer.clone(),
        review_at: kept.review_at.map(|at| at.to_string()),
        reason: kept.reason.clone(),
        decided_at: kept.decided_at.map(|at| at.to_string()),
        events: events.collect(),
        obligations: Vec::new(),
    })
}
