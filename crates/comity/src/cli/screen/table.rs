//! An answer as a person reads it. Nothing is aligned after a name: scripts differ in width.

use std::fmt::Write as _;

use comity_api::v1::{
    CandidateAlert, CandidateInfo, ClearedCandidate, DocumentZone, FeatureInfo, RejectedBefore,
    ScreenResponse,
};
use comity_api::yente::OneOrMany;

use super::super::rights::sentence;
use crate::shell::{Paint, plain};

/// All candidates of an answer, best first, with why.
pub(crate) fn text(answer: &ScreenResponse, paint: Paint) -> String {
    let mut out =
        answer.document.as_ref().map_or(String::new(), |zone| document(zone, answer, paint));
    for (rank, candidate) in (1..).zip(&answer.candidates) {
        if rank > 1 {
            out.push('\n');
        }
        one(&mut out, rank, candidate, paint);
    }
    for cleared in &answer.cleared {
        cleared_line(&mut out, cleared, paint);
    }
    out
}

/// What is no candidate because of a redress token: nothing is left out silently.
fn cleared_line(out: &mut String, cleared: &ClearedCandidate, paint: Paint) {
    let ClearedCandidate { caption, score, records, redress, until, by, reason, .. } = cleared;
    let caption = paint.strong(&plain(caption));
    let records: Vec<String> =
        records.iter().map(|record| format!("{}/{}", record.dataset, record.id)).collect();
    let said = plain(&format!("{by}: {reason}"));
    // Writing to a string cannot fail.
    let _ = writeln!(
        out,
        "    {score:.2}  cleared  {caption}  {}\n                 cleared by redress {redress} \
         until {until}, by {said}",
        plain(&records.join(", ")),
    );
}

/// What the document says of its holder, and whether its check digits agree.
fn document(zone: &DocumentZone, answer: &ScreenResponse, paint: Paint) -> String {
    let mut out = format!("Document {}  {}\n", zone.format, check_digits(zone, paint));
    for (property, values) in &answer.query.properties {
        let values = match values {
            OneOrMany::One(value) => value.clone(),
            OneOrMany::Many(values) => {
                let texts = values.iter().map(|value| value.as_str().unwrap_or_default());
                texts.collect::<Vec<_>>().join(", ")
            }
        };
        // Writing to a string cannot fail.
        let _ = writeln!(out, "  {property:14}  {}", plain(&values));
    }
    out.push('\n');
    out
}

/// Whether the check digits agree, in words.
pub(crate) fn check_digits(zone: &DocumentZone, paint: Paint) -> String {
    let wrong = zone.check_digits.iter().filter(|digit| !digit.ok);
    let wrong: Vec<&str> = wrong.map(|digit| digit.field.as_str()).collect();
    if wrong.is_empty() {
        return "all check digits agree".to_owned();
    }
    format!("{}: {} (misread or forged)", paint.alarm("CHECK DIGITS WRONG"), wrong.join(", "))
}

fn one(out: &mut String, rank: usize, candidate: &CandidateInfo, paint: Paint) {
    let mark = match (candidate.misused_identity, candidate.is_match) {
        (true, _) => paint.alarm("VICTIM"),
        (false, true) => paint.alarm("ALERT"),
        (false, false) => "below".to_owned(),
    };
    let caption = paint.strong(&plain(&candidate.caption));
    // Writing to a string cannot fail.
    let _ = writeln!(out, "{rank:>2}  {:.2}  {mark}  {caption}", candidate.score);
    let _ = writeln!(out, "                 {}", place(candidate));
    if candidate.by_rule {
        let _ = writeln!(out, "                 alerts by rule: the names are equal");
    }
    if candidate.misused_identity {
        let words = "somebody else uses this identity: the person at the desk may be the victim";
        let _ = writeln!(out, "                 {words}");
    }
    for alert in &candidate.alerts {
        let CandidateAlert { number, category, measure, state } = alert;
        let _ = writeln!(
            out,
            "                 alert {number}, {state}, {category}: {measure}, once confirmed"
        );
    }
    if let Some(before) = &candidate.rejected_before {
        let RejectedBefore { case, by, at, reason } = before;
        let said = plain(&format!("rejected before by {by}, {at}, case {case}: {reason}"));
        let _ = writeln!(out, "                 {said}");
    }
    for dispute in &candidate.disputes {
        let _ = writeln!(out, "                 {}", sentence(dispute));
    }
    for said in candidate.explanation.iter().flat_map(why) {
        let _ = writeln!(out, "                 {said}");
    }
}

