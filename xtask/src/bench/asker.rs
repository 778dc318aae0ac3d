use std::sync::Arc;

use comity_screening::{Config, Query, Scratch, Screening, Snapshot, View};

/// Most candidates that are looked through for the right one.
const CANDIDATES_MAX: usize = 500;

/// Asks one index many queries.
pub(super) struct Asker<'s> {
    snapshot: &'s Snapshot,
    view: Arc<View>,
    scratch: Scratch,
    /// Below this score nothing is looked at.
    cutoff: f64,
}

impl<'s> Asker<'s> {
    pub(super) fn over(snapshot: &'s Snapshot, cutoff: f64) -> Asker<'s> {
        Asker { snapshot, view: snapshot.view_all(), scratch: Scratch::new(), cutoff }
    }

    /// The best candidate's score.
    pub(super) fn best(&mut self, query: &Query) -> f64 {
        self.ask(query, 1).candidates.first().map_or(0.0, |candidate| candidate.score)
    }

    /// Whether a record is the best candidate.
    pub(super) fn is_first(&mut self, query: &Query, id: &str) -> bool {
        self.ask(query, 1).candidates.first().is_some_and(|candidate| candidate.id == id)
    }

    /// A record's score.
    pub(super) fn score(&mut self, query: &Query, id: &str) -> f64 {
        let [score] = self.scores(query, [id]);
        score
    }

    /// The scores of some records.
    pub(super) fn scores<const N: usize>(&mut self, query: &Query, ids: [&str; N]) -> [f64; N] {
        let answer = self.ask(query, CANDIDATES_MAX);
        ids.map(|id| {
            let right = answer.candidates.iter().find(|candidate| candidate.id == id);
            right.map_or(0.0, |candidate| candidate.score)
        })
    }

    fn ask(&mut self, query: &Query, limit: usize) -> Screening {
        let config = Config { limit, cutoff: self.cutoff, ..Config::default() };
        self.snapshot.screen(query, &config, &self.view, &mut self.scratch)
    }
}
