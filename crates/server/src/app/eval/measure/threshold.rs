//! The score above which a stated share of the negatives lies.

/// Which scores alert.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Cut {
    /// Those above the score that at most this share of the negatives lies above.
    Rate(f64),
    /// Those from this score on.
    From(f64),
}

/// The negatives of one sample: how many lie at or before each place.
pub(super) struct Negatives<'s> {
    sorted: &'s [f64],
    up_to: Vec<usize>,
}

impl<'s> Negatives<'s> {
    /// The sample of which each negative, best first, was drawn so many times.
    pub(super) fn of(sorted: &'s [f64], times: &[u32]) -> Negatives<'s> {
        let mut sum = 0_usize;
        let add = |times: &u32| {
            sum += *times as usize;
            sum
        };
        Negatives { sorted, up_to: times.iter().map(add).collect() }
    }

    /// The score above which a cut lets alerts through; `None` for a share that is less than one of
    /// the negatives.
    pub(super) fn above(&self, cut: Cut) -> Option<f64> {
        let rate = match cut {
            // What was not found has the score 0 and must not alert even from 0 on.
            Cut::From(score) => return Some(score.next_down().max(0.0)),
            Cut::Rate(rate) => rate,
        };
        let alerts = alerts(self.sorted.len(), rate);
        if alerts == 0 {
            return None;
        }
        let at = self.up_to.partition_point(|sum| *sum <= alerts);
        Some(self.sorted.get(at).copied().unwrap_or_default())
    }

    /// The share that scores above it.
    #[expect(clippy::cast_precision_loss, reason = "counts of queries")]
    pub(super) fn share_above(&self, above: f64) -> f64 {
        let first_below = self.sorted.partition_point(|score| *score > above);
        let count = first_below.checked_sub(1).and_then(|last| self.up_to.get(last));
        count.copied().unwrap_or_default() as f64 / self.sorted.len() as f64
    }
}

/// How many of so many negatives may alert.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a share of a number of queries is a smaller number"
)]
fn alerts(negatives: usize, rate: f64) -> usize {
    // A product such as 1,000 times 0.001 may fall just short of the whole number that it is.
    (negatives as f64 * rate + 1e-9).floor().max(0.0) as usize
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The threshold of a rate, and the share that is let through.
    fn cut(scores: &[f64], rate: f64) -> Option<(f64, f64)> {
        let times = vec![1; scores.len()];
        let negatives = Negatives::of(scores, &times);
        negatives.above(Cut::Rate(rate)).map(|above| (above, negatives.share_above(above)))
    }

    #[test]
    fn the_threshold_lets_the_stated_share_through() {
        let scores: Vec<f64> = (0..1_000).rev().map(|at| f64::from(at) / 1_000.0).collect();
        for (rate, threshold) in [(0.01, 0.989), (0.001, 0.998), (0.5, 0.499)] {
            assert_eq!(cut(&scores, rate), Some((threshold, rate)));
        }
        assert_eq!(cut(&scores, 0.000_1), None, "a tenth of one negative");
        assert_eq!(cut(&[], 0.01), None);
        assert_eq!(cut(&[0.4, 0.2], 1.0), Some((0.0, 1.0)), "all may alert");
    }

    #[test]
    fn who_is_drawn_twice_counts_twice() {
        let negatives = Negatives::of(&[0.9, 0.8, 0.7, 0.6], &[2, 0, 1, 1]);
        assert_eq!(negatives.above(Cut::Rate(0.5)), Some(0.7));
        assert_eq!(negatives.share_above(0.7), 0.5);
    }

    #[test]
    fn a_score_from_which_alerts_begin_alerts_itself() {
        let negatives = Negatives::of(&[0.9, 0.7, 0.0], &[1, 1, 1]);
        let above = negatives.above(Cut::From(0.7)).unwrap();
        assert_eq!(negatives.share_above(above), 2.0 / 3.0);
        let above = negatives.above(Cut::From(0.0)).unwrap();
        assert_eq!(negatives.share_above(above), 2.0 / 3.0, "what was not found never alerts");
    }

    proptest! {
        /// Equal scores alert together or not at all, so fewer may alert, and never more.
        #[test]
        fn never_more_than_the_stated_share_alerts(
            scores in proptest::collection::vec(0..40_u8, 1..300),
            rate in 0.001_f64..1.0,
        ) {
            let mut scores: Vec<f64> = scores.iter().map(|at| f64::from(*at) / 40.0).collect();
            scores.sort_by(|left, right| right.total_cmp(left));
            if let Some((threshold, share)) = cut(&scores, rate) {
                prop_assert!(share <= rate + 1e-9);
                let lower = scores.iter().filter(|score| **score >= threshold).count();
                let lower = lower as f64 / scores.len() as f64;
                prop_assert!(lower > rate - 1e-9, "as low as it may be");
            }
        }
    }
}
