use comity_model::{Counts, DatasetName, DatasetVersion, PartyId, Record, Timestamp};

/// The key of one stored state of one record: a new state has a new key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RowKey(pub i64);

/// A record as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// The key of this state.
    pub key: RowKey,
    /// The dataset that it was imported into.
    pub dataset: DatasetName,
    /// The record; its statements carry first and last seen.
    pub record: Record,
}

/// A dataset and its current version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dataset {
    /// Its title, for people.
    pub title: String,
    /// The party that publishes it.
    pub publisher: PartyId,
    /// The current version.
    pub current: DatasetVersion,
}

/// One file that an import read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFile {
    /// The file's name, without its folder.
    pub name: String,
    /// Bytes as they were read, before unpacking.
    pub bytes: u64,
    /// SHA-256 of those bytes, in hex.
    pub sha256: String,
}

/// What is known when an import begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportHeader {
    /// Where the records land.
    pub dataset: DatasetName,
    /// The dataset's title; `None` keeps the one it has, or takes its name.
    pub title: Option<String>,
    /// The party that publishes it.
    pub publisher: PartyId,
    /// When the import began.
    pub now: Timestamp,
}

/// A row, element or value that was left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SkippedRow {
    /// The file that it stood in.
    pub file: String,
    /// Where: `line 12`, or an element and its key.
    pub place: String,
    /// Why it could not be read.
    pub reason: String,
}

/// What an import read and left out.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ImportReport {
    /// The format that was read, such as `un_xml`.
    pub format: String,
    /// How much.
    pub counts: Counts,
    /// The files.
    pub files: Vec<SourceFile>,
    /// What was left out; the first thousands, `counts.skipped` counts all.
    pub skipped: Vec<SkippedRow>,
    /// What the reader wants to say about the whole.
    pub notes: Vec<String>,
    /// What the publisher calls the edition that was read, where somebody said so.
    pub edition: Option<String>,
    /// The marking of what it states, in text form: a delta to it is read under the same.
    pub marking: Option<String>,
}
