//! The engine over real lists: what is listed is found.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use comity_formats::{Options, Source, read};
use comity_model::{DatasetName, PartyId, Record, Schema};
use comity_screening::{Config, IndexBuilder, Query, Scratch, Snapshot};
use flate2::read::GzDecoder;

fn data() -> Option<PathBuf> {
    let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let folder = std::env::var_os("COMITY_TEST_DATA").map_or(beside, PathBuf::from);
    folder.is_dir().then_some(folder)
}

pub(crate) fn records(files: &[&str]) -> Option<Vec<Record>> {
    let data = data()?;
    let sources =
        files.iter().map(|file| Source::new(*file, File::open(data.join(file)).unwrap())).collect();
    let options =
        Options::new(DatasetName::new("list").unwrap(), PartyId::new("publisher").unwrap());
    let mut records = Vec::new();
    read(sources, &options, &mut |record| {
        records.push(record);
        Ok(())
    })
    .unwrap();
    Some(records)
}

pub(crate) fn index(records: &[Record]) -> Snapshot {
    let mut builder = IndexBuilder::new();
    let dataset = DatasetName::new("list").unwrap();
    for (key, record) in (0..).zip(records) {
        builder.add(key, &dataset, record);
    }
    builder.finish(Vec::new(), 0)
}

fn lines(file: &str) -> Option<Vec<serde_json::Value>> {
    let file = File::open(data()?.join(file)).unwrap();
    let reader: Box<dyn Read> = Box::new(GzDecoder::new(file));
    let lines = BufReader::new(reader).lines();
    Some(lines.map(|line| serde_json::from_str(&line.unwrap()).unwrap()).collect())
}

/// Every exact listed name alerts, and the record itself is among those that do.
fn check_exact(files: &[&str], names_at_least: usize) {
    let Some(records) = records(files) else {
        eprintln!("SKIPPED: listed names of {} need the shared data folder", files[0]);
        return;
    };
    let snapshot = index(&records);
    let view = snapshot.view_all();
    let scratch = &mut Scratch::new();
    let config = Config { limit: 500, ..Config::default() };
    let (mut names, mut lost) = (0, Vec::new());
    for record in records.iter().filter(|record| !record.schema().is_related()) {
        for property in ["name", "alias", "previousName"] {
            for name in record.values(property) {
                names += 1;
                let query = Query::name(record.schema(), name);
                let answer = snapshot.screen(&query, &config, &view, scratch);
                let mut found = answer.candidates.iter().filter(|each| each.is_match);
                if !found.any(|each| each.id == record.id().as_str()) {
                    lost.push(format!("{} of {}", name, record.id()));
                }
            }
        }
    }
    eprintln!("{}: {names} exact names, {} lost", files[0], lost.len());
    assert!(names >= names_at_least, "{names} names");
    assert!(lost.is_empty(), "{lost:#?}");
}

#[test]
fn every_name_of_the_un_list_alerts() {
    check_exact(&["sanctions/un/un_consolidated_2026-02-27.xml"], 2_500);
}

#[test]
fn every_name_of_the_sdn_list_alerts() {
    check_exact(
        &[
            "sanctions/ofac/sdn_2023-12-28.csv",
            "sanctions/ofac/alt_2024-01.csv",
            "sanctions/ofac/add_2024-01.csv",
        ],
        30_000,
    );
}

#[test]
fn every_name_of_the_consolidated_list_alerts() {
    check_exact(
        &[
            "sanctions/ofac/cons_2025-12-19_prim.csv",
            "sanctions/ofac/cons_2025-12-19_alt.csv",
            "sanctions/ofac/cons_2025-12-19_add.csv",
            "sanctions/ofac/cons_2025-12-19_comments.csv",
        ],
        1_200,
    );
}

#[test]
fn every_name_of_the_european_lists_alerts() {
    check_exact(&["sanctions/eu/eu_2026-05-01.ftm.jsonl.gz"], 20_000);
    check_exact(&["sanctions/uk/uk_2026-05-08.ftm.jsonl.gz"], 5_000);
}

/// Candidate recall: of what exhaustive scoring finds above the cutoff, what the index finds.
#[test]
fn candidate_generation_loses_nothing_that_scores() {
    let Some(records) = records(&["screening/index.ftm.jsonl.gz"]) else {
        eprintln!("SKIPPED: candidate recall needs the shared data folder");
        return;
    };
    let snapshot = index(&records);
    let view = snapshot.view_all();
    let scratch = &mut Scratch::new();
    let config = Config { limit: 100, cutoff: 0.05, ..Config::default() };
    let (mut expected, mut found, mut queries) = (0, 0, 0);
    let (mut scan, mut search) = (Duration::ZERO, Duration::ZERO);
    let positives = lines("screening/positives_dev.jsonl.gz").unwrap().into_iter().step_by(9);
    let negatives = lines("screening/negatives_dev.jsonl.gz").unwrap().into_iter().step_by(40);
    for line in positives.chain(negatives) {
        let schema = Schema::named(line["schema"].as_str().unwrap()).unwrap();
        let query = Query::name(schema, line["name"].as_str().unwrap());
        let begin = now();
        let all = snapshot.screen_exhaustively(&query, &config, &view, scratch);
        scan += begin.elapsed();
        let begin = now();
        let some = snapshot.screen(&query, &config, &view, scratch);
        search += begin.elapsed();
        queries += 1;
        expected += all.candidates.len();
        found += all.candidates.iter().filter(|each| some.candidates.contains(each)).count();
        assert_eq!(some.total, all.total, "{line}");
    }
    eprintln!("candidate recall {found} of {expected} over {queries} queries");
    eprintln!("scan {scan:?}, search {search:?}");
    assert!(expected > 500);
    assert_eq!(found, expected, "by construction, not by luck");
    // A ratio on the same machine at the same time; it stands between 30 and 60.
    assert!(scan > search * 15, "an index that is hardly faster than a scan is none");
}

#[expect(clippy::disallowed_methods, reason = "a ratio of two durations is what is tested")]
fn now() -> Instant {
    Instant::now()
}
