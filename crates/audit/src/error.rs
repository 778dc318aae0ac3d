use thiserror::Error;

/// Why something of the log could not be made, read or believed.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum AuditError {
    /// A text or a run of bytes is not what it should be.
    #[error("this is not a valid {what}: {why}")]
    Malformed {
        /// What it should be.
        what: &'static str,
        /// The rule that it breaks.
        why: &'static str,
    },
    /// A limit of this crate was passed.
    #[error("more than {limit} {what}")]
    TooMany {
        /// What there is too much of.
        what: &'static str,
        /// The limit.
        limit: u64,
    },
    /// No signature is by the key that is trusted.
    #[error("no signature is by the key `{0}`")]
    NotSigned(String),
    /// A signature by a trusted key does not fit what it is under.
    #[error("the signature by `{0}` does not fit the text")]
    BadSignature(String),
    /// A proof does not prove.
    #[error("the proof does not hold: {0}")]
    Unproven(&'static str),
    /// Something sealed cannot be opened: it was changed, or the key is another one.
    #[error("a sealed part cannot be opened with its key")]
    Sealed,
    /// The cryptographic library refused.
    #[error("the cryptographic library refused {0}")]
    Crypto(&'static str),
    /// The source of randomness has none to give.
    #[error("the machine has no randomness to give")]
    NoChance,
    /// A file or a stream could not be read or written.
    #[error("cannot read or write the log's data")]
    Io(#[from] std::io::Error),
}

impl AuditError {
    /// A stable code for machines.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            AuditError::Malformed { .. } => "audit-malformed",
            AuditError::TooMany { .. } => "audit-too-many",
            AuditError::NotSigned(_) => "audit-not-signed",
            AuditError::BadSignature(_) => "audit-bad-signature",
            AuditError::Unproven(_) => "audit-unproven",
            AuditError::Sealed => "audit-sealed",
            AuditError::Crypto(_) => "audit-crypto",
            AuditError::NoChance => "audit-no-chance",
            AuditError::Io(_) => "audit-io",
        }
    }
}

/// What is wrong with a text or a run of bytes.
pub(crate) fn malformed(what: &'static str, why: &'static str) -> AuditError {
    AuditError::Malformed { what, why }
}
