use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What a supervisor says to a request that is approved.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ApprovalGrant {
    /// Why, if there is something to say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// Why a supervisor refuses a request.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ApprovalRefusal {
    /// Why; whoever asked is told.
    pub reason: String,
}

/// Something that somebody asks for and a supervisor has to approve.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ApprovalInfo {
    /// Its number.
    pub number: u64,
    /// `waiting`, `given`, `refused`, `used`, or `expired` where its time passed before.
    pub state: String,
    /// Who asks.
    pub actor: String,
    /// To do what, as the policy names it.
    #[schema(example = "read-full")]
    pub action: String,
    /// What is asked, in words that name nobody.
    pub object: String,
    /// The record that it is about, where the caller may see it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<String>,
    /// Whether it is about a record that the caller may not see, or that is not there.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub about_withheld: bool,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purpose: Option<String>,
    /// The law that allows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub legal_basis: Option<String>,
    /// The asker's own reference.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<String>,
    /// When, in UTC.
    pub asked_at: String,
    /// From this moment on nothing comes of it any more, in UTC.
    pub expires_at: String,
    /// The supervisor who decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supervisor: Option<String>,
    /// When, in UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided_at: Option<String>,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// When use was made of it, in UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub used_at: Option<String>,
}

/// Requests by number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ApprovalList {
    /// The requests.
    pub approvals: Vec<ApprovalInfo>,
    /// What to give as `after` for the next page, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<u64>,
}
