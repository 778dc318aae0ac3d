use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::StatementInfo;

/// The versions of a dataset that are kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct VersionList {
    /// The dataset.
    #[schema(example = "un_sc")]
    pub dataset: String,
    /// Its versions, oldest first.
    pub versions: Vec<VersionEntry>,
}

/// One version of a dataset.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct VersionEntry {
    /// Its name.
    #[schema(example = "20261122102832-1")]
    pub version: String,
    /// When it was imported, in UTC.
    #[schema(example = "2026-11-22T10:28:32")]
    pub imported_at: String,
    /// The format that was read.
    #[schema(example = "un_xml")]
    pub format: String,
    /// Listed parties. Stated, as the other counts, to those who may see all of the dataset.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub records: Option<u64>,
    /// Addresses, documents, listings, alerts and edges.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub related: Option<u64>,
    /// Rows, elements and values that were left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub skipped: Option<u64>,
}

/// The difference between two kept versions of a dataset, as far as the caller may see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ChangeList {
    /// The dataset.
    pub dataset: String,
    /// The version that is compared.
    pub from: String,
    /// The version that it is compared with.
    pub to: String,
    /// How many records and related records differ in all. Stated on the first page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counts: Option<ChangeCounts>,
    /// The records that differ, by id.
    pub changes: Vec<RecordChange>,
    /// What to give as `after` for the next page, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// How many records differ, parties and things apart from what describes them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ChangeCounts {
    /// Parties and things.
    pub records: ChangeCount,
    /// Addresses, documents, listings, alerts and edges.
    pub related: ChangeCount,
}

/// How many records came, went and changed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ChangeCount {
    /// In the second version alone.
    pub added: u64,
    /// In the first version alone.
    pub removed: u64,
    /// In both, with other statements.
    pub changed: u64,
}

/// What became of a record between two versions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ChangeKind {
    /// It came.
    Added,
    /// It went.
    Removed,
    /// It says something else.
    Changed,
}

/// One record that differs, and in what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RecordChange {
    /// The record's id in the dataset.
    pub id: String,
    /// What became of it.
    pub kind: ChangeKind,
    /// Its schema; of the newer state, where there are two.
    pub schema: String,
    /// The schema that it had, where that was another one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema_before: Option<String>,
    /// What to call it.
    pub caption: String,
    /// Whether it describes another record and is not screened by itself.
    pub related: bool,
    /// For a related record: the parties and things that it describes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub about: Vec<DescribedRecord>,
    /// Statements that only the second version has.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub came: Vec<StatementInfo>,
    /// Statements that only the first version has.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub went: Vec<StatementInfo>,
}

/// A party or thing that a related record describes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DescribedRecord {
    /// Its id in the dataset.
    pub id: String,
    /// What to call it.
    pub caption: String,
}
