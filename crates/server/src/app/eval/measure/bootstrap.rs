//! Shares with their intervals: what the same measure would say of other samples of the same size.

use rayon::prelude::*;
use serde::Serialize;

use super::dice::Dice;
use super::threshold::{Cut, Negatives};

/// The part of the resamples that an interval leaves out at each end.
const TAIL: f64 = 0.025;

/// The positives and what came of them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Positives<'a> {
    /// The score of the right record; 0 if it was not found.
    pub(crate) scores: &'a [f64],
    /// Whether the right record stood first.
    pub(crate) first: &'a [bool],
}

/// Which groups each positive belongs to.
#[derive(Debug, Clone, Default)]
pub(crate) struct Groups {
    /// For each positive the numbers of its groups.
    pub(crate) of: Vec<Vec<usize>>,
    /// How many groups there are.
    pub(crate) count: usize,
}

/// A share with its 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Estimate {
    /// The share in the sample.
    pub value: f64,
    /// The interval's lower end; `None` without resamples.
    pub low: Option<f64>,
    /// The interval's upper end.
    pub high: Option<f64>,
}

/// Where a cut lies and what it lets through.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Point {
    /// What scores above this alerts; `None` if there are too few negatives.
    pub(crate) above: Option<f64>,
    /// The share of negatives that alerts.
    pub(crate) alerts: Option<Estimate>,
}

/// The figures of one group of positives.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Group {
    /// How many positives.
    pub(crate) positives: usize,
    /// The share whose right record alerts, for each cut.
    pub(crate) recall: Vec<Option<Estimate>>,
    /// The share whose right record stands first.
    pub(crate) first: Option<Estimate>,
}

/// What was measured.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Measured {
    /// One for each cut.
    pub(crate) points: Vec<Point>,
    /// One for each group.
    pub(crate) groups: Vec<Group>,
}

/// Measures each group at each cut. Positives and negatives are both drawn anew for each resample,
/// so that an interval knows that the thresholds rest on a sample too. It lies between the 2.5th
/// and the 97.5th percentile of the resamples, and is widened to hold the share itself where a
/// small sample puts that outside.
#[must_use]
pub(crate) fn measure(
    positives: Positives<'_>,
    negatives: &[f64],
    groups: &Groups,
    cuts: &[Cut],
    resamples: usize,
    seed: u64,
) -> Measured {
    let mut sorted = negatives.to_vec();
    sorted.sort_by(|left, right| right.total_cmp(left));
    let whole = vec![1; sorted.len()];
    let asked = Negatives::of(&sorted, &whole);
    let above: Vec<Option<f64>> = cuts.iter().map(|cut| asked.above(*cut)).collect();
    let sample = Sample { positives, sorted: &sorted, groups, cuts, above: &above };
    let figures = sample.figures(&above, &asked, &vec![1; positives.scores.len()]);
    let drawn: Vec<Vec<f64>> = (0..resamples as u64)
        .into_par_iter()
        .map(|resample| sample.drawn(&mut Dice::of(seed, resample)))
        .collect();
    let mut estimates = figures.iter().enumerate().map(|(at, value)| estimate(*value, &drawn, at));
    let mut next = || estimates.next().flatten();
    let points = above.iter().map(|above| Point { above: *above, alerts: next() }).collect();
    let group = |number: usize| Group {
        positives: groups.of.iter().filter(|of| of.contains(&number)).count(),
        recall: cuts.iter().map(|_| next()).collect(),
        first: next(),
    };
    Measured { points, groups: (0..groups.count).map(group).collect() }
}

/// A share among what the resamples have in the same place.
fn estimate(value: f64, drawn: &[Vec<f64>], at: usize) -> Option<Estimate> {
    if value.is_nan() {
        return None;
    }
    let of_all = drawn.iter().filter_map(|figures| figures.get(at).copied());
    let mut sorted: Vec<f64> = of_all.filter(|value| !value.is_nan()).collect();
    sorted.sort_by(f64::total_cmp);
    let low = percentile(&sorted, TAIL).map(|low| low.min(value));
    let high = percentile(&sorted, 1.0 - TAIL).map(|high| high.max(value));
    Some(Estimate { value, low, high })
}

#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a place among a few thousand"
)]
fn percentile(sorted: &[f64], part: f64) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    sorted.get((last as f64 * part).round() as usize).copied()
}

/// What resamples are drawn from.
struct Sample<'a> {
    positives: Positives<'a>,
    sorted: &'a [f64],
    groups: &'a Groups,
    cuts: &'a [Cut],
    /// Where the cuts lie in the sample itself.
    above: &'a [Option<f64>],
}

impl Sample<'_> {
    fn drawn(&self, dice: &mut Dice) -> Vec<f64> {
        let mut negatives = vec![0; self.sorted.len()];
        dice.draw_all(&mut negatives);
        let mut positives = vec![0; self.positives.scores.len()];
        dice.draw_all(&mut positives);
        let negatives = Negatives::of(self.sorted, &negatives);
        let above: Vec<Option<f64>> = self.cuts.iter().map(|cut| negatives.above(*cut)).collect();
        self.figures(&above, &negatives, &positives)
    }

    /// First the share of alerts at each cut, then of each group its share at each cut and of
    /// first places. What cannot be told is not a number.
    fn figures(&self, above: &[Option<f64>], negatives: &Negatives<'_>, times: &[u32]) -> Vec<f64> {
        let share = |cut: &Option<f64>| cut.map_or(f64::NAN, |cut| negatives.share_above(cut));
        let alerts = self.above.iter().map(share);
        let mut figures: Vec<f64> = alerts.collect();
        let mut order: Vec<(f64, usize)> = Vec::new();
        order.extend(above.iter().enumerate().filter_map(|(at, above)| Some(((*above)?, at))));
        order.sort_by(|left, right| left.0.total_cmp(&right.0));
        let mut tallies = vec![Tally::new(order.len()); self.groups.count];
        let each = self.positives.scores.iter().zip(self.positives.first).zip(times);
        for (((score, first), times), groups) in each.zip(&self.groups.of) {
            let passed = order.partition_point(|(above, _)| score > above);
            for group in groups {
                if let Some(tally) = tallies.get_mut(*group) {
                    tally.add(*times, passed, *first);
                }
            }
        }
        for tally in &tallies {
            let start = figures.len();
            figures.resize(start + above.len(), f64::NAN);
            for ((_, cut), share) in order.iter().zip(tally.shares()) {
                if let Some(figure) = figures.get_mut(start + cut) {
                    *figure = share;
                }
            }
            figures.push(tally.share(tally.first));
        }
        figures
    }
}

/// The positives of one group in one sample.
#[derive(Debug, Clone)]
struct Tally {
    /// How many pass so many of the cuts, from the lowest up, and no more.
    passing: Vec<u32>,
    first: u32,
    all: u32,
}

impl Tally {
    fn new(cuts: usize) -> Tally {
        Tally { passing: vec![0; cuts + 1], first: 0, all: 0 }
    }

    fn add(&mut self, times: u32, passed: usize, is_first: bool) {
        self.all += times;
        self.first += times * u32::from(is_first);
        if let Some(count) = self.passing.get_mut(passed) {
            *count += times;
        }
    }

    fn share(&self, count: u32) -> f64 {
        if self.all == 0 { f64::NAN } else { f64::from(count) / f64::from(self.all) }
    }

    /// The share that passes each cut, from the lowest up.
    fn shares(&self) -> impl Iterator<Item = f64> {
        let mut left = self.all;
        self.passing.iter().map(move |count| {
            left -= count;
            self.share(left)
        })
    }
}

#[cfg(test)]
mod tests;
