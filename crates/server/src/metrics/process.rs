use std::fmt;
use std::fs;

use prometheus_client::collector::Collector;
use prometheus_client::encoding::{DescriptorEncoder, EncodeMetric};
use prometheus_client::metrics::counter::ConstCounter;
use prometheus_client::metrics::gauge::ConstGauge;
use prometheus_client::registry::Unit;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// What the system says about this process, under the names that every program uses. Where the
/// system does not say it (other systems than Linux), the figure is left out.
#[derive(Debug)]
pub(crate) struct Process;

/// One reading.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Reading {
    /// Memory that is in use, in bytes.
    pub(crate) resident_bytes: u64,
    /// Time on processors, in seconds.
    pub(crate) cpu_seconds: f64,
    /// When it started, in seconds since 1970.
    pub(crate) started: f64,
}

impl Process {
    /// What the system says now.
    pub(crate) fn read() -> Option<Reading> {
        let stat = fs::read_to_string("/proc/self/stat").ok()?;
        let system = fs::read_to_string("/proc/stat").ok()?;
        read(&stat, &system)
    }

    /// How many files the process has open.
    pub(crate) fn open_files() -> Option<u64> {
        u64::try_from(fs::read_dir("/proc/self/fd").ok()?.count()).ok()
    }

    /// How many files it may open: now, and at most if it asks for more.
    pub(crate) fn open_files_max() -> (Option<u64>, Option<u64>) {
        let limit = getrlimit(Resource::Nofile);
        (limit.current, limit.maximum)
    }

    /// Asks for as many files as the process may have: each connection is one, and many systems
    /// give few unasked.
    pub(crate) fn raise_open_files() {
        let limit = getrlimit(Resource::Nofile);
        let most = Rlimit { current: limit.maximum, ..limit };
        if let Err(err) = setrlimit(Resource::Nofile, most) {
            tracing::warn!(error = %err, "no more files can be asked for");
        }
    }
}

/// What the kernel counts in is fixed for programs on Linux: ticks of a hundredth of a second.
const TICKS_PER_SECOND: f64 = 100.0;

fn read(stat: &str, system: &str) -> Option<Reading> {
    // The program's name stands in brackets and may hold anything, also brackets and blanks.
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    let ticks = |at: usize| fields.get(at)?.parse::<f64>().ok();
    let boot = system.lines().find_map(|line| line.strip_prefix("btime "))?;
    let pages = fields.get(21)?.parse::<u64>().ok()?;
    Some(Reading {
        resident_bytes: pages.saturating_mul(page_bytes()),
        cpu_seconds: (ticks(11)? + ticks(12)?) / TICKS_PER_SECOND,
        started: boot.trim().parse::<f64>().ok()? + ticks(19)? / TICKS_PER_SECOND,
    })
}

fn page_bytes() -> u64 {
    u64::try_from(rustix::param::page_size()).unwrap_or(4096)
}

impl Collector for Process {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> Result<(), fmt::Error> {
        let mut gauge = |name: &str, help: &str, unit: Option<Unit>, value: Option<f64>| {
            let Some(value) = value else { return Ok(()) };
            let value = ConstGauge::new(value);
            let kind = value.metric_type();
            value.encode(encoder.encode_descriptor(name, help, unit.as_ref(), kind)?)
        };
        let reading = Process::read();
        let resident = reading.map(|reading| count(reading.resident_bytes));
        let help = "Memory that the process uses";
        gauge("process_resident_memory", help, Some(Unit::Bytes), resident)?;
        let started = reading.map(|reading| reading.started);
        let help = "When the process started, in seconds since 1970";
        gauge("process_start_time", help, Some(Unit::Seconds), started)?;
        let open = Process::open_files().map(count);
        gauge("process_open_fds", "Files and connections that are open", None, open)?;
        let most = Process::open_files_max().0.map(count);
        gauge("process_max_fds", "Files and connections that may be open", None, most)?;
        if let Some(reading) = reading {
            let value = ConstCounter::new(reading.cpu_seconds);
            let help = "Time that the process spent on processors";
            let unit = Unit::Seconds;
            let kind = value.metric_type();
            value.encode(encoder.encode_descriptor("process_cpu", help, Some(&unit), kind)?)?;
        }
        Ok(())
    }
}

#[expect(clippy::cast_precision_loss, reason = "figures for people, of less than 2^53")]
fn count(value: u64) -> f64 {
    value as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_the_program_may_hold_brackets() {
        let stat = "7 (a) b (c) S 1 7 7 0 -1 4194560 9 0 0 0 250 50 0 0 20 0 9 0 1000 9 3 18";
        let found = read(stat, "cpu 1\nbtime 1700000000\n").unwrap();
        assert_eq!(found.cpu_seconds, 3.0);
        assert_eq!(found.started, 1_700_000_010.0);
        assert_eq!(found.resident_bytes, 3 * page_bytes());
        assert_eq!(read("7 (a", ""), None);
    }
}
