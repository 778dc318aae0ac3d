//! A node that serves, and commands beside it.
#![cfg(unix)]

use std::process::Stdio;

use crate::bench::{Bench, LIST, Serving, bare};

#[test]
fn commands_go_through_the_node_that_serves() {
    let bench = Bench::with_home();
    let node = bench.serve();
    assert_eq!(node.get("/healthz").0, 200);
    let list = bench.file("list.json", LIST);
    let report = bench.run(&["import", &list, "--dataset", "own", "--json"]).exits(0).json();
    assert_eq!((&report["records"], &report["skipped"]), (&4.into(), &1.into()));
    // What was imported beside it is answered by it.
    assert!(node.get("/v1/records/own-1").1.contains("NORDIC TERN"));
    let table = bench.run(&["screen", "Nordik Tern"]).exits(0).stdout();
    assert!(table.contains("ALERT  NORDIC TERN"), "{table}");
    bench.run(&["screen", "Gwendolake Puttermill"]).exits(1);
    let queries = "{\"id\":1,\"schema\":\"Vessel\",\"properties\":{\"name\":\"Nordik Tern\"}}\n{\n";
    let lines = bench.run_with(&["screen", "--batch", "-"], queries).exits(5).lines();
    assert_eq!(lines[0]["results"][0]["id"], "own-1");
    assert_eq!(lines.len(), 2);
    bench.run(&["show", "own-3"]).exits(0);
    bench.run(&["search", "lantern"]).exits(0);
    bench.run(&["token", "create", "gate-7"]).exits(0);
    bench.run(&["doctor"]).exits(0);
    bench.run(&["backup", "copy.comity"]).exits(0);
    bench.run(&["same-as", "own-2", "own-3", "--reason", "test"]).exits(0);
    let html = bench.file("error.html", "<html>");
    bench.run(&["import", &html, "--dataset", "own"]).exits(4);
    bench.run(&["import", &list, "--dataset", "Not A Name"]).exits(2);
    bench.run(&["remove", "own", "--yes"]).exits(0);
    assert_eq!(node.get("/v1/records/own-1").0, 404);
    assert_eq!(node.stop(), Some(0));
    bench.run(&["datasets"]).exits(0);
}

#[test]
fn one_process_serves_a_home() {
    let bench = Bench::with_list();
    let node = bench.serve();
    insta::assert_snapshot!(bench.run(&["serve", "--log", "off"]).whole(), @"
    exit 3
    --- stderr
    error: a node serves `[folder]/home` already
    ");
    // Another home cannot have the same port.
    let other = Bench::with_home();
    let run = other.run(&["serve", "--listen", &node.address, "--log", "off"]).exits(3);
    assert!(run.whole().contains("another program listens on"), "{}", run.whole());
    assert_eq!(node.stop(), Some(0));
}

#[test]
fn a_node_that_was_killed_starts_again() {
    let bench = Bench::with_list();
    bench.serve().kill();
    bench.run(&["screen", "Nordik Tern"]).exits(0);
    let node = bench.serve();
    assert_eq!(node.get("/healthz").0, 200);
    node.kill();
    bench.run(&["datasets"]).exits(0);
}

#[test]
fn logs_are_lines_of_json_where_asked() {
    let bench = Bench::with_list();
    let mut command = bench.command();
    command.args(["serve", "--listen", "127.0.0.1:0"]).env("COMITY_LOG_FORMAT", "json");
    command.env("COMITY_LOG", "info");
    let node = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let id = node.id().to_string();
    std::thread::sleep(std::time::Duration::from_millis(1_500));
    assert!(std::process::Command::new("kill").args(["-INT", &id]).status().unwrap().success());
    let output = node.wait_with_output().unwrap();
    let run = bench.ran(output).exits(0);
    let text = String::from_utf8(run.output.stderr).unwrap();
    let logs: Vec<serde_json::Value> =
        text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    assert!(logs.iter().any(|line| line["message"] == "listening"), "{text}");
    assert!(logs.iter().all(|line| line["level"].is_string() && line["timestamp"].is_string()));
    assert!(run.output.stdout.is_empty());
}

#[test]
fn the_address_may_come_from_the_environment() {
    let bench = Bench::with_home();
    let mut command = bare();
    command.env("COMITY_LISTEN", "127.0.0.1:0").env("COMITY_HOME", bench.home());
    command.args(["serve", "--log", "off"]);
    let node = Serving::start(command);
    assert!(!node.address.ends_with(":8000"), "{}", node.address);
    assert_eq!(node.stop(), Some(0));
}
