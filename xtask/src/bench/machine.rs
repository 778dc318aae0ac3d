//! What a figure is worth nothing without: the machine, the date and the commit.

use std::fs;

use crate::clock;
use crate::command::{output, program};

/// Where, when and on what code the figures were measured.
#[derive(Debug)]
pub(crate) struct Context {
    /// Processor, cores and the load average at the start.
    pub(crate) machine: String,
    /// In UTC.
    pub(crate) date: String,
    /// The commit, with `-dirty` where files differ from it.
    pub(crate) commit: String,
}

/// Looks around.
pub(crate) fn context() -> Context {
    Context { machine: machine(), date: clock::date(), commit: commit() }
}

fn machine() -> String {
    let processors = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = model(&processors)
        .or_else(|| output(program("sysctl", &["-n", "machdep.cpu.brand_string"])).ok())
        .unwrap_or_else(|| "unknown processor".to_owned());
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load = load.split(' ').next().filter(|load| !load.is_empty()).unwrap_or("unknown");
    format!("{model}, {cores} cores, load {load}")
}

/// The processor's name in the text of `/proc/cpuinfo`.
fn model(processors: &str) -> Option<String> {
    let line = processors.lines().find(|line| line.starts_with("model name"))?;
    line.split_once(':').map(|(_, name)| name.trim().to_owned())
}

fn commit() -> String {
    let Ok(commit) = output(program("git", &["rev-parse", "--short", "HEAD"])) else {
        return "unknown".to_owned();
    };
    match output(program("git", &["status", "--porcelain"])) {
        Ok(changes) if changes.is_empty() => commit,
        _ => format!("{commit}-dirty"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_processor_is_named() {
        let text = "processor\t: 0\nmodel name\t: Example CPU @ 2.00GHz\nprocessor\t: 1\n";
        assert_eq!(model(text).as_deref(), Some("Example CPU @ 2.00GHz"));
        assert_eq!(model("no such line"), None);
    }

    #[test]
    fn nothing_of_the_context_is_empty() {
        let context = context();
        assert!(context.machine.contains("cores"));
        assert!(context.date.ends_with('Z') && context.date.len() == 20, "{}", context.date);
        assert!(!context.commit.is_empty());
    }
}
