use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{RightsEnded, SourceRecord};

/// A token for a person who was cleared, so that the same false hit stops everywhere here.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RedressOrder {
    /// The numbers of the person's travel and identity documents. They are not kept as they are.
    pub documents: Vec<String>,
    /// When the person was born, to the day.
    #[schema(example = "1974-08-12")]
    pub birth_date: String,
    /// The records that the person is not.
    pub not: Vec<SourceRecord>,
    /// Why that is sure.
    pub reason: String,
    /// The last day on which it clears, at most five years ahead; two years ahead unless stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "2028-11-30")]
    pub expires: Option<String>,
}

/// A token that was issued. This is the only time that it is shown.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct NewRedressToken {
    /// What the person is given, and shows together with the documents.
    pub token: String,
    /// What is kept of it.
    pub redress: RedressInfo,
}

impl std::fmt::Debug for NewRedressToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NewRedressToken").field("redress", &self.redress).finish_non_exhaustive()
    }
}

/// A token of a person who was cleared, without the token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RedressInfo {
    /// Its number.
    pub number: u64,
    /// The records that the person is not.
    pub not: Vec<SourceRecord>,
    /// How many documents it belongs to.
    pub documents: usize,
    /// When it was issued, in UTC.
    pub issued_at: String,
    /// Who issued it.
    pub by: String,
    /// Why.
    pub reason: String,
    /// From when on it clears nobody, in UTC.
    pub expires_at: String,
    /// How it ended before its time, if it did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revoked: Option<RightsEnded>,
}

/// Tokens by number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RedressList {
    /// The tokens.
    pub redress: Vec<RedressInfo>,
    /// After which number the next page begins, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<u64>,
}

/// What a screening found and a token says is not its holder: no candidate any more.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ClearedCandidate {
    /// The canonical id of the group, or the publisher's own id.
    pub id: String,
    /// What to call it.
    pub caption: String,
    /// How alike it is.
    pub score: f64,
    /// The records that it is made of.
    pub records: Vec<SourceRecord>,
    /// The number of the token.
    pub redress: u64,
    /// Until when the token clears, in UTC.
    pub until: String,
    /// Who issued it.
    pub by: String,
    /// Why.
    pub reason: String,
}
