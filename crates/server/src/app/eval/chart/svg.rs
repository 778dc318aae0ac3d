//! Lines, areas and words as SVG.

use std::fmt::Write as _;

/// How wide a drawing is.
pub(super) const WIDTH: f64 = 880.0;

/// How everything looks. No meaning is carried by colour alone: lines have dashes of their own.
const STYLE: &str = "\
.comity text{fill:#222;font:14px system-ui,'Segoe UI','DejaVu Sans',sans-serif}\
.comity .title{font-size:16px;font-weight:600}\
.comity .small{font-size:12px}\
.comity .back{fill:#fff}\
.comity .grid{stroke:#ddd}\
.comity .axis{stroke:#555}\
.comity .mark{stroke:#777;stroke-dasharray:3 3}\
.comity .line{fill:none;stroke-width:2}\
.comity .area{fill-opacity:.14;stroke:none}\
.comity .bar{fill-opacity:.45;stroke:none}\
.comity .s0{stroke:#222}.comity .f0{fill:#222}\
.comity .s1{stroke:#0072b2}.comity .f1{fill:#0072b2}\
.comity .s2{stroke:#d55e00}.comity .f2{fill:#d55e00}\
.comity .s3{stroke:#008a64}.comity .f3{fill:#008a64}\
.comity .s4{stroke:#b6538b}.comity .f4{fill:#b6538b}\
.comity .s5{stroke:#8a6d00}.comity .f5{fill:#8a6d00}\
.comity .s6{stroke:#6a51c7}.comity .f6{fill:#6a51c7}\
@media (prefers-color-scheme:dark){\
.comity text{fill:#e8e8e8}\
.comity .back{fill:#15191e}\
.comity .grid{stroke:#343b44}\
.comity .axis{stroke:#aaa}\
.comity .mark{stroke:#999}\
.comity .s0{stroke:#f0f0f0}.comity .f0{fill:#f0f0f0}\
.comity .s1{stroke:#56b4e9}.comity .f1{fill:#56b4e9}\
.comity .s2{stroke:#ff9350}.comity .f2{fill:#ff9350}\
.comity .s3{stroke:#3ad6a8}.comity .f3{fill:#3ad6a8}\
.comity .s4{stroke:#f0a3cf}.comity .f4{fill:#f0a3cf}\
.comity .s5{stroke:#e8c547}.comity .f5{fill:#e8c547}\
.comity .s6{stroke:#b3a4ff}.comity .f6{fill:#b3a4ff}}";

/// Colours, the first of which is that of the words.
const COLOURS: usize = 7;
/// Dashes of lines, in the order in which they are used.
const DASHES: [&str; 6] = ["", "8 4", "2 3", "10 3 2 3", "5 5", "14 4"];

/// A drawing that grows.
pub(super) struct Drawing {
    out: String,
}

/// Where a word begins.
#[derive(Debug, Clone, Copy)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

impl Drawing {
    /// An empty drawing. Title and description are what a screen reader says.
    pub(super) fn new(height: f64, title: &str, about: &str) -> Drawing {
        let (title, about) = (escaped(title), escaped(about));
        let out = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"comity\" role=\"img\" \
             aria-labelledby=\"title about\" width=\"{WIDTH}\" height=\"{height}\" \
             viewBox=\"0 0 {WIDTH} {height}\">\n<title id=\"title\">{title}</title>\n\
             <desc id=\"about\">{about}</desc>\n<style>{STYLE}</style>\n\
             <rect class=\"back\" width=\"{WIDTH}\" height=\"{height}\"/>\n"
        );
        Drawing { out }
    }

    /// The whole drawing.
    pub(super) fn finish(mut self) -> String {
        self.out.push_str("</svg>\n");
        self.out
    }

    pub(super) fn text(&mut self, at: (f64, f64), anchor: Anchor, class: &str, words: &str) {
        let anchor = match anchor {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
            Anchor::End => "end",
        };
        let ((x, y), words) = (at, escaped(words));
        // Writing to a string cannot fail, here and below.
        let _ = writeln!(
            self.out,
            "<text class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\">\
             {words}</text>"
        );
    }

    /// Words from below to above, around a point.
    pub(super) fn upright(&mut self, (x, y): (f64, f64), class: &str, words: &str) {
        let words = escaped(words);
        let _ = writeln!(
            self.out,
            "<text class=\"{class}\" text-anchor=\"middle\" \
             transform=\"translate({x:.1} {y:.1}) rotate(-90)\">{words}</text>"
        );
    }

    pub(super) fn line(&mut self, from: (f64, f64), to: (f64, f64), class: &str) {
        let ((x1, y1), (x2, y2)) = (from, to);
        let _ = writeln!(
            self.out,
            "<line class=\"{class}\" x1=\"{x1:.1}\" y1=\"{y1:.1}\" x2=\"{x2:.1}\" y2=\"{y2:.1}\"/>"
        );
    }

    /// The line of a series, in its colour and dashes.
    pub(super) fn series(&mut self, number: usize, points: &[(f64, f64)]) {
        let colour = number % COLOURS;
        let dashes = DASHES.get(number % DASHES.len()).copied().unwrap_or_default();
        let points = listed(points);
        let _ = writeln!(
            self.out,
            "<polyline class=\"line s{colour}\" stroke-dasharray=\"{dashes}\" points=\"{points}\"/>"
        );
    }

    /// An area in the colour of a series.
    pub(super) fn area(&mut self, number: usize, points: &[(f64, f64)]) {
        let (colour, points) = (number % COLOURS, listed(points));
        let _ = writeln!(self.out, "<polygon class=\"area f{colour}\" points=\"{points}\"/>");
    }

    /// A dot in the colour of a series.
    pub(super) fn dot(&mut self, number: usize, (x, y): (f64, f64)) {
        let colour = number % COLOURS;
        let _ =
            writeln!(self.out, "<circle class=\"f{colour}\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"4\"/>");
    }

    /// A bar in the colour of a series.
    pub(super) fn bar(&mut self, number: usize, from: (f64, f64), to: (f64, f64)) {
        let colour = number % COLOURS;
        let (width, height) = ((to.0 - from.0).max(0.0), (to.1 - from.1).max(0.0));
        let (x, y) = from;
        let _ = writeln!(
            self.out,
            "<rect class=\"bar f{colour}\" x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" \
             height=\"{height:.1}\"/>"
        );
    }
}

fn listed(points: &[(f64, f64)]) -> String {
    let points: Vec<String> = points.iter().map(|(x, y)| format!("{x:.1},{y:.1}")).collect();
    points.join(" ")
}

/// Text that cannot end the element that it stands in. Names of sets may hold anything.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            // XML has no place for other control characters, written in whatever way.
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_cannot_become_markup() {
        let mut drawing = Drawing::new(10.0, "<a>", "\"b\" & c\u{0}");
        drawing.text((1.0, 2.0), Anchor::End, "small", "</text><script>");
        let text = drawing.finish();
        assert!(!text.contains("<script>") && !text.contains("<a>"), "{text}");
        assert!(text.contains("&quot;b&quot; &amp; c\u{fffd}"), "{text}");
    }
}
