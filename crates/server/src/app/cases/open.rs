//! Opening a case.

use std::sync::Arc;

use comity_api::convert::{self, example};
use comity_api::v1::{CaseInfo, CaseSpec, Example};
use comity_api::{Fault, FaultKind};
use comity_audit::{Concerned, Kind};
use comity_model::Timestamp;
use comity_policy::{Action, Released};
use comity_screening::limits::LIMIT_MAX;
use comity_screening::{Basis, Candidate, Filter};
use comity_store::{Hit, NewCase, Rejection};

use crate::app::law::Told;
use crate::app::node::Node;
use crate::app::person::person;
use crate::app::screen::Ask;
use crate::app::subjects::{clearance_label, kept_clearance};
use crate::limits::{CASE_CUTOFF, CASE_DUE_SECONDS, CASES_OPEN_MAX};
use crate::{Context, ServerError};

/// What is the same for all cases of one question.
pub(in crate::app) struct CaseWords<'w> {
    pub(in crate::app) query: &'w Example,
    pub(in crate::app) asked: &'w str,
    pub(in crate::app) clearance: &'w str,
    pub(in crate::app) basis: Basis,
    pub(in crate::app) purpose: Option<String>,
    pub(in crate::app) legal_basis: Option<String>,
    pub(in crate::app) reference: Option<String>,
    pub(in crate::app) opened_by: Option<String>,
    pub(in crate::app) now: Timestamp,
}

/// A possible match as a new case, whose clock begins now.
pub(in crate::app) fn new_case(
    words: &CaseWords<'_>,
    hit: Hit,
    caption: String,
) -> Result<NewCase, ServerError> {
    let unwritten = |err| Fault::internal(format!("a case cannot be written: {err}"));
    let query = serde_json::to_string(words.query).map_err(unwritten)?;
    let basis = serde_json::to_string(&convert::basis(&words.basis)).map_err(unwritten)?;
    Ok(NewCase {
        query,
        asked: words.asked.to_owned(),
        clearance: words.clearance.to_owned(),
        candidate: hit.candidate,
        dataset: hit.dataset,
        record: hit.record,
        caption,
        content: hit.state,
        score: hit.score,
        basis,
        purpose: words.purpose.clone(),
        legal_basis: words.legal_basis.clone(),
        reference: words.reference.clone(),
        opened_by: words.opened_by.clone(),
        due_at: Timestamp(words.now.0.saturating_add(CASE_DUE_SECONDS)),
    })
}

impl Node {
    /// Opens a case about a candidate of a screening, or finds the one that there is. The node
    /// screens again: nobody makes a case of a record that the question does not find.
    pub(crate) async fn open_case(
        self: &Arc<Self>,
        ctx: &Context,
        spec: &CaseSpec,
    ) -> Result<Released<CaseInfo>, ServerError> {
        let (purpose, basis) = (spec.purpose.as_deref(), spec.legal_basis.as_deref());
        let ctx = &ctx.stating(purpose, basis, spec.case.as_deref())?;
        let granted = &self.may(ctx, Action::Screen).await?;
        let _work = self.work()?;
        let opened_by = person(ctx)?;
        let read =
            example::fill(example::blank(&spec.query.schema)?, None, &spec.query.properties)?;
        if read.asks_nothing() {
            let message = "the query has no name and no number to look for";
            return Err(Fault::invalid("nothing-asked", message).into());
        }
        let query = Example { schema: read.cleaned.schema, properties: read.cleaned.properties };
        let (cutoff, weights) = (Some(CASE_CUTOFF), Default::default());
        let limit = Some(LIMIT_MAX);
        let config = convert::settings(limit, None, cutoff, &weights, Filter::default())?;
        let ask = Ask { query: read.query, config };
        let answers = self.screen_all(granted, vec![ask]).await?;
        let shown = answers.answers.into_iter().flat_map(|shown| shown.screening.candidates);
        let found = shown.into_iter().find(|candidate| has(candidate, spec));
        let Some(candidate) = found else { return Err(no_candidate(spec).into()) };
        let hits = self.hits_of(&candidate, &granted.sight).await?;
        let hit = hits.into_iter().find(|hit| hit.dataset == spec.record.dataset);
        let Some(hit) = hit else { return Err(no_candidate(spec).into()) };
        let asked = self.question_digest(&query).await?;
        self.check_not_rejected(ctx, &asked, &hit).await?;
        let words = CaseWords {
            query: &query,
            asked: &asked,
            clearance: clearance_label(ctx.clearance),
            basis: answers.loaded.basis(&granted.sight),
            purpose: ctx.reason.purpose.as_ref().map(ToString::to_string),
            legal_basis: ctx.reason.legal_basis.as_ref().map(ToString::to_string),
            reference: ctx.reason.case.as_ref().map(ToString::to_string),
            opened_by: Some(opened_by),
            now: ctx.now,
        };
        let case = new_case(&words, hit, candidate.caption)?;
        let told = Told::about(vec![case_subject(&case.dataset, &case.record)]);
        self.note_act(granted, Kind::Change, told.with("act", "open-case")).await?;
        let number = self.store.open_case(case, ctx.now, CASES_OPEN_MAX).await?;
        tracing::info!(number, "case opened");
        Ok(granted.accounted(self.case_of(granted, number).await?))
    }

    /// A rejected candidate does not come back until what is asked or what the record says is
    /// otherwise; who thinks that the rejection was wrong reviews that case.
    async fn check_not_rejected(
        &self,
        ctx: &Context,
        asked: &str,
        hit: &Hit,
    ) -> Result<(), ServerError> {
        for known in self.store.rejections(asked).await? {
            if is_of(&known, hit) && is_told(ctx, &known)? {
                let message = format!(
                    "`{}` rejected this on {}, and nothing has changed since: {}",
                    known.by, known.at, known.reason
                );
                let fault = Fault::new(FaultKind::Conflict, "rejected-before", message);
                let hint = format!("review case {} again, if that was wrong", known.case);
                return Err(fault.with_hint(hint).into());
            }
        }
        Ok(())
    }
}

/// Whether a rejection is about what a candidate says now.
pub(super) fn is_of(known: &Rejection, hit: &Hit) -> bool {
    known.dataset == hit.dataset && known.record == hit.record && known.content == hit.state
}

/// Whether an actor is told of a rejection: it was decided with what they may see, too.
pub(super) fn is_told(ctx: &Context, known: &Rejection) -> Result<bool, ServerError> {
    Ok(kept_clearance(&known.clearance)?.index() <= ctx.clearance.index())
}

/// The record of a case, as the log accounts for it.
pub(super) fn case_subject(dataset: &str, record: &str) -> Concerned {
    let shown = vec!["caption".to_owned()];
    Concerned { subject: format!("{dataset}/{record}"), shown, ..Concerned::default() }
}

fn has(candidate: &Candidate, spec: &CaseSpec) -> bool {
    let meant = &spec.record;
    let mut records = candidate.records.iter();
    records.any(|record| record.dataset == meant.dataset && record.id == meant.id)
}

fn no_candidate(spec: &CaseSpec) -> Fault {
    let record = &spec.record;
    let message = format!("`{}/{}` is no candidate of this question", record.dataset, record.id);
    Fault::not_found("no-candidate", message)
        .with_hint("ask `/v1/screen` the same, and name a record of its answer")
}
