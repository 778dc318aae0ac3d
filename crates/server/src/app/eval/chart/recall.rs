//! Recall against the rate of alerts.

use super::axes::{Axis, Frame, percent};
use super::svg::{Anchor, Drawing};
use crate::app::eval::report::{AskedReport, CurveReport, EvalReport};

/// How high the part of one way of asking is.
const PART: f64 = 440.0;
const TITLE: &str = "Recall against the rate of alerts";

/// The chart: one part for each way of asking, in it one line a set with its 95 % band.
pub(in crate::app::eval) fn recall(report: &EvalReport) -> String {
    let parts = report.asked.len().max(1);
    #[expect(clippy::cast_precision_loss, reason = "three at most")]
    let mut drawing = Drawing::new(PART * parts as f64, TITLE, &about(report));
    let mut top = 0.0;
    for asked in &report.asked {
        part(&mut drawing, asked, top);
        top += PART;
    }
    drawing.finish()
}

/// The chart in words.
fn about(report: &EvalReport) -> String {
    let mut text = String::from(
        "How many of the right records alert, if so many of the queries about others may alert.",
    );
    for asked in &report.asked {
        let Some(all) = asked.groups.first() else { continue };
        for (point, recall) in asked.points.iter().zip(&all.recall) {
            let (Some(_), Some(recall)) = (point.rate, recall) else { continue };
            let (words, share) = (asked.asked.words(), rounded(recall.value));
            text.push_str(&format!(" Asked {words}: {share} at {}.", point.name));
        }
    }
    text
}

fn rounded(share: f64) -> String {
    format!("{:.1} %", share * 100.0)
}

fn part(drawing: &mut Drawing, asked: &AskedReport, top: f64) {
    let words = asked.asked.words();
    let counts = format!("{} positives, {} negatives", asked.positives, asked.negatives);
    drawing.text((76.0, top + 28.0), Anchor::Start, "title", &format!("Asked {words}: {counts}"));
    let rates = asked.curves.iter().flat_map(|curve| &curve.points).map(|point| point.rate);
    let (low, high) =
        rates.fold((f64::INFINITY, 0.0_f64), |(low, high), rate| (low.min(rate), high.max(rate)));
    if high <= 0.0 {
        let words = "too few negatives for a line";
        drawing.text((76.0, top + 60.0), Anchor::Start, "", words);
        return;
    }
    let frame = Frame {
        x: Axis { values: (low, high), places: (76.0, 600.0), is_logarithmic: true },
        y: Axis { values: (0.0, 1.0), places: (top + 380.0, top + 64.0), is_logarithmic: false },
    };
    frame.draw(drawing, "share of negatives that alert", "right records that alert");
    for point in asked.points.iter().filter(|point| point.rate.is_none()) {
        let Some(alerts) = point.alerts.filter(|alerts| (low..=high).contains(&alerts.value))
        else {
            continue;
        };
        let x = frame.x.place(alerts.value);
        drawing.line((x, frame.y.places.0), (x, frame.y.places.1), "mark");
        // Beside its line, in the part of the chart that lines seldom reach.
        let words = format!("{}: {}", point.name, percent(alerts.value));
        drawing.upright((x + 13.0, frame.y.places.0 - MARK), "small", &words);
    }
    // One set is all there is: then its line would hide the other.
    let curves = if asked.curves.len() == 2 { 1 } else { asked.curves.len() };
    for (number, curve) in asked.curves.iter().take(curves).enumerate() {
        line(drawing, &frame, number, curve);
    }
    drawing.text((620.0, top + 70.0), Anchor::Start, "small", "bands: 95 % of resamples");
}

#[expect(clippy::cast_precision_loss, reason = "a few lines")]
fn line(drawing: &mut Drawing, frame: &Frame, number: usize, curve: &CurveReport) {
    let points = &curve.points;
    let upper = points.iter().filter_map(|at| Some(frame.place(at.rate, at.recall.high?)));
    let lower = points.iter().rev().filter_map(|at| Some(frame.place(at.rate, at.recall.low?)));
    let band: Vec<(f64, f64)> = upper.chain(lower).collect();
    if !band.is_empty() {
        drawing.area(number, &band);
    }
    let values = points.iter().map(|at| frame.place(at.rate, at.recall.value));
    drawing.series(number, &values.collect::<Vec<_>>());
    let y = frame.y.places.1 + 32.0 + 17.0 * number as f64;
    drawing.series(number, &[(620.0, y - 5.0), (652.0, y - 5.0)]);
    let name = curve.set.as_deref().unwrap_or("all positives");
    let name: String = name.chars().take(NAME_CHARS).collect();
    drawing.text((660.0, y), Anchor::Start, "small", &name);
}

/// How far above the axis the middle of a mark's words lies.
const MARK: f64 = 72.0;
/// Letters of a set's name for which there is room.
const NAME_CHARS: usize = 28;
