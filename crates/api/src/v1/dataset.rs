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
}
