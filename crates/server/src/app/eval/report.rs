//! What a measurement says, as it is written down.

use serde::Serialize;

use super::ask::Asked;
use super::candidates::CandidateRecall;
use super::groups::By;
use super::measure::{Bin, Estimate};

/// A measurement of the matcher.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EvalReport {
    /// The engine that was measured.
    pub engine: &'static str,
    /// Records in the index.
    pub records: usize,
    /// Names in the index.
    pub names: usize,
    /// Candidates below this score were not looked at.
    pub cutoff: f64,
    /// How many resamples the intervals rest on.
    pub resamples: usize,
    /// The seed that they were drawn with.
    pub seed: u64,
    /// Positives that were asked.
    pub positives: usize,
    /// Negatives that were asked.
    pub negatives: usize,
    /// Lines that could not be read and were left out.
    pub bad_lines: u64,
    /// Positives that were not asked, because no record of the index has their id.
    pub unknown_ids: u64,
    /// The first of these ids.
    pub first_unknown_ids: Vec<String>,
    /// One for each way of asking.
    pub asked: Vec<AskedReport>,
    /// What the finding of candidates misses: of all sets, then of each.
    pub candidates: Vec<CandidateRecall>,
    /// What else there is to say.
    pub notes: Vec<String>,
}

/// What came of one way of asking.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AskedReport {
    /// How much of each query was asked.
    pub asked: Asked,
    /// Positives that have so much to ask.
    pub positives: usize,
    /// Negatives that have so much to ask.
    pub negatives: usize,
    /// Where alerts may begin; each group has one recall for each of them.
    pub points: Vec<PointReport>,
    /// All positives, then those of each set, script and so on.
    pub groups: Vec<GroupReport>,
    /// Recall against the rate of alerts: of all positives, then of each set.
    pub curves: Vec<CurveReport>,
    /// What a score says; `None` if there was no candidate.
    pub calibration: Option<CalibrationReport>,
}

/// A threshold, stated or found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PointReport {
    /// What to call it: a rate (`0.1 %`), a name (`default`) or a score (`from 0.8`).
    pub name: String,
    /// The rate of alerts that it was found for; `None` for a stated threshold.
    pub rate: Option<f64>,
    /// The threshold: a stated one alerts itself, of a found one only what is above it. `None` if
    /// there are too few negatives to find it.
    pub threshold: Option<f64>,
    /// The share of negatives that alerts.
    pub alerts: Option<Estimate>,
}

/// The figures of one group of positives.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GroupReport {
    /// By what they are told apart.
    pub by: By,
    /// Which of them.
    pub value: String,
    /// How many.
    pub positives: usize,
    /// The share whose right record alerts, for each point.
    pub recall: Vec<Option<Estimate>>,
    /// The share whose right record stands first.
    pub first: Option<Estimate>,
}

/// A line of recall against the rate of alerts.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CurveReport {
    /// The set; `None` for all positives.
    pub set: Option<String>,
    /// From few alerts to many.
    pub points: Vec<CurvePoint>,
}

/// One point of a curve.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct CurvePoint {
    /// The rate of alerts.
    pub rate: f64,
    /// The share whose right record alerts.
    pub recall: Estimate,
}

/// Whether scores say how often they are right.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CalibrationReport {
    /// Pooled pairs that do not alert by rule: the best candidates of each query.
    pub pairs: usize,
    /// How many of them are right.
    pub right: usize,
    /// At the share of right pairs that there is; `None` if all pairs alert by rule.
    pub own: Option<ReliabilityReport>,
    /// At the prior that was asked for.
    pub at_prior: Option<ReliabilityReport>,
    /// Expected calibration error with the pairs that alert by rule, at their own share.
    pub error_with_rule: f64,
    /// Pairs whose strong name equals a queried one: they alert by rule.
    pub by_rule: RuleReport,
    /// Where the top band begins: the default threshold.
    pub top_band: f64,
    /// Pairs in it that do not alert by rule.
    pub top_band_pairs: usize,
    /// The share of these whose score equals another one's to the last bit.
    pub ties: f64,
    /// The same share with the pairs that alert by rule.
    pub ties_with_rule: f64,
}

/// Reliability at one share of right pairs.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ReliabilityReport {
    /// The share of right pairs.
    pub prior: f64,
    /// The expected calibration error.
    pub error: f64,
    /// The bins that hold a pair.
    pub bins: Vec<Bin>,
}

/// Pairs that alert by rule.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct RuleReport {
    /// How many.
    pub pairs: usize,
    /// How many of them are right.
    pub right: usize,
    /// How many lie below the default threshold all the same: a contradiction weighs more.
    pub below_threshold: usize,
}
