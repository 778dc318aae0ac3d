use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{Fault, FaultKind, FieldFault, NO_SUCH_ROUTE};

/// An error of a compatible route: a sentence, or a list of places where the request does not
/// have the right shape.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Detail {
    detail: Said,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
enum Said {
    Words(String),
    Places(Vec<FieldFault>),
}

/// An error in words.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ErrorResponse {
    /// What is wrong.
    #[schema(example = "No such dataset.")]
    pub detail: String,
}

/// An error with the places where the request does not have the right shape.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ValidationErrorResponse {
    /// The places.
    pub detail: Vec<FieldFault>,
}

impl From<&Fault> for Detail {
    fn from(fault: &Fault) -> Detail {
        // What no route answers is refused in the words that clients of yente know.
        let usual = match (fault.kind, fault.code.as_str()) {
            (FaultKind::NotFound, NO_SUCH_ROUTE) => Some("Not Found"),
            (FaultKind::MethodNotAllowed, _) => Some("Method Not Allowed"),
            _ => None,
        };
        let detail = if let Some(words) = usual {
            Said::Words(words.to_owned())
        } else if fault.errors.is_empty() {
            match &fault.hint {
                Some(hint) => Said::Words(format!("{}; hint: {hint}", fault.message)),
                None => Said::Words(fault.message.clone()),
            }
        } else {
            Said::Places(fault.errors.clone())
        };
        Detail { detail }
    }
}
