//! The demo, to its end.

use crate::bench::{Bench, Serving, bare};

#[test]
fn every_claim_of_the_demo_holds() {
    let bench = Bench::empty();
    let mut command = bare();
    command.args(["demo", "--check"]).env("TMPDIR", bench.path("."));
    let run = bench.ran(command.output().unwrap()).exits(0);
    let text = run.stdout();
    assert!(text.contains("2000 records in all"), "{text}");
    assert!(text.contains("claims held."), "{text}");
    // Nothing of it stays.
    assert_eq!(std::fs::read_dir(bench.path(".")).unwrap().count(), 0);
    for line in text.lines() {
        assert!(line.chars().count() <= 110, "{line}");
    }
}

#[test]
fn the_demo_takes_no_home_that_is_there() {
    let bench = Bench::with_list();
    let home = bench.home();
    let output = bare().args(["demo", "--check", "--home"]).arg(&home).output().unwrap();
    bench.ran(output).exits(3);
    bench.run(&["screen", "Nordik Tern"]).exits(0);
}

#[test]
#[cfg(unix)]
fn the_node_of_the_demo_stays_up() {
    use std::io::{BufRead, BufReader};
    use std::process::{Command, Stdio};
    let bench = Bench::empty();
    let home = bench.path("kept");
    let mut command = bare();
    command.args(["demo", "--listen", "127.0.0.1:0", "--home"]).arg(&home);
    let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    while !line.starts_with("Ctrl-C stops the node") {
        line.clear();
        assert_ne!(out.read_line(&mut line).unwrap(), 0, "it ended early");
    }
    // A command beside it goes through its socket.
    let output = bare().arg("--home").arg(&home).args(["show", "demo_own-1"]).output().unwrap();
    let shown = bench.ran(output).exits(0).stdout();
    assert!(shown.contains("missing-person"), "{shown}");
    let id = child.id().to_string();
    assert!(Command::new("kill").args(["-INT", &id]).status().unwrap().success());
    assert_eq!(child.wait().unwrap().code(), Some(0));
    // The home was named, so it stays and can be served again.
    let mut serve = bare();
    serve.arg("--home").arg(&home).args(["serve", "--listen", "127.0.0.1:0", "--log", "off"]);
    assert_eq!(Serving::start(serve).stop(), Some(0));
}
