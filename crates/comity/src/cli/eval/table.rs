//! A measurement as tables for people.

use std::fmt::Write as _;

use comity_server::{
    AskedReport, By, CalibrationReport, CandidateRecall, Estimate, EvalReport, GroupReport,
};

use crate::shell::{Paint, plain};

/// What stands where nothing can be told.
const NOTHING: &str = "-";

/// All tables, one below the other. Writing to a string cannot fail, here and below.
pub(super) fn text(report: &EvalReport, paint: Paint) -> String {
    let mut out = String::new();
    let _ = writeln!(
        out,
        "{}: {} records with {} names in the index, {} positives, {} negatives",
        report.engine, report.records, report.names, report.positives, report.negatives
    );
    let _ = match report.resamples {
        0 => writeln!(out, "without intervals"),
        resamples => writeln!(
            out,
            "in brackets: 95 % intervals of {resamples} resamples, drawn with seed {}",
            report.seed
        ),
    };
    for asked in &report.asked {
        let words = format!("Asked {}", asked.asked.words());
        let _ = writeln!(
            out,
            "\n{}: {} positives, {} negatives",
            paint.strong(&words),
            asked.positives,
            asked.negatives
        );
        out.push_str(&aligned(&points(asked)));
        let _ = writeln!(out, "\nrecall, of the positives whose right record alerts");
        out.push_str(&aligned(&groups(asked)));
        if let Some(found) = &asked.calibration {
            out.push('\n');
            out.push_str(&calibration(found));
        }
    }
    if !report.candidates.is_empty() {
        let _ = writeln!(out, "\ncandidates found, of those that scoring every name finds");
        out.push_str(&aligned(&candidates(&report.candidates)));
    }
    out
}

fn points(asked: &AskedReport) -> Vec<Vec<String>> {
    let title = ["alerts", "score", "negatives that alert"].map(str::to_owned);
    let mut rows = vec![title.to_vec()];
    for point in &asked.points {
        let name = match point.rate {
            Some(_) => format!("at {}", point.name),
            None => point.name.clone(),
        };
        let side = if point.rate.is_some() { "above" } else { "from" };
        let score = point.threshold.map(|score| format!("{side} {score:.3}"));
        rows.push(vec![name, score.unwrap_or(NOTHING.to_owned()), share(point.alerts, 2)]);
    }
    rows
}

fn groups(asked: &AskedReport) -> Vec<Vec<String>> {
    // What cannot be told of any group needs no column.
    let told: Vec<usize> = (0..asked.points.len())
        .filter(|at| asked.groups.iter().any(|group| recall(group, *at).is_some()))
        .collect();
    let names = asked.points.iter().map(|point| match point.rate {
        Some(_) => format!("at {}", point.name),
        None => point.name.clone(),
    });
    let names: Vec<String> = names.collect();
    let mut title = vec!["".to_owned(), "".to_owned(), "positives".to_owned()];
    title.extend(told.iter().filter_map(|at| names.get(*at).cloned()));
    title.push("first".to_owned());
    let mut rows = vec![title];
    let mut last = By::All;
    for group in &asked.groups {
        let word = if group.by == last && last != By::All { "" } else { group.by.word() };
        last = group.by;
        let mut row = vec![word.to_owned(), plain(&group.value), group.positives.to_string()];
        row.extend(told.iter().map(|at| share(recall(group, *at), 1)));
        row.push(share(group.first, 1));
        rows.push(row);
    }
    rows
}

fn recall(group: &GroupReport, at: usize) -> Option<Estimate> {
    group.recall.get(at).copied().flatten()
}

/// A share in hundredths with its interval.
fn share(estimate: Option<Estimate>, decimals: usize) -> String {
    let Some(Estimate { value, low, high }) = estimate else { return NOTHING.to_owned() };
    let value = format!("{:.decimals$} %", value * 100.0);
    match (low, high) {
        (Some(low), Some(high)) => {
            format!("{value} ({:.decimals$} to {:.decimals$})", low * 100.0, high * 100.0)
        }
        _ => value,
    }
}

fn calibration(found: &CalibrationReport) -> String {
    let mut out = String::new();
    let hundredths = |share: f64| format!("{:.1} %", share * 100.0);
    if let Some(own) = &found.own {
        let _ = writeln!(
            out,
            "calibration: error {:.3} over {} pairs, {} of them right",
            own.error,
            found.pairs,
            hundredths(own.prior)
        );
        for bin in &own.bins {
            let _ = writeln!(
                out,
                "  score {:.1} to {:.1}: {:.1} % of {} pairs right, mean score {:.3}",
                bin.from,
                bin.to,
                bin.share_right * 100.0,
                bin.pairs,
                bin.mean_score
            );
        }
    }
    if let Some(prior) = &found.at_prior {
        let _ =
            writeln!(out, "  as if {} % were right: error {:.3}", prior.prior * 100.0, prior.error);
    }
    let rule = found.by_rule;
    let _ = writeln!(
        out,
        "equal strong names, which alert by rule, apart: {} pairs, {} right, {} below {}; \
         with them the error is {:.3}",
        rule.pairs, rule.right, rule.below_threshold, found.top_band, found.error_with_rule
    );
    let _ = writeln!(
        out,
        "ties from {} on: {} of {} pairs, {} with equal strong names",
        found.top_band,
        hundredths(found.ties),
        found.top_band_pairs,
        hundredths(found.ties_with_rule)
    );
    out
}

#[expect(clippy::cast_precision_loss, reason = "counts of candidates")]
fn candidates(found: &[CandidateRecall]) -> Vec<Vec<String>> {
    let title = ["set", "queries", "expected", "found", "share"].map(str::to_owned);
    let mut rows = vec![title.to_vec()];
    for each in found {
        let set = each.set.as_deref().map_or("all".to_owned(), plain);
        let share = match each.expected {
            0 => NOTHING.to_owned(),
            expected => format!("{:.4}", each.found as f64 / expected as f64),
        };
        let mut row = vec![set, each.queries.to_string(), each.expected.to_string()];
        row.extend([each.found.to_string(), share]);
        if each.truncated > 0 {
            row.push(format!("{} queries cut short by a limit", each.truncated));
        }
        rows.push(row);
    }
    rows
}

/// Columns two spaces apart; the last one of a row is not padded.
fn aligned(rows: &[Vec<String>]) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let mut text = String::new();
    for row in rows {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(&widths) {
            let _ = write!(line, "{cell:<width$}  ");
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}
