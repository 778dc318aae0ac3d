//! How many right records are found at a fixed share of false alerts.

use anyhow::{Result, ensure};
use comity_screening::Config;

use super::asker::Asker;
use super::benchmark::{self, Case};
use super::composed;
use super::figure::Figure;
use super::firms;
use super::hard_negatives;
use super::rates::{share, threshold};
use super::silver;

/// The sets of positives: the benchmark's name, ours, and yente logic-v2's recall at 1 % and
/// 0.1 % on the same lines.
const SETS: [(&str, &str, f64, f64); 3] = [
    ("ofac-alias", "alias", 0.658, 0.461),
    ("un-origscript", "original_script", 0.245, 0.122),
    ("ofac-typo", "mangled", 0.946, 0.891),
];
const PEER: &str = "yente logic-v2";
/// Below this score nothing is looked at; every threshold that is found lies above it.
const CUTOFF: f64 = 0.3;

/// Recall at fixed alert rates, and what else is known to be the same or not.
pub(crate) fn figures() -> Result<Vec<Figure>> {
    let mut figures = held_out()?;
    figures.extend(composed::figures()?);
    figures.extend(silver::figures()?);
    figures.extend(hard_negatives::figures()?);
    Ok(figures)
}

/// Recall at 1 % and 0.1 % alert rate for each set of the development benchmark.
fn held_out() -> Result<Vec<Figure>> {
    let snapshot = benchmark::index(&benchmark::records()?)?;
    let mut asker = Asker::over(&snapshot, CUTOFF);

    let negatives = benchmark::negatives()?;
    let mut alerts: Vec<f64> = negatives.iter().map(|case| asker.best(&case.query)).collect();
    alerts.sort_by(|left, right| right.total_cmp(left));
    let threshold_1 = threshold(&alerts, 100);
    let threshold_01 = threshold(&alerts, 1_000);
    ensure!(threshold_1 > CUTOFF, "one negative in a hundred alerts below {CUTOFF} already");

    let default = Config::default().threshold;
    let alerting = share(&alerts, |score| score >= default);
    let mut figures = vec![
        Figure::new("quality.threshold_at_1_percent", threshold_1, "score"),
        Figure::new("quality.threshold_at_0.1_percent", threshold_01, "score"),
        Figure::new("quality.alert_rate_at_default_threshold", alerting, "share")
            .beside(PEER, 0.0070),
    ];
    let firms: Vec<f64> = firms::queries()?.iter().map(|firm| asker.best(firm)).collect();
    for (what, threshold) in [("1_percent", threshold_1), ("0.1_percent", threshold_01)] {
        let name = format!("quality.firms.alert_rate_at_{what}_of_persons");
        figures.push(Figure::new(name, share(&firms, |score| score > threshold), "share"));
    }
    let positives = benchmark::positives()?;
    for (set, name, peer_1, peer_01) in SETS {
        let cases = positives.iter().filter(|case| case.set == set);
        let scores: Vec<f64> = cases.map(|case| asker.score(&case.query, &case.id)).collect();
        let mut push = |what: &str, value: f64, peer: Option<f64>| {
            let figure = Figure::new(format!("quality.{name}.{what}"), value, "share");
            figures.push(match peer {
                Some(peer) => figure.beside(PEER, peer),
                None => figure,
            });
        };
        let at_1 = share(&scores, |score| score > threshold_1);
        let at_01 = share(&scores, |score| score > threshold_01);
        push("recall_at_1_percent", at_1, Some(peer_1));
        push("recall_at_0.1_percent", at_01, Some(peer_01));
        push("recall_at_default_threshold", share(&scores, |score| score >= default), None);
    }
    let is_organisation = |case: &&Case| case.set == "ofac-alias" && !case.is_person();
    let cases = positives.iter().filter(is_organisation);
    let scores: Vec<f64> = cases.map(|case| asker.score(&case.query, &case.id)).collect();
    for (what, threshold) in [("1", threshold_1), ("0.1", threshold_01)] {
        let name = format!("quality.alias_of_organisations.recall_at_{what}_percent");
        let recall = share(&scores, |score| score > threshold);
        figures.push(Figure::new(name, recall, "share"));
    }
    Ok(figures)
}
