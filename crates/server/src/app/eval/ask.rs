//! What comes of each query.

use comity_screening::{Candidate, Config, Feature, Query, Scratch, Snapshot, View};
use rayon::prelude::*;
use serde::Serialize;

use super::case::Case;
use super::measure::Pair;
use crate::limits::EVAL_PAIRS_MAX;

/// How much of a query is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Asked {
    /// Its names alone.
    Name,
    /// Names and dates, of those that state a date.
    NameAndDate,
    /// All that it states, of those that state more than names and dates.
    Everything,
}

impl Asked {
    /// In the order in which they are shown.
    pub(super) const ALL: [Asked; 3] = [Asked::Name, Asked::NameAndDate, Asked::Everything];

    /// In words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Asked::Name => "name only",
            Asked::NameAndDate => "name and date",
            Asked::Everything => "everything stated",
        }
    }

    /// The query that is asked; `None` if it would say no more than another one.
    pub(super) fn of(self, query: &Query) -> Option<Query> {
        let named = Query { names: query.names.clone(), ..Query::empty(query.schema) };
        let dated = Query { dates: query.dates.clone(), ..named.clone() };
        match self {
            Asked::Name => Some(named),
            Asked::NameAndDate => (dated != named).then_some(dated),
            Asked::Everything => (*query != dated).then(|| query.clone()),
        }
    }
}

/// What came of one query.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Outcome {
    /// The place of its case among all.
    pub(super) case: usize,
    /// The score of the right record; 0 if it is not among the candidates.
    pub(super) score: f64,
    /// Where the right record stands, from 1.
    pub(super) rank: Option<usize>,
    /// The best score of another record; 0 if there is none.
    pub(super) best_wrong: f64,
    /// Its best candidates.
    pub(super) pairs: Vec<Pair>,
    /// Whether a limit kept names from being scored.
    pub(super) truncated: bool,
}

/// Who answers.
pub(super) struct Asker<'a> {
    pub(super) snapshot: &'a Snapshot,
    pub(super) view: &'a View,
    pub(super) config: &'a Config,
}

impl Asker<'_> {
    /// Asks all cases that have something to ask, on every core, in their order.
    pub(super) fn ask(&self, asked: Asked, cases: &[Case]) -> Vec<Outcome> {
        let each = cases.par_iter().enumerate();
        let outcome = |scratch: &mut Scratch, (at, case): (usize, &Case)| {
            let query = asked.of(&case.query)?;
            let outcome = match &case.id {
                Some(id) => self.positive(&query, id, scratch),
                None => self.negative(&query, scratch),
            };
            Some(Outcome { case: at, ..outcome })
        };
        each.map_init(Scratch::new, outcome).flatten().collect()
    }

    fn negative(&self, query: &Query, scratch: &mut Scratch) -> Outcome {
        let config = Config { limit: 1, ..self.config.clone() };
        let answer = self.snapshot.screen(query, &config, self.view, scratch);
        let best = answer.candidates.first();
        Outcome {
            best_wrong: best.map_or(0.0, |best| best.score),
            pairs: best.map(|best| pair(best, false)).into_iter().collect(),
            truncated: answer.truncated,
            ..Outcome::default()
        }
    }

    fn positive(&self, query: &Query, id: &str, scratch: &mut Scratch) -> Outcome {
        let few = Config { limit: EVAL_PAIRS_MAX, ..self.config.clone() };
        let answer = self.snapshot.screen(query, &few, self.view, scratch);
        let is_right = |candidate: &Candidate| is_of(candidate, id);
        let pairs = answer.candidates.iter().map(|candidate| pair(candidate, is_right(candidate)));
        let pairs: Vec<Pair> = pairs.collect();
        let best_wrong = answer.candidates.iter().find(|candidate| !is_right(candidate));
        let best_wrong = best_wrong.map_or(0.0, |candidate| candidate.score);
        let found = |candidates: &[Candidate]| {
            let at = candidates.iter().position(is_right)?;
            Some((at + 1, candidates.get(at)?.score))
        };
        let mut right = found(&answer.candidates);
        if right.is_none() && answer.total > answer.candidates.len() {
            // Explaining many candidates takes longer than finding them: only who must, does.
            let many = Config { limit: comity_screening::limits::LIMIT_MAX, ..few };
            right = found(&self.snapshot.screen(query, &many, self.view, scratch).candidates);
        }
        let (rank, score) = right.map_or((None, 0.0), |(rank, score)| (Some(rank), score));
        Outcome { case: 0, score, rank, best_wrong, pairs, truncated: answer.truncated }
    }
}

/// Whether a candidate is the record of that id.
fn is_of(candidate: &Candidate, id: &str) -> bool {
    candidate.id == id || candidate.records.iter().any(|record| record.id == id)
}

fn pair(candidate: &Candidate, is_right: bool) -> Pair {
    let mut features = candidate.explanation.features.iter();
    let by_rule = features.any(|each| {
        each.feature == Feature::Name && each.name.as_ref().is_some_and(|name| name.exact)
    });
    Pair { score: candidate.score, is_right, by_rule }
}
