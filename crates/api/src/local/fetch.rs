use std::fmt;

use serde::{Deserialize, Serialize};

use super::{ImportOrder, ImportOutcome, ReadFile};

/// What is downloaded, and how it is imported. Its addresses and its token may be secret.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FetchOrder {
    /// The official source, by its name; then there are no files here.
    #[serde(default)]
    pub source: Option<String>,
    /// All files of one publication.
    #[serde(default)]
    pub files: Vec<FetchFile>,
    /// How it is imported. Where a source is named, it says what is left open here; an empty
    /// dataset stands for the source's own.
    #[serde(default)]
    pub import: ImportOrder,
    /// Whether it is imported also if it has not changed.
    #[serde(default)]
    pub is_forced: bool,
    /// The token of a source whose address needs one; unless stated the node's own.
    #[serde(default)]
    pub token: Option<String>,
}

impl fmt::Debug for FetchOrder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("FetchOrder");
        shown.field("source", &self.source).field("dataset", &self.import.dataset);
        shown.field("files", &self.files.len()).finish_non_exhaustive()
    }
}

/// One file to download.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FetchFile {
    /// Its address.
    pub url: String,
    /// The SHA-256 that it must have, in hex.
    #[serde(default)]
    pub sha256: Option<String>,
}

/// What came of a download.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FetchOutcome {
    /// The dataset.
    pub dataset: String,
    /// Whether there is a new version.
    pub is_changed: bool,
    /// The files as they are now.
    pub files: Vec<ReadFile>,
    /// The import, if there was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub import: Option<ImportOutcome>,
}

/// What came of checking all datasets that are kept fresh.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UpdateSummary {
    /// How many datasets are kept fresh.
    pub planned: usize,
    /// Whether this is what came of it; otherwise the checks have only begun.
    pub is_done: bool,
    /// Datasets with a new version.
    pub changed: Vec<String>,
    /// Datasets that are as they were.
    pub unchanged: Vec<String>,
    /// Datasets whose check failed.
    pub failed: Vec<UpdateFailure>,
}

/// A dataset whose check failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UpdateFailure {
    /// The dataset.
    pub dataset: String,
    /// A stable code.
    pub code: String,
    /// In words.
    pub message: String,
}
