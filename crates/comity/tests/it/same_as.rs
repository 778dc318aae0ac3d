//! A person's decision that two records are one.

use crate::bench::Bench;

fn bench() -> Bench {
    let bench = Bench::with_list();
    let other = bench.file(
        "other.json",
        "{\"id\":\"own-1\",\"schema\":\"Vessel\",\"properties\":{\"name\":[\"NORDIC TERNE\"]}}\n",
    );
    bench.run(&["import", &other, "--dataset", "other"]).exits(0);
    bench
}

#[test]
fn two_records_become_one() {
    let bench = bench();
    let because = ["--reason", "the same IMO number"];
    // The id alone says too little: two datasets have it.
    let unclear = bench.run(&[&["same-as", "own-1", "own-2"][..], &because].concat());
    assert!(matches!(unclear.output.status.code(), Some(2 | 3)), "{}", unclear.whole());
    let joined = [&["same-as", "own/own-1", "other/own-1"][..], &because].concat();
    let group = bench.run(&joined).exits(0).stdout().trim().to_owned();
    let answer = bench.run(&["screen", "Nordic Tern", "--json"]).exits(0).json();
    assert_eq!(answer["candidates"].as_array().unwrap().len(), 1);
    assert_eq!(answer["candidates"][0]["id"], group.as_str());
    let shown = bench.run(&["show", "own-1"]).exits(0);
    assert!(shown.whole().contains(&format!("`own-1` is `{group}` now.")), "{}", shown.whole());
    let batch = bench.run_with(
        &["screen", "--batch", "-"],
        "{\"id\":\"q\",\"schema\":\"Vessel\",\"properties\":{\"name\":[\"Nordic Tern\"]}}",
    );
    let lines = batch.exits(0).lines();
    assert_eq!(lines[0]["results"][0]["id"], "own-1");
    assert_eq!(lines[0]["results"][0]["datasets"], serde_json::json!(["other", "own"]));
    let me = bench.run(&["user", "list", "--json"]).json()[0]["name"].as_str().unwrap().to_owned();
    let listed = bench.run(&["same-as", "--list"]).whole().replace(&me, "[me]");
    insta::assert_snapshot!(listed, @"
    exit 0
    --- stdout
    [time]  own/own-1 = other/own-1  by [me]: the same IMO number
    ");
}

#[test]
fn two_records_stay_two() {
    let bench = bench();
    let words = ["same-as", "own/own-1", "other/own-1", "--different", "--reason", "two hulls"];
    let run = bench.run(&words).exits(0);
    assert!(run.whole().contains("The two are kept apart."), "{}", run.whole());
    bench.run(&["same-as", "own/own-1", "own/own-77", "--reason", "x"]).exits(3);
}

#[test]
fn a_decision_has_a_reason_and_joins_like_with_like() {
    let bench = bench();
    let bare = ["same-as", "own/own-1", "other/own-1", "--reason", " "];
    let run = bench.run(&bare).exits(2);
    assert!(run.whole().contains("a decision needs a reason"), "{}", run.whole());
    let mixed = ["same-as", "own-2", "own-3", "--reason", "x"];
    bench.run(&mixed).exits(0);
    let mixed = ["same-as", "own/own-1", "own-3", "--reason", "x"];
    let run = bench.run(&mixed).exits(2);
    assert!(run.whole().contains("is a Vessel and"), "{}", run.whole());
}
