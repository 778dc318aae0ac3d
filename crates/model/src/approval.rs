use std::fmt;

/// How far a request is that a supervisor has to approve.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ApprovalState {
    /// Nobody has decided yet.
    Waiting,
    /// A supervisor approved; it was not made use of yet.
    Given,
    /// A supervisor refused.
    Refused,
    /// What was approved was done, once.
    Used,
}

impl ApprovalState {
    /// All states.
    pub const ALL: [ApprovalState; 4] =
        [ApprovalState::Waiting, ApprovalState::Given, ApprovalState::Refused, ApprovalState::Used];

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            ApprovalState::Waiting => "waiting",
            ApprovalState::Given => "given",
            ApprovalState::Refused => "refused",
            ApprovalState::Used => "used",
        }
    }

    /// The state of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<ApprovalState> {
        ApprovalState::ALL.into_iter().find(|state| state.name() == name)
    }

    /// Whether time ends it: what was decided against, or done, stays what it is.
    #[must_use]
    pub fn expires(self) -> bool {
        matches!(self, ApprovalState::Waiting | ApprovalState::Given)
    }
}

impl fmt::Display for ApprovalState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_is_found_by_its_name() {
        for state in ApprovalState::ALL {
            assert_eq!(ApprovalState::named(state.name()), Some(state));
        }
        assert_eq!(ApprovalState::named("expired"), None, "time alone makes nothing so");
    }
}
