use crate::{DatasetName, Timestamp};

/// What an import read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Listed parties: records that are screened by themselves.
    pub records: u64,
    /// Addresses, documents, listings, alerts and edges that describe them.
    pub related: u64,
    /// Rows, elements and values that were left out, each reported with its place and reason.
    pub skipped: u64,
}

/// One version of a dataset, as one import made it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatasetVersion {
    /// The dataset.
    pub dataset: DatasetName,
    /// The version's name: the time of the import as `20261122102832` and a serial number, so that
    /// versions sort by name.
    pub version: String,
    /// When it was imported.
    pub imported_at: Timestamp,
    /// The format that was read, such as `un_xml`.
    pub format: String,
    /// What was read.
    pub counts: Counts,
}
