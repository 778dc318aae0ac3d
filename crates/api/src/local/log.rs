use serde::{Deserialize, Serialize};

use crate::v1::LogQuery;

/// An export of the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LogOrder {
    /// The new file, as an absolute path.
    pub to: String,
    /// The events of which stands in it what they say; of none unless stated.
    pub open: Option<LogQuery>,
}

/// What is looked for in the log, and what is usual.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnusualOrder {
    /// Of the last so many days.
    pub days: u16,
    /// What is usual at most in a day, in reads.
    pub reads: u64,
    /// When working hours begin, in UTC.
    pub hours_from: u16,
    /// When they end, in UTC.
    pub hours_until: u16,
}
