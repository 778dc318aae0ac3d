//! What an operator does meanwhile: imports whole lists and deltas, and erases old versions.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use super::editions::{DATASETS, Edition, Editions};
use super::truth::Truth;
use crate::clock;

/// Between two imports, in milliseconds.
const PAUSE_MS: u64 = 2_500;
/// How long a pause takes before it is looked whether all is over, in milliseconds.
const STEP_MS: u64 = 100;
/// After so many imports old versions are erased.
const IMPORTS_BETWEEN_ERASURES: u64 = 4;
/// Versions that stay.
const KEEP: &str = "3";

/// An operator.
pub(super) struct Upkeep<'t> {
    binary: PathBuf,
    home: PathBuf,
    editions: Editions,
    truth: &'t Truth,
    at: [u64; DATASETS.len()],
    done: Done,
}

/// What was done.
#[derive(Debug, Default, Clone)]
pub(super) struct Done {
    /// How long each import took, in microseconds.
    pub(super) imports_micros: Vec<u64>,
    /// How many of them were deltas.
    pub(super) deltas: u64,
    pub(super) erasures: u64,
}

impl<'t> Upkeep<'t> {
    pub(super) fn new(
        binary: &Path,
        home: &Path,
        editions: Editions,
        truth: &'t Truth,
    ) -> Upkeep<'t> {
        let (binary, home) = (binary.to_owned(), home.to_owned());
        Upkeep { binary, home, editions, truth, at: [0; DATASETS.len()], done: Done::default() }
    }

    /// Makes the home and imports the first editions.
    pub(super) fn begin(&mut self) -> Result<()> {
        self.comity(&["init"])?;
        (0..DATASETS.len()).try_for_each(|dataset| self.import(dataset))
    }

    /// Imports until it is over.
    pub(super) fn run(&mut self, is_over: &AtomicBool) -> Done {
        for number in 1.. {
            for _ in 0..PAUSE_MS / STEP_MS {
                if is_over.load(Ordering::Acquire) {
                    return self.done.clone();
                }
                thread::sleep(Duration::from_millis(STEP_MS));
            }
            let dataset = usize::from(number % 2 == 1);
            if let Err(error) = self.import(dataset) {
                self.truth.fault(format!("an import failed: {error:#}"));
            }
            if u64::is_multiple_of(number, IMPORTS_BETWEEN_ERASURES) {
                self.erase();
            }
        }
        self.done.clone()
    }

    /// The next edition; of the second dataset, two of three as deltas.
    fn import(&mut self, dataset: usize) -> Result<()> {
        let before = self.at.get(dataset).copied().unwrap_or_default();
        let edition = Edition { dataset, number: before + 1 };
        let is_delta = dataset == 1 && before > 0 && !edition.number.is_multiple_of(3);
        let file =
            if is_delta { self.editions.delta(edition)? } else { self.editions.whole(edition)? };
        let file = file.to_str().context("the path is not UTF-8")?;
        let name = DATASETS.get(dataset).copied().unwrap_or_default();
        let (own, base) = (edition.name(), Edition { number: before, ..edition }.name());
        let mut words = vec!["import", file, "--dataset", name, "--edition", &own, "--json"];
        if is_delta {
            words.extend(["--base", &base]);
        }
        let begun = clock::now();
        let said: Value = serde_json::from_str(&self.comity(&words)?)?;
        let micros = u64::try_from(begun.elapsed().as_micros()).unwrap_or(u64::MAX);
        let version = said.get("version").and_then(Value::as_str).context("no version")?;
        ensure!(said.get("not_indexed").is_none(), "it is not indexed: {said}");
        self.truth.acknowledge(version, edition);
        if let Some(at) = self.at.get_mut(dataset) {
            *at = edition.number;
        }
        self.done.imports_micros.push(micros);
        self.done.deltas += u64::from(is_delta);
        Ok(())
    }

    fn erase(&mut self) {
        for name in DATASETS {
            match self.comity(&["erase", name, "--keep", KEEP]) {
                Ok(_) => self.done.erasures += 1,
                Err(error) => self.truth.fault(format!("an erasure failed: {error:#}")),
            }
        }
    }

    /// What a command prints; an error says what it said instead.
    fn comity(&self, words: &[&str]) -> Result<String> {
        let mut command = Command::new(&self.binary);
        command.args(words).env("COMITY_HOME", &self.home).stdin(Stdio::null());
        // Why it asks.
        command.env("COMITY_PURPOSE", "due-diligence");
        command.env("COMITY_LEGAL_BASIS", "sanctions-screening");
        let output = command.output()?;
        let said = String::from_utf8_lossy(&output.stderr);
        ensure!(output.status.success(), "comity {}: {said}", words.join(" "));
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }
}
