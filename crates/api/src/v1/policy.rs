use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The policy in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PolicyInfo {
    /// The SHA-256 of its files, in hex, as it stands in the log.
    pub hash: String,
    /// How many were put into force before it and with it; 0 where nobody has put one into force.
    pub number: u64,
    /// Whether it is the one that ships.
    pub shipped: bool,
    /// Since when, in UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub adopted_at: Option<String>,
    /// Who put it into force.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub adopted_by: Option<String>,
    /// The supervisor who approved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approved_by: Option<String>,
    /// How many rules it has.
    pub rules: usize,
    /// The purposes that it knows.
    pub purposes: Vec<String>,
    /// Why it cannot be used. Then nobody reads personal data, and the policy that ships decides
    /// who may mend that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fault: Option<String>,
}
