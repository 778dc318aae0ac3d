use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::SourceRecord;

/// What somebody says is wrong in a record of another party's list, which only its publisher can
/// correct.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DisputeOrder {
    /// The record.
    pub record: SourceRecord,
    /// What is wrong.
    pub wrong: String,
    /// What would be right.
    pub right: String,
    /// Where the evidence is: a reference, not the evidence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<String>,
}

/// How a dispute ends.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DisputeEnd {
    /// `upheld`: the person is right, and the record is restricted; `corrected`: its publisher has
    /// corrected it, and what was imported since says something else; or `rejected`: the record is
    /// right.
    #[schema(example = "rejected")]
    pub outcome: String,
    /// Why.
    pub reason: String,
}

/// What is said against a record, shown beside it to whoever sees the record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DisputeNote {
    /// The number of the dispute.
    pub number: u64,
    /// The record.
    pub record: SourceRecord,
    /// Since when, in UTC.
    pub since: String,
    /// What is said to be wrong.
    pub wrong: String,
    /// What is said to be right.
    pub right: String,
}

/// A dispute, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DisputeInfo {
    /// What is said.
    #[serde(flatten)]
    pub note: DisputeNote,
    /// Where the evidence is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<String>,
    /// Who recorded it.
    pub by: String,
    /// By when it is to be decided, in UTC.
    pub due_at: String,
    /// Whether that is past, and nobody has decided.
    pub overdue: bool,
    /// Whether the record says something else than when it was disputed, or is gone: perhaps its
    /// publisher has corrected it.
    pub changed: bool,
    /// How it ended, if it did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<DisputeEnded>,
}

/// How a dispute ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DisputeEnded {
    /// `upheld`, `corrected` or `rejected`.
    pub outcome: String,
    /// When, in UTC.
    pub at: String,
    /// Who ended it.
    pub by: String,
    /// Why.
    pub reason: String,
}

/// Disputes by number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DisputeList {
    /// The disputes.
    pub disputes: Vec<DisputeInfo>,
    /// After which number the next page begins, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<u64>,
}
