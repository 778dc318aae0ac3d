//! Where the home is, and how arguments are read.

use crate::bench::{Bench, bare};

#[test]
fn the_home_stands_before_or_after_the_command() {
    let bench = Bench::empty();
    let home = bench.path("here");
    let home = home.to_str().unwrap();
    let run = |words: &[&str]| bench.ran(bare().args(words).output().unwrap());
    run(&["--home", home, "init"]).exits(0);
    run(&["init", "--home", home]).exits(3);
    run(&["datasets", "--home", home]).exits(0);
    run(&["--home", home, "datasets"]).exits(0);
    run(&["token", "list", "--home", home]).exits(0);
    // The argument counts more than the environment.
    let output =
        bare().env("COMITY_HOME", bench.home()).args(["--home", home, "datasets"]).output();
    bench.ran(output.unwrap()).exits(0);
}

#[test]
#[cfg(all(unix, not(target_os = "macos")))]
fn without_a_word_the_platform_says_where() {
    let bench = Bench::empty();
    let run = |words: &[&str]| {
        let output = bare().env("XDG_DATA_HOME", bench.path("data")).args(words).output().unwrap();
        bench.ran(output)
    };
    run(&["init"]).exits(0);
    assert!(bench.path("data/comity").is_dir());
    run(&["datasets"]).exits(0);
}

#[test]
fn a_home_is_made_once() {
    let bench = Bench::empty();
    let first = bench.run(&["init", "--party", "freedonia"]).exits(0).whole();
    insta::assert_snapshot!(first, @"
    exit 0
    --- stderr
    Made a home in [folder]/home
    ");
    insta::assert_snapshot!(bench.run(&["init"]).whole(), @"
    exit 3
    --- stderr
    error: `[folder]/home` is a home already
    ");
    bench.run(&["init", "--party", "Not An Id"]).exits(2);
}

#[test]
fn without_a_home_nothing_is_done() {
    let bench = Bench::empty();
    insta::assert_snapshot!(bench.run(&["datasets"]).whole(), @"
    exit 3
    --- stderr
    error: `[folder]/home` is not a home: nothing was initialised there
    hint: `comity init` makes one
    ");
    for words in [&["screen", "x"][..], &["serve"], &["show", "x"], &["backup", "b"]] {
        bench.run(words).exits(3);
    }
    bench.run(&["doctor"]).exits(1);
    assert!(!bench.home().exists());
}

#[test]
fn a_wrong_command_line_is_2() {
    let bench = Bench::with_list();
    for words in [
        &["frobnicate"][..],
        &[],
        &["screen"],
        &["screen", "x", "--mrz", "y"],
        &["screen", "x", "--batch", "y"],
        &["screen", "x", "--limit", "0"],
        &["screen", "x", "--limit", "501"],
        &["screen", "x", "--threshold", "1.5"],
        &["screen", "x", "--schema", "Nothing"],
        &["screen", "x", "--schema", "Sanction"],
        &["screen", "x", "--schema", "Vessel", "--gender", "f"],
        &["screen", "--mrz", "too short"],
        &["import", "x"],
        &["import", "x", "--dataset", "d", "--format", "pdf"],
        &["same-as", "own-1"],
        &["erase", "own", "--keep", "0"],
        &["completions", "nothing"],
        &["serve", "--listen", "nowhere"],
        &["datasets", "--log", "a=b=c"],
    ] {
        let run = bench.run(words).exits(2);
        assert!(run.output.stdout.is_empty(), "{words:?}");
    }
}

#[test]
fn help_and_version_are_answers() {
    let bench = Bench::empty();
    let version = bench.run(&["--version"]).exits(0).stdout();
    assert_eq!(version.trim(), concat!("comity ", env!("CARGO_PKG_VERSION")));
    let help = bench.run(&["--help"]).exits(0).stdout();
    for command in [
        "init",
        "import",
        "fetch",
        "update",
        "datasets",
        "screen",
        "search",
        "show",
        "same-as",
        "serve",
        "token",
        "erase",
        "remove",
        "backup",
        "restore",
        "doctor",
        "config",
        "demo",
        "completions",
    ] {
        assert!(help.contains(&format!("\n  {command} ")), "{command}");
        bench.run(&[command, "--help"]).exits(0);
    }
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = bench.run(&["completions", shell]).exits(0).stdout();
        assert!(script.contains("comity"), "{shell}");
    }
}

#[test]
#[cfg(unix)]
fn arguments_may_be_no_text() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let bench = Bench::with_home();
    let odd = OsStr::from_bytes(b"odd-\xff.json");
    std::fs::write(bench.path("x").with_file_name(odd), crate::bench::LIST).unwrap();
    let mut import = bench.command();
    import.arg("import").arg(odd).args(["--dataset", "own"]);
    bench.ran(import.output().unwrap()).exits(0);
    let mut screen = bench.command();
    screen.arg("screen").arg(OsStr::from_bytes(b"Nordic \xff Tern"));
    bench.ran(screen.output().unwrap()).exits(2);
    // A home may have any name.
    let home = bench.path("x").with_file_name(OsStr::from_bytes(b"home-\xff"));
    for word in ["init", "datasets"] {
        bench.ran(bare().arg(word).arg("--home").arg(&home).output().unwrap()).exits(0);
    }
}
