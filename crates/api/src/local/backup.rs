use serde::{Deserialize, Serialize};

/// A copy of everything that the node keeps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BackupOrder {
    /// The new file for the database, as an absolute path; the log lies beside it.
    pub to: String,
    /// The new file for the keys of the log, as an absolute path; they are left out unless stated.
    #[serde(default)]
    pub keys: Option<String>,
}

/// What was copied beside the database.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackupTaken {
    /// The file with the log.
    pub log: String,
    /// How many leaves it has.
    pub leaves: u64,
    /// Until when the file with the keys may be kept, in UTC.
    pub keys_until: Option<String>,
}

/// What a home was made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HomeRestored {
    /// How many leaves the log goes on after; none if it begins anew.
    pub leaves: Option<u64>,
    /// Why what was logged before cannot be read, in words; nothing where it can.
    pub sealed: Option<&'static str>,
}
