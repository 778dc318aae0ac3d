//! Whether a score says how often it is right.

use serde::Serialize;

/// Bins of equal width from 0 to 1.
pub(crate) const BINS: usize = 10;

/// A query and one of its best candidates.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Pair {
    /// The candidate's score.
    pub(crate) score: f64,
    /// Whether it is the record that the query was written for.
    pub(crate) is_right: bool,
    /// Whether a strong name of it equals a queried one, so that it alerts by rule.
    pub(crate) by_rule: bool,
}

/// How well scores and shares of right pairs go together.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Reliability {
    /// The share of right pairs that everything is weighted to.
    pub(crate) prior: f64,
    /// The bins that hold a pair, lowest first.
    pub(crate) bins: Vec<Bin>,
    /// The expected calibration error: how far the mean score of a bin is from its share of right
    /// pairs, on average over the weight of the bins.
    pub(crate) error: f64,
}

/// The pairs whose scores lie in one range.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Bin {
    /// The range's lower end, which belongs to it.
    pub from: f64,
    /// The range's upper end, which belongs to the next one, except 1.
    pub to: f64,
    /// How many pairs.
    pub pairs: usize,
    /// How many of them are right.
    pub right: usize,
    /// Their weighted mean score.
    pub mean_score: f64,
    /// Their weighted share of right ones.
    pub share_right: f64,
}

#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    pairs: usize,
    right: usize,
    weight: f64,
    score: f64,
    weight_right: f64,
}

/// The reliability of pairs. With a prior `p`, right pairs weigh `p / s` and wrong ones
/// `(1 - p) / (1 - s)`, where `s` is the share of right pairs there are: as if the same kinds of
/// right and wrong pairs came in another proportion. Without one everything weighs the same.
/// `None` if there is no pair, or a prior is stated and one of both kinds is missing.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "counts of pairs")]
pub(crate) fn reliability(pairs: &[Pair], prior: Option<f64>) -> Option<Reliability> {
    let right = pairs.iter().filter(|pair| pair.is_right).count();
    let own = right as f64 / pairs.len() as f64;
    if pairs.is_empty() || prior.is_some() && (right == 0 || right == pairs.len()) {
        return None;
    }
    let (weight_right, weight_wrong) =
        prior.map_or((1.0, 1.0), |prior| (prior / own, (1.0 - prior) / (1.0 - own)));
    let mut sums = [Sums::default(); BINS];
    for pair in pairs {
        let weight = if pair.is_right { weight_right } else { weight_wrong };
        let Some(sum) = sums.get_mut(place(pair.score)) else { continue };
        sum.pairs += 1;
        sum.right += usize::from(pair.is_right);
        sum.weight += weight;
        sum.score += weight * pair.score;
        sum.weight_right += if pair.is_right { weight } else { 0.0 };
    }
    let whole: f64 = sums.iter().map(|sum| sum.weight).sum();
    let gap = |sum: &Sums| (sum.score - sum.weight_right).abs();
    let error = sums.iter().map(gap).sum::<f64>() / whole;
    let bins = sums.iter().enumerate().filter(|(_, sum)| sum.pairs > 0);
    Some(Reliability { prior: prior.unwrap_or(own), bins: bins.map(bin).collect(), error })
}

#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a score lies between 0 and 1"
)]
fn place(score: f64) -> usize {
    ((score * BINS as f64) as usize).min(BINS - 1)
}

#[expect(clippy::cast_precision_loss, reason = "few bins")]
fn bin((at, sum): (usize, &Sums)) -> Bin {
    Bin {
        from: at as f64 / BINS as f64,
        to: (at + 1) as f64 / BINS as f64,
        pairs: sum.pairs,
        right: sum.right,
        mean_score: sum.score / sum.weight,
        share_right: sum.weight_right / sum.weight,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn pair(score: f64, is_right: bool) -> Pair {
        Pair { score, is_right, by_rule: false }
    }

    #[track_caller]
    fn near(left: f64, right: f64) {
        assert!((left - right).abs() < 1e-12, "{left} is not {right}");
    }

    #[test]
    fn the_error_is_the_mean_gap_of_the_bins() {
        // 0.9 to 1: mean 0.95, one of two right, gap 0.45; 0.2 to 0.3: mean 0.25, none, gap 0.25.
        let pairs = [pair(0.92, true), pair(0.98, false), pair(0.25, false), pair(0.25, false)];
        let found = reliability(&pairs, None).unwrap();
        near(found.prior, 0.25);
        near(found.error, (2.0 * 0.45 + 2.0 * 0.25) / 4.0);
        let bins: Vec<_> = found.bins.iter().map(|bin| (bin.from, bin.pairs, bin.right)).collect();
        assert_eq!(bins, [(0.2, 2, 0), (0.9, 2, 1)]);
        near(found.bins[1].mean_score, 0.95);
    }

    #[test]
    fn a_prior_weighs_right_and_wrong_pairs() {
        // At a prior of one half a right pair weighs 0.5 / 0.25 = 2, a wrong one 0.5 / 0.75 = 2/3.
        let pairs = [pair(0.92, true), pair(0.98, false), pair(0.25, false), pair(0.25, false)];
        let found = reliability(&pairs, Some(0.5)).unwrap();
        let top = found.bins.last().unwrap();
        near(top.share_right, 2.0 / (2.0 + 2.0 / 3.0));
        near(top.mean_score, (2.0 * 0.92 + 0.98 * 2.0 / 3.0) / (2.0 + 2.0 / 3.0));
        let gaps = (2.0 * 0.92 + 0.98 * 2.0 / 3.0 - 2.0_f64).abs() + 0.25 * 4.0 / 3.0;
        near(found.error, gaps / 4.0);
    }

    #[test]
    fn a_score_that_says_how_often_it_is_right_has_no_error() {
        let pairs: Vec<Pair> = (0..10).map(|at| pair(0.3, at < 3)).collect();
        near(reliability(&pairs, None).unwrap().error, 0.0);
    }

    #[test]
    fn the_ends_have_their_bins() {
        let found = reliability(&[pair(0.0, false), pair(1.0, true)], None).unwrap();
        near(found.error, 0.0);
        assert_eq!(found.bins.iter().map(|bin| bin.to).collect::<Vec<_>>(), [0.1, 1.0]);
    }

    #[test]
    fn what_cannot_be_told_is_not_told() {
        assert_eq!(reliability(&[], None), None);
        assert_eq!(reliability(&[pair(0.5, true)], Some(0.1)), None);
        assert_eq!(reliability(&[pair(0.5, false)], Some(0.1)), None);
        assert!(reliability(&[pair(0.5, false)], None).is_some());
    }

    proptest! {
        #[test]
        fn the_own_share_as_a_prior_changes_nothing(
            scores in proptest::collection::vec((0.0_f64..=1.0, any::<bool>()), 2..60),
        ) {
            let mut pairs: Vec<Pair> =
                scores.iter().map(|(score, is_right)| pair(*score, *is_right)).collect();
            pairs.extend([pair(0.5, true), pair(0.5, false)]);
            let own = reliability(&pairs, None).unwrap();
            let again = reliability(&pairs, Some(own.prior)).unwrap();
            prop_assert!((own.error - again.error).abs() < 1e-9);
            prop_assert!((0.0..=1.0).contains(&own.error));
            prop_assert_eq!(own.bins.iter().map(|bin| bin.pairs).sum::<usize>(), pairs.len());
        }
    }
}
