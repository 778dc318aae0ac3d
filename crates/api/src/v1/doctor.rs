use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::local::DoctorCheck;

/// What the node found about itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct NodeChecks {
    /// Whether all is in order.
    pub ok: bool,
    /// One finding for each check.
    pub checks: Vec<NodeCheck>,
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct NodeCheck {
    /// What was checked.
    pub name: String,
    /// Whether it is in order.
    pub ok: bool,
    /// What was found.
    pub detail: String,
    /// What to do about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
}

impl From<Vec<DoctorCheck>> for NodeChecks {
    fn from(checks: Vec<DoctorCheck>) -> NodeChecks {
        let ok = checks.iter().all(|check| check.ok);
        let checks = checks.into_iter().map(|check| NodeCheck {
            name: check.name,
            ok: check.ok,
            detail: check.detail,
            hint: check.hint,
        });
        NodeChecks { ok, checks: checks.collect() }
    }
}
