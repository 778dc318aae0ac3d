//! What is new, changed or withdrawn.

use std::collections::BTreeMap;

use comity_store::{Hit, HitChange};

/// A difference of scores from which a new one is kept.
const SCORE_STEP: f64 = 1e-9;

/// What became of a subject's hits.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Compared {
    pub(super) changes: Vec<(HitChange, Hit)>,
    /// Hits of which the score alone is another: the other names on the lists weigh it. It has not
    /// crossed the threshold, so nobody needs to be told.
    pub(super) rescored: Vec<Hit>,
}

/// Compares the hits of a screening with those that are kept.
pub(super) fn compare(kept: &[Hit], found: Vec<Hit>) -> Compared {
    let key = |hit: &Hit| (hit.candidate.clone(), hit.dataset.clone());
    let mut gone: BTreeMap<(String, String), &Hit> =
        kept.iter().map(|hit| (key(hit), hit)).collect();
    let mut compared = Compared::default();
    for hit in found {
        match gone.remove(&key(&hit)) {
            None => compared.changes.push((HitChange::New, hit)),
            Some(known) if known.state != hit.state => {
                compared.changes.push((HitChange::Changed, hit));
            }
            Some(known) => {
                if (known.score - hit.score).abs() > SCORE_STEP || known.record != hit.record {
                    compared.rescored.push(hit);
                }
            }
        }
    }
    let withdrawn = gone.into_values().map(|hit| (HitChange::Withdrawn, hit.clone()));
    compared.changes.extend(withdrawn);
    compared
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hit(candidate: &str, dataset: &str, score: f64, state: &str) -> Hit {
        Hit {
            candidate: candidate.to_owned(),
            dataset: dataset.to_owned(),
            record: candidate.to_owned(),
            score,
            state: state.to_owned(),
        }
    }

    #[test]
    fn only_what_is_otherwise_is_told() {
        let kept = [hit("a", "x", 0.9, "1"), hit("a", "y", 0.9, "2"), hit("b", "x", 0.8, "3")];
        assert_eq!(compare(&kept, kept.to_vec()), Compared::default());
        let found =
            vec![hit("a", "x", 0.91, "1"), hit("a", "y", 0.9, "7"), hit("c", "x", 0.8, "3")];
        let compared = compare(&kept, found.clone());
        assert_eq!(
            compared.changes,
            [
                (HitChange::Changed, found[1].clone()),
                (HitChange::New, found[2].clone()),
                (HitChange::Withdrawn, kept[2].clone()),
            ]
        );
        assert_eq!(compared.rescored, [found[0].clone()]);
    }
}
