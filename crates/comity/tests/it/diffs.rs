//! What changed between two versions.

use crate::bench::{Bench, LIST};

fn changed(bench: &Bench) {
    let list = LIST
        .replace("NORDIC TERN", "NORDIC TERN II")
        .replace("inform-issuer", "arrest")
        .lines()
        .filter(|line| !line.contains("own-4"))
        .map(|line| format!("{line}\n"))
        .collect::<String>()
        + r#"{"id":"own-5","schema":"Vessel","properties":{"name":["GREY AUK"]}}"#;
    let list = bench.file("new.json", list);
    bench.run(&["import", &list, "--dataset", "own"]).exits(0);
}

#[test]
fn a_difference_is_told_record_by_record() {
    let bench = Bench::with_list();
    insta::assert_snapshot!(bench.run(&["diff", "own"]).whole(), @"
    exit 3
    --- stderr
    error: before `[version]` no version of `own` is kept
    hint: the next import makes a version to compare with
    ");
    changed(&bench);
    insta::assert_snapshot!(bench.run(&["diff", "own"]).whole(), @"
    exit 0
    --- stdout
    own: [version] to [version]
    records  1 added, 1 removed, 1 changed
    related  0 added, 0 removed, 1 changed

    ~ NORDIC TERN II  Vessel  own-1
        - name  NORDIC TERN
        + name  NORDIC TERN II

      Anna Maria Eriksson  own-3
      ~ Alert  missing-person
          - measure  inform-issuer
          + measure  arrest

    - Pale Heron Society  Organization  own-4

    + GREY AUK  Vessel  own-5
    ");
    let part = bench.run(&["diff", "own", "--limit", "1"]).exits(0).whole();
    assert!(part.contains("1 added, 1 removed, 1 changed"), "all are counted: {part}");
    assert!(part.ends_with("The first 1 are shown; `--limit` shows more.\n"), "{part}");
    assert!(!part.contains("GREY AUK"), "{part}");
    let json = bench.run(&["diff", "own", "--json"]).exits(0).json();
    assert_eq!(json["counts"]["records"]["changed"], 1);
    assert_eq!(json["changes"].as_array().unwrap().len(), 4);
    bench.run(&["diff", "nothing"]).exits(3);
    insta::assert_snapshot!(bench.run(&["diff", "own", "--from", "x"]).whole(), @"
    exit 3
    --- stderr
    error: `own` has no version `x`
    hint: `comity datasets --versions NAME` lists what is kept
    ");
    bench.run(&["diff", "own", "--limit", "0"]).exits(2);
}

#[test]
fn a_served_home_tells_the_same() {
    let bench = Bench::with_list();
    changed(&bench);
    let direct = bench.run(&["diff", "own", "--json"]).exits(0).stdout();
    let serving = bench.serve();
    assert_eq!(bench.run(&["diff", "own", "--json"]).exits(0).stdout(), direct);
    drop(serving);
}
