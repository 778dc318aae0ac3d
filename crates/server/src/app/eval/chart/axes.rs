//! A frame with its ticks.

use super::svg::{Anchor, Drawing};

/// Where values lie on paper.
#[derive(Debug, Clone, Copy)]
pub(super) struct Axis {
    /// The lowest and the highest value.
    pub(super) values: (f64, f64),
    /// Where they lie.
    pub(super) places: (f64, f64),
    /// Whether each step multiplies.
    pub(super) is_logarithmic: bool,
}

impl Axis {
    /// The place of a value; what lies outside is drawn at the edge.
    pub(super) fn place(&self, value: f64) -> f64 {
        let (low, high) = self.values;
        let value = value.clamp(low, high);
        let part = if self.is_logarithmic {
            (value / low).ln() / (high / low).ln()
        } else {
            (value - low) / (high - low)
        };
        // Of an axis that holds one value only, nothing lies to either side.
        let part = if part.is_finite() { part } else { 0.0 };
        self.places.0 + part * (self.places.1 - self.places.0)
    }

    /// Values that get a label: fifths, or 1, 2 and 5 of each power of ten.
    pub(super) fn ticks(&self) -> Vec<f64> {
        let (low, high) = self.values;
        if !self.is_logarithmic {
            return (0..=5).map(|at| low + (high - low) * f64::from(at) / 5.0).collect();
        }
        let decades = low.log10().floor()..=high.log10().ceil();
        let mut ticks = Vec::new();
        let mut decade = *decades.start();
        while decade <= *decades.end() {
            ticks.extend([1.0, 2.0, 5.0].map(|step| step * 10.0_f64.powf(decade)));
            decade += 1.0;
        }
        // Powers of ten are not exact.
        ticks.retain(|tick| *tick >= low * 0.999 && *tick <= high * 1.001);
        ticks
    }
}

/// Two axes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Frame {
    pub(super) x: Axis,
    pub(super) y: Axis,
}

impl Frame {
    /// The place of a point.
    pub(super) fn place(&self, x: f64, y: f64) -> (f64, f64) {
        (self.x.place(x), self.y.place(y))
    }

    /// Draws grid, axes, ticks and what the axes are called.
    pub(super) fn draw(&self, drawing: &mut Drawing, x_words: &str, y_words: &str) {
        let ((left, right), (bottom, top)) = (self.x.places, self.y.places);
        for tick in self.x.ticks() {
            let x = self.x.place(tick);
            drawing.line((x, bottom), (x, top), "grid");
            drawing.text((x, bottom + 18.0), Anchor::Middle, "small", &self.label(tick));
        }
        for tick in self.y.ticks() {
            let y = self.y.place(tick);
            drawing.line((left, y), (right, y), "grid");
            drawing.text((left - 8.0, y + 4.0), Anchor::End, "small", &percent(tick));
        }
        drawing.line((left, bottom), (right, bottom), "axis");
        drawing.line((left, bottom), (left, top), "axis");
        let middle = (left + right) / 2.0;
        drawing.text((middle, bottom + 40.0), Anchor::Middle, "", x_words);
        drawing.upright((left - 52.0, (bottom + top) / 2.0), "", y_words);
    }

    fn label(&self, tick: f64) -> String {
        if self.x.is_logarithmic { percent(tick) } else { format!("{tick:.1}") }
    }
}

/// A share in hundredths, with as many digits as it needs.
pub(super) fn percent(share: f64) -> String {
    let text = format!("{:.3}", share * 100.0);
    let text = text.trim_end_matches('0').trim_end_matches('.');
    format!("{text} %")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_multiply_or_add() {
        let axis = Axis { values: (0.001, 0.1), places: (0.0, 100.0), is_logarithmic: true };
        assert_eq!((axis.place(0.001), axis.place(0.1), axis.place(7.0)), (0.0, 100.0, 100.0));
        assert!((axis.place(0.01) - 50.0).abs() < 1e-9);
        let labels: Vec<String> = axis.ticks().into_iter().map(percent).collect();
        assert_eq!(labels, ["0.1 %", "0.2 %", "0.5 %", "1 %", "2 %", "5 %", "10 %"]);
        let axis = Axis { values: (0.0, 1.0), places: (100.0, 0.0), is_logarithmic: false };
        assert_eq!((axis.place(0.25), axis.ticks().len()), (75.0, 6));
    }

    #[test]
    fn an_axis_of_one_value_is_drawn() {
        let axis = Axis { values: (0.1, 0.1), places: (10.0, 100.0), is_logarithmic: true };
        assert_eq!(axis.place(0.1), 10.0);
        assert_eq!(axis.ticks().len(), 1);
    }
}
