//! What the finding of candidates misses of what scoring every name finds.

use comity_screening::{Candidate, Config, Query, Scratch};
use rayon::prelude::*;
use serde::Serialize;

use super::ask::{Asked, Asker};
use super::case::Case;
use crate::limits::EVAL_CANDIDATES_COMPARED_MAX;

/// How many candidates are found of those that scoring every name finds.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CandidateRecall {
    /// The set; `None` for all.
    pub set: Option<String>,
    /// Queries that were answered in both ways.
    pub queries: usize,
    /// Candidates that scoring every name finds.
    pub expected: usize,
    /// Those of them that are found, with the same score.
    pub found: usize,
    /// Queries for which even scoring every name was cut short by a limit.
    pub truncated: usize,
}

#[derive(Debug, Clone, Copy, Default)]
struct Compared {
    expected: usize,
    found: usize,
    truncated: bool,
}

/// Answers a sample of the queries in both ways: of each set as many as of the others, as far as it
/// has them, and of these every so-many-th, so that it is the same sample each time. The first
/// entry is what all sets came to.
pub(super) fn measured(asker: &Asker<'_>, cases: &[&Case], sample: usize) -> Vec<CandidateRecall> {
    let sampled = sampled(cases, sample);
    if sampled.is_empty() {
        return Vec::new();
    }
    let compared: Vec<Compared> = sampled
        .par_iter()
        .map_init(Scratch::new, |scratch, case| match Asked::Name.of(&case.query) {
            Some(query) => compare(asker, &query, scratch),
            None => Compared::default(),
        })
        .collect();
    let mut recalls = vec![nothing(None)];
    for (case, compared) in sampled.iter().zip(compared) {
        let known = recalls.iter().position(|recall| recall.set.as_ref() == Some(&case.set));
        let place = known.unwrap_or_else(|| {
            recalls.push(nothing(Some(case.set.clone())));
            recalls.len() - 1
        });
        for at in [0, place] {
            if let Some(recall) = recalls.get_mut(at) {
                recall.queries += 1;
                recall.expected += compared.expected;
                recall.found += compared.found;
                recall.truncated += usize::from(compared.truncated);
            }
        }
    }
    recalls
}

fn sampled<'a>(cases: &[&'a Case], sample: usize) -> Vec<&'a Case> {
    let mut by_set: Vec<&Case> = cases.to_vec();
    // Stable: within a set the order of the file stays.
    by_set.sort_by(|left, right| left.set.cmp(&right.set));
    let sets = by_set.chunk_by(|left, right| left.set == right.set).count();
    let each = sample.div_ceil(sets.max(1));
    let of_set = |set: &[&'a Case]| -> Vec<&'a Case> {
        let places = (0..each.min(set.len())).map(|at| at * set.len() / each.min(set.len()));
        places.filter_map(|place| set.get(place).copied()).collect()
    };
    by_set.chunk_by(|left, right| left.set == right.set).flat_map(of_set).collect()
}

fn nothing(set: Option<String>) -> CandidateRecall {
    CandidateRecall { set, queries: 0, expected: 0, found: 0, truncated: 0 }
}

fn compare(asker: &Asker<'_>, query: &Query, scratch: &mut Scratch) -> Compared {
    let config = Config { limit: EVAL_CANDIDATES_COMPARED_MAX, ..asker.config.clone() };
    let all = asker.snapshot.screen_exhaustively(query, &config, asker.view, scratch);
    let some = asker.snapshot.screen(query, &config, asker.view, scratch);
    let same = |left: &Candidate, right: &Candidate| {
        left.id == right.id && left.score.to_bits() == right.score.to_bits()
    };
    let is_found = |each: &&Candidate| some.candidates.iter().any(|other| same(each, other));
    Compared {
        expected: all.candidates.len(),
        found: all.candidates.iter().filter(is_found).count(),
        truncated: all.truncated,
    }
}

#[cfg(test)]
mod tests {
    use comity_model::Schema;

    use super::*;

    #[test]
    fn each_set_is_sampled_from_its_whole_length() {
        let case = |at: usize| {
            let set = if at.is_multiple_of(10) { "few" } else { "many" }.to_owned();
            let query = Query::name(Schema::named("Person").unwrap(), "Ana Demo");
            Case { line: at as u64, set, id: None, query, ignored: Vec::new() }
        };
        let cases: Vec<Case> = (0..100).map(case).collect();
        let cases: Vec<&Case> = cases.iter().collect();
        let lines =
            |sample| -> Vec<u64> { sampled(&cases, sample).iter().map(|case| case.line).collect() };
        assert_eq!(lines(4), [0, 50, 1, 51]);
        assert_eq!(lines(60).len(), 40, "of few there are ten");
        assert_eq!(lines(1_000).len(), 100);
        assert!(lines(0).is_empty());
        assert!(sampled(&[], 5).is_empty());
    }
}
