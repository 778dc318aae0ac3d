use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What the node holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DatasetList {
    /// The datasets, by name.
    pub datasets: Vec<DatasetInfo>,
}

/// One dataset and its current version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DatasetInfo {
    /// Its name.
    #[schema(example = "un_sc")]
    pub name: String,
    /// Its title, for people.
    pub title: String,
    /// The party that publishes it.
    pub publisher: String,
    /// The current version.
    #[schema(example = "20261122102832-1")]
    pub version: String,
    /// The format that was read.
    #[schema(example = "un_xml")]
    pub format: String,
    /// Listed parties.
    pub records: u64,
    /// Addresses, documents, listings, alerts and edges.
    pub related: u64,
    /// Rows, elements and values that were left out.
    pub skipped: u64,
    /// When it was imported, in UTC.
    #[schema(example = "2026-11-22T10:28:32")]
    pub imported_at: String,
    /// What came of looking for a newer version at its publisher's; absent if nobody looks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub checks: Option<CheckInfo>,
}

/// What came of looking for a newer version of a dataset. Times are in UTC.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CheckInfo {
    /// When it was last looked for.
    pub last_check: Option<String>,
    /// When that last came to its end, whether there was a newer version or not.
    pub last_success: Option<String>,
    /// Why the last look failed; null if it did not.
    pub last_error: Option<String>,
    /// When it is looked for next; null if it is not planned.
    pub next_check: Option<String>,
    /// Whether it is too long ago that a look came to its end.
    pub stale: bool,
}
