use comity_model::Counts;

use crate::Format;

/// What a reader read, and what it left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// The format that was read.
    pub format: Format,
    /// How many records were handed over and how many rows, elements and values were not.
    pub counts: Counts,
    /// The files, those inside archives one by one.
    pub files: Vec<FileRead>,
    /// The first of what was left out; `counts.skipped` counts all of it.
    pub skipped: Vec<Skipped>,
    /// Remarks about the publication as a whole.
    pub notes: Vec<String>,
}

/// A file that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileRead {
    /// The file's name; inside an archive `archive.zip/member.csv`.
    pub name: String,
    /// Its size after unpacking, in bytes.
    pub bytes: u64,
}

/// A row, an element or a single value that was left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// The file.
    pub file: String,
    /// Where in it, such as `line 12`.
    pub place: String,
    /// Why.
    pub reason: String,
}
