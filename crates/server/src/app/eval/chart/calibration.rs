//! Whether a score says how often it is right.

use super::axes::{Axis, Frame, percent};
use super::svg::{Anchor, Drawing};
use crate::app::eval::measure::Bin;
use crate::app::eval::report::{AskedReport, CalibrationReport, EvalReport, ReliabilityReport};

/// How high the part of one way of asking is.
const PART: f64 = 560.0;
const TITLE: &str = "How often a score is right";
/// The series of the benchmark's own share, and of the prior.
const OWN: usize = 1;
const PRIOR: usize = 2;
/// How high the tallest bar is.
const BAR: f64 = 56.0;

/// The chart: in one part for each way of asking the share of right pairs by score, and under it
/// how many pairs there are.
pub(in crate::app::eval) fn calibration(report: &EvalReport) -> String {
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
        "The share of right pairs of query and candidate by their score. A score that says how \
         often it is right lies on the diagonal.",
    );
    for asked in &report.asked {
        let own = asked.calibration.as_ref().and_then(|found| found.own.as_ref());
        if let Some(own) = own {
            let words = asked.asked.words();
            text.push_str(&format!(" Asked {words}: expected calibration error {:.3}.", own.error));
        }
    }
    text
}

fn part(drawing: &mut Drawing, asked: &AskedReport, top: f64) {
    let title = format!("Asked {}", asked.asked.words());
    drawing.text((76.0, top + 28.0), Anchor::Start, "title", &title);
    let found = asked.calibration.as_ref();
    let Some((found, own)) = found.and_then(|found| Some((found, found.own.as_ref()?))) else {
        drawing.text((76.0, top + 60.0), Anchor::Start, "", "no candidate to draw");
        return;
    };
    let axis = |places| Axis { values: (0.0, 1.0), places, is_logarithmic: false };
    let frame = Frame { x: axis((76.0, 516.0)), y: axis((top + 392.0, top + 52.0)) };
    frame.draw(drawing, "score", "share of right pairs");
    drawing.line(frame.place(0.0, 0.0), frame.place(1.0, 1.0), "mark");
    line(drawing, &frame, OWN, own);
    if let Some(prior) = &found.at_prior {
        line(drawing, &frame, PRIOR, prior);
    }
    bars(drawing, &frame, &own.bins, top + PART - 20.0);
    legend(drawing, found, own, top);
}

fn line(drawing: &mut Drawing, frame: &Frame, number: usize, found: &ReliabilityReport) {
    let points: Vec<(f64, f64)> =
        found.bins.iter().map(|bin| frame.place(bin.mean_score, bin.share_right)).collect();
    drawing.series(number, &points);
    points.into_iter().for_each(|point| drawing.dot(number, point));
}

/// How many pairs each bin holds: on a logarithmic scale, because there are many weak ones.
#[expect(clippy::cast_precision_loss, reason = "counts of pairs")]
fn bars(drawing: &mut Drawing, frame: &Frame, bins: &[Bin], bottom: f64) {
    let height = |pairs: usize| (pairs as f64 + 1.0).ln();
    let most = bins.iter().map(|bin| height(bin.pairs)).fold(0.0, f64::max);
    for bin in bins {
        let (left, right) = (frame.x.place(bin.from) + 2.0, frame.x.place(bin.to) - 2.0);
        let high = bottom - BAR * height(bin.pairs) / most;
        drawing.bar(OWN, (left, high), (right, bottom));
        let middle = (left + right) / 2.0;
        drawing.text((middle, high - 4.0), Anchor::Middle, "small", &bin.pairs.to_string());
    }
    drawing.line((frame.x.places.0, bottom), (frame.x.places.1, bottom), "axis");
    drawing.upright((frame.x.places.0 - 16.0, bottom - BAR / 2.0), "", "pairs");
}

fn legend(drawing: &mut Drawing, found: &CalibrationReport, own: &ReliabilityReport, top: f64) {
    let mut y = top + 70.0;
    let mut entry = |number: usize, of: &ReliabilityReport, share: f64, words: &str| {
        drawing.series(number, &[(540.0, y - 5.0), (572.0, y - 5.0)]);
        drawing.text((580.0, y), Anchor::Start, "small", words);
        let error = format!("{} right, error {:.3}", percent(share), of.error);
        drawing.text((580.0, y + 17.0), Anchor::Start, "small", &error);
        y += 46.0;
    };
    entry(OWN, own, thousandth(own.prior), "pairs as they came");
    if let Some(prior) = &found.at_prior {
        entry(PRIOR, prior, prior.prior, "weighted to the prior");
    }
    let rule = found.by_rule;
    let lines = [
        format!("{} pairs, {} of them right", found.pairs, found.right),
        format!("equal strong names (apart): {}, {} right", rule.pairs, rule.right),
        format!("ties from {} on: {}", found.top_band, percent(thousandth(found.ties))),
    ];
    for words in lines {
        drawing.text((540.0, y), Anchor::Start, "small", &words);
        y += 20.0;
    }
}

/// Rounded to a tenth of a hundredth: more digits say nothing.
fn thousandth(share: f64) -> f64 {
    (share * 1_000.0).round() / 1_000.0
}
