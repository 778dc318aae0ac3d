use crate::config::section::section;
use crate::logging::{LogFilter, LogFormat};

section! {
    /// What `comity serve` logs, and how.
    /// Other commands log warnings, unless `--log` or `COMITY_LOG` say otherwise.
    Log {
        /// What is logged to standard error: a level (`info`), or targets with levels.
        filter: LogFilter = LogFilter::usual("info"), env "COMITY_LOG";
        /// How log lines are written: for people, or one JSON object a line.
        format: LogFormat = LogFormat::Text, env "COMITY_LOG_FORMAT";
    }
}
