//! How many right records are found at a fixed share of false alerts.

use anyhow::{Result, ensure};
use comity_screening::{Config, Scratch, Snapshot, View};

use super::benchmark::{self, Case};
use super::figure::Figure;

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

/// Recall at 1 % and 0.1 % alert rate for each set of the development benchmark.
pub(crate) fn figures() -> Result<Vec<Figure>> {
    let snapshot = benchmark::index(&benchmark::records()?)?;
    let view = snapshot.view_all();
    let mut asker = Asker { snapshot: &snapshot, view: &view, scratch: Scratch::new() };

    let negatives = benchmark::negatives()?;
    let mut alerts: Vec<f64> = negatives.iter().map(|case| asker.best(case)).collect();
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
    let positives = benchmark::positives()?;
    for (set, name, peer_1, peer_01) in SETS {
        let cases = positives.iter().filter(|case| case.set == set);
        let scores: Vec<f64> = cases.map(|case| asker.score(case)).collect();
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
    Ok(figures)
}

struct Asker<'s> {
    snapshot: &'s Snapshot,
    view: &'s View,
    scratch: Scratch,
}

impl Asker<'_> {
    /// The score of the best candidate.
    fn best(&mut self, case: &Case) -> f64 {
        let config = Config { limit: 1, cutoff: CUTOFF, ..Config::default() };
        let answer = self.snapshot.screen(&case.query, &config, self.view, &mut self.scratch);
        answer.candidates.first().map_or(0.0, |candidate| candidate.score)
    }

    /// The score of the right record.
    fn score(&mut self, case: &Case) -> f64 {
        let config = Config { limit: 500, cutoff: CUTOFF, ..Config::default() };
        let answer = self.snapshot.screen(&case.query, &config, self.view, &mut self.scratch);
        let right = answer.candidates.iter().find(|candidate| candidate.id == case.id);
        right.map_or(0.0, |candidate| candidate.score)
    }
}

/// The score that one negative in `every` lies above; scores are sorted, highest first.
fn threshold(scores: &[f64], every: usize) -> f64 {
    scores.get(scores.len() / every).copied().unwrap_or_default()
}

#[expect(clippy::cast_precision_loss, reason = "a few thousand")]
fn share(scores: &[f64], is_in: impl Fn(f64) -> bool) -> f64 {
    let count = scores.iter().filter(|score| is_in(**score)).count();
    count as f64 / scores.len().max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_threshold_lets_the_stated_share_through() {
        let scores: Vec<f64> = (0..1_000).rev().map(|at| f64::from(at) / 1_000.0).collect();
        let at_1 = threshold(&scores, 100);
        assert!((share(&scores, |score| score > at_1) - 0.01).abs() < 1e-9);
        assert_eq!(share(&[], |_| true), 0.0);
    }
}
