use serde::{Deserialize, Serialize};

use crate::v1::SourceRecord;

/// One version of a dataset.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VersionInfo {
    /// The version.
    pub version: String,
    /// When it was imported, in UTC.
    pub imported_at: String,
    /// The format that was read.
    pub format: String,
    /// Listed parties.
    pub records: u64,
    /// Related records.
    pub related: u64,
    /// What was left out.
    pub skipped: u64,
}

/// Which difference between two versions of a dataset is asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChangesOrder {
    /// The dataset.
    pub dataset: String,
    /// The version that is compared; the one before `to` unless stated.
    #[serde(default)]
    pub from: Option<String>,
    /// The version that it is compared with; the current one unless stated.
    #[serde(default)]
    pub to: Option<String>,
    /// Only records whose id sorts after this one.
    #[serde(default)]
    pub after: Option<String>,
    /// Most records.
    pub limit: usize,
}

/// A person's decision about two records.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DecisionOrder {
    /// One record; an empty dataset asks for the only dataset that has the id.
    pub left: SourceRecord,
    /// The other.
    pub right: SourceRecord,
    /// Whether they are one.
    pub same: bool,
    /// Why, in words.
    #[serde(default)]
    pub reason: String,
}

/// A decision that was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecisionInfo {
    /// One record.
    pub left: SourceRecord,
    /// The other.
    pub right: SourceRecord,
    /// Whether they are one.
    pub same: bool,
    /// Who decided.
    pub decided_by: String,
    /// When, in UTC.
    pub decided_at: String,
    /// Why, in words.
    pub reason: String,
}

/// One check of the node.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DoctorCheck {
    /// What was checked.
    pub name: String,
    /// Whether it is in order.
    pub ok: bool,
    /// What was found.
    pub detail: String,
    /// What to do about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
}
