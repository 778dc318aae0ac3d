//! `cargo xtask test`: every check and test, in order, and an honest count at the end.

mod junit;
mod libtest;
mod step;
mod summary;

use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use crate::clock;
use crate::command::{cargo, listen, program, root, succeeds, target_directory, watch};
use crate::soak;
use crate::tidy;

use step::{Outcome, Step, Tests};

/// The whole run's time limit, in minutes.
const RUN_MINUTES_MAX: u64 = 40;

/// How long the soak of a run takes, in seconds.
const SOAK_SECONDS: &str = "45";

/// What clippy and the tests look at: all crates, and the benches, which would else go unseen.
const ALL: [&str; 4] = ["--workspace", "--locked", "--features", "xtask/bench"];

/// One check: its name and what runs it.
type Check = (&'static str, fn(Instant) -> Result<Outcome>);

const CHECKS: [Check; 10] = [
    ("format", format),
    ("tidy", house_rules),
    ("clippy", clippy),
    ("tests", tests),
    ("doc tests", doc_tests),
    ("licences and bans", licences),
    ("advisories", advisories),
    ("release build", release_build),
    ("demo", demo),
    ("soak", soak),
];

/// Runs everything; false if anything failed.
pub(crate) fn run() -> Result<bool> {
    let begun = clock::now();
    let deadline = begun + Duration::from_secs(RUN_MINUTES_MAX * 60);
    let mut steps: Vec<Step> = Vec::new();
    for (number, (name, check)) in CHECKS.iter().enumerate() {
        println!("\n=== {}/{}: {name}", number + 1, CHECKS.len());
        let started = clock::now();
        let outcome = if matches!(*name, "demo" | "soak") && failed(&steps, "release build") {
            Outcome::Skipped("the release build failed".to_owned())
        } else {
            check(deadline).unwrap_or_else(|error| Outcome::Failed(format!("{error:#}")))
        };
        let step = Step { name, outcome, duration: clock::now() - started };
        println!("=== {name}: {} ({:.1} s)", step.outcome.verdict(), step.duration.as_secs_f64());
        steps.push(step);
    }
    println!("{}", summary::write(&steps, clock::now() - begun));
    Ok(summary::count(&steps).failed == 0)
}

fn failed(steps: &[Step], name: &str) -> bool {
    steps.iter().any(|step| step.name == name && step.outcome.is_failed())
}

fn format(deadline: Instant) -> Result<Outcome> {
    Ok(Outcome::of(watch(cargo(&["fmt", "--all", "--check"]), deadline)?))
}

fn house_rules(_: Instant) -> Result<Outcome> {
    Ok(if tidy::run()? { Outcome::Passed } else { Outcome::Failed("see above".to_owned()) })
}

fn clippy(deadline: Instant) -> Result<Outcome> {
    let mut words = vec!["clippy", "--all-targets"];
    words.extend(ALL);
    words.extend(["--", "--deny", "warnings"]);
    Ok(Outcome::of(watch(cargo(&words), deadline)?))
}

fn tests(deadline: Instant) -> Result<Outcome> {
    if !succeeds(cargo(&["nextest", "--version"])) {
        println!("cargo-nextest is not installed: `cargo test` runs the tests instead");
        return plain_tests(deadline);
    }
    // A report of an earlier run must not be taken for this one's.
    // The runner keeps it below the workspace, wherever cargo builds.
    let report = root().join("target").join("nextest").join("xtask").join("junit.xml");
    if report.exists() {
        std::fs::remove_file(&report)?;
    }
    let mut words = vec!["nextest", "run", "--profile", "xtask", "--no-fail-fast"];
    words.extend(ALL);
    let ended = watch(cargo(&words), deadline)?;
    let (counted, missing) = match std::fs::read_to_string(&report) {
        Ok(text) => (junit::read(&text), String::new()),
        Err(_) => (Tests::default(), format!("there is no report at {}", report.display())),
    };
    let reason = if ended.success { missing } else { ended.reason };
    Ok(Outcome::Counted(counted, reason))
}

fn plain_tests(deadline: Instant) -> Result<Outcome> {
    let mut words = vec!["test", "--lib", "--bins", "--tests", "--no-fail-fast"];
    words.extend(ALL);
    words.extend(["--", "--show-output"]);
    let ended = listen(cargo(&words), deadline)?;
    Ok(Outcome::Counted(libtest::read(&ended.lines), ended.reason))
}

fn doc_tests(deadline: Instant) -> Result<Outcome> {
    let words = ["test", "--doc", "--workspace", "--locked", "--no-fail-fast"];
    let ended = listen(cargo(&words), deadline)?;
    Ok(Outcome::Counted(libtest::read(&ended.lines), ended.reason))
}

const NO_DENY: &str = "cargo-deny is not installed: `cargo install cargo-deny --locked`";

fn licences(deadline: Instant) -> Result<Outcome> {
    if !succeeds(cargo(&["deny", "--version"])) {
        return Ok(Outcome::Skipped(NO_DENY.to_owned()));
    }
    let words = ["deny", "--locked", "check", "bans", "licenses", "sources"];
    Ok(Outcome::of(watch(cargo(&words), deadline)?))
}

fn advisories(deadline: Instant) -> Result<Outcome> {
    if !succeeds(cargo(&["deny", "--version"])) {
        return Ok(Outcome::Skipped(NO_DENY.to_owned()));
    }
    let ended = listen(cargo(&["deny", "--locked", "check", "advisories"]), deadline)?;
    // The list of advisories is fetched; without a network there is nothing to check against.
    if !ended.success && ended.lines.iter().any(|line| is_fetch_failure(line)) {
        return Ok(Outcome::Skipped("the advisory database cannot be fetched here".to_owned()));
    }
    Ok(Outcome::of(ended))
}

fn is_fetch_failure(line: &str) -> bool {
    ["failed to fetch advisory database", "failed to load advisory database"]
        .iter()
        .any(|words| line.contains(words))
}

fn release_build(deadline: Instant) -> Result<Outcome> {
    let words = ["build", "--release", "--locked", "--package", "comity"];
    Ok(Outcome::of(watch(cargo(&words), deadline)?))
}

fn demo(deadline: Instant) -> Result<Outcome> {
    let binary = target_directory()?.join("release").join("comity");
    Ok(Outcome::of(watch(program(binary, &["demo", "--check"]), deadline)?))
}

/// A short one: long enough for every kind of question, import and erasure.
fn soak(_: Instant) -> Result<Outcome> {
    let binary = target_directory()?.join("release").join("comity");
    let binary = binary.to_str().context("the path is not UTF-8")?;
    let is_sound = soak::run(&["--seconds", SOAK_SECONDS, "--binary", binary])?;
    Ok(if is_sound { Outcome::Passed } else { Outcome::Failed("see above".to_owned()) })
}
