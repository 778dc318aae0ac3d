//! There and back again.

use crate::bench::{Bench, bare};

#[test]
fn a_backup_becomes_the_same_home() {
    let bench = Bench::with_list();
    bench.run(&["token", "create", "gate-7"]).exits(0);
    bench.run(&["backup", "copy.comity"]).exits(0);
    bench.run(&["backup", "copy.comity"]).exits(3);
    bench.run(&["backup", "not-there/copy"]).exits(3);
    let copy = bench.path("copy.comity");
    let home = bench.path("second");
    let second = |words: &[&str]| {
        let output = bare().arg("--home").arg(&home).args(words).output().unwrap();
        bench.ran(output)
    };
    second(&["restore", copy.to_str().unwrap()]).exits(0);
    second(&["restore", copy.to_str().unwrap()]).exits(3);
    let first = |words: &[&str]| bench.run(words).exits(0).stdout();
    for words in [
        &["datasets", "--json"][..],
        &["screen", "Nordik Tern", "--json"],
        &["show", "own-3", "--json"],
        &["token", "list"],
    ] {
        assert_eq!(second(words).exits(0).stdout(), first(words), "{words:?}");
    }
}

#[test]
fn a_log_goes_on_with_its_keys_and_begins_anew_without() {
    let bench = Bench::with_list();
    bench.run(&["screen", "Nordik Tern"]).exits(0);
    let keys = bench.path("keys").to_str().unwrap().to_owned();
    let taken = bench.run(&["backup", "copy", "--keys", &keys]).exits(0);
    assert!(taken.whole().contains("and destroy it by "), "{}", taken.whole());
    let copy = bench.path("copy").to_str().unwrap().to_owned();
    assert!(bench.path("copy.log").is_file());
    bench.run(&["backup", "other", "--keys", &keys]).exits(3);
    assert!(!bench.path("other").exists() && !bench.path("other.log").exists(), "no half of one");
    let at = |home: &str, words: &[&str]| {
        let mut command = bare();
        command.env("COMITY_PURPOSE", "data-protection");
        command.env("COMITY_LEGAL_BASIS", "data-protection-law");
        bench.ran(command.arg("--home").arg(bench.path(home)).args(words).output().unwrap())
    };
    let restored = at("second", &["restore", &copy, "--keys", &keys]).exits(0);
    assert!(restored.whole().contains("The log goes on after its "), "{}", restored.whole());
    let log = at("second", &["audit", "show", "--kind", "read"]).exits(0).stdout();
    assert!(log.contains("screen") && log.contains("due-diligence"), "{log}");
    at("second", &["audit", "export", bench.path("log.jsonl").to_str().unwrap()]).exits(0);
    let first = bench.run(&["audit", "verify", "log.jsonl"]).exits(0);
    assert!(first.stdout().contains("copy for "), "{}", first.stdout());
    // With the secret alone it goes on, and says nothing of what was.
    let secret = bench.home().join("log.secret").to_str().unwrap().to_owned();
    let alone = at("third", &["restore", &copy, "--keys", &secret]).exits(0);
    assert!(
        alone.whole().contains("cannot be read: there was the secret alone"),
        "{}",
        alone.whole()
    );
    let log = at("third", &["audit", "show", "--kind", "read"]).exits(0).stdout();
    assert!(log.contains("(erased)") && !log.contains("due-diligence"), "{log}");
    let anew = at("fourth", &["restore", &copy]).exits(0);
    assert!(anew.whole().contains("begins a log of its own"), "{}", anew.whole());
    // A log of another day than the database is not taken for its own, and leaves no home.
    let list = bench.file("more.json", crate::bench::LIST);
    bench.run(&["import", &list, "--dataset", "more"]).exits(0);
    bench.run(&["backup", "later", "--keys", bench.path("later.keys").to_str().unwrap()]).exits(0);
    std::fs::rename(bench.path("later.log"), bench.path("copy.log")).unwrap();
    let mixed =
        at("fifth", &["restore", &copy, "--keys", bench.path("later.keys").to_str().unwrap()]);
    let mixed = mixed.exits(3);
    assert!(mixed.whole().contains("older than the log"), "{}", mixed.whole());
    at("fifth", &["policy", "show"]).exits(3);
    at("fifth", &["restore", &copy]).exits(0);
}

#[test]
fn what_is_no_backup_makes_no_home() {
    let bench = Bench::empty();
    let text = bench.file("text", "this is no backup");
    let run = bench.run(&["restore", &text]);
    assert!(matches!(run.output.status.code(), Some(3 | 4)), "{}", run.whole());
    bench.run(&["restore", "not-there"]).exits(4);
    bench.run(&["datasets"]).exits(3);
    bench.run(&["init"]).exits(0);
}
