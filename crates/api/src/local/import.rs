use serde::{Deserialize, Serialize};

/// What is imported, and how it is read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImportOrder {
    /// Where the records land.
    pub dataset: String,
    /// The dataset's title; unless stated it keeps the one it has.
    #[serde(default)]
    pub title: Option<String>,
    /// The party that publishes it; unless stated the node's own.
    #[serde(default)]
    pub party: Option<String>,
    /// The marking of its statements, in text form; unless stated `TLP:CLEAR`.
    #[serde(default)]
    pub marking: Option<String>,
    /// The format; unless stated it is found out.
    #[serde(default)]
    pub format: Option<String>,
    /// For a plain CSV: which column is which property, as TOML text.
    #[serde(default)]
    pub mapping: Option<String>,
    /// What the publisher calls this edition, where it is known; a delta needs it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edition: Option<String>,
    /// For a delta: the edition, or the version of the dataset, that it starts from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<String>,
}

/// What an import read and left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportOutcome {
    /// The dataset.
    pub dataset: String,
    /// The version that it made.
    pub version: String,
    /// What the publisher calls it, where somebody said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edition: Option<String>,
    /// When, in UTC.
    pub imported_at: String,
    /// The format that was read.
    pub format: String,
    /// Listed parties.
    pub records: u64,
    /// Addresses, documents, listings, alerts and edges.
    pub related: u64,
    /// Rows, elements and values that were left out.
    pub skipped: u64,
    /// The files.
    pub files: Vec<ReadFile>,
    /// What was left out; the first ones, `skipped` counts all.
    pub skipped_rows: Vec<SkippedInfo>,
    /// What the reader says about the whole.
    pub notes: Vec<String>,
    /// Why the import is not searched yet, though it is kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_indexed: Option<String>,
}

/// A file that was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadFile {
    /// Its name, without its folder.
    pub name: String,
    /// Bytes before unpacking.
    pub bytes: u64,
    /// SHA-256 of those bytes, in hex.
    pub sha256: String,
}

/// Something that was left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SkippedInfo {
    /// The file.
    pub file: String,
    /// Where in it.
    pub place: String,
    /// Why.
    pub reason: String,
}
