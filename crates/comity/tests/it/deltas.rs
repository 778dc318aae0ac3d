//! Deltas of OpenSanctions' exports, from the command line.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::bench::{Bench, data};

fn vessel(id: &str, name: &str) -> Value {
    json!({"id": id, "schema": "Vessel", "properties": {"name": [name]}, "datasets": ["demo"],
        "referents": [], "target": true, "last_seen": "2026-11-01T00:00:00"})
}

fn export(entities: &BTreeMap<String, Value>) -> String {
    entities.values().map(|entity| format!("{entity}\n")).collect()
}

/// What a publisher would write between two of its exports.
fn delta(old: &BTreeMap<String, Value>, new: &BTreeMap<String, Value>) -> String {
    let line = |op: &str, entity: &Value| format!("{}\n", json!({"op": op, "entity": entity}));
    let gone = old.keys().filter(|id| !new.contains_key(*id));
    let mut text: String = gone.map(|id| line("DEL", &json!({"id": id}))).collect();
    for (id, entity) in new {
        match old.get(id) {
            None => text.push_str(&line("ADD", entity)),
            Some(before) if before != entity => text.push_str(&line("MOD", entity)),
            Some(_) => {}
        }
    }
    text
}

/// What the home holds under an id: schema, and each value of each property.
fn held(bench: &Bench, id: &str) -> Option<(String, Vec<(String, String)>)> {
    let run = bench.run(&["show", id, "--json"]);
    if run.output.status.code() != Some(0) {
        return None;
    }
    let sheet = run.json();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let stated = sheet["statements"].as_array().unwrap().iter();
    let stated = stated.map(|said| (text(&said["property"]), text(&said["value"])));
    Some((text(&sheet["schema"]), stated.collect()))
}

/// Imports the old export and the delta into one home, the new export into another, and compares.
#[track_caller]
fn check_law(old: &BTreeMap<String, Value>, new: &BTreeMap<String, Value>) {
    let (stepped, whole) = (Bench::with_home(), Bench::with_home());
    let full = stepped.file("old.json", export(old));
    stepped.run(&["import", &full, "--dataset", "d", "--edition", "20260101-aaa"]).exits(0);
    let change = stepped.file("delta.json", delta(old, new));
    let words = ["import", &change, "--dataset", "d", "--base", "20260101-aaa"];
    let made = stepped.run(&[&words[..], &["--edition", "20260102-bbb", "--json"]].concat());
    let made = made.exits(0).json();
    let full = whole.file("new.json", export(new));
    let next = whole.run(&["import", &full, "--dataset", "d", "--json"]).exits(0).json();
    assert_eq!((&made["records"], &made["related"]), (&next["records"], &next["related"]));
    assert_eq!((&made["format"], &made["edition"]), (&json!("ftm_delta"), &json!("20260102-bbb")));
    let changed = old.keys().chain(new.keys()).filter(|id| old.get(*id) != new.get(*id));
    let same = old.keys().filter(|id| old.get(*id) == new.get(*id)).take(5);
    for id in changed.chain(same) {
        assert_eq!(held(&stepped, id), held(&whole, id), "{id}");
    }
    stepped.run(&["doctor"]).exits(0);
}

#[test]
fn a_whole_export_and_its_delta_are_the_next_whole_export() {
    let made = |names: &[(&str, &str)]| -> BTreeMap<String, Value> {
        names.iter().map(|(id, name)| ((*id).to_owned(), vessel(id, name))).collect()
    };
    let old = made(&[("a", "TERN"), ("b", "SKUA"), ("c", "PETREL"), ("d", "AUK")]);
    let mut new = made(&[("a", "TERN"), ("b", "SKUA II"), ("e", "HERON"), ("d", "AUK")]);
    new.get_mut("d").unwrap()["schema"] = json!("Ghost");
    let person = json!({"id": "p", "schema": "Person", "properties": {"name": ["Anso Tevor"]}});
    new.insert("p".to_owned(), person);
    check_law(&old, &new);
}

