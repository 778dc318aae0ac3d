//! What a run came to.

use std::collections::BTreeMap;
use std::time::Duration;

use anyhow::Result;

use super::load::Asked;
use super::truth::Truth;
use super::upkeep::Done;
use super::usage::{Look, Usage};
use crate::table::aligned;

/// From the second quarter of the run to the last, in percent of the second: memory may be so much.
/// Two indexes lie in it while one takes the other's place, longer on a busy machine; what is lost
/// at each import shows all the same in a long run, which has a thousand of them.
const MEMORY_PERCENT_MAX: u64 = 120;
/// The same for the home on disk, which keeps a few versions more or less.
const DISK_PERCENT_MAX: u64 = 125;
/// How many more file descriptors there may be: those of calls under way.
const DESCRIPTORS_MORE_MAX: u64 = 8;

type Loads = [BTreeMap<&'static str, Asked>];

/// What is measured, and where it stands in a look.
type Measure = (&'static str, fn(&Look) -> u64);

const MEASURES: [Measure; 3] = [
    ("resident memory, KiB", |look| look.memory_kib),
    ("file descriptors", |look| look.descriptors),
    ("home on disk, bytes", |look| look.disk_bytes),
];

/// Everything that must not be.
pub(super) fn faults(
    truth: &Truth,
    loads: &Loads,
    usage: &Usage,
    upkeep: &Done,
    stopped: Result<()>,
) -> Vec<String> {
    let mut faults = truth.faults();
    faults.extend(grown(usage));
    if loads.iter().any(|asked| asked.values().all(|asked| asked.micros.is_empty())) {
        faults.push("a client got no answer".to_owned());
    }
    if upkeep.imports_micros.len() < 4 || upkeep.deltas == 0 || upkeep.erasures == 0 {
        faults.push(format!("too little happened meanwhile: {upkeep:?}"));
    }
    faults.extend(stopped.err().map(|error| format!("{error:#}")));
    faults
}

fn grown(usage: &Usage) -> Vec<String> {
    let mut faults = Vec::new();
    for (at, (what, of)) in MEASURES.into_iter().enumerate() {
        // The home grows and shrinks with each erasure: what counts is how large it becomes.
        let value = if at == 2 { Usage::largest } else { Usage::median };
        let (Some(second), Some(last)) = (value(usage, 2, of), value(usage, 4, of)) else {
            continue;
        };
        let max = match at {
            0 => second * MEMORY_PERCENT_MAX / 100,
            1 => second + DESCRIPTORS_MORE_MAX,
            _ => second * DISK_PERCENT_MAX / 100,
        };
        if last > max {
            faults.push(format!("{what}: {second} in the second quarter, {last} in the last"));
        }
    }
    faults
}

/// The figures, for people.
pub(super) fn table(loads: &Loads, usage: &Usage, upkeep: &Done, took: Duration) -> String {
    let words = |cells: &[&str]| cells.iter().map(|cell| (*cell).to_owned()).collect::<Vec<_>>();
    let mut rows = vec![words(&["asked", "answers", "failed", "p50 ms", "p99 ms", "longest ms"])];
    let mut kinds: BTreeMap<&str, (u64, Vec<u64>)> = BTreeMap::new();
    for (kind, asked) in loads.iter().flatten() {
        let of_kind = kinds.entry(kind).or_default();
        of_kind.0 += asked.failed;
        of_kind.1.extend(&asked.micros);
    }
    let (imports, count) = (upkeep.imports_micros.clone(), upkeep.imports_micros.len());
    let label = format!("import ({count}, {} of them deltas)", upkeep.deltas);
    let imports = (label.as_str(), (0, imports));
    for (kind, (failed, mut micros)) in kinds.into_iter().chain([imports]) {
        micros.sort_unstable();
        let at = |percent: usize| {
            let value = micros.get((micros.len() * percent / 100).min(micros.len().max(1) - 1));
            let micros = value.copied().unwrap_or_default();
            format!("{}.{:02}", micros / 1_000, micros % 1_000 / 10)
        };
        rows.push(vec![
            kind.to_owned(),
            micros.len().to_string(),
            failed.to_string(),
            at(50),
            at(99),
            at(100),
        ]);
    }
    rows.push(Vec::new());
    rows.push(words(&["median of each quarter", "1st", "2nd", "3rd", "4th"]));
    for (what, of) in MEASURES {
        let quarters = (1..=4).map(|quarter| match usage.median(quarter, of) {
            Some(value) => value.to_string(),
            None => "not known here".to_owned(),
        });
        rows.push([what.to_owned()].into_iter().chain(quarters).collect());
    }
    rows.push(Vec::new());
    rows.push(vec!["seconds".to_owned(), took.as_secs().to_string()]);
    rows.push(vec!["erasures".to_owned(), upkeep.erasures.to_string()]);
    aligned(&rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn growth_is_a_fault() {
        let usage = |last: u64| {
            let memory = [100, 100, 100, last].into_iter().flat_map(|kib| [kib; 5]);
            let look = |memory_kib| Look { memory_kib, descriptors: 9, disk_bytes: 7 };
            Usage { looks: memory.map(look).collect() }
        };
        assert_eq!(grown(&usage(120)), [""; 0]);
        assert!(grown(&usage(121))[0].contains("memory"));
        assert_eq!(grown(&Usage::default()), [""; 0]);
    }
}
