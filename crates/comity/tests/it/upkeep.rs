//! Versions, tokens, the doctor.

use crate::bench::{Bench, LIST};

#[test]
fn old_versions_are_kept_until_they_are_erased() {
    let bench = Bench::with_list();
    let list = bench.file("list.json", LIST);
    bench.run(&["import", &list, "--dataset", "own"]).exits(0);
    bench.run(&["import", &list, "--dataset", "own"]).exits(0);
    let versions = || {
        let json = bench.run(&["datasets", "--versions", "own", "--json"]).exits(0).json();
        json.as_array().unwrap().len()
    };
    assert_eq!(versions(), 3);
    let two = bench.run(&["erase", "own", "--keep", "2"]).exits(0).whole();
    insta::assert_snapshot!(two, @"
    exit 0
    --- stderr
    Erased 1 version of `own`.
    ");
    assert_eq!(versions(), 2);
    bench.run(&["erase", "own"]).exits(0);
    assert_eq!(versions(), 1);
    bench.run(&["screen", "Nordic Tern"]).exits(0);
    bench.run(&["erase", "nothing"]).exits(3);
    bench.run(&["datasets", "--versions", "nothing"]).exits(3);
}

#[test]
fn a_dataset_is_removed_only_on_purpose() {
    let bench = Bench::with_list();
    insta::assert_snapshot!(bench.run(&["remove", "own"]).whole(), @"
    exit 3
    --- stderr
    error: `own` and all its versions would be gone for good
    hint: say `--yes` to do it
    ");
    bench.run(&["screen", "Nordic Tern"]).exits(0);
    bench.run(&["remove", "own", "--yes"]).exits(0);
    bench.run(&["remove", "own", "--yes"]).exits(3);
    assert_eq!(bench.run(&["datasets", "--json"]).exits(0).json(), serde_json::json!([]));
    bench.run(&["show", "own-1"]).exits(1);
}

#[test]
fn tokens_are_shown_once() {
    let bench = Bench::with_home();
    let run = bench.run(&["token", "create", "gate-7", "--clearance", "TLP:AMBER"]).exits(0);
    let secret = run.stdout().trim().to_owned();
    assert!(secret.len() >= 32, "{secret}");
    bench.run(&["token", "create", "gate-7"]).exits(3);
    bench.run(&["token", "create", "gate-8", "--clearance", "PINK"]).exits(2);
    let listed = bench.run(&["token", "list"]).exits(0).stdout();
    assert!(listed.contains("TLP:AMBER") && listed.contains("gate-7"), "{listed}");
    assert!(!listed.contains(&secret));
    assert_eq!(bench.run(&["token", "list", "--json"]).json()[0]["name"], "gate-7");
    bench.run(&["token", "remove", "gate-7"]).exits(0);
    bench.run(&["token", "remove", "gate-7"]).exits(3);
    assert_eq!(bench.run(&["token", "list"]).exits(0).stdout(), "");
}

#[test]
fn the_doctor_finds_what_is_wrong() {
    let bench = Bench::with_list();
    let healthy = bench.run(&["doctor"]).exits(0).stdout();
    assert!(healthy.lines().all(|line| line.starts_with("✓ ok ")), "{healthy}");
    let checks = bench.run(&["doctor", "--json"]).exits(0).json();
    assert!(checks.as_array().unwrap().iter().all(|check| check["ok"] == true));
    let nowhere = Bench::empty();
    insta::assert_snapshot!(nowhere.run(&["doctor"]).whole(), @"
    exit 1
    --- stdout
    ✗ FAILED  home  `[folder]/home` is not a home: nothing was initialised there
                    hint: `comity init` makes one
    ");
    assert_eq!(nowhere.run(&["doctor", "--json"]).exits(1).json()[0]["ok"], false);
}