/// What the candidate is, and where it stands.
pub(crate) fn place(candidate: &CandidateInfo) -> String {
    let records: Vec<String> = candidate
        .records
        .iter()
        .map(|record| format!("{}/{}", record.dataset, record.id))
        .collect();
    let known_by = match &candidate.records[..] {
        [only] if only.id == candidate.id => records.join(", "),
        _ => format!("{} = {}", candidate.id, records.join(" = ")),
    };
    plain(&format!("{}  {known_by}", candidate.schema))
}

/// Widest line of an explanation, in characters.
const WIDTH: usize = 82;

/// One compared feature: how strongly it speaks, for or against, and what was compared. What does
/// not fit into one line stands in further ones.
pub(crate) fn why(feature: &FeatureInfo) -> Vec<String> {
    let FeatureInfo { feature: name, score, weight, query, candidate, detail, .. } = feature;
    let sign = if *weight < 0.0 { '-' } else { '+' };
    let relation = if query == candidate { '=' } else { '~' };
    let said = plain(&format!("{sign} {name} {score:.2}: {query} {relation} {candidate}"));
    if detail.is_empty() {
        return vec![said];
    }
    let detail = plain(&format!("({detail})"));
    if said.chars().count() + detail.chars().count() < WIDTH {
        return vec![format!("{said} {detail}")];
    }
    let mut lines = vec![said];
    let mut line = String::new();
    for part in detail.split_inclusive("; ") {
        if !line.is_empty() && line.chars().count() + part.chars().count() > WIDTH {
            lines.push(format!("    {}", std::mem::take(&mut line).trim_end()));
        }
        line.push_str(part);
    }
    lines.push(format!("    {line}"));
    lines
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use comity_api::v1::{Basis, Example, SourceRecord};

    use super::*;

    #[test]
    fn what_a_token_clears_is_told() {
        let cleared = ClearedCandidate {
            id: "cm-1".to_owned(),
            caption: "Anna Demo".to_owned(),
            score: 0.81,
            records: vec![SourceRecord { dataset: "list".to_owned(), id: "p-1".to_owned() }],
            redress: 7,
            until: "2028-12-01T00:00:00".to_owned(),
            by: "amara".to_owned(),
            reason: "fingerprints compared".to_owned(),
        };
        let mut out = String::new();
        cleared_line(&mut out, &cleared, Paint::OFF);
        insta::assert_snapshot!(out, @r"
        0.81  cleared  Anna Demo  list/p-1
                     cleared by redress 7 until 2028-12-01T00:00:00, by amara: fingerprints compared
        ");
    }

    #[test]
    fn an_answer_reads_without_colour() {
        let feature =
            |name: &str, weight: f64, query: &str, candidate: &str, detail: &str| FeatureInfo {
                feature: name.to_owned(),
                score: 0.94,
                weight,
                query: query.to_owned(),
                candidate: candidate.to_owned(),
                detail: detail.to_owned(),
                alignment: Vec::new(),
                common: None,
            };
        let candidate = |is_match: bool, caption: &str, records: &[(&str, &str)]| CandidateInfo {
            obligations: Vec::new(),
            id: "cm-1".to_owned(),
            schema: "Person".to_owned(),
            caption: caption.to_owned(),
            score: 0.81,
            is_match,
            by_rule: false,
            misused_identity: false,
            alerts: Vec::new(),
            rejected_before: None,
            disputes: Vec::new(),
            datasets: Vec::new(),
            records: records
                .iter()
                .map(|(dataset, id)| SourceRecord {
                    dataset: (*dataset).to_owned(),
                    id: (*id).to_owned(),
                })
                .collect(),
            properties: BTreeMap::new(),
            explanation: vec![
                feature("name_match", 1.0, "Ana Demo", "Anna Demo", "ana ~ anna"),
                feature("dob_year_disjoint", -0.2, "1970", "1980", ""),
            ],
        };
        let answer = ScreenResponse {
            obligations: Vec::new(),
            watermark: None,
            candidates: vec![
                candidate(true, "Anna\u{1b} Demo", &[("own", "a"), ("un", "b")]),
                candidate(false, "Ana", &[("own", "cm-1")]),
            ],
            cleared: Vec::new(),
            total: 2,
            truncated: false,
            query: Example::default(),
            ignored: Vec::new(),
            document: None,
            basis: Basis { engine: String::new(), datasets: Vec::new() },
        };
        insta::assert_snapshot!(text(&answer, Paint::OFF), @r"
         1  0.81  ALERT  Anna� Demo
                         Person  cm-1 = own/a = un/b
                         + name_match 0.94: Ana Demo ~ Anna Demo (ana ~ anna)
                         - dob_year_disjoint 0.94: 1970 ~ 1980

         2  0.81  below  Ana
                         Person  own/cm-1
                         + name_match 0.94: Ana Demo ~ Anna Demo (ana ~ anna)
                         - dob_year_disjoint 0.94: 1970 ~ 1980
        ");
    }
}
