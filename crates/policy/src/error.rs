use thiserror::Error;

/// Why a question was refused before, or beside, any rule.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum PolicyError {
    /// Personal data was asked for without saying why.
    #[error("no purpose is stated")]
    NoPurpose {
        /// The purposes of the policy.
        known: Vec<String>,
    },
    /// Personal data was asked for without saying under which law.
    #[error("no legal basis is stated for the purpose `{purpose}`")]
    NoLegalBasis {
        /// The purpose that was stated.
        purpose: String,
        /// The legal bases that it accepts.
        accepted: Vec<String>,
    },
    /// The policy has no such purpose.
    #[error("`{given}` is not a purpose of this policy")]
    UnknownPurpose {
        /// What was stated.
        given: String,
        /// The purposes of the policy.
        known: Vec<String>,
    },
    /// The policy has no such legal basis.
    #[error("`{given}` is not a legal basis of this policy")]
    UnknownLegalBasis {
        /// What was stated.
        given: String,
        /// The legal bases of the policy.
        known: Vec<String>,
    },
    /// The legal basis is known, and does not carry this purpose.
    #[error("the purpose `{purpose}` does not accept the legal basis `{given}`")]
    WrongLegalBasis {
        /// The purpose that was stated.
        purpose: String,
        /// The legal basis that was stated.
        given: String,
        /// The legal bases that the purpose accepts.
        accepted: Vec<String>,
    },
    /// The purpose needs a case reference.
    #[error("the purpose `{purpose}` needs a case reference")]
    NoCase {
        /// The purpose that was stated.
        purpose: String,
    },
    /// A rule permits it once a supervisor approved.
    #[error("a supervisor other than the asker has to approve it")]
    NoApproval,
    /// A rule permits it once a person reviewed it.
    #[error("a named person has to review it first")]
    NoReviewer,
    /// A rule could not be decided, so nothing is permitted.
    #[error("the rule `{rule}` cannot be decided: {reason}")]
    RuleFailed {
        /// The rule's name.
        rule: String,
        /// What went wrong.
        reason: String,
    },
    /// The question could not be put to the rules, so nothing is permitted.
    #[error("the question cannot be put to the rules: {reason}")]
    NotDecidable {
        /// What went wrong.
        reason: String,
    },
    /// A word of a question that is none of those that are known.
    #[error("`{given}` is not a known {what}")]
    UnknownWord {
        /// What the word should name.
        what: &'static str,
        /// What was written.
        given: String,
        /// The words that are known.
        known: Vec<String>,
    },
    /// A word of a question that breaks the rule for its kind.
    #[error("{reason}")]
    InvalidWord {
        /// Which rule.
        reason: String,
    },
}

impl PolicyError {
    /// A stable code for machines.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            PolicyError::NoPurpose { .. } => "purpose-missing",
            PolicyError::NoLegalBasis { .. } => "legal-basis-missing",
            PolicyError::UnknownPurpose { .. } => "purpose-unknown",
            PolicyError::UnknownLegalBasis { .. } => "legal-basis-unknown",
            PolicyError::WrongLegalBasis { .. } => "legal-basis-not-accepted",
            PolicyError::NoCase { .. } => "case-missing",
            PolicyError::NoApproval => "approval-missing",
            PolicyError::NoReviewer => "review-missing",
            PolicyError::RuleFailed { .. } => "rule-failed",
            PolicyError::NotDecidable { .. } => "not-decidable",
            PolicyError::UnknownWord { .. } => "word-unknown",
            PolicyError::InvalidWord { .. } => "word-invalid",
        }
    }

    /// What to do about it.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        let hint = match self {
            PolicyError::NoPurpose { known } | PolicyError::UnknownPurpose { known, .. } => {
                format!("state one of {}", known.join(", "))
            }
            PolicyError::NoLegalBasis { accepted, .. }
            | PolicyError::WrongLegalBasis { accepted, .. } => {
                format!("it accepts {}", accepted.join(", "))
            }
            PolicyError::UnknownLegalBasis { known, .. }
            | PolicyError::UnknownWord { known, .. } => {
                format!("known are {}", known.join(", "))
            }
            PolicyError::NoCase { .. } => "state the reference of the case".to_owned(),
            PolicyError::NoApproval => "ask a supervisor to approve, and ask again".to_owned(),
            PolicyError::NoReviewer => "have the hit reviewed, and ask again".to_owned(),
            PolicyError::RuleFailed { .. } => {
                "nothing is permitted until the rule is mended; tell whoever keeps the policy"
                    .to_owned()
            }
            PolicyError::NotDecidable { .. } | PolicyError::InvalidWord { .. } => {
                return None;
            }
        };
        Some(hint)
    }
}
