//! What is logged, and how. Logs go to stderr: stdout is for answers.

use std::io::IsTerminal;

use clap::ValueEnum;
use tracing_subscriber::EnvFilter;

use crate::failure::Failure;

/// How a log line is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum LogFormat {
    /// For people.
    #[default]
    Text,
    /// One JSON object a line.
    Json,
}

/// Which targets are logged from which level on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LogFilter(String);

impl LogFilter {
    /// A filter that is known to be one.
    pub(crate) fn usual(text: &str) -> LogFilter {
        LogFilter(text.to_owned())
    }

    /// The filter's text, if it is one.
    pub(crate) fn read(text: &str) -> Option<LogFilter> {
        EnvFilter::try_new(text).ok().map(|_| LogFilter(text.to_owned()))
    }

    /// The text.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// Begins to log what the filter says; `usual` where it says nothing.
///
/// # Errors
/// If the filter cannot be read.
pub(crate) fn begin(filter: Option<&str>, usual: &str, format: LogFormat) -> Result<(), Failure> {
    let text = filter.filter(|text| !text.trim().is_empty()).unwrap_or(usual);
    let filter = EnvFilter::try_new(text).map_err(|err| {
        Failure::usage(format!("`{text}` is not a log filter: {err}"))
            .with_hint("write a level (`info`), or targets with levels (`comity_server=debug`)")
    })?;
    let stderr = std::io::stderr;
    let colour = stderr().is_terminal() && crate::shell::colour_wanted();
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(stderr);
    // A second begin cannot happen in one process, and would only keep the first.
    let _ = match format {
        LogFormat::Text => lines.with_ansi(colour).with_target(false).try_init(),
        LogFormat::Json => lines.json().flatten_event(true).try_init(),
    };
    Ok(())
}
