use serde::{Deserialize, Serialize};
use serde_json::Value;
use thiserror::Error;
use utoipa::ToSchema;

/// What kind of thing went wrong: it decides the HTTP status and the exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum FaultKind {
    /// The request asks for something that cannot be answered (400).
    Invalid,
    /// No token, or one that this node does not know (401).
    Unauthorized,
    /// The caller may not do this (403).
    Forbidden,
    /// There is no such thing, or the caller may not know of it (404).
    NotFound,
    /// The route does not take this method (405).
    MethodNotAllowed,
    /// The request took too long to arrive (408).
    RequestTimeout,
    /// It contradicts what stands (409).
    Conflict,
    /// The body is too large (413).
    TooLarge,
    /// The address is too long (414).
    UriTooLong,
    /// The body is of a type that the route does not read (415).
    UnsupportedType,
    /// The request was sent to a name that this node does not answer to (421).
    Misdirected,
    /// The body or a parameter does not have the right shape (422).
    Unprocessable,
    /// The caller asks too fast (429).
    TooManyRequests,
    /// A file could not be read as what it should be (422).
    Input,
    /// The node broke (500).
    Internal,
    /// The node cannot answer now; try again (503).
    Unavailable,
    /// The answer took too long (504).
    Timeout,
}

impl FaultKind {
    /// The HTTP status.
    #[must_use]
    pub fn status(self) -> u16 {
        match self {
            FaultKind::Invalid => 400,
            FaultKind::Unauthorized => 401,
            FaultKind::Forbidden => 403,
            FaultKind::NotFound => 404,
            FaultKind::MethodNotAllowed => 405,
            FaultKind::RequestTimeout => 408,
            FaultKind::Conflict => 409,
            FaultKind::TooLarge => 413,
            FaultKind::UriTooLong => 414,
            FaultKind::UnsupportedType => 415,
            FaultKind::Misdirected => 421,
            FaultKind::Unprocessable | FaultKind::Input => 422,
            FaultKind::TooManyRequests => 429,
            FaultKind::Internal => 500,
            FaultKind::Unavailable => 503,
            FaultKind::Timeout => 504,
        }
    }

    /// The kind in words, the same for every fault of the kind (RFC 9457 `title`).
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            FaultKind::Invalid => "The request cannot be answered",
            FaultKind::Unauthorized => "A token is needed",
            FaultKind::Forbidden => "Refused",
            FaultKind::NotFound => "Not found",
            FaultKind::MethodNotAllowed => "The route does not take this method",
            FaultKind::RequestTimeout => "The request took too long to arrive",
            FaultKind::Conflict => "Contradicts what stands",
            FaultKind::TooLarge => "The body is too large",
            FaultKind::UriTooLong => "The address is too long",
            FaultKind::UnsupportedType => "The body's type is not read here",
            FaultKind::Misdirected => "Sent to a name that this node does not answer to",
            FaultKind::Unprocessable => "The request does not have the right shape",
            FaultKind::Input => "The input cannot be read",
            FaultKind::TooManyRequests => "Asked too fast",
            FaultKind::Internal => "The node failed",
            FaultKind::Unavailable => "The node cannot answer now",
            FaultKind::Timeout => "The answer took too long",
        }
    }
}

/// The code of a fault that says that there is no such route.
pub const NO_SUCH_ROUTE: &str = "no-such-route";

/// Something that went wrong, as every door of the node tells it.
#[derive(Debug, Clone, PartialEq, Error, Serialize, Deserialize)]
#[error("{message}")]
pub struct Fault {
    /// The kind.
    pub kind: FaultKind,
    /// A stable code for machines.
    pub code: String,
    /// What is wrong, in words.
    pub message: String,
    /// What to do about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
    /// The parts of the request that do not have the right shape.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldFault>,
    /// The number of the request that a supervisor has to approve, where one has to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approval: Option<u64>,
}

