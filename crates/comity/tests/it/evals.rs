//! Measuring the matcher.

use std::path::Path;

use quick_xml::events::Event;
use serde_json::Value;

use crate::bench::{Bench, LIST, data};

const POSITIVES: &str = r#"{"set":"typos","id":"own-3","schema":"Person","name":"Ana Maria Ericsson","dob":"1974-08-12"}
{"set":"typos","id":"own-1","schema":"Vessel","name":"Nordik Tern","primary":"NORDIC TERN","dob":null}
{"set":"other forms","id":"own-2","schema":"Company","properties":{"name":["Blue Lantern Shipping"],"jurisdiction":["cy"]}}
{"set":"other forms","id":"own-3","schema":"Person","properties":{"name":["Анна Мария Эриксон"],"birthDate":["1974"]}}
"#;
/// The same, as a table.
const TABLE: &str = "\
set,id,schema,name,dob,jurisdiction
typos,own-3,Person,Ana Maria Ericsson,1974-08-12,
typos,own-1,Vessel,Nordik Tern,,
other forms,own-2,Company,Blue Lantern Shipping,,cy
other forms,own-3,Person,Анна Мария Эриксон,1974,
";

/// Made-up people; the last one is called as a record is, and is another.
fn negatives() -> String {
    let line = |at: usize, name: &str| {
        format!(
            "{{\"set\":\"travellers\",\"id\":null,\"schema\":\"Person\",\"name\":\"{name}\",\
             \"dob\":\"19{:02}-05-17\"}}\n",
            at % 90 + 10
        )
    };
    let names = ["Tovik Ansor", "Mara Quell", "Osk Delund", "Petra Vinnem", "Ilo Harrent"];
    let mut text: String =
        (0..150).map(|at| line(at, &format!("{} {at}", names[at % names.len()]))).collect();
    text.push_str(&line(5, "Anna Maria Eriksson"));
    text
}

/// A folder with an index, positives and negatives, and no home.
fn bench() -> Bench {
    let bench = Bench::empty();
    bench.file("list.ftm.json", LIST);
    bench.file("positives.jsonl", POSITIVES);
    bench.file("negatives.jsonl", negatives());
    bench
}

const EVAL: [&str; 7] = [
    "eval",
    "--index",
    "list.ftm.json",
    "--positives",
    "positives.jsonl",
    "--negatives",
    "negatives.jsonl",
];

fn with<'w>(words: &[&'w str]) -> Vec<&'w str> {
    let mut all: Vec<&'w str> = EVAL.to_vec();
    all.extend(words);
    all
}

/// The command with another file in the place of one.
fn instead<'w>(old: &str, new: &'w str) -> Vec<&'w str> {
    EVAL.map(|word| if word == old { new } else { word }).to_vec()
}

fn group<'r>(asked: &'r Value, by: &str, value: &str) -> &'r Value {
    let mut groups = asked["groups"].as_array().unwrap().iter();
    groups.find(|group| group["by"] == by && group["value"] == value).unwrap()
}

