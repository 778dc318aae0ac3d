//! From what came of each query to the figures.

use super::ask::{Asked, Outcome};
use super::case::Case;
use super::groups::{self, By};
use super::measure::{Cut, Estimate, Measured, Pair, Positives, Reliability, measure};
use super::measure::{reliability, ties};
use super::order::{EvalOrder, named};
use super::report::{
    AskedReport, CalibrationReport, CurvePoint, CurveReport, GroupReport, PointReport,
    ReliabilityReport, RuleReport,
};

/// What one way of asking came to.
pub(super) struct Answered<'a> {
    pub(super) asked: Asked,
    /// All positives, asked or not.
    pub(super) cases: &'a [Case],
    /// Of the positives that were asked.
    pub(super) found: Vec<Outcome>,
    /// Of the negatives that were asked.
    pub(super) alerted: Vec<Outcome>,
}

/// The rates of alerts that are measured, with their names.
const RATES: [(f64, &str); 3] = [(0.000_1, "0.01 %"), (0.001, "0.1 %"), (0.01, "1 %")];
/// Points of a curve.
const CURVE_POINTS: usize = 24;
/// The rate of alerts at which a curve ends.
const CURVE_RATE_MAX: f64 = 0.1;

/// The figures, and what there is to say about them.
pub(super) fn measured(answered: &Answered<'_>, order: &EvalOrder) -> (AskedReport, Vec<String>) {
    let Answered { asked, cases, found, alerted } = answered;
    let of: Vec<&Case> = found.iter().filter_map(|outcome| cases.get(outcome.case)).collect();
    let (names, groups, left_out) = groups::groups(&of);
    let scores: Vec<f64> = found.iter().map(|outcome| outcome.score).collect();
    let first: Vec<bool> = found.iter().map(|outcome| outcome.rank == Some(1)).collect();
    let negatives: Vec<f64> = alerted.iter().map(|outcome| outcome.best_wrong).collect();
    let mut points = points(order);
    let rates = curve_rates(negatives.len());
    let mut cuts: Vec<Cut> = points.iter().map(cut).collect();
    cuts.extend(rates.iter().map(|rate| Cut::Rate(*rate)));
    let positives = Positives { scores: &scores, first: &first };
    let measured = measure(positives, &negatives, &groups, &cuts, order.resamples, order.seed);
    for (point, found) in points.iter_mut().zip(&measured.points) {
        point.threshold = if point.rate.is_some() { found.above } else { point.threshold };
        point.alerts = found.alerts;
    }
    let mut notes = notes(answered, &points, order);
    if left_out > 0 {
        notes.push(format!("{}: {left_out} smaller groups are not told apart", asked.words()));
    }
    let report = AskedReport {
        asked: *asked,
        positives: found.len(),
        negatives: alerted.len(),
        curves: curves(&names, &measured, points.len(), &rates),
        groups: grouped(names, measured, points.len()),
        calibration: calibration(answered, order),
        points,
    };
    (report, notes)
}

/// The points before anything is measured: rates first, then what has a name, then what was asked.
fn points(order: &EvalOrder) -> Vec<PointReport> {
    let point = |name: String, rate, threshold| PointReport { name, rate, threshold, alerts: None };
    let rates = RATES.iter().map(|(rate, name)| point((*name).to_owned(), Some(*rate), None));
    let named = named();
    let named = named.iter().map(|named| point(named.name.to_owned(), None, Some(named.threshold)));
    let stated = order.thresholds.iter();
    let stated = stated.map(|score| point(format!("from {score}"), None, Some(*score)));
    rates.chain(named).chain(stated).collect()
}

fn cut(point: &PointReport) -> Cut {
    match point.rate {
        Some(rate) => Cut::Rate(rate),
        None => Cut::From(point.threshold.unwrap_or(1.0)),
    }
}

/// Rates of alerts from one negative up, about evenly on a logarithmic scale.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "counts of queries"
)]
fn curve_rates(negatives: usize) -> Vec<f64> {
    let most = negatives as f64 * CURVE_RATE_MAX;
    let count = |at: usize| most.powf(at as f64 / (CURVE_POINTS - 1) as f64).round() as usize;
    let mut counts: Vec<usize> = (0..CURVE_POINTS).map(count).collect();
    counts.dedup();
    if most < 1.0 {
        Vec::new()
    } else {
        counts.iter().map(|count| *count as f64 / negatives as f64).collect()
    }
}

