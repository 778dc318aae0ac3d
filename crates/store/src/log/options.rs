use std::sync::Arc;

use comity_audit::{AuditError, Hash, NodeKeys};

use crate::limits::LOG_FILE_BYTES_MAX;

/// How a log is opened.
#[derive(Clone)]
pub struct LogOptions {
    /// The log's name, such as `node.example/audit`: the first line of its checkpoints.
    pub origin: String,
    /// The node's keys over the log.
    pub keys: Arc<NodeKeys>,
    /// Where salts, nonces and data keys come from.
    pub chance: Arc<dyn LogChance>,
    /// A state that the log is known to have had, kept elsewhere: a log without it was rolled
    /// back or rewritten, and is not opened.
    pub anchor: Option<LogAnchor>,
    /// Bytes after which a new file is begun.
    pub file_bytes_max: u64,
}

impl LogOptions {
    /// The usual options, without an anchor.
    #[must_use]
    pub fn new(
        origin: impl Into<String>,
        keys: Arc<NodeKeys>,
        chance: Arc<dyn LogChance>,
    ) -> LogOptions {
        let origin = origin.into();
        LogOptions { origin, keys, chance, anchor: None, file_bytes_max: LOG_FILE_BYTES_MAX }
    }
}

/// Randomness that is handed in.
pub trait LogChance: Send + Sync + 'static {
    /// Fills a buffer with bytes that nobody can guess.
    ///
    /// # Errors
    /// [`AuditError::NoChance`] if the machine has none to give.
    fn fill(&self, bytes: &mut [u8]) -> Result<(), AuditError>;
}

/// A state of the log, small enough to be kept elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LogAnchor {
    /// How many leaves it had.
    pub size: u64,
    /// The root of its tree then.
    pub root: Hash,
}
