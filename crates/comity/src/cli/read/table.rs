//! A mention as a person reads it. Nothing is aligned after a name: scripts differ in width.

use std::fmt::Write as _;

use comity_api::local::{MentionInfo, NamedRecord};

use crate::shell::{Paint, plain};

/// One mention, what it names, and what else it may name.
pub(super) fn text(mention: &MentionInfo, paint: Paint) -> String {
    let MentionInfo { start, end, line, text, score, record, candidates } = mention;
    let said = paint.strong(&one_line(text));
    let mut out = format!("line {line}, bytes {start}-{end}  {score:.2}  {said}\n");
    // Writing to a string cannot fail.
    let _ = writeln!(out, "    {}", named(record));
    for other in candidates {
        let _ = writeln!(out, "    or {:.2}  {}", other.score, named(other));
    }
    out
}

fn named(record: &NamedRecord) -> String {
    let NamedRecord { id, canonical, dataset, schema, caption, name, extent, .. } = record;
    let known_by = match canonical {
        Some(canonical) => format!("{canonical} = {dataset}/{id}"),
        None => format!("{dataset}/{id}"),
    };
    let by = match (extent.as_str(), name == caption) {
        ("whole", true) => String::new(),
        ("whole", false) => format!("  listed as {name}"),
        ("short", _) => format!("  short for {name}"),
        (extent, _) => format!("  {extent} name of {name}"),
    };
    plain(&format!("{caption}  {schema}  {known_by}{by}"))
}

/// A mention may run over the end of a line.
fn one_line(text: &str) -> String {
    plain(&text.split_whitespace().collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mention_reads_without_colour() {
        let record = |id: &str, extent: &str, score: f64| NamedRecord {
            id: id.to_owned(),
            canonical: (id == "v-2").then(|| "cm-1".to_owned()),
            dataset: "own".to_owned(),
            schema: "Vessel".to_owned(),
            caption: "NORDIC TERN".to_owned(),
            name: "Nordic Tern".to_owned(),
            extent: extent.to_owned(),
            score,
        };
        let mention = MentionInfo {
            start: 7,
            end: 21,
            line: 2,
            text: "nordik\n\u{1b} tern".to_owned(),
            score: 0.913,
            record: record("v-1", "whole", 0.913),
            candidates: vec![record("v-2", "short", 0.7)],
        };
        insta::assert_snapshot!(text(&mention, Paint::OFF), @r"
        line 2, bytes 7-21  0.91  nordik � tern
            NORDIC TERN  Vessel  own/v-1  listed as Nordic Tern
            or 0.70  NORDIC TERN  Vessel  cm-1 = own/v-2  short for Nordic Tern
        ");
    }
}
