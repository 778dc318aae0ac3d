use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What has to be done with an answer.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
pub struct ObligationInfo {
    /// Its name in the policy.
    #[schema(example = "protective-measures-only")]
    pub code: String,
    /// The same in plain words.
    #[schema(example = "only measures that protect may follow")]
    pub says: String,
}

/// Who got a copy, when and why: it stays with the copy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Watermark {
    /// Who.
    pub actor: String,
    /// When, in UTC.
    pub at: String,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purpose: Option<String>,
    /// The law that allows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub legal_basis: Option<String>,
    /// The actor's own reference.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<String>,
    /// The supervisor who approved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approved_by: Option<String>,
    /// The request's id, as it stands in the log.
    pub request_id: String,
    /// All of it in one line.
    pub text: String,
}

/// A copy of the log in a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LogCopy {
    /// The checkpoint that it belongs to.
    pub checkpoint: String,
    /// What has to be done with it.
    pub obligations: Vec<ObligationInfo>,
    /// What the file says of who took it, where it has to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub watermark: Option<Watermark>,
}

/// What the owner of a record has to be told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OwedInfo {
    /// Its number.
    pub number: u64,
    /// The party that owns the record.
    pub party: String,
    /// The record, as `dataset/id`.
    pub record: String,
    /// What was done, as the policy names it.
    #[schema(example = "act")]
    pub action: String,
    /// The measure that was taken, if one was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub measure: Option<String>,
    /// The number of the hit that it was taken on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hit: Option<u64>,
    /// When, in UTC.
    pub at: String,
    /// `waiting`, or `sent`.
    pub state: String,
    /// When it was sent, in UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sent_at: Option<String>,
}

/// What owners of records have to be told, by number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OwedList {
    /// What is owed.
    pub owed: Vec<OwedInfo>,
    /// What to give as `after` for the next page, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<u64>,
}
