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
fn what_is_no_backup_makes_no_home() {
    let bench = Bench::empty();
    let text = bench.file("text", "this is no backup");
    let run = bench.run(&["restore", &text]);
    assert!(matches!(run.output.status.code(), Some(3 | 4)), "{}", run.whole());
    bench.run(&["restore", "not-there"]).exits(4);
    bench.run(&["datasets"]).exits(3);
    bench.run(&["init"]).exits(0);
}