#[test]
fn a_measurement_says_what_is_found_at_which_rate_of_alerts() {
    let bench = bench();
    let report = bench.run(&with(&["--json", "--prior", "0.01"])).exits(0).json();
    assert!(!bench.home().exists(), "no home takes part");
    assert_eq!((&report["positives"], &report["negatives"]), (&4.into(), &151.into()));
    assert_eq!((&report["records"], &report["seed"]), (&4.into(), &1.into()));
    let asked = report["asked"].as_array().unwrap();
    let kinds: Vec<&str> = asked.iter().map(|each| each["asked"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["name", "name_and_date", "everything"]);

    let name = &asked[0];
    let points: Vec<&str> =
        name["points"].as_array().unwrap().iter().map(|at| at["name"].as_str().unwrap()).collect();
    assert_eq!(points, ["0.01 %", "0.1 %", "1 %", "balanced", "high-recall", "high-precision",]);
    // 151 negatives say nothing about one in a thousand, and something about one in a hundred.
    assert!(name["points"][0]["threshold"].is_null() && name["points"][1]["threshold"].is_null());
    let all = group(name, "all", "");
    assert_eq!(all["positives"], 4);
    assert!(all["recall"][1].is_null());
    for estimate in [&all["recall"][2], &all["recall"][3], &all["first"]] {
        assert_eq!(estimate["value"], 1.0, "{all}");
        assert!(estimate["low"].is_f64() && estimate["high"].is_f64(), "{estimate}");
    }
    // The namesake alerts, by rule.
    assert_eq!(name["points"][3]["alerts"]["value"], 1.0 / 151.0);
    assert_eq!(name["calibration"]["by_rule"]["right"], 0);
    assert_eq!(name["calibration"]["by_rule"]["pairs"], 1);
    for (by, value, positives) in [
        ("set", "typos", 2),
        ("set", "other forms", 2),
        ("script", "Cyrillic", 1),
        ("schema", "Vessel", 1),
        ("words", "2", 1),
        ("date", "stated", 2),
    ] {
        assert_eq!(group(name, by, value)["positives"], positives, "{by} {value}");
    }
    assert_eq!((&asked[1]["positives"], &asked[1]["negatives"]), (&2.into(), &151.into()));
    assert_eq!((&asked[2]["positives"], &asked[2]["negatives"]), (&1.into(), &0.into()));
    // All best candidates are right, so there is nothing to weigh by a prior.
    assert!(name["calibration"]["at_prior"].is_null());
    let candidates = report["candidates"].as_array().unwrap();
    assert_eq!(candidates[0]["found"], candidates[0]["expected"]);
    assert!(candidates[0]["queries"].as_u64().unwrap() > 30);
}

#[test]
fn a_measurement_is_told_in_tables() {
    let bench = bench();
    let run = bench.run(&with(&["--threshold", "0.9"])).exits(0);
    let text = run.stdout();
    for words in [
        "4 records with 4 names in the index, 4 positives, 151 negatives",
        "95 % intervals of 1000 resamples, drawn with seed 1",
        "Asked name only: 4 positives, 151 negatives",
        "balanced        from 0.400   0.66 % (0.00 to ",
        "from 0.9",
        "set     other forms",
        "equal strong names, which alert by rule, apart: 1 pairs, 0 right",
        "candidates found",
    ] {
        assert!(text.contains(words), "{words}:\n{text}");
    }
    let said = run.whole();
    assert!(said.contains("0.1 % of 151 negatives is less than one of them"), "{said}");
    let without = bench.run(&with(&["--resamples", "0", "--candidate-recall", "0"])).exits(0);
    assert!(without.stdout().contains("without intervals"));
    assert!(!without.stdout().contains("candidates found"));
}

#[test]
fn chance_is_what_the_seed_says() {
    let bench = bench();
    let draw = |seed: &str| {
        let run = bench.run(&with(&["--json", "--resamples", "2", "--seed", seed])).exits(0);
        run.json()["asked"].to_string()
    };
    let drawn = draw("7");
    assert!(drawn == draw("7"), "the same seed");
    assert!(drawn != draw("8"), "another seed");
}

#[test]
fn weights_and_cutoffs_are_measured_as_they_are_asked_for() {
    let bench = bench();
    let recall = |words: &[&str]| {
        let report = bench.run(&with(words)).exits(0).json();
        group(&report["asked"][0], "all", "")["recall"][3]["value"].clone()
    };
    assert_eq!(recall(&["--json"]), 1.0);
    assert_eq!(recall(&["--json", "--weight", "name_match=0"]), 0.0);
    let report = bench.run(&with(&["--json", "--cutoff", "0.9"])).exits(0).json();
    assert_eq!(report["cutoff"], 0.15, "what alerts is looked at");
}

#[test]
fn tables_and_packed_files_are_read_as_well() {
    use std::io::Write;
    let bench = bench();
    let report = bench.run(&with(&["--json"])).exits(0).json();
    bench.file("positives.csv", TABLE);
    let table = instead("positives.jsonl", "positives.csv");
    let again = bench.run(&[&table[..], &["--json"]].concat()).exits(0).json();
    assert!(again == report, "the same report");
    let packed = std::fs::File::create(bench.path("negatives.jsonl.gz")).unwrap();
    let mut packer = flate2::write::GzEncoder::new(packed, flate2::Compression::fast());
    packer.write_all(negatives().as_bytes()).unwrap();
    packer.finish().unwrap();
    let packed = instead("negatives.jsonl", "negatives.jsonl.gz");
    let again = bench.run(&[&packed[..], &["--json"]].concat()).exits(0).json();
    assert!(again == report, "the same report");
}

#[test]
fn the_index_may_be_of_several_publications() {
    let bench = bench();
    let (first, rest) = LIST.split_at(LIST.find("{\"id\":\"own-3\"").unwrap());
    bench.file("a.json", first);
    bench.file("b.json", rest);
    let mut words = vec!["eval", "--index", "a.json", "b.json"];
    words.extend(&EVAL[3..]);
    let report = bench.run(&[&words[..], &["--json"]].concat()).exits(0).json();
    assert_eq!(report["records"], 4);
    let joined = instead("list.ftm.json", "a.json,b.json");
    let joined = bench.run(&[&joined[..], &["--json"]].concat()).exits(0).json();
    assert_eq!(joined["records"], 4);
}

/// Reads a drawing to its end, and gives its words.
#[track_caller]
fn words_of(path: &Path) -> String {
    let text = std::fs::read_to_string(path).unwrap();
    let mut reader = quick_xml::Reader::from_str(&text);
    reader.config_mut().check_end_names = true;
    let (mut words, mut open, mut elements) = (String::new(), 0, 0);
    loop {
        match reader.read_event().unwrap() {
            Event::Start(_) => (open, elements) = (open + 1, elements + 1),
            Event::End(_) => open -= 1,
            Event::Text(text) => words.push_str(&text.into_inner()),
            Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!(open, 0, "{}", path.display());
    assert!(elements > 10, "{}", path.display());
    for part in ["<title id=\"title\">", "<desc id=\"about\">", "prefers-color-scheme:dark"] {
        assert!(text.contains(part), "{part}");
    }
    words
}

#[test]
fn the_files_hold_what_the_report_says() {
    let bench = bench();
    bench.file("positives.jsonl", POSITIVES.replace("other forms", "<other> & forms"));
    let run = bench.run(&with(&["--json", "--out", "measured/today"])).exits(0);
    let folder = bench.path("measured/today");
    let report: Value =
        serde_json::from_slice(&std::fs::read(folder.join("report.json")).unwrap()).unwrap();
    assert!(report == run.json(), "the same report");
    let recall = words_of(&folder.join("recall.svg"));
    for words in ["Asked name only", "all positives", "typos", "too few negatives for a line"] {
        assert!(recall.contains(words), "{words}: {recall}");
    }
    let calibration = words_of(&folder.join("calibration.svg"));
    assert!(calibration.contains("share of right pairs"), "{calibration}");
    let scores = std::fs::read_to_string(folder.join("scores.csv")).unwrap();
    assert_eq!(scores.lines().next(), Some("asked,set,line,id,score,rank,best_wrong"));
    // Each query as often as it was asked.
    assert_eq!(scores.lines().count(), 1 + (4 + 151) + (2 + 151) + 1);
    assert!(scores.contains("\nname only,typos,2,own-1,"), "{scores}");
    assert!(!scores.contains("Nordik"), "names stay where they are");
}

#[test]
fn who_is_not_in_the_index_is_named() {
    let bench = bench();
    let more =
        format!("{POSITIVES}{}\n", POSITIVES.lines().next().unwrap().replace("own-3", "gone-9"));
    bench.file("more.jsonl", &more);
    let words = instead("positives.jsonl", "more.jsonl");
    let run = bench.run(&words).exits(5);
    let said = run.whole();
    assert!(said.contains("1 positives were left out") && said.contains("`gone-9`"), "{said}");
    assert!(run.stdout().contains("Asked name only: 4 positives"), "{said}");
    let report = bench.run(&[&words[..], &["--json"]].concat()).exits(5).json();
    assert_eq!(report["first_unknown_ids"], serde_json::json!(["gone-9"]));
    bench.file("gone.jsonl", POSITIVES.replace("own-", "gone-"));
    let said = bench.run(&instead("positives.jsonl", "gone.jsonl")).exits(4).whole();
    assert!(said.contains("no positive names a record of the index"), "{said}");
    assert!(said.contains("hint: an id that is there is `own-1`"), "{said}");
}

#[test]
fn a_former_id_leads_to_its_record() {
    let bench = bench();
    let record = "{\"id\":\"own-3\",";
    let renamed = LIST.replace(record, "{\"id\":\"own-30\",\"referents\":[\"own-3\"],");
    assert_ne!(renamed, LIST);
    bench.file("list.ftm.json", renamed);
    let report = bench.run(&with(&["--json"])).exits(0).json();
    assert_eq!(group(&report["asked"][0], "all", "")["first"]["value"], 1.0);
}

#[test]
fn bad_lines_are_refused_with_their_place() {
    let bench = bench();
    let bad = "{\"set\":\"typos\",\"schema\":\"Person\",\"name\":\"Ana Demo\"}\n{broken\n\
               {\"id\":\"own-3\",\"schema\":\"Person\",\"name\":\"Ana Demo\",\"dob\":\"May\"}\n";
    bench.file("bad.jsonl", format!("{POSITIVES}{bad}"));
    let words = instead("positives.jsonl", "bad.jsonl");
    let said = bench.run(&words).exits(4).whole();
    for part in [
        "3 lines cannot be read",
        "`bad.jsonl`, line 5 has no `id`",
        "`bad.jsonl`, line 6, column 2: not JSON",
        "`bad.jsonl`, line 7: `birthDate` is no date",
        "--skip-bad-lines",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    let run = bench.run(&[&words[..], &["--skip-bad-lines"]].concat()).exits(5);
    assert!(run.stdout().contains("Asked name only: 4 positives"), "{}", run.whole());
    assert!(run.whole().contains("3 lines could not be read"), "{}", run.whole());
}

#[test]
fn files_that_cannot_be_read_are_refused() {
    let bench = bench();
    for file in ["list.ftm.json", "positives.jsonl", "negatives.jsonl"] {
        let said = bench.run(&instead(file, "not-there")).exits(4).whole();
        assert!(said.contains("cannot read `not-there`"), "{said}");
    }
    bench.file("empty", "");
    let said = bench.run(&instead("list.ftm.json", "empty")).exits(4).whole();
    assert!(said.contains("`empty` is empty"), "{said}");
    let said = bench.run(&instead("negatives.jsonl", "empty")).exits(4).whole();
    assert!(said.contains("`empty` holds no query") && said.contains("hint: "), "{said}");
    bench.file("odd.csv", "one,two\n1,2\n");
    let said = bench.run(&instead("negatives.jsonl", "odd.csv")).exits(4).whole();
    assert!(said.contains("`odd.csv` cannot be read") && said.contains("set,id,schema"), "{said}");
    std::fs::write(bench.path("cut.gz"), b"\x1f\x8b\x08\x00\x00\x00").unwrap();
    let said = bench.run(&instead("positives.jsonl", "cut.gz")).exits(4).whole();
    assert!(said.contains("`cut.gz` cannot be read"), "{said}");
}

#[test]
fn what_cannot_be_measured_is_a_wrong_command_line() {
    let bench = bench();
    for words in [
        &["--prior", "1"][..],
        &["--prior", "2"],
        &["--cutoff", "-1"],
        &["--resamples", "1000000"],
        &["--weight", "luck=0.5"],
        &["--weight", "date_match"],
        &["--threshold", "high"],
    ] {
        let said = bench.run(&with(words)).exits(2).whole();
        assert!(said.contains("error: "), "{words:?}: {said}");
    }
    bench.run(&["eval", "--index", "list.ftm.json"]).exits(2);
    bench.file("in-the-way", "");
    let said = bench.run(&with(&["--out", "in-the-way"])).exits(3).whole();
    assert!(said.contains("cannot write `in-the-way`"), "{said}");
}

#[test]
fn the_development_benchmark_is_measured_as_a_whole() {
    let Some(data) = data("the_development_benchmark_is_measured_as_a_whole") else { return };
    let file = |name: &str| data.join("screening").join(name).to_str().unwrap().to_owned();
    let (index, positives, negatives) = (
        file("index.ftm.jsonl.gz"),
        file("positives_dev.jsonl.gz"),
        file("negatives_dev.jsonl.gz"),
    );
    let bench = Bench::empty();
    let words = ["eval", "--index", &index, "--positives", &positives, "--negatives", &negatives];
    let quick = ["--json", "--resamples", "20", "--candidate-recall", "30"];
    let report = bench.run(&[&words[..], &quick].concat()).exits(0).json();
    assert_eq!((&report["positives"], &report["negatives"]), (&2_267.into(), &4_000.into()));
    assert_eq!((&report["records"], &report["unknown_ids"]), (&13_222.into(), &0.into()));
    let name = &report["asked"][0];
    for (set, positives) in [("ofac-alias", 1_551), ("ofac-typo", 577), ("un-origscript", 139)] {
        assert_eq!(group(name, "set", set)["positives"], positives, "{set}");
    }
    assert_eq!(report["asked"][1]["positives"], 1_194);
    // One in ten thousand cannot be told from four thousand; the others let through what they say.
    assert!(name["points"][0]["threshold"].is_null());
    for (at, rate) in [(1, 0.001), (2, 0.01)] {
        let alerts = name["points"][at]["alerts"]["value"].as_f64().unwrap();
        assert!(alerts <= rate && alerts > rate * 0.5, "{}", name["points"][at]);
    }
    let all = group(name, "all", "");
    let recall = |at: usize| all["recall"][at]["value"].as_f64().unwrap();
    assert!(recall(2) > 0.7 && recall(1) <= recall(2), "{all}");
    let of_all = &report["candidates"][0];
    assert!(of_all["expected"].as_u64().unwrap() > 100, "{of_all}");
}
