//! The configuration: where values come from, and what is said about wrong ones.

use crate::bench::Bench;
#[cfg(unix)]
use crate::bench::Serving;

/// The rows of `comity config --json` as `key` → (value, origin).
fn rows(run: &serde_json::Value, key: &str) -> (String, String) {
    let row = run.as_array().unwrap().iter().find(|row| row["key"] == key).unwrap();
    let text = |name: &str| row[name].as_str().unwrap_or("not set").to_owned();
    (text("value"), text("origin"))
}

#[test]
fn a_value_comes_from_the_first_that_says_one() {
    let bench = Bench::with_home();
    let file = "[limits]\nanswer_seconds = 7\ndrain_seconds = 8\n";
    std::fs::write(bench.home().join("comity.toml"), file).unwrap();
    let mut command = bench.command();
    command.args(["config", "--json"]).env("COMITY_DRAIN_SECONDS", "9");
    command.env("COMITY_REQUESTS_MAX", "");
    let shown = bench.ran(command.output().unwrap()).exits(0).json();
    let is = |key, value: &str, origin: &str| {
        assert_eq!(rows(&shown, key), (value.to_owned(), origin.to_owned()), "{key}");
    };
    is("limits.answer_seconds", "7", "file");
    is("limits.drain_seconds", "9", "environment");
    is("limits.requests_max", "256", "default");
    is("serve.listen", "\"127.0.0.1:8000\"", "default");
    let other = bench.file("other.toml", "[limits]\nanswer_seconds = 70\n");
    let shown = bench.run(&["config", "--json", "--config", &other]).exits(0).json();
    assert_eq!(rows(&shown, "limits.answer_seconds"), ("70".to_owned(), "file".to_owned()));
    let mut command = bench.command();
    command.args(["config", "--json"]).env("COMITY_CONFIG", &other);
    let shown = bench.ran(command.output().unwrap()).exits(0).json();
    assert_eq!(rows(&shown, "limits.drain_seconds"), ("30".to_owned(), "default".to_owned()));
}

#[test]
fn what_is_shown_can_be_used_again() {
    let bench = Bench::with_home();
    let file = bench.file("a.toml", "[serve]\nlisten = \"127.0.0.1:9000\"\n");
    let text = bench.run(&["config", &file]).exits(0).stdout();
    assert!(text.contains("listen = \"127.0.0.1:9000\"  # file\n"), "{text}");
    let again = bench.file("b.toml", text);
    bench.run(&["config", "--check", &again]).exits(0);
    let example = bench.run(&["config", "--example"]).exits(0).stdout();
    let example = bench.file("example.toml", example);
    bench.run(&["config", "--check", &example]).exits(0);
}

#[test]
fn a_wrong_file_is_refused_with_its_place() {
    let bench = Bench::with_home();
    for (text, words) in [
        ("[serve]\nlissten = \"x\"\n", "line 2, column 1: unknown field `lissten`, expected"),
        ("[server]\n", "line 1, column 2: unknown field `server`, expected one of `serve`"),
        ("[limits]\nanswer_seconds = 0\n", "column 18: `0` is not a whole number from 1 to 3600"),
        ("[limits]\nanswer_seconds = \"9\"\n", "`9` is not a whole number from 1 to 3600"),
        ("[serve]\nrequire_token = 1\n", "`1` is not `true` or `false`"),
        ("[serve]\nlisten = \"nowhere\"\n", "`nowhere` is not an address and a port"),
        ("[log]\nformat = \"xml\"\n", "`xml` is not one of `text`, `json`"),
        ("[log]\nfilter = \"a=b=c\"\n", "`a=b=c` is not a level"),
        ("serve = 3\n", "line 1, column 9"),
        ("[serve\n", "line 1, column 7"),
        ("[log]\n[log]\n", "line 2"),
        ("\u{feff}[serve]\nlisten = \"x", "line 2"),
    ] {
        let file = bench.file("wrong.toml", text);
        let run = bench.run(&["config", "--check", &file]).exits(2);
        let told = run.whole();
        assert!(told.contains("wrong.toml`, line") && told.contains(words), "{text}: {told}");
        assert!(run.output.stdout.is_empty());
        // Whatever needs the configuration refuses it too.
        bench.run(&["serve", "--config", &file, "--listen", "127.0.0.1:0"]).exits(2);
        bench.run(&["datasets", "--config", &file]).exits(2);
    }
}

#[test]
fn a_file_that_cannot_be_read_is_refused() {
    let bench = Bench::with_home();
    let missing = bench.path("missing.toml");
    let run = bench.run(&["config", "--config", missing.to_str().unwrap()]).exits(2);
    assert!(run.whole().contains("cannot be read"), "{}", run.whole());
    let folder = bench.home();
    bench.run(&["config", folder.to_str().unwrap()]).exits(2);
    let binary = bench.file("binary.toml", b"\xff\xfe\x00");
    bench.run(&["config", &binary]).exits(2);
    let large = bench.file("large.toml", "#".repeat(1024 * 1024 + 1));
    let run = bench.run(&["config", &large]).exits(2);
    assert!(run.whole().contains("more than 1048576 bytes"), "{}", run.whole());
    // A file that is named and not there is not the same as none.
    bench.run(&["config"]).exits(0);
}

#[test]
fn a_wrong_variable_is_refused_by_its_name() {
    let bench = Bench::with_home();
    for (name, value) in [
        ("COMITY_LISTEN", "8000"),
        ("COMITY_ANSWER_SECONDS", "3601"),
        ("COMITY_REQUIRE_TOKEN", "perhaps"),
        ("COMITY_LOG_FORMAT", "xml"),
    ] {
        let mut command = bench.command();
        let run = bench.ran(command.arg("config").env(name, value).output().unwrap()).exits(2);
        let told = format!("environment variable `{name}`: `{value}` is not");
        assert!(run.whole().contains(&told), "{}", run.whole());
    }
}

#[test]
fn a_misspelt_variable_is_told() {
    let bench = Bench::with_home();
    let mut command = bench.command();
    command.args(["config", "--check"]).env("COMITY_ANSWR_SECONDS", "5");
    let told = bench.ran(command.output().unwrap()).exits(0).whole();
    assert!(told.contains("warning: the environment variable `COMITY_ANSWR_SECONDS`"), "{told}");
    assert!(!told.contains("COMITY_HOME"), "{told}");
}

#[test]
#[cfg(unix)]
fn a_node_serves_as_its_file_says() {
    let bench = Bench::with_home();
    let file = "[serve]\nlisten = \"127.0.0.1:0\"\nrequire_token = true\n[log]\nfilter = \"off\"\n";
    std::fs::write(bench.home().join("comity.toml"), file).unwrap();
    let mut command = bench.command();
    command.arg("serve");
    let node = Serving::start(command);
    assert_eq!(node.get("/v1/datasets").0, 401);
    assert_eq!(node.stop(), Some(0));
}
