use serde::{Deserialize, Serialize};

use crate::v1::{
    DisputeEnd, DisputeInfo, DisputeList, DisputeOrder, NewRedressToken, ProtectionReport,
    RedressInfo, RedressList, RedressOrder, RestrictionInfo, RestrictionList, RestrictionOrder,
    RightsEnd,
};

/// A question or order about the rights of those whom records are about.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "rights", content = "with", rename_all = "snake_case", deny_unknown_fields)]
pub enum RightsCall {
    /// Restricts a record.
    Restrict(RestrictionOrder),
    /// Lifts a restriction.
    LiftRestriction {
        /// Its number.
        number: u64,
        /// Why.
        order: RightsEnd,
    },
    /// Restrictions by number.
    Restrictions(RightsQuery),
    /// Records a dispute.
    Dispute(DisputeOrder),
    /// Ends a dispute.
    EndDispute {
        /// Its number.
        number: u64,
        /// How, and why.
        order: DisputeEnd,
    },
    /// Disputes by number.
    Disputes(RightsQuery),
    /// Issues a redress token.
    IssueRedress(RedressOrder),
    /// Ends a redress token.
    RevokeRedress {
        /// Its number.
        number: u64,
        /// Why.
        order: RightsEnd,
    },
    /// Redress tokens by number.
    Redress(RightsQuery),
    /// The record of processing, and what was done.
    Report {
        /// From this day or moment on.
        from: Option<String>,
        /// Up to and including this day, or up to this moment.
        to: Option<String>,
    },
}

/// The answer to a [`RightsCall`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "rights", content = "with", rename_all = "snake_case")]
pub enum RightsReply {
    /// To `Restrict` and `LiftRestriction`.
    Restriction(Box<RestrictionInfo>),
    /// To `Restrictions`.
    Restrictions(RestrictionList),
    /// To `Dispute` and `EndDispute`.
    Dispute(Box<DisputeInfo>),
    /// To `Disputes`.
    Disputes(DisputeList),
    /// To `IssueRedress`.
    NewRedress(Box<NewRedressToken>),
    /// To `RevokeRedress`.
    OneRedress(Box<RedressInfo>),
    /// To `Redress`.
    Redress(RedressList),
    /// To `Report`.
    Report(Box<ProtectionReport>),
}

/// What is listed, by number.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RightsQuery {
    /// After this number.
    #[serde(default)]
    pub after: u64,
    /// Most of them.
    pub limit: usize,
    /// Those that have ended, too.
    #[serde(default)]
    pub all: bool,
}
