use comity_model::{RecordRef, Timestamp};

use crate::RightsEnding;

/// That somebody says that a record is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewDispute {
    /// The record.
    pub record: RecordRef,
    /// What is wrong.
    pub wrong: String,
    /// What would be right.
    pub mended: String,
    /// What shows it.
    pub evidence: Option<String>,
    /// A digest of what the record says; the store does not read it.
    pub content: String,
    /// Who recorded it.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// By when it is to be decided.
    pub due_at: Timestamp,
}

/// What somebody says is wrong in a record, and what became of that.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dispute {
    /// Its number; none is used twice.
    pub number: u64,
    /// What is said.
    pub made: NewDispute,
    /// How it ended, if it did.
    pub ended: Option<(DisputeOutcome, RightsEnding)>,
}

/// How a dispute ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DisputeOutcome {
    /// The person is right.
    Upheld,
    /// The person was right, and the publisher has corrected the record.
    Corrected,
    /// The record is right.
    Rejected,
}

impl DisputeOutcome {
    /// All outcomes.
    pub const ALL: [DisputeOutcome; 3] =
        [DisputeOutcome::Upheld, DisputeOutcome::Corrected, DisputeOutcome::Rejected];

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            DisputeOutcome::Upheld => "upheld",
            DisputeOutcome::Corrected => "corrected",
            DisputeOutcome::Rejected => "rejected",
        }
    }

    /// The outcome of a name.
    #[must_use]
    pub fn named(name: &str) -> Option<DisputeOutcome> {
        DisputeOutcome::ALL.into_iter().find(|outcome| outcome.name() == name)
    }
}
