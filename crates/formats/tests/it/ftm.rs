//! Files of FollowTheMoney entities.

use std::collections::HashSet;

use comity_formats::{Source, read_delta};
use comity_model::DeltaStep;

use crate::{data, support};

fn check(path: &str, lines: usize, records: u64, related: u64) {
    let Some(bytes) = data::file(path, path) else { return };
    let text = if path.ends_with(".gz") { data::gunzip(&bytes) } else { bytes.clone() };
    let count = text.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).count();
    assert_eq!(count, lines, "{path}");
    let import = support::import(&[(path, &bytes)], &support::options("own", None, None)).unwrap();
    let counts = import.report.counts;
    eprintln!("{path}: {counts:?}");
    let mut reasons: Vec<_> = import.report.skipped.iter().map(|s| s.reason.as_str()).collect();
    reasons.dedup();
    for reason in reasons.iter().take(20) {
        eprintln!("   {reason}");
    }
    assert_eq!((counts.records, counts.related), (records, related), "{path}");
    // Every line became a record, so what was skipped are single values, each with its reason.
    for skipped in &import.report.skipped {
        assert!(skipped.reason.contains("is not a valid"), "{path}: {skipped:?}");
    }
    let ids: HashSet<_> = import.records.iter().map(|record| record.id().as_str()).collect();
    let text = String::from_utf8(text).unwrap();
    for line in text.lines().filter(|line| !line.is_empty()) {
        let line: serde_json::Value = serde_json::from_str(line).unwrap();
        assert!(ids.contains(line["id"].as_str().unwrap()), "{path}: {line}");
    }
}

#[test]
fn the_screening_index() {
    check("screening/index.ftm.jsonl.gz", 13_222, 13_222, 0);
}

#[test]
fn the_european_union() {
    check("sanctions/eu/eu_2026-05-01.ftm.jsonl.gz", 5_860, 5_860, 0);
}

#[test]
fn the_united_kingdom() {
    check("sanctions/uk/uk_2026-05-08.ftm.jsonl.gz", 5_736, 5_736, 0);
}

#[test]
fn party_donations_are_mostly_edges_and_addresses() {
    check("names/opensanctions_bench/entities_parteispenden.ftm.json", 475, 96, 379);
}

#[test]
fn the_sample_of_a_delta_adds_what_its_lines_say() {
    let test = "the_sample_of_a_delta_adds_what_its_lines_say";
    let path = "names/opensanctions_bench/entities_delta_sample.json";
    let Some(bytes) = data::file(test, path) else { return };
    let mut added = Vec::new();
    let sources = vec![Source::new(path, bytes.as_slice())];
    let options = support::options("own", None, None);
    let report = read_delta(sources, &options, &mut |step| {
        match step {
            DeltaStep::Add(record) => added.push(record),
            other => panic!("{other:?}"),
        }
        Ok(())
    })
    .unwrap();
    let text = String::from_utf8(bytes).unwrap();
    let lines: Vec<serde_json::Value> =
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!((added.len(), report.counts.records, report.counts.skipped), (lines.len(), 2, 0));
    for (record, line) in added.iter().zip(&lines) {
        let entity = &line["entity"];
        assert_eq!(record.id().as_str(), entity["id"]);
        assert_eq!(record.schema().name(), entity["schema"]);
        let values: usize = entity["properties"]
            .as_object()
            .unwrap()
            .values()
            .map(|values| values.as_array().unwrap().len())
            .sum();
        assert_eq!(record.statements().len(), values, "{}: every value is kept", record.id());
    }
}
