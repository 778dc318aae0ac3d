use serde::{Deserialize, Serialize};

/// How a text is read.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReadOrder {
    /// Only names of records of these datasets; empty asks for all.
    #[serde(default)]
    pub datasets: Vec<String>,
    /// Whether only the listed words themselves count, whatever their case, marks and script.
    #[serde(default)]
    pub exact: bool,
    /// Score from which a mention is told.
    #[serde(default)]
    pub threshold: Option<f64>,
}

/// One line of what a text says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReadLine {
    /// Something is named.
    Mention(Box<MentionInfo>),
    /// All mentions are told that begin before this byte.
    Settled(u64),
}

/// A span of a text that names a record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MentionInfo {
    /// Where it begins in the text, in bytes.
    pub start: u64,
    /// Where it ends.
    pub end: u64,
    /// The line that it begins in, from 1.
    pub line: u64,
    /// What stands there; bytes that are no text are replaced.
    pub text: String,
    /// How well it agrees with the record's name, 0 to 1.
    pub score: f64,
    /// What it names most likely.
    pub record: NamedRecord,
    /// What else it may name, best first.
    pub candidates: Vec<NamedRecord>,
}

/// A record that a text may name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NamedRecord {
    /// The record's id as it was imported.
    pub id: String,
    /// The canonical id of the same-as group that it is in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub canonical: Option<String>,
    /// The dataset that it was imported into.
    pub dataset: String,
    /// The schema.
    pub schema: String,
    /// What to call it.
    pub caption: String,
    /// The listed name.
    pub name: String,
    /// How much of that name stands in the text: `whole`, `short`, `family` or `given`.
    pub extent: String,
    /// How well the text agrees with it, 0 to 1.
    pub score: f64,
}

/// What reading a text came to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadSummary {
    /// Bytes of the text.
    pub bytes: u64,
    /// Mentions that were told.
    pub mentions: u64,
    /// Different records that they name, groups counted once.
    pub records: u64,
    /// Names that were looked for.
    pub names: u64,
    /// Names that were not looked for: they have no word, or too many.
    pub left_out: u64,
}
