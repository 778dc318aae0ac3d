use std::fmt;
use std::sync::Arc;

use crate::ask::Action;
use crate::error::PolicyError;
use crate::rules::{Effect, Obligation, Rule};

/// What the policy says to one question, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// Whether it may be done.
    pub effect: Effect,
    /// The rules that decided, by name: those that refuse, or those that permit, also where what
    /// they oblige to was not done. None where no rule permits it.
    pub rules: Vec<Arc<Rule>>,
    /// What has to be done about it, from all rules that permit.
    pub obligations: Vec<Obligation>,
    /// What is missing or went wrong. With any of these it is refused.
    pub errors: Vec<PolicyError>,
}

impl Decision {
    /// Whether it may be done.
    #[must_use]
    pub fn is_permitted(&self) -> bool {
        self.effect == Effect::Permit
    }

    /// Refused before any rule was asked.
    pub(crate) fn refused(error: PolicyError) -> Decision {
        Decision {
            effect: Effect::Refuse,
            rules: Vec::new(),
            obligations: Vec::new(),
            errors: vec![error],
        }
    }
}

/// A decision that refuses, as an error that says why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// What was asked for.
    pub action: Action,
    /// The decision.
    pub decision: Decision,
}

impl Refusal {
    /// A stable code for machines: what is missing, or `refused-by-rule`, or `not-permitted` where
    /// no rule permits it.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match (self.decision.errors.first(), self.decision.rules.is_empty()) {
            (Some(error), _) => error.code(),
            (None, false) => "refused-by-rule",
            (None, true) => "not-permitted",
        }
    }

    /// Whether everything else is as it should be, and a supervisor's approval would permit it.
    #[must_use]
    pub fn lacks_approval_alone(&self) -> bool {
        self.decision.errors == [PolicyError::NoApproval]
    }

    /// What to do about it.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        match self.decision.errors.first() {
            Some(error) => error.hint(),
            None if self.decision.rules.is_empty() => Some(format!(
                "`comity policy explain --action {}` shows which rules permit it to whom",
                self.action
            )),
            None => None,
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(error) = self.decision.errors.first() {
            return write!(f, "`{}` is refused: {error}", self.action);
        }
        match self.decision.rules.first() {
            Some(rule) => {
                write!(f, "`{}` is refused by the rule `{}`: {}", self.action, rule.id, rule.gloss)
            }
            None => write!(f, "`{}` is refused: no rule of the policy permits it", self.action),
        }
    }
}

impl std::error::Error for Refusal {}
