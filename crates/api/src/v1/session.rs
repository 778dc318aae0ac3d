use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::local::Secret;

/// Who wants to sign in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    /// The account's name.
    pub name: String,
    /// Its password.
    #[schema(value_type = String)]
    pub password: Secret,
}

/// Who is signed in, and what they may do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SessionInfo {
    /// The name of the account or of the token.
    pub name: String,
    /// `person`, `program` or `loopback`.
    pub kind: String,
    /// What they may do.
    pub roles: Vec<String>,
    /// The most restrictive traffic light that they may see.
    pub clearance: String,
    /// Why they ask, where the token or the configuration fixes that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purpose: Option<String>,
    /// The law that they ask under, where the token or the configuration fixes that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub legal_basis: Option<String>,
    /// When a session of this age ends at the latest, in UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends_at: Option<String>,
}
