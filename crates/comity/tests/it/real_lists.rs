//! Real lists, with the counts that their publishers' files have.

use std::path::Path;

use crate::bench::{Bench, data};

#[track_caller]
fn check(bench: &Bench, folder: &Path, files: &[&str], dataset: &str, records: u64) {
    let paths: Vec<String> =
        files.iter().map(|file| folder.join(file).to_str().unwrap().to_owned()).collect();
    let mut words = vec!["import", "--dataset", dataset, "--json"];
    words.extend(paths.iter().map(String::as_str));
    let report = bench.run(&words).exits(0).json();
    assert_eq!(report["records"], records, "{dataset}: {report}");
    let listed = report["skipped_rows"].as_array().unwrap();
    let skipped = report["skipped"].as_u64().unwrap();
    assert_eq!(listed.len() as u64, skipped.min(1_000), "{dataset}");
    for row in listed {
        assert!(row["place"].is_string() && row["reason"].as_str().unwrap().len() > 3, "{row}");
    }
}

#[test]
fn official_lists_have_the_counts_of_their_publishers() {
    let Some(data) = data("official_lists_have_the_counts_of_their_publishers") else { return };
    let bench = Bench::with_home();
    let lists = data.join("sanctions");
    check(&bench, &lists.join("un"), &["un_consolidated_2026-02-27.xml"], "un_sc", 1_003);
    let triple = ["sdn_2023-12-28.csv", "alt_2024-01.csv", "add_2024-01.csv"];
    check(&bench, &lists.join("ofac"), &triple, "us_ofac_sdn", 13_821);
    let quartet =
        ["prim", "alt", "add", "comments"].map(|part| format!("cons_2025-12-19_{part}.csv"));
    let quartet: Vec<&str> = quartet.iter().map(String::as_str).collect();
    check(&bench, &lists.join("ofac"), &quartet, "us_ofac_cons", 442);
    check(&bench, &lists.join("eu"), &["eu_2026-05-01.ftm.jsonl.gz"], "eu_fsf", 5_860);
    check(&bench, &lists.join("uk"), &["uk_2026-05-08.ftm.jsonl.gz"], "gb_fcdo", 5_736);
    check(&bench, &data.join("screening"), &["index.ftm.jsonl.gz"], "bench", 13_222);
    let datasets = bench.run(&["datasets", "--json"]).exits(0).json();
    assert_eq!(datasets.as_array().unwrap().len(), 6);
}
