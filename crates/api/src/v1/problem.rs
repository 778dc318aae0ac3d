use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{Fault, FieldFault};

/// An error as RFC 9457 tells it (`application/problem+json`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Problem {
    /// A URI that names the kind of problem: `urn:comity:fault:` and the code.
    #[serde(rename = "type")]
    #[schema(example = "urn:comity:fault:no-such-dataset")]
    pub uri: String,
    /// The kind of problem in words.
    pub title: String,
    /// The HTTP status.
    #[schema(example = 404)]
    pub status: u16,
    /// What is wrong with this request.
    pub detail: String,
    /// A stable code for machines.
    #[schema(example = "no-such-dataset")]
    pub code: String,
    /// What to do about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
    /// The request's id, as `urn:comity:request:` and the id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instance: Option<String>,
    /// The places where the request does not have the right shape.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldFault>,
    /// The number of the request that a supervisor has to approve, where one has to: see
    /// `/v1/approvals`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approval: Option<u64>,
}

impl Problem {
    /// The problem that a fault is.
    #[must_use]
    pub fn of(fault: &Fault, request_id: Option<&str>) -> Problem {
        Problem {
            uri: format!("urn:comity:fault:{}", fault.code),
            title: fault.kind.title().to_owned(),
            status: fault.kind.status(),
            detail: fault.message.clone(),
            code: fault.code.clone(),
            hint: fault.hint.clone(),
            instance: request_id.map(|id| format!("urn:comity:request:{id}")),
            errors: fault.errors.clone(),
            approval: fault.approval,
        }
    }
}
