use thiserror::Error;

/// Why something of the protocol could not be made, read or believed.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ExchangeError {
    /// A text is not what it should be.
    #[error("this is not a valid {what}: {why}")]
    Malformed {
        /// What it should be.
        what: &'static str,
        /// The rule that it breaks.
        why: &'static str,
    },
    /// A text has the right form, and says something that does not fit.
    #[error("this is not a valid {what}: {why}")]
    Unfitting {
        /// What it should be.
        what: &'static str,
        /// What is wrong, in words.
        why: String,
    },
    /// A limit of this crate was passed.
    #[error("the {what} has more than {limit} {unit}")]
    TooMuch {
        /// What there is too much of.
        what: &'static str,
        /// The limit.
        limit: usize,
        /// What is counted.
        unit: &'static str,
    },
    /// No signature is by a key of the party.
    #[error("the {what} is not signed by `{by}`")]
    NotSigned {
        /// What should be signed.
        what: &'static str,
        /// By whom.
        by: String,
    },
    /// A signature by a key of the party does not fit.
    #[error("the signature of `{by}` does not fit the {what}")]
    BadSignature {
        /// What is signed.
        what: &'static str,
        /// By whom.
        by: String,
    },
    /// It is for somebody else, or of another time, or answers something else.
    #[error("the {what} is refused: {why}")]
    Refused {
        /// What is refused.
        what: &'static str,
        /// Why.
        why: String,
    },
    /// The cryptographic library refused.
    #[error("the cryptographic library refused {0}")]
    Crypto(&'static str),
}

impl ExchangeError {
    /// A stable code for machines.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            ExchangeError::Malformed { .. } => "exchange-malformed",
            ExchangeError::Unfitting { .. } => "exchange-unfitting",
            ExchangeError::TooMuch { .. } => "exchange-too-much",
            ExchangeError::NotSigned { .. } => "exchange-not-signed",
            ExchangeError::BadSignature { .. } => "exchange-bad-signature",
            ExchangeError::Refused { .. } => "exchange-refused",
            ExchangeError::Crypto(_) => "exchange-crypto",
        }
    }
}

pub(crate) fn malformed(what: &'static str, why: &'static str) -> ExchangeError {
    ExchangeError::Malformed { what, why }
}

pub(crate) fn refused(what: &'static str, why: impl Into<String>) -> ExchangeError {
    ExchangeError::Refused { what, why: why.into() }
}