#[test]
fn a_real_export_and_the_sample_of_a_delta_are_the_next_whole_export() {
    let test = "a_real_export_and_the_sample_of_a_delta_are_the_next_whole_export";
    let Some(data) = data(test) else { return };
    let read = |name: &str| -> Vec<Value> {
        let text = std::fs::read_to_string(data.join("names/opensanctions_bench").join(name));
        text.unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    };
    let by_id = |entities: Vec<Value>| -> BTreeMap<String, Value> {
        entities.into_iter().map(|it| (it["id"].as_str().unwrap().to_owned(), it)).collect()
    };
    let old = by_id(read("entities_parteispenden.ftm.json"));
    let mut new = old.clone();
    // Every 60th is gone, every 60th after it is called otherwise, and the sample's are new.
    for (at, id) in old.keys().enumerate() {
        match at % 60 {
            0 => drop(new.remove(id)),
            1 => new.get_mut(id).unwrap()["properties"]["notes"] = json!(["Renamed."]),
            _ => {}
        }
    }
    let sample = read("entities_delta_sample.json");
    new.extend(by_id(sample.iter().map(|line| line["entity"].clone()).collect()));
    assert_eq!((old.len(), new.len()), (475, 475 - 8 + 2));
    check_law(&old, &new);
}

#[test]
fn a_delta_that_does_not_fit_is_refused_and_the_old_version_stands() {
    let bench = Bench::with_home();
    let step = bench.file("delta.json", "{\"op\":\"DEL\",\"entity\":{\"id\":\"b\"}}\n");
    let import = |words: &[&str]| bench.run(&[&["import", "--dataset", "d"], words].concat());
    insta::assert_snapshot!(import(&[&step, "--base", "v1", "--edition", "v2"]).whole(), @"
    exit 3
    --- stderr
    error: the delta does not fit: `d` has no version that it could start from
    hint: import the deltas in between first, in their order, or the publisher's whole export with its `--edition`
    ");
    let list = format!("{}\n{}\n", vessel("a", "TERN"), vessel("b", "SKUA"));
    let list = bench.file("list.json", list);
    import(&[&list, "--edition", "v1", "--marking", "TLP:AMBER"]).exits(0);
    let before = bench.run(&["datasets", "--json"]).json();
    insta::assert_snapshot!(import(&[&step]).whole(), @"
    exit 4
    --- stderr
    error: `delta.json` is a delta: it says what changed since an edition, and is no list by itself
    hint: name the edition that it starts from (`--base`) and its own (`--edition`)
    ");
    insta::assert_snapshot!(import(&[&step, "--base", "v0", "--edition", "v2"]).whole(), @"
    exit 3
    --- stderr
    error: the delta does not fit: it starts from `v0`, and `d` stands at `v1`, `[version]`
    hint: import the deltas in between first, in their order, or the publisher's whole export with its `--edition`
    ");
    let cut = bench.file("cut.json", "{\"op\":\"DEL\",\"entity\":{\"id\":\"b\"}}\n{\"op\":\"DE");
    insta::assert_snapshot!(import(&[&cut, "--base", "v1", "--edition", "v2"]).whole(), @"
    exit 4
    --- stderr
    error: `cut.json` is cut off (line 2, the last: EOF while parsing a string, column 9); fetch it again
    ");
    let put = bench.file("put.json", "{\"op\":\"PUT\",\"entity\":{\"id\":\"b\"}}\n");
    let strange = bench.file("strange.json", "{\"op\":\"DEL\",\"entity\":{\"id\":\"z\"}}\n");
    let base = ["--base", "v1", "--edition", "v2"];
    for (words, exit) in [
        (vec![&*put], 4),
        (vec![&*strange], 3),
        (vec![&*list], 4),
        (vec![&*step, "--format", "ftm_json"], 2),
        (vec![&*step, "--marking", "TLP:CLEAR"], 2),
        (vec![&*step, "--publisher", "sylvania"], 2),
    ] {
        let run = import(&[&words[..], &base[..]].concat()).exits(exit);
        assert!(run.output.stdout.is_empty(), "{}", run.whole());
    }
    import(&[&step, "--base", "v1"]).exits(2);
    import(&[&step, "--base", "v1", "--edition", " "]).exits(2);
    assert_eq!(bench.run(&["datasets", "--json"]).json(), before);

    insta::assert_snapshot!(import(&[&step, "--base", "v1", "--edition", "v2"]).whole(), @"
    exit 0
    --- stdout
    d  version [version]  read as ftm_delta
      edition v2
      1 records, 0 related, 0 skipped
      note  a delta: 0 added, 0 modified, 1 removed
    ");
    import(&[&step, "--base", "v1", "--edition", "v2"]).exits(3);
    // What a delta adds is marked as the rest of its dataset is.
    let line = json!({"op": "ADD", "entity": vessel("c", "PETREL")});
    let add = bench.file("add.json", format!("{line}\n"));
    import(&[&add, "--base", "v2", "--edition", "v3"]).exits(0);
    assert!(bench.run(&["show", "c"]).stdout().contains("PETREL  [demo TLP:AMBER]"));
}
