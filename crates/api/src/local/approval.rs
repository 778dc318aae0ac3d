use serde::{Deserialize, Serialize};

use crate::v1::{ApprovalGrant, ApprovalInfo, ApprovalList, ApprovalRefusal};

/// A question or order about what supervisors are asked to approve.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "approval", content = "with", rename_all = "snake_case", deny_unknown_fields)]
pub enum ApprovalCall {
    /// One request.
    Show {
        /// Its number.
        number: u64,
    },
    /// Requests by number.
    List(ApprovalQuery),
    /// Approves a request.
    Give {
        /// Its number.
        number: u64,
        /// Why.
        order: ApprovalGrant,
    },
    /// Refuses a request.
    Refuse {
        /// Its number.
        number: u64,
        /// Why.
        order: ApprovalRefusal,
    },
}

/// The answer to an [`ApprovalCall`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "approval", content = "with", rename_all = "snake_case")]
pub enum ApprovalReply {
    /// To all but `List`.
    One(Box<ApprovalInfo>),
    /// To `List`.
    List(ApprovalList),
}

/// Which requests are listed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ApprovalQuery {
    /// Only those in this state; those that wait unless stated, `all` for all.
    #[serde(default)]
    pub state: Option<String>,
    /// After this number.
    #[serde(default)]
    pub after: u64,
    /// Most requests.
    pub limit: usize,
}