/// One part of a request that does not have the right shape.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct FieldFault {
    /// A stable code for machines, such as `missing`.
    #[serde(rename = "type")]
    pub code: String,
    /// Where: `["body", "queries", "q1", "schema"]`.
    #[schema(value_type = Vec<Value>)]
    pub loc: Vec<Value>,
    /// What is wrong there.
    pub msg: String,
    /// What stood there, where it is short.
    #[serde(default)]
    pub input: Value,
    /// The bounds that were passed, where there are any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ctx: Option<Value>,
}

impl Fault {
    /// A fault without a hint.
    #[must_use]
    pub fn new(kind: FaultKind, code: &str, message: impl Into<String>) -> Fault {
        let message = message.into();
        Fault {
            kind,
            code: code.to_owned(),
            message,
            hint: None,
            errors: Vec::new(),
            approval: None,
        }
    }

    /// The same with a hint.
    #[must_use]
    pub fn with_hint(mut self, hint: impl Into<String>) -> Fault {
        self.hint = Some(hint.into());
        self
    }

    /// A request that cannot be answered.
    #[must_use]
    pub fn invalid(code: &str, message: impl Into<String>) -> Fault {
        Fault::new(FaultKind::Invalid, code, message)
    }

    /// Something that is not there.
    #[must_use]
    pub fn not_found(code: &str, message: impl Into<String>) -> Fault {
        Fault::new(FaultKind::NotFound, code, message)
    }

    /// A failure of the node; what lies behind it belongs into the log, not into the answer.
    #[must_use]
    pub fn internal(message: impl Into<String>) -> Fault {
        Fault::new(FaultKind::Internal, "internal", message)
    }

    /// A request whose parts do not have the right shape.
    #[must_use]
    pub fn shape(errors: Vec<FieldFault>) -> Fault {
        let message = match errors.first() {
            Some(first) => format!("{}: {}", first.place(), first.msg),
            None => "the request does not have the right shape".to_owned(),
        };
        Fault { errors, ..Fault::new(FaultKind::Unprocessable, "shape", message) }
    }
}

impl FieldFault {
    /// A fault at a place.
    #[must_use]
    pub fn new(loc: &[&str], code: &str, msg: &str, input: &Value) -> FieldFault {
        FieldFault {
            code: code.to_owned(),
            loc: loc.iter().map(|part| Value::from(*part)).collect(),
            msg: msg.to_owned(),
            input: echo(input),
            ctx: None,
        }
    }

    /// The place as text: `body.queries.q1.schema`.
    #[must_use]
    pub fn place(&self) -> String {
        let parts = self.loc.iter().map(|part| match part {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        });
        parts.collect::<Vec<_>>().join(".")
    }
}

/// What stood in the request, unless it is long: an error must not grow with the request.
fn echo(input: &Value) -> Value {
    struct Meter(usize);
    impl std::io::Write for Meter {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0 = self
                .0
                .checked_sub(bytes.len())
                .ok_or_else(|| std::io::Error::from(std::io::ErrorKind::FileTooLarge))?;
            Ok(bytes.len())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    match serde_json::to_writer(Meter(crate::limits::ECHO_BYTES_MAX), input) {
        Ok(()) => input.clone(),
        Err(_) => Value::Null,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shape_fault_names_the_first_place() {
        let input = serde_json::json!({"properties": {}});
        let loc = ["body", "queries", "q1", "schema"];
        let fault = Fault::shape(vec![FieldFault::new(&loc, "missing", "Field required", &input)]);
        assert_eq!(fault.message, "body.queries.q1.schema: Field required");
        assert_eq!(fault.kind.status(), 422);
        assert_eq!(fault.errors[0].input, input);
    }

    #[test]
    fn long_input_is_not_repeated() {
        let long = Value::from("x".repeat(2_000));
        assert_eq!(FieldFault::new(&["body"], "t", "m", &long).input, Value::Null);
    }
}
