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

#[test]
fn the_editions_in_xml_the_screening_list_and_the_samples_have_their_counts() {
    let test = "the_editions_in_xml_the_screening_list_and_the_samples_have_their_counts";
    let Some(data) = data(test) else { return };
    let bench = Bench::with_home();
    let lists = data.join("sanctions");
    for (folder, file, dataset, records) in [
        ("ofac", "consolidated_sdnxml_2024-02-24.xml.gz", "us_ofac_xml", 444),
        ("ofac", "CONS_ENHANCED_2025-01-14.zip", "us_ofac_enhanced", 443),
        ("us_csl", "consolidated_2022-04.csv.gz", "us_csl", 14_048),
        ("samples", "sample_ofac_sdn.zip", "sample_sdn", 8),
        ("samples", "sample_ofac_consolidated.xml", "sample_cons", 8),
        // One of the excerpt's seven parties repeats the number of another.
        ("samples", "sample_eu.xml", "sample_eu", 6),
        ("samples", "sample_hmt.csv", "sample_hmt", 6),
        ("samples", "sample_unsc.xml", "sample_un", 7),
    ] {
        check(&bench, &lists.join(folder), &[file], dataset, records);
    }
    bench.run(&["doctor"]).exits(0);
}

#[test]
fn every_edition_in_the_history_becomes_a_version() {
    let Some(data) = data("every_edition_in_the_history_becomes_a_version") else { return };
    let bench = Bench::with_home();
    let un: [(&str, u64); 13] = [
        ("un_consolidated_2018-10-30.xml", 1_093),
        ("history/un_consolidated_2021-01-28.xml.gz", 1_003),
        ("history/un_consolidated_2021-04-01.xml.gz", 1_004),
        ("history/un_consolidated_2021-07-01.xml.gz", 997),
        ("history/un_consolidated_2021-10-01.xml.gz", 967),
        ("history/un_consolidated_2022-01-01.xml.gz", 974),
        ("history/un_consolidated_2022-04-02.xml.gz", 959),
        ("history/un_consolidated_2022-07-01.xml.gz", 953),
        ("history/un_consolidated_2022-10-05.xml.gz", 955),
        ("history/un_consolidated_2023-01-17.xml.gz", 957),
        ("history/un_consolidated_2023-04-19.xml.gz", 955),
        ("history/un_consolidated_2023-10-03.xml.gz", 947),
        ("un_consolidated_2026-02-27.xml", 1_003),
    ];
    let ofac = [
        ("history/sdn_2021-08-18.csv.gz", 9_083),
        ("history/sdn_2022-03-12.csv.gz", 9_361),
        ("history/sdn_2022-11-03.csv.gz", 11_002),
        ("history/sdn_2023-05-09.csv.gz", 12_217),
        ("sdn_2023-12-28.csv", 13_821),
    ];
    for (dataset, folder, editions) in
        [("un_sc", "sanctions/un", &un[..]), ("us_ofac_sdn", "sanctions/ofac", &ofac)]
    {
        for (file, records) in editions {
            check(&bench, &data.join(folder), &[file], dataset, *records);
        }
        let versions = bench.run(&["datasets", "--versions", dataset, "--json"]).exits(0).json();
        let counts = versions.as_array().unwrap().iter().map(|version| version["records"].as_u64());
        assert!(counts.eq(editions.iter().map(|(_, records)| Some(*records))), "{versions}");
    }
    bench.run(&["doctor"]).exits(0);
}
