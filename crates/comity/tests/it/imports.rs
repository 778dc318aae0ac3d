//! Importing.

use std::io::{BufRead, BufReader, Read};
use std::process::Stdio;
use std::time::Duration;

use crate::bench::{Bench, LIST};

#[test]
fn an_import_says_what_it_read_and_what_not() {
    let bench = Bench::with_home();
    let list = bench.file("list.ftm.json", LIST);
    let run = bench.run(&["import", &list, "--dataset", "own", "--title", "Own list"]);
    insta::assert_snapshot!(run.whole(), @"
    exit 0
    --- stdout
    own  version [version]  read as ftm_json
      4 records, 1 related, 1 skipped
      skipped  list.ftm.json, line 5: `Organization` has no property `wings`
    ");
    insta::assert_snapshot!(bench.run(&["datasets"]).whole(), @"
    exit 0
    --- stdout
    DATASET   RECORDS   RELATED  SKIPPED  IMPORTED (UTC)       TITLE
    own             4         1        1  [time]  Own list
    ");
}

#[test]
fn the_report_is_whole_as_json() {
    let bench = Bench::with_home();
    let list = bench.file("list.ftm.json", LIST);
    let report = bench.run(&["import", &list, "--dataset", "own", "--json"]).exits(0).json();
    assert_eq!(report["dataset"], "own");
    assert_eq!((&report["records"], &report["related"]), (&4.into(), &1.into()));
    assert_eq!(report["skipped"], 1);
    assert_eq!(report["skipped_rows"][0]["place"], "line 5");
    assert_eq!(report["files"][0]["bytes"], LIST.len());
    let datasets = bench.run(&["datasets", "--json"]).exits(0).json();
    let only = &datasets.as_array().unwrap()[0];
    for (name, value) in [("name", "own"), ("version", report["version"].as_str().unwrap())] {
        assert_eq!(only[name], value);
    }
    for name in ["records", "related", "skipped", "imported_at"] {
        assert_eq!(only[name], report[name], "{name}");
    }
}

#[test]
fn an_import_that_fails_changes_nothing() {
    let bench = Bench::with_list();
    let before = bench.run(&["datasets", "--json"]).json();
    let list = bench.file("again.json", LIST);
    let html = bench.file("error.html", "<!DOCTYPE html><html>Try later</html>");
    let empty = bench.file("empty.json", "");
    let cut = bench.file("cut.xml", "<?xml version='1.0'?><CONSOLIDATED_LIST><INDIVIDUALS>");
    let none = bench.file("none.json", "{\"id\":1}\n");
    for words in [
        &[html.as_str()][..],
        &[empty.as_str()],
        &[cut.as_str()],
        &[none.as_str()],
        &[list.as_str(), html.as_str()],
        &[list.as_str(), "--format", "un_xml"],
        &["not-there.json"],
        &["."],
        &[list.as_str(), "--mapping", "not-there.toml"],
    ] {
        let run = bench.run(&[&["import", "--dataset", "own"], words].concat()).exits(4);
        assert!(run.output.stdout.is_empty() && run.whole().contains("error: "), "{words:?}");
    }
    bench.run(&["import", &list, "--dataset", "Not A Name"]).exits(2);
    bench.run(&["import", &list, "--dataset", "own", "--marking", "TLP:PINK"]).exits(2);
    assert_eq!(bench.run(&["datasets", "--json"]).json(), before);
}

#[test]
fn a_table_comes_with_a_mapping() {
    let bench = Bench::with_home();
    let table = bench.file("own.csv", "case;who;born\n7;Anso Tevor;23 Nov 1962\n");
    let mapping = bench.file(
        "own.toml",
        "key = \"case\"\nschema = \"Person\"\n[columns]\nwho = \"name\"\nborn = \"birthDate\"\n\
         [alert]\ncategory = \"wanted\"\nlegalBasis = \"Border Act\"\n",
    );
    let import = ["import", &table, "--dataset", "own", "--mapping", &mapping];
    bench.run(&[&import[..], &["--marking", "TLP:AMBER"]].concat()).exits(0);
    insta::assert_snapshot!(bench.run(&["show", "own-7"]).whole(), @"
    exit 0
    --- stdout
    Anso Tevor
    Person  own-7
    from own/own-7

    birthDate  1962-11-23  [own TLP:AMBER]
    name       Anso Tevor  [own TLP:AMBER]

    Alerts
      Alert  own/own-7-alert
        category    wanted  [own TLP:AMBER]
        entity      own-7  [own TLP:AMBER]
        legalBasis  Border Act  [own TLP:AMBER]
    ");
}

#[test]
fn stdin_is_a_file_too() {
    let bench = Bench::with_home();
    bench.run_with(&["import", "-", "--dataset", "own"], LIST).exits(0);
    bench.run(&["screen", "Nordic Tern"]).exits(0);
}

/// Killed at any moment: what was acknowledged is there, and nothing else is half there.
#[test]
fn what_was_acknowledged_survives_a_kill() {
    let bench = Bench::with_list();
    let big: String = (0..60_000)
        .map(|at| {
            format!("{{\"id\":\"b-{at}\",\"schema\":\"Person\",\"properties\":{{\"name\":[\"Ansor Tevik {at}\"]}}}}\n")
        })
        .collect();
    let big = bench.file("big.json", big);
    // The last one is killed the moment it says that it is done.
    for wait_ms in [Some(0), Some(100), Some(300), Some(700), Some(1_500), None] {
        let mut import = bench.command();
        import.args(["import", &big, "--dataset", "big"]).stdout(Stdio::piped());
        let mut child = import.stderr(Stdio::null()).spawn().unwrap();
        let mut said = BufReader::new(child.stdout.take().unwrap());
        let mut acknowledged = String::new();
        match wait_ms {
            Some(wait_ms) => std::thread::sleep(Duration::from_millis(wait_ms)),
            None => drop(said.read_line(&mut acknowledged).unwrap()),
        }
        child.kill().unwrap();
        child.wait().unwrap();
        said.read_to_string(&mut acknowledged).unwrap();
        let datasets = bench.run(&["datasets", "--json"]).exits(0).json();
        let records = |name: &str| {
            let all = datasets.as_array().unwrap();
            let found = all.iter().find(|dataset| dataset["name"] == name);
            found.map(|dataset| dataset["records"].as_u64().unwrap())
        };
        assert_eq!(records("own"), Some(4), "after {wait_ms:?} ms");
        assert!(matches!(records("big"), None | Some(60_000)), "after {wait_ms:?} ms: {datasets}");
        let is_done = !acknowledged.is_empty();
        assert!(is_done || wait_ms.is_some());
        assert!(!is_done || records("big").is_some(), "after {wait_ms:?} ms");
        bench.run(&["screen", "Nordik Tern"]).exits(0);
        bench.run(&["doctor"]).exits(0);
    }
}
