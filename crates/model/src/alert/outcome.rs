use super::AlertError;
use crate::error::printable;

/// How an alert ended before its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AlertOutcome {
    /// What it was for is done: the person is found, surrendered or protected, the thing is seized.
    PurposeMet,
    /// The decision that it rests on was taken back or replaced.
    DecisionRevoked,
    /// It should not have been issued, or was about somebody else.
    IssuedInError,
    /// The victim took the consent back.
    ConsentWithdrawn,
}

impl AlertOutcome {
    /// All outcomes, in the order in which they are shown.
    pub const ALL: [AlertOutcome; 4] = [
        AlertOutcome::PurposeMet,
        AlertOutcome::DecisionRevoked,
        AlertOutcome::IssuedInError,
        AlertOutcome::ConsentWithdrawn,
    ];

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            AlertOutcome::PurposeMet => "purpose-met",
            AlertOutcome::DecisionRevoked => "decision-revoked",
            AlertOutcome::IssuedInError => "issued-in-error",
            AlertOutcome::ConsentWithdrawn => "consent-withdrawn",
        }
    }

    /// The outcome of this name.
    ///
    /// # Errors
    /// [`AlertError::UnknownOutcome`]; its hint lists those that there are.
    pub fn named(name: &str) -> Result<AlertOutcome, AlertError> {
        let found = AlertOutcome::ALL.into_iter().find(|outcome| outcome.name() == name);
        found.ok_or_else(|| AlertError::UnknownOutcome(printable(name)))
    }
}
