use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Basis, Example, ObligationInfo, SourceRecord};

/// A candidate of a screening that somebody wants decided.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CaseSpec {
    /// What was asked. The node asks it again: the score is its own.
    pub query: Example,
    /// The candidate's record.
    pub record: SourceRecord,
    /// Why it was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purpose: Option<String>,
    /// The law that allows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub legal_basis: Option<String>,
    /// The caller's own reference.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<String>,
}

/// That somebody takes a case to review it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CaseReview {
    /// Why; needed where the case was decided before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// What a reviewer decides.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CaseDecision {
    /// Why it is, or is not, the one.
    pub reason: String,
}

/// A measure that somebody took on a confirmed hit.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CaseMeasureSpec {
    /// The measure, by a name of the table (`/v1/alerts/categories`).
    #[schema(example = "inform-issuer")]
    pub measure: String,
    /// In words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
}

/// A possible match, and what persons made of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CaseInfo {
    /// Its number.
    pub number: u64,
    /// `candidate`, `under-review`, `confirmed`, `rejected`, or `withdrawn` where there is nothing
    /// to decide any more.
    pub state: String,
    /// The subject that it is about, if it is about one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<CaseSubject>,
    /// What was asked.
    pub query: Example,
    /// The canonical id of the candidate.
    pub candidate: String,
    /// The candidate's record.
    pub record: SourceRecord,
    /// What to call it.
    pub caption: String,
    /// How alike, 0 to 1. It decides nothing.
    pub score: f64,
    /// What the score rests on.
    pub basis: Basis,
    /// Why it was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purpose: Option<String>,
    /// The law that allows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub legal_basis: Option<String>,
    /// The asker's own reference.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<String>,
    /// The person who opened it; nobody where the node did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opened_by: Option<String>,
    /// When it was opened, in UTC.
    pub opened_at: String,
    /// By when it is to be decided, in UTC.
    pub due_at: String,
    /// Whether that is past and nobody has decided.
    pub overdue: bool,
    /// The person who looks or looked at it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reviewer: Option<String>,
    /// Since when, in UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub review_at: Option<String>,
    /// Why it was decided so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// When it was decided, in UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided_at: Option<String>,
    /// What became of it, oldest first.
    pub events: Vec<CaseEventInfo>,
    /// What has to be done with the measure that was recorded just now.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub obligations: Vec<ObligationInfo>,
}

/// The subject that a case is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CaseSubject {
    /// The register.
    pub register: String,
    /// Its id in the register.
    pub id: String,
}

/// Something that became of a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CaseEventInfo {
    /// When, in UTC.
    pub at: String,
    /// `opened`, `changed`, `review`, `confirmed`, `rejected`, `withdrawn` or `measure`.
    pub kind: String,
    /// Who; nobody where the node did it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// The measure that was taken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub measure: Option<String>,
    /// In words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
}

/// Cases by number.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CaseList {
    /// The cases.
    pub cases: Vec<CaseInfo>,
    /// What to give as `after` for the next page, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<u64>,
}
