//! Alerts and hits, as commands.

use crate::bench::Bench;

/// Why people at a border desk ask.
const BORDER: [&str; 4] = ["--purpose", "border-check", "--legal-basis", "border-code"];

/// A command that is given at a border desk.
fn at_border<'w>(words: &[&'w str]) -> Vec<&'w str> {
    [words, &BORDER[..]].concat()
}

const ISSUE: [&str; 14] = [
    "alert",
    "issue",
    "Boris Demo",
    "--category",
    "missing-person",
    "--law",
    "Border Act, section 4",
    "--reason",
    "did not arrive",
    "--json",
    "--purpose",
    "border-check",
    "--legal-basis",
    "border-code",
];

#[test]
fn an_alert_is_issued_found_and_closed() {
    let bench = Bench::with_list();
    let issued = bench.run(&ISSUE).exits(0).json();
    let me = bench.run(&["user", "list", "--json"]).json()[0]["name"].as_str().unwrap().to_owned();
    assert_eq!((&issued["number"], &issued["issued_by"]), (&1.into(), &me.clone().into()));
    let until = issued["review_date"].as_str().unwrap().to_owned();
    let listed = bench.run(&["alert", "list"]).exits(0).stdout().to_owned();
    let line =
        format!("     1  in-force    until {until}  missing-person: inform-issuer  Boris Demo\n");
    assert_eq!(listed, line);
    let found = bench.run(&["screen", "Boris Demo"]).exits(0).stdout().to_owned();
    let told = "alert 1, in-force, missing-person: inform-issuer, once confirmed";
    assert!(found.contains("own-alerts/own-alerts-1") && found.contains(told), "{found}");
    let shown = bench.run(&["show", "own-alerts-1"]).exits(0).stdout().to_owned();
    assert!(shown.contains("Alert  own-alerts/own-alerts-1-alert"), "{shown}");
    let words = ["--assessment", "x", "--review", "2999-01-01"];
    let too_late: Vec<&str> =
        ["alert", "extend", "1"].into_iter().chain(words).chain(BORDER).collect();
    let told = bench.run(&too_late).exits(2).whole();
    assert!(told.contains("is too late a review"), "{told}");
    // The same over a node that serves the home.
    let serving = bench.serve();
    let close = ["alert", "close", "1", "--outcome", "purpose-met", "--words", "found"];
    let close = at_border(&close);
    let closed = bench.run(&close).exits(0).stdout().to_owned();
    assert!(closed.contains("closed") && closed.contains(&format!("by {me}: found")), "{closed}");
    bench.run(&close).exits(3);
    bench.run(&["screen", "Boris Demo"]).exits(1);
    drop(serving);
    insta::assert_snapshot!(bench.run(&["alert", "sweep"]).whole(), @r"
    exit 0
    --- stdout
    Nothing is over, and nothing is due.
    ");
}

#[test]
fn what_an_alert_may_not_be_is_told_with_what_it_may() {
    let bench = Bench::with_home();
    let mut unknown = ISSUE;
    unknown[4] = "vendetta";
    insta::assert_snapshot!(bench.run(&unknown).whole(), @"
    exit 2
    --- stderr
    error: `vendetta` is not a category of alerts
    hint: categories are arrest-surrender, refuse-entry-return, missing-person, child-at-risk, vulnerable-person-preventive, judicial-procedure, unknown-wanted-person, discreet-check, inquiry-check, specific-check, object-seizure, misused-identity
    ");
    let with = |more: &[&str]| {
        let words: Vec<&str> = ISSUE.iter().chain(more).copied().collect();
        bench.run(&words).exits(3).whole()
    };
    let mut arrest = ISSUE.to_vec();
    arrest[4] = "arrest-surrender";
    arrest.extend(["--birth-date", "2015"]);
    insta::assert_snapshot!(bench.run(&arrest).whole(), @"
    exit 3
    --- stderr
    error: this is or may be a minor, and `arrest-surrender` does not protect: minors are only protected
    hint: categories that protect are missing-person, child-at-risk, vulnerable-person-preventive, misused-identity
    ");
    let red = with(&["--home", "nowhere"]);
    assert!(red.contains("comity init"), "{red}");
    let categories = bench.run(&["alert", "categories"]).exits(0).stdout().to_owned();
    assert!(categories.contains("missing-person\n"), "{categories}");
    bench.run(&["alert", "show", "1"]).exits(3);
    bench.run(&["alert", "list", "--state", "asleep"]).exits(2);
}

#[test]
fn a_case_is_reviewed_confirmed_and_rejected() {
    let bench = Bench::with_list();
    bench.run(&["subject", "add", "v-1", "Nordic Tern", "--schema", "Vessel"]).exits(0);
    let list = bench.run(&["hit", "list"]).exits(0).stdout().to_owned();
    assert!(
        list.contains("     1  candidate") && list.contains("own/own-1  NORDIC TERN"),
        "{list}"
    );
    let measure = at_border(&["hit", "measure", "1", "seize"]);
    insta::assert_snapshot!(bench.run(&measure).whole(), @"
    exit 3
    --- stderr
    error: case `1` is `candidate`: a measure needs a hit that a named person confirmed
    hint: review it and confirm it first (`comity hit review`, `comity hit confirm`)
    ");
    let reject = ["hit", "reject", "1", "--reason", "another hull"];
    bench.run(&reject).exits(3);
    bench.run(&["hit", "review", "1"]).exits(0);
    let rejected = bench.run(&reject).exits(0).stdout().to_owned();
    assert!(rejected.contains("rejected") && rejected.contains("another hull"), "{rejected}");
    assert!(bench.run(&["subject", "list"]).exits(0).stdout().contains("no hit"));
    let told = bench.run(&["screen", "Nordic Tern", "--schema", "Vessel"]).exits(0);
    assert!(told.stdout().contains("rejected before by "), "{}", told.stdout());
    let query = ["hit", "open", "Anna Maria Eriksson", "--record", "own/own-3"];
    bench.run(&query).exits(0);
    bench.run(&["hit", "review", "2"]).exits(0);
    bench.run(&["hit", "confirm", "2", "--reason", "same passport"]).exits(0);
    let done = at_border(&["hit", "measure", "2", "inform-issuer", "--json"]);
    let done = bench.run(&done).exits(0).json();
    assert_eq!(
        (&done["state"], &done["events"][3]["kind"]),
        (&"confirmed".into(), &"measure".into())
    );
    bench.run(&["hit", "open", "Anna", "--record", "own-3"]).exits(2);
    bench.run(&["hit", "show", "7"]).exits(3);
    let overdue = bench.run(&["hit", "list", "--overdue"]).exits(0);
    assert_eq!(overdue.stdout(), "");
}

/// Whoever lists cases after an import sees what it brought, whether or not a node serves.
#[test]
fn an_import_brings_cases() {
    let bench = Bench::with_list();
    bench.run(&["subject", "add", "v-1", "Grey Auk", "--schema", "Vessel"]).exits(0);
    assert_eq!(bench.run(&["hit", "list"]).exits(0).stdout(), "");
    let list = r#"{"id":"new-1","schema":"Vessel","properties":{"name":["GREY AUK"]}}"#;
    let list = bench.file("new.json", list);
    bench.run(&["import", &list, "--dataset", "new"]).exits(0);
    let cases = bench.run(&["hit", "list", "--json"]).exits(0).json();
    assert_eq!(cases["cases"][0]["record"]["id"], "new-1");
    assert_eq!(cases["cases"].as_array().unwrap().len(), 1);
}
