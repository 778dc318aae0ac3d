//! How good is the matcher? Labelled queries are asked of an index in memory, and what comes of
//! them is measured: what alerts, what is found, what a score says. No home takes part in it.

mod ask;
mod candidates;
mod case;
mod chart;
mod documents;
mod groups;
mod listed;
mod measure;
mod order;
mod queries;
mod report;
mod script;
mod summary;

pub use self::ask::Asked;
pub use self::candidates::CandidateRecall;
pub use self::documents::EvalDocument;
pub use self::groups::By;
pub use self::measure::{Bin, Estimate};
pub use self::order::{EvalFiles, EvalOrder};
pub use self::report::{
    AskedReport, CalibrationReport, CurvePoint, CurveReport, EvalReport, GroupReport, PointReport,
    ReliabilityReport, RuleReport,
};

use comity_api::{Fault, FaultKind};
use comity_screening::ENGINE_VERSION;

use self::ask::Asker;
use self::case::Case;
use self::documents::Row;
use self::listed::Listed;
use self::queries::Queries;
use crate::ServerError;
use crate::limits::EVAL_UNKNOWN_IDS_TOLD_MAX;

/// A measurement with all that it was made of.
#[derive(Debug, Clone, PartialEq)]
pub struct Evaluation {
    /// What it says.
    pub report: EvalReport,
    /// What came of each query.
    rows: Vec<Row>,
}

/// Called with what is done next.
pub type Step = Box<dyn Fn(&'static str) + Send + Sync>;

/// Measures the matcher. Blocks, on every core.
///
/// # Errors
/// If a file cannot be read, a line cannot (unless these are left out), or no positive has its
/// record in the index.
pub fn evaluate(
    files: EvalFiles,
    order: &EvalOrder,
    step: &Step,
) -> Result<Evaluation, ServerError> {
    let threads = rayon::ThreadPoolBuilder::new().thread_name(|at| format!("eval-{at}"));
    let pool = threads.build().map_err(|err| Fault::internal(err.to_string()))?;
    pool.install(|| evaluated(files, order, step))
}

fn evaluated(files: EvalFiles, order: &EvalOrder, step: &Step) -> Result<Evaluation, ServerError> {
    let config = order.config()?;
    step("reading queries");
    let positives = queries::read(files.positives, true, order.skips_bad_lines)?;
    let negatives = queries::read(files.negatives, false, order.skips_bad_lines)?;
    step("reading the index");
    let listed = Listed::read(files.index)?;
    let mut report = begun(&listed, &positives, &negatives, order);
    let positives = known(positives.cases, &listed, &mut report)?;
    let negatives = unlabelled(negatives.cases, &listed, &mut report);
    (report.positives, report.negatives) = (positives.len(), negatives.len());

    let view = listed.snapshot.view_all();
    let asker = Asker { snapshot: &listed.snapshot, view: &view, config: &config };
    let mut rows = Vec::new();
    for asked in Asked::ALL {
        step("asking");
        let found = asker.ask(asked, &positives);
        let alerted = asker.ask(asked, &negatives);
        if found.is_empty() {
            continue;
        }
        step("measuring");
        rows.extend(documents::rows(asked, &positives, &found));
        rows.extend(documents::rows(asked, &negatives, &alerted));
        let answered = summary::Answered { asked, cases: &positives, found, alerted };
        let (measured, notes) = summary::measured(&answered, order);
        report.asked.push(measured);
        report.notes.extend(notes);
    }
    step("comparing with an exhaustive search");
    let all: Vec<&Case> = positives.iter().chain(&negatives).collect();
    report.candidates = candidates::measured(&asker, &all, order.candidate_sample);
    Ok(Evaluation { report, rows })
}

/// A report that nothing was asked for yet.
fn begun(
    listed: &Listed,
    positives: &Queries,
    negatives: &Queries,
    order: &EvalOrder,
) -> EvalReport {
    let files = [positives, negatives];
    let said = files.iter().flat_map(|file| file.reasons.iter().chain(&file.notes));
    EvalReport {
        engine: ENGINE_VERSION,
        records: listed.snapshot.record_count(),
        names: listed.snapshot.name_count(),
        cutoff: order.cutoff_in_force(),
        resamples: order.resamples,
        seed: order.seed,
        positives: 0,
        negatives: 0,
        bad_lines: positives.bad + negatives.bad,
        unknown_ids: 0,
        first_unknown_ids: Vec::new(),
        asked: Vec::new(),
        candidates: Vec::new(),
        notes: listed.notes.iter().chain(said).cloned().collect(),
    }
}

/// The positives whose record is there, under the id by which it is found; the others are told.
fn known(
    cases: Vec<Case>,
    listed: &Listed,
    report: &mut EvalReport,
) -> Result<Vec<Case>, ServerError> {
    let mut known = Vec::with_capacity(cases.len());
    for mut case in cases {
        let id = case.id.take().unwrap_or_default();
        if let Some(record) = listed.record(&id) {
            case.id = Some(record.to_owned());
            known.push(case);
            continue;
        }
        report.unknown_ids += 1;
        if report.first_unknown_ids.len() < EVAL_UNKNOWN_IDS_TOLD_MAX {
            report.first_unknown_ids.push(id);
        }
    }
    if known.is_empty() {
        let first = report.first_unknown_ids.first().map_or("", String::as_str);
        let message = format!("no positive names a record of the index: there is no `{first}`");
        let hint = format!(
            "an id that is there is `{}`; publishers' lists get ids that begin with the place of \
             their `--index`, such as `index_1-`",
            listed.example
        );
        let fault = Fault::new(FaultKind::Input, "unknown-ids", message);
        return Err(fault.with_hint(hint).into());
    }
    Ok(known)
}

/// The negatives, whatever ids they have.
fn unlabelled(cases: Vec<Case>, listed: &Listed, report: &mut EvalReport) -> Vec<Case> {
    let is_listed = |case: &&Case| case.id.as_ref().is_some_and(|id| listed.record(id).is_some());
    let listed_ids = cases.iter().filter(is_listed).count();
    if listed_ids > 0 {
        report.notes.push(format!(
            "{listed_ids} negatives have the id of a record of the index: they count as negatives"
        ));
    }
    cases.into_iter().map(|case| Case { id: None, ..case }).collect()
}
