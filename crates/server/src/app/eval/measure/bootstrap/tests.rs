use proptest::prelude::*;

use super::*;

/// One group of all.
fn all(count: usize) -> Groups {
    Groups { of: vec![vec![0]; count], count: 1 }
}

fn measured(positives: &[f64], negatives: &[f64], cuts: &[Cut], resamples: usize) -> Measured {
    let first = vec![true; positives.len()];
    let positives = Positives { scores: positives, first: &first };
    measure(positives, negatives, &all(first.len()), cuts, resamples, 1)
}

fn values(recall: &[Option<Estimate>]) -> Vec<Option<f64>> {
    recall.iter().map(|estimate| estimate.map(|estimate| estimate.value)).collect()
}

#[test]
fn shares_are_those_that_can_be_counted() {
    let negatives = [0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1, 0.0];
    let positives = [0.95, 0.85, 0.75, 0.0];
    let cuts = [Cut::Rate(0.2), Cut::From(0.95), Cut::Rate(0.1), Cut::Rate(0.01), Cut::From(0.0)];
    let found = measured(&positives, &negatives, &cuts, 0);
    let above: Vec<Option<f64>> = found.points.iter().map(|point| point.above).collect();
    // Two of ten may alert: 0.9 and 0.8 do. What was not found never alerts.
    let fixed = Some(0.95_f64.next_down());
    assert_eq!(above, [Some(0.7), fixed, Some(0.8), None, Some(0.0)]);
    let alerts: Vec<_> = found.points.iter().map(|point| point.alerts).collect();
    assert_eq!(values(&alerts), [Some(0.2), Some(0.0), Some(0.1), None, Some(0.9)]);
    let recall = values(&found.groups[0].recall);
    assert_eq!(recall, [Some(0.75), Some(0.25), Some(0.5), None, Some(0.75)]);
    assert_eq!(found.groups[0].first.unwrap(), Estimate { value: 1.0, low: None, high: None });
}

#[test]
fn groups_are_measured_apart() {
    let groups = Groups { of: vec![vec![0, 1], vec![0], vec![0, 1], vec![0]], count: 3 };
    let positives =
        Positives { scores: &[0.9, 0.1, 0.2, 0.95], first: &[true, false, false, true] };
    let found = measure(positives, &[0.5], &groups, &[Cut::From(0.5)], 200, 1);
    let counts: Vec<usize> = found.groups.iter().map(|group| group.positives).collect();
    assert_eq!(counts, [4, 2, 0]);
    let shares: Vec<_> = found.groups.iter().map(|group| values(&group.recall)).collect();
    assert_eq!(shares, [[Some(0.5)], [Some(0.5)], [None]]);
    assert_eq!(found.groups[1].first.unwrap().value, 0.5);
    assert_eq!(found.groups[2].first, None);
}

#[test]
fn an_interval_is_as_wide_as_chance_has_it() {
    // 50 of 100: a binomial share whose interval is 0.40 to 0.60, whatever the negatives.
    let positives: Vec<f64> = (0..100).map(|at| if at < 50 { 0.9 } else { 0.1 }).collect();
    let found = measured(&positives, &[0.3; 50], &[Cut::From(0.5)], 4_000);
    let recall = found.groups[0].recall[0].unwrap();
    let (low, high) = (recall.low.unwrap(), recall.high.unwrap());
    assert!((0.39..=0.42).contains(&low) && (0.58..=0.61).contains(&high), "{recall:?}");
}

#[test]
fn an_interval_knows_that_thresholds_rest_on_a_sample() {
    // Every positive lies among the best negatives: only where the threshold falls matters.
    let negatives: Vec<f64> = (0..100).map(|at| f64::from(at) / 100.0).collect();
    let fixed = measured(&[0.985; 2_000], &negatives, &[Cut::From(0.98)], 500);
    let moving = measured(&[0.985; 2_000], &negatives, &[Cut::Rate(0.01)], 500);
    let width = |found: &Measured| {
        let recall = found.groups[0].recall[0].unwrap();
        recall.high.unwrap() - recall.low.unwrap()
    };
    assert_eq!((width(&fixed), width(&moving)), (0.0, 1.0));
}

#[test]
fn a_seed_gives_the_same_intervals() {
    let positives: Vec<f64> = (0..60).map(|at| f64::from(at) / 60.0).collect();
    let negatives: Vec<f64> = (0..60).map(|at| f64::from(at) / 90.0).collect();
    let first = vec![false; positives.len()];
    let draw = |seed| {
        let positives = Positives { scores: &positives, first: &first };
        measure(positives, &negatives, &all(60), &[Cut::Rate(0.1)], 100, seed)
    };
    assert_eq!(draw(5), draw(5));
    assert_ne!(draw(5), draw(6));
}

#[test]
fn of_nothing_nothing_is_told() {
    let found = measured(&[], &[], &[Cut::Rate(0.01), Cut::From(0.7)], 10);
    assert_eq!(found.points[0], Point { above: None, alerts: None });
    assert_eq!(found.points[1].alerts, None);
    assert_eq!(found.groups[0].recall, [None, None]);
}

fn scores() -> impl Strategy<Value = Vec<f64>> {
    proptest::collection::vec((0..30_u8).prop_map(|at| f64::from(at) / 30.0), 1..80)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn an_interval_holds_its_share_and_lies_within_bounds(
        positives in scores(), negatives in scores(), seed in any::<u64>(),
    ) {
        let first: Vec<bool> = positives.iter().map(|score| *score > 0.5).collect();
        let cuts = [Cut::Rate(0.05), Cut::Rate(0.5), Cut::From(0.7)];
        let given = Positives { scores: &positives, first: &first };
        let found = measure(given, &negatives, &all(first.len()), &cuts, 50, seed);
        let group = &found.groups[0];
        let points = found.points.iter().map(|point| point.alerts);
        for estimate in group.recall.iter().copied().chain(points).chain([group.first]).flatten() {
            let (low, high) = (estimate.low.unwrap(), estimate.high.unwrap());
            prop_assert!(0.0 <= low && low <= estimate.value, "{:?}", estimate);
            prop_assert!(estimate.value <= high && high <= 1.0, "{:?}", estimate);
        }
    }

    #[test]
    fn more_alerts_never_find_less(positives in scores(), negatives in scores()) {
        let cuts = [Cut::Rate(0.1), Cut::Rate(0.2), Cut::Rate(0.6), Cut::Rate(1.0)];
        let found = measured(&positives, &negatives, &cuts, 0);
        let told: Vec<f64> = values(&found.groups[0].recall).into_iter().flatten().collect();
        prop_assert!(told.is_sorted(), "{:?}", told);
    }
}
