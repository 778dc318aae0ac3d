use serde::{Deserialize, Serialize};

/// A token to make.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TokenOrder {
    /// Who it is for.
    pub name: String,
    /// The most restrictive traffic light that its holder may see.
    pub clearance: String,
    /// What its holder may do, by the names of roles.
    #[serde(default)]
    pub roles: Vec<String>,
    /// Why its holder asks, where requests cannot say so.
    #[serde(default)]
    pub purpose: Option<String>,
    /// The law that its holder asks under.
    #[serde(default)]
    pub legal_basis: Option<String>,
    /// The day on which it ends; it lets nobody in from then on.
    #[serde(default)]
    pub expires: Option<String>,
}

/// A token that was made: the only time that its secret is shown.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewToken {
    /// Who it is for.
    pub name: String,
    /// The secret.
    pub secret: String,
    /// The most restrictive traffic light that its holder may see.
    pub clearance: String,
}

impl std::fmt::Debug for NewToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NewToken").field("name", &self.name).finish_non_exhaustive()
    }
}

/// A token, without its secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenInfo {
    /// Who it is for.
    pub name: String,
    /// When it was made, in UTC.
    pub created_at: String,
    /// The most restrictive traffic light that its holder may see.
    pub clearance: String,
    /// What its holder may do.
    pub roles: Vec<String>,
    /// Why its holder asks, where the token fixes that.
    pub purpose: Option<String>,
    /// The law that its holder asks under, where the token fixes that.
    pub legal_basis: Option<String>,
    /// From when on it lets nobody in, in UTC.
    pub expires_at: Option<String>,
}

/// An account to make or to change; what is not stated stays as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccountOrder {
    /// The account's name.
    pub name: String,
    /// What the person may do, by the names of roles.
    #[serde(default)]
    pub roles: Option<Vec<String>>,
    /// The most restrictive traffic light that the person may see.
    #[serde(default)]
    pub clearance: Option<String>,
    /// The number of the machine's user who acts as this person; -1 takes it away.
    #[serde(default)]
    pub os_uid: Option<i64>,
    /// The password; an empty one takes it away.
    #[serde(default)]
    pub password: Option<Secret>,
    /// Who an identity provider says it is: the issuer, a space, its own id; empty takes it away.
    #[serde(default)]
    pub subject: Option<String>,
    /// Whether the person is kept out.
    #[serde(default)]
    pub disabled: Option<bool>,
    /// Whether a lock after wrong passwords is lifted.
    #[serde(default)]
    pub unlock: bool,
}

/// A text that must not get into a log.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(transparent)]
pub struct Secret(pub String);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret")
    }
}

/// An account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountInfo {
    /// The account's name.
    pub name: String,
    /// What the person may do.
    pub roles: Vec<String>,
    /// The most restrictive traffic light that the person may see.
    pub clearance: String,
    /// The number of the machine's user who acts as this person.
    pub os_uid: Option<u32>,
    /// Whether there is a password.
    pub has_password: bool,
    /// Who an identity provider says it is.
    pub subject: Option<String>,
    /// When it was made, in UTC.
    pub created_at: String,
    /// Whether the person is kept out.
    pub disabled: bool,
    /// Until when no password is looked at, in UTC.
    pub locked_until: Option<String>,
}