fn notes(answered: &Answered<'_>, points: &[PointReport], order: &EvalOrder) -> Vec<String> {
    let words = answered.asked.words();
    let negatives = answered.alerted.len();
    let mut notes = Vec::new();
    for point in points.iter().filter(|point| point.rate.is_some()) {
        let name = &point.name;
        match point.threshold {
            None => notes.push(format!(
                "{words}: {name} of {negatives} negatives is less than one of them, so nothing can \
                 be said about it"
            )),
            Some(threshold) if threshold < order.cutoff_in_force() => notes.push(format!(
                "{words}: fewer than {name} of the negatives have a candidate from {} on, so every \
                 candidate alerts there; a lower cutoff says more",
                order.cutoff_in_force()
            )),
            Some(_) => {}
        }
    }
    let outcomes = || answered.found.iter().chain(&answered.alerted);
    let truncated = outcomes().filter(|outcome| outcome.truncated).count();
    if truncated > 0 {
        notes.push(format!(
            "{words}: of {truncated} queries a limit kept some names from being scored"
        ));
    }
    notes
}

fn grouped(names: Vec<groups::Named>, measured: Measured, points: usize) -> Vec<GroupReport> {
    let each = names.into_iter().zip(measured.groups);
    let report = |(name, mut group): (groups::Named, super::measure::Group)| {
        group.recall.truncate(points);
        GroupReport {
            by: name.by,
            value: name.value,
            positives: group.positives,
            recall: group.recall,
            first: group.first,
        }
    };
    each.map(report).collect()
}

fn curves(
    names: &[groups::Named],
    measured: &Measured,
    points: usize,
    rates: &[f64],
) -> Vec<CurveReport> {
    let shown = names.iter().zip(&measured.groups);
    let shown = shown.filter(|(name, _)| matches!(name.by, By::All | By::Set));
    let curve = |(name, group): (&groups::Named, &super::measure::Group)| {
        let recalls = group.recall.iter().skip(points);
        let point = |(rate, recall): (&f64, &Option<Estimate>)| {
            recall.map(|recall| CurvePoint { rate: *rate, recall })
        };
        CurveReport {
            set: (name.by == By::Set).then(|| name.value.clone()),
            points: rates.iter().zip(recalls).filter_map(point).collect(),
        }
    };
    shown.map(curve).collect()
}

fn calibration(answered: &Answered<'_>, order: &EvalOrder) -> Option<CalibrationReport> {
    let outcomes = answered.found.iter().chain(&answered.alerted);
    let all: Vec<Pair> = outcomes.flat_map(|outcome| outcome.pairs.iter().copied()).collect();
    let (by_rule, pairs): (Vec<Pair>, Vec<Pair>) =
        all.iter().copied().partition(|pair| pair.by_rule);
    let top_band = named().first()?.threshold;
    let top = |pairs: &[Pair]| -> Vec<f64> {
        pairs.iter().map(|pair| pair.score).filter(|score| *score >= top_band).collect()
    };
    let right = |pairs: &[Pair]| pairs.iter().filter(|pair| pair.is_right).count();
    Some(CalibrationReport {
        pairs: pairs.len(),
        right: right(&pairs),
        own: reliability(&pairs, None).map(told),
        at_prior: order.prior.and_then(|prior| reliability(&pairs, Some(prior))).map(told),
        error_with_rule: reliability(&all, None)?.error,
        by_rule: RuleReport {
            pairs: by_rule.len(),
            right: right(&by_rule),
            below_threshold: by_rule.len() - top(&by_rule).len(),
        },
        top_band,
        top_band_pairs: top(&pairs).len(),
        ties: ties(&top(&pairs)),
        ties_with_rule: ties(&top(&all)),
    })
}

fn told(found: Reliability) -> ReliabilityReport {
    let Reliability { prior, bins, error } = found;
    ReliabilityReport { prior, error, bins }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn curves_begin_at_one_negative() {
        let rates = curve_rates(4_000);
        assert_eq!(rates.first(), Some(&0.000_25));
        assert_eq!(rates.last(), Some(&0.1));
        assert!(rates.is_sorted() && rates.len() > 18, "{rates:?}");
        assert_eq!(curve_rates(9), [] as [f64; 0]);
        assert_eq!(curve_rates(10), [0.1]);
    }
}
