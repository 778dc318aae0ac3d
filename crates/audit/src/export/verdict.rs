use std::fmt;

use crate::{Checkpoint, VerifierKey};

/// What an export was found to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// The state of the log that it belongs to, if that could be read and is signed.
    pub checkpoint: Option<Checkpoint>,
    /// The key that signed it; the export's own unless another was demanded.
    pub key: Option<VerifierKey>,
    /// Who took the copy, when and why, where it says so. Only of an export that holds is it
    /// certain.
    pub mark: Option<String>,
    /// How many leaves were verified.
    pub leaves: u64,
    /// How many parts were opened and are what was committed to.
    pub opened: u64,
    /// How many leaves have expired: their hashes stand, and what they said is gone.
    pub expired: u64,
    /// The first fault; none if the export holds.
    pub fault: Option<Fault>,
    /// What was found about each state that the log is known to have had, by size.
    pub since: Vec<(u64, SinceVerdict)>,
}

impl Verdict {
    /// Whether the export is what was signed, and continues every state that it was held to.
    #[must_use]
    pub fn holds(&self) -> bool {
        let continues = |verdict: &SinceVerdict| *verdict == SinceVerdict::Continues;
        self.fault.is_none() && self.since.iter().all(|(_, verdict)| continues(verdict))
    }
}

/// The first place at which an export is not what was signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// What kind of fault.
    pub kind: FaultKind,
    /// The first bad leaf; none if the fault is before the leaves.
    pub leaf: Option<u64>,
    /// The line, from 1.
    pub line: u64,
    /// What is wrong.
    pub why: String,
}

/// What kind of fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FaultKind {
    /// A leaf, or something else, is not what was signed.
    Changed,
    /// A leaf is missing.
    Dropped,
    /// A leaf stands there that was never signed.
    Inserted,
    /// Leaves stand in another order.
    Reordered,
    /// The export ends too early, or goes on after its end.
    CutOff,
    /// A signature is missing or is not by the key that was demanded.
    Unsigned,
}

/// What became of a state that the log is known to have had.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SinceVerdict {
    /// The log continues it.
    Continues,
    /// The log is shorter than it was.
    RolledBack,
    /// The log is another one: the first leaf that differs is one of these.
    Forked {
        /// The first leaf that may differ.
        from: u64,
        /// The leaf after the last one that may be the first to differ.
        to: u64,
    },
    /// The export does not have the leaves that would tell.
    Unknown,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.leaf {
            Some(leaf) => write!(f, "leaf {leaf} (line {}): {}", self.line, self.why),
            None => write!(f, "line {}: {}", self.line, self.why),
        }
    }
}

impl fmt::Display for SinceVerdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SinceVerdict::Continues => f.write_str("the log continues it"),
            SinceVerdict::RolledBack => f.write_str("the log was rolled back: it is shorter now"),
            SinceVerdict::Forked { from, to } => {
                let last = to.saturating_sub(1);
                write!(f, "the log was forked: its first other leaf is one of {from} to {last}")
            }
            SinceVerdict::Unknown => f.write_str("the export has not the leaves that would tell"),
        }
    }
}
