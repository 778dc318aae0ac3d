use thiserror::Error;

/// Why a value could not become part of a record.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ModelError {
    /// The schema is not in the vocabulary.
    #[error("`{0}` is not a schema")]
    UnknownSchema(String),
    /// The schema is abstract: nothing is only a `Thing` of that kind.
    #[error("`{0}` is abstract and cannot be the schema of a record")]
    AbstractSchema(String),
    /// The schema has no such property.
    #[error("`{schema}` has no property `{property}`")]
    UnknownProperty {
        /// The schema's name.
        schema: String,
        /// The property that was asked for.
        property: String,
    },
    /// The value does not fit the property's type.
    #[error("`{value}` is not a valid {expected} for `{property}`")]
    InvalidValue {
        /// The property's name.
        property: String,
        /// The value, cut to a printable length.
        value: String,
        /// What the type asks for.
        expected: &'static str,
    },
    /// An id, name or code breaks its rule.
    #[error("`{value}` is not a valid {kind}: {rule}")]
    InvalidId {
        /// What kind of id.
        kind: &'static str,
        /// The value, cut to a printable length.
        value: String,
        /// The rule that it breaks.
        rule: &'static str,
    },
    /// A marking cannot be read. Unknown handling rules deny, so this is never ignored.
    #[error("`{0}` is not a marking that this node understands")]
    InvalidMarking(String),
    /// A limit of this crate was passed.
    #[error("more than {limit} {what}")]
    TooMany {
        /// What there is too much of.
        what: &'static str,
        /// The limit.
        limit: usize,
    },
}

impl ModelError {
    /// A stable code for machines.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            ModelError::UnknownSchema(_) => "unknown-schema",
            ModelError::AbstractSchema(_) => "abstract-schema",
            ModelError::UnknownProperty { .. } => "unknown-property",
            ModelError::InvalidValue { .. } => "invalid-value",
            ModelError::InvalidId { .. } => "invalid-id",
            ModelError::InvalidMarking(_) => "invalid-marking",
            ModelError::TooMany { .. } => "too-many",
        }
    }
}

/// A value as it may stand in a message: short and without control characters.
pub(crate) fn printable(value: &str) -> String {
    const CHARS_MAX: usize = 80;
    let mut out: String = value
        .chars()
        .take(CHARS_MAX)
        .map(|c| if c.is_control() { '\u{fffd}' } else { c })
        .collect();
    if value.chars().nth(CHARS_MAX).is_some() {
        out.push('…');
    }
    out
}
