use comity_model::Schema;

use crate::limits::{LIMIT_DEFAULT, THRESHOLD_DEFAULT};
use crate::score::{Feature, Weights};

/// How a query is answered.
#[derive(Debug, Clone, PartialEq)]
pub struct Config {
    /// Most candidates to return.
    pub limit: usize,
    /// From this score on a candidate alerts.
    pub threshold: f64,
    /// Only candidates that score above this are returned; at most the threshold counts.
    pub cutoff: f64,
    /// How much each feature counts.
    pub weights: Weights,
    /// Only records of these.
    pub filter: Filter,
}

impl Config {
    /// Whether a name that is equal alerts by rule: unless the caller gives names less weight than
    /// usual, or asks for a score that there is none of.
    pub(crate) fn has_rule(&self) -> bool {
        self.weights.get(Feature::Name) >= Feature::Name.weight_default() && self.threshold <= 1.0
    }

    /// The cutoff in force: a cutoff above the threshold would hide what alerts.
    #[must_use]
    pub fn effective_cutoff(&self) -> f64 {
        self.cutoff.min(self.threshold)
    }
}

impl Default for Config {
    fn default() -> Config {
        Config {
            limit: LIMIT_DEFAULT,
            threshold: THRESHOLD_DEFAULT,
            cutoff: THRESHOLD_DEFAULT,
            weights: Weights::default(),
            filter: Filter::default(),
        }
    }
}

/// Which records may be candidates. Empty lists ask for nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only records of these datasets.
    pub include_datasets: Vec<String>,
    /// No records of these datasets.
    pub exclude_datasets: Vec<String>,
    /// Only records of these schemata or what extends them.
    pub include_schemata: Vec<Schema>,
    /// No records of these schemata or what extends them.
    pub exclude_schemata: Vec<Schema>,
    /// No records of exactly these schemata; what extends them stays.
    pub exclude_schemata_alone: Vec<Schema>,
    /// Only records with one of these topics.
    pub topics: Vec<String>,
    /// No records with one of these topics.
    pub exclude_topics: Vec<String>,
    /// No records with these ids, canonical or the publisher's own.
    pub exclude_ids: Vec<String>,
    /// Only records whose last change is at or after this time, in seconds since 1970.
    pub changed_since: Option<i64>,
}
