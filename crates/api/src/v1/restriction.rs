use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::SourceRecord;

/// A record whose processing is to be restricted, because somebody says that it is wrong and it
/// cannot be found out yet whether it is, or because it is kept as evidence alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RestrictionOrder {
    /// The record.
    pub record: SourceRecord,
    /// Why.
    pub reason: String,
}

/// That something ends which was done for the rights of somebody.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RightsEnd {
    /// Why.
    pub reason: String,
}

/// How something ended that was done for the rights of somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RightsEnded {
    /// When, in UTC.
    pub at: String,
    /// Who ended it.
    pub by: String,
    /// Why.
    pub reason: String,
}

/// A record whose processing is or was restricted. While it is, it takes no part in anything but
/// what the data-protection officer asks for data protection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RestrictionInfo {
    /// Its number.
    pub number: u64,
    /// The record.
    pub record: SourceRecord,
    /// Since when, in UTC.
    pub since: String,
    /// Who said so.
    pub by: String,
    /// Why.
    pub reason: String,
    /// How it ended, if it did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lifted: Option<RightsEnded>,
}

/// Restrictions by number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RestrictionList {
    /// The restrictions.
    pub restrictions: Vec<RestrictionInfo>,
    /// After which number the next page begins, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<u64>,
}
