use std::collections::BTreeMap;
use std::io::Read;

use comity_api::{Fault, convert};
use comity_screening::{Config, Filter, Mode};

use crate::app::import::ImportFile;
use crate::limits::{
    EVAL_CANDIDATE_SAMPLE, EVAL_CUTOFF, EVAL_RESAMPLES, EVAL_RESAMPLES_MAX, EVAL_THRESHOLDS_MAX,
};

/// What is compared with what.
pub struct EvalFiles {
    /// The publications that the index is made of, each of one or more files.
    pub index: Vec<Vec<ImportFile>>,
    /// Queries whose record is in the index.
    pub positives: ImportFile,
    /// Queries that nothing in the index was written for.
    pub negatives: ImportFile,
}

/// How the matcher is measured.
#[derive(Debug, Clone, PartialEq)]
pub struct EvalOrder {
    /// Scores from which alerts are measured beside the named ones.
    pub thresholds: Vec<f64>,
    /// Candidates below this score, and below every threshold, are not looked at.
    pub cutoff: f64,
    /// Other weights of features, by their names.
    pub weights: BTreeMap<String, f64>,
    /// How many resamples the intervals rest on; with 0 there are none.
    pub resamples: usize,
    /// What chance the resamples are drawn with.
    pub seed: u64,
    /// How many queries are also answered by scoring every name.
    pub candidate_sample: usize,
    /// The share of right pairs that the calibration is weighted to as well.
    pub prior: Option<f64>,
    /// Whether lines that cannot be read are left out; otherwise they end it.
    pub skips_bad_lines: bool,
}

/// A threshold that has a name.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Named {
    pub(super) name: &'static str,
    pub(super) threshold: f64,
}

/// The thresholds that have names: the one place where further ones are added.
pub(super) fn named() -> Vec<Named> {
    let modes = [Mode::Balanced, Mode::HighRecall, Mode::HighPrecision];
    modes.map(|mode| Named { name: mode.name(), threshold: mode.threshold() }).to_vec()
}

/// The seed unless one is stated: any number does, as long as it is the same tomorrow.
const SEED_USUAL: u64 = 1;

impl Default for EvalOrder {
    fn default() -> EvalOrder {
        EvalOrder {
            thresholds: Vec::new(),
            cutoff: EVAL_CUTOFF,
            weights: BTreeMap::new(),
            resamples: EVAL_RESAMPLES,
            seed: SEED_USUAL,
            candidate_sample: EVAL_CANDIDATE_SAMPLE,
            prior: None,
            skips_bad_lines: false,
        }
    }
}

impl EvalOrder {
    /// The cutoff in force: one above a threshold would hide what alerts.
    pub(super) fn cutoff_in_force(&self) -> f64 {
        let named = named().into_iter().map(|named| named.threshold);
        named.chain(self.thresholds.iter().copied()).fold(self.cutoff, f64::min)
    }

    /// How each query is answered; what cannot be measured is refused.
    pub(super) fn config(&self) -> Result<Config, Fault> {
        if self.resamples > EVAL_RESAMPLES_MAX {
            let message = format!("more than {EVAL_RESAMPLES_MAX} resamples");
            return Err(Fault::invalid("resamples", message));
        }
        if self.thresholds.len() > EVAL_THRESHOLDS_MAX {
            let message = format!("more than {EVAL_THRESHOLDS_MAX} thresholds");
            return Err(Fault::invalid("thresholds", message));
        }
        let prior_fits = self.prior.is_none_or(|prior| prior > 0.0 && prior < 1.0);
        if !prior_fits {
            return Err(Fault::invalid("prior", "the prior does not lie between 0 and 1"));
        }
        let cutoff = Some(self.cutoff_in_force());
        convert::settings(None, None, cutoff, &self.weights, Filter::default())
    }
}

/// A file's name and its bytes, apart.
pub(super) fn apart(file: ImportFile) -> (String, Box<dyn Read + Send>) {
    (file.name, file.bytes)
}
