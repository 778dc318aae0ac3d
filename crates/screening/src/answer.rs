use comity_model::{DatasetVersion, Schema};

use crate::score::Explanation;

/// The version of the engine, part of every answer's basis.
pub const ENGINE_VERSION: &str = concat!("comity-", env!("CARGO_PKG_VERSION"));

/// The answer to one query.
#[derive(Debug, Clone, PartialEq)]
pub struct Screening {
    /// Candidates, best first; equal scores by id.
    pub candidates: Vec<Candidate>,
    /// How many candidates scored above the cutoff, before the limit.
    pub total: usize,
    /// Whether a limit kept candidates from being scored: then `total` is a lower bound.
    pub truncated: bool,
}

/// A possible match: one record, or one same-as group of records.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// The canonical id of the group, or the publisher's own id of the record.
    pub id: String,
    /// The schema of the best record.
    pub schema: Schema,
    /// What to call it, from what the view shows.
    pub caption: String,
    /// The records of the group that the view shows; the best match first.
    pub records: Vec<CandidateRecord>,
    /// The probability that it is whom the query means, 0 to 1; see docs/score.md.
    pub score: f64,
    /// Whether it alerts: the score reaches the threshold, or the rule says so.
    pub is_match: bool,
    /// Whether a queried name equals a strong listed one: such a candidate alerts by rule,
    /// whatever its score.
    pub by_rule: bool,
    /// Why: the score recomputes from it.
    pub explanation: Explanation,
}

/// One record behind a candidate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CandidateRecord {
    /// The store's key of the state that was compared.
    pub key: i64,
    /// The dataset that it was imported into.
    pub dataset: String,
    /// Its id there.
    pub id: String,
}

/// What an answer rests on, so that it can be repeated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Basis {
    /// The engine's version.
    pub engine: &'static str,
    /// The version of each dataset.
    pub datasets: Vec<DatasetVersion>,
}
