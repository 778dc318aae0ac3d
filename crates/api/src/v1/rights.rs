use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    Basis, CaseInfo, DisputeInfo, Example, LogEntry, RecordSheet, RestrictionInfo, SubjectInfo,
};

/// Somebody who asks what is held about them.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AccessRequest {
    /// Who they are: the more is stated, the fewer others are found.
    pub query: Example,
}

/// What is held about somebody, as far as the caller may see it. Records are found by likeness, so
/// a person decides which of them are about whoever asks, before anything is handed over.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct AccessAnswer {
    /// When it was looked for, in UTC.
    pub asked_at: String,
    /// Who was looked for, as it was understood.
    pub query: Example,
    /// Properties and values that were left out.
    pub ignored: Vec<String>,
    /// Records that may be about them, likeliest first.
    pub held: Vec<HeldRecord>,
    /// Whether there are more records than are shown.
    pub held_truncated: bool,
    /// Where they are watched for.
    pub watched: Vec<SubjectInfo>,
    /// What was found of them and decided.
    pub cases: Vec<CaseInfo>,
    /// Whether there are more subjects or cases than are shown.
    pub kept_truncated: bool,
    /// Who did what with it and why, oldest first. Of an event that was about others, too, only
    /// what is about these records and references stands here.
    pub events: Vec<LogEntry>,
    /// Whether there are older events than are shown.
    pub events_truncated: bool,
    /// Under what the log knows them: records as `dataset/id`, and who was asked about as
    /// `asked/…`.
    pub references: Vec<String>,
    /// The versions that it rests on.
    pub basis: Basis,
}

/// A record that may be about somebody.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct HeldRecord {
    /// How alike it is.
    pub score: f64,
    /// Since when the earliest of it is known, in UTC, where that is stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<String>,
    /// The parties that it comes from.
    pub parties: Vec<String>,
    /// How it is marked.
    pub markings: Vec<String>,
    /// That its processing is restricted, where it is.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub restrictions: Vec<RestrictionInfo>,
    /// What is said against it, and not decided yet.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub disputes: Vec<DisputeInfo>,
    /// What it says.
    pub sheet: RecordSheet,
}

/// What an authority tells somebody for whom it asked: the same whatever was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct IndirectAnswer {
    /// When it was checked, in UTC.
    pub asked_at: String,
    /// What can be told.
    pub answer: String,
}

/// What the log says of somebody is to be erased for good.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LogErasure {
    /// Under what the log knows them, as the answer to an access request tells.
    #[schema(example = json!(["asked/0123456789abcdef0123456789abcdef"]))]
    pub references: Vec<String>,
    /// Why, without naming them: it stays in the log.
    pub reason: String,
}

/// What was erased of the log, and what is still held elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LogErased {
    /// How many keys were destroyed: one for each reference and month in which the log knew it.
    pub keys: u64,
    /// What the lists still hold, and what has to be done about it.
    pub remains: Vec<String>,
}
