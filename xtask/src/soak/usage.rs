//! What the node uses: memory, file descriptors and disk, once a second.

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use crate::clock;

const STEP: Duration = Duration::from_secs(1);
/// How long the node warms up before it is looked at.
const WARM_UP: Duration = Duration::from_secs(15);

/// One look.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Look {
    /// Resident memory, in KiB.
    pub(super) memory_kib: u64,
    pub(super) descriptors: u64,
    /// Bytes in the home.
    pub(super) disk_bytes: u64,
}

/// All looks of a run.
#[derive(Debug, Default)]
pub(super) struct Usage {
    pub(super) looks: Vec<Look>,
}

impl Usage {
    /// Looks until it is over. Where the system does not say what a process uses, there are none.
    pub(super) fn watch(process: u32, home: &Path, is_over: &AtomicBool) -> Usage {
        let mut usage = Usage::default();
        let begun = clock::now();
        while !is_over.load(Ordering::Acquire) {
            if begun.elapsed() > WARM_UP {
                usage.looks.extend(look(process, home));
            }
            thread::sleep(STEP);
        }
        usage
    }

    /// The median of one quarter (1 to 4) of the run.
    pub(super) fn median(&self, quarter: usize, of: fn(&Look) -> u64) -> Option<u64> {
        let values = self.sorted(quarter, of)?;
        values.get(values.len() / 2).copied()
    }

    /// The largest value of one quarter.
    pub(super) fn largest(&self, quarter: usize, of: fn(&Look) -> u64) -> Option<u64> {
        self.sorted(quarter, of)?.last().copied()
    }

    fn sorted(&self, quarter: usize, of: fn(&Look) -> u64) -> Option<Vec<u64>> {
        let length = self.looks.len() / 4;
        let begin = length * quarter.checked_sub(1)?;
        let mut values: Vec<u64> = self.looks.iter().skip(begin).take(length).map(of).collect();
        values.sort_unstable();
        Some(values)
    }
}

fn look(process: u32, home: &Path) -> Option<Look> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let memory = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let memory_kib = memory.split_whitespace().next()?.parse().ok()?;
    let descriptors = fs::read_dir(format!("/proc/{process}/fd")).ok()?.count() as u64;
    let files = fs::read_dir(home).ok()?.filter_map(Result::ok);
    let disk_bytes = files.filter_map(|file| Some(file.metadata().ok()?.len())).sum();
    Some(Look { memory_kib, descriptors, disk_bytes })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quarter_has_its_own_median() {
        let look = |memory_kib| Look { memory_kib, ..Look::default() };
        let usage = Usage { looks: (1..=12).map(look).collect() };
        let memory = |quarter| usage.median(quarter, |look| look.memory_kib);
        assert_eq!((memory(1), memory(4)), (Some(2), Some(11)));
        assert_eq!((memory(0), Usage::default().median(1, |look| look.memory_kib)), (None, None));
    }
}
