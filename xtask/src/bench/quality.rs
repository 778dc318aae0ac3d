//! How many right records are found at a fixed share of false alerts.

use anyhow::{Context, Result};
use comity_server::{AskedReport, By, EvalFiles, EvalOrder, EvalReport, ImportFile, evaluate};

use super::asker::Asker;
use super::benchmark::{self, Case};
use super::composed;
use super::figure::Figure;
use super::firms;
use super::hard_negatives;
use super::rates::share;
use super::silver;

/// The sets of positives: the benchmark's name, ours, and yente logic-v2's recall at 1 % and
/// 0.1 % on the same lines.
const SETS: [(&str, &str, f64, f64); 3] = [
    ("ofac-alias", "alias", 0.658, 0.461),
    ("un-origscript", "original_script", 0.245, 0.122),
    ("ofac-typo", "mangled", 0.946, 0.891),
];
const PEER: &str = "yente logic-v2";

/// Recall at fixed alert rates, and what else is known to be the same or not.
pub(crate) fn figures() -> Result<Vec<Figure>> {
    let mut figures = held_out()?;
    figures.extend(organisations(&figures)?);
    figures.extend(composed::figures()?);
    figures.extend(silver::figures()?);
    figures.extend(hard_negatives::figures()?);
    Ok(figures)
}

/// Recall at 1 % and 0.1 % alert rate for each set of the development benchmark, as `comity eval`
/// measures it.
fn held_out() -> Result<Vec<Figure>> {
    let file = |name: &str| -> Result<ImportFile> {
        let bytes = Box::new(benchmark::file(name)?);
        Ok(ImportFile { name: name.to_owned(), bytes })
    };
    let files = EvalFiles {
        index: vec![vec![file(benchmark::INDEX)?]],
        positives: file(benchmark::POSITIVES)?,
        negatives: file(benchmark::NEGATIVES)?,
    };
    let report = evaluate(files, &EvalOrder::default(), &(Box::new(|_| {}) as _))?.report;
    let name = report.asked.first().context("nothing was asked")?;
    let mut figures = thresholds(name)?;
    for (set, ours, peer_1, peer_01) in SETS {
        figures.extend(recalls(name, set, ours, Some((peer_1, peer_01)))?);
    }
    if let Some(dated) = report.asked.get(1) {
        for (set, ours, ..) in SETS {
            figures.extend(recalls(dated, set, &format!("{ours}_with_date"), None)?);
        }
    }
    figures.extend(scores(name));
    figures.extend(candidates(&report));
    Ok(figures)
}

/// What organisations are found, and what firms that are on no list alert, at the thresholds that
/// persons who are on no list set.
fn organisations(held_out: &[Figure]) -> Result<Vec<Figure>> {
    let snapshot = benchmark::index(&benchmark::records()?)?;
    let mut asker = Asker::over(&snapshot, CUTOFF);
    let positives = benchmark::positives()?;
    let is_organisation = |case: &&Case| case.set == "ofac-alias" && !case.is_person();
    let cases = positives.iter().filter(is_organisation);
    let found: Vec<f64> = cases.map(|case| asker.score(&case.query, &case.id)).collect();
    let firms: Vec<f64> = firms::queries()?.iter().map(|firm| asker.best(firm)).collect();
    let mut figures = Vec::new();
    for at in ["1_percent", "0.1_percent"] {
        let name = format!("quality.threshold_at_{at}");
        let threshold = held_out.iter().find(|figure| figure.name == name);
        let threshold = threshold.context("there is no threshold")?.value;
        let recall = share(&found, |score| score > threshold);
        let name = format!("quality.alias_of_organisations.recall_at_{at}");
        figures.push(Figure::new(name, recall, "share"));
        let alerts = share(&firms, |score| score > threshold);
        let name = format!("quality.firms.alert_rate_at_{at}_of_persons");
        figures.push(Figure::new(name, alerts, "share"));
    }
    Ok(figures)
}

/// Below this score nothing is looked at; every threshold lies above it.
const CUTOFF: f64 = 0.02;

fn thresholds(name: &AskedReport) -> Result<Vec<Figure>> {
    let threshold = |point: &str| {
        let point = name.points.iter().find(|each| each.name == point);
        point.and_then(|point| point.threshold).context("there are too few negatives")
    };
    let default = name.points.iter().find(|point| point.name == "balanced");
    let alerts = default.and_then(|point| point.alerts).context("there are no negatives")?;
    Ok(vec![
        Figure::new("quality.threshold_at_1_percent", threshold("1 %")?, "score"),
        Figure::new("quality.threshold_at_0.1_percent", threshold("0.1 %")?, "score"),
        Figure::new("quality.alert_rate_at_default_threshold", alerts.value, "share")
            .beside(PEER, 0.0070),
    ])
}

/// The figures of one set; the peer's are those at 1 % and at 0.1 %.
fn recalls(
    asked: &AskedReport,
    set: &str,
    ours: &str,
    peer: Option<(f64, f64)>,
) -> Result<Vec<Figure>> {
    let group = asked.groups.iter().find(|group| group.by == By::Set && group.value == set);
    let group = group.with_context(|| format!("the benchmark has no set `{set}`"))?;
    let each = asked.points.iter().zip(&group.recall);
    let figure = |wanted: &str, what: &str, peer: Option<f64>| {
        let (_, recall) = each.clone().find(|(point, _)| point.name == wanted)?;
        let name = format!("quality.{ours}.recall_at_{what}");
        let figure = Figure::new(name, (*recall)?.value, "share");
        Some(match peer {
            Some(peer) => figure.beside(PEER, peer),
            None => figure,
        })
    };
    let figures = [
        figure("1 %", "1_percent", peer.map(|(at_1, _)| at_1)),
        figure("0.1 %", "0.1_percent", peer.map(|(_, at_01)| at_01)),
        figure("balanced", "default_threshold", None),
    ];
    Ok(figures.into_iter().flatten().collect())
}

/// What a score says.
fn scores(name: &AskedReport) -> Vec<Figure> {
    let Some(found) = &name.calibration else { return Vec::new() };
    let error = found.own.as_ref().map(|own| own.error);
    let error = error.map(|error| Figure::new("quality.calibration_error", error, "score"));
    let ties = Figure::new("quality.ties_in_top_band", found.ties, "share");
    error.into_iter().chain([ties]).collect()
}

/// What the finding of candidates keeps.
#[expect(clippy::cast_precision_loss, reason = "counts of candidates")]
fn candidates(report: &EvalReport) -> Option<Figure> {
    let all = report.candidates.first().filter(|all| all.expected > 0)?;
    let share = all.found as f64 / all.expected as f64;
    Some(Figure::new("quality.candidate_recall", share, "share"))
}
