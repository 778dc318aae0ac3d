use std::fmt;

/// How far persons have come with a candidate.
///
/// A score opens a case and does nothing else: only a named person leads it on, and only a
/// confirmed case is a hit, on which a measure may be recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CaseState {
    /// Nobody has looked at it yet.
    Candidate,
    /// A named person looks at it.
    UnderReview,
    /// That person says that it is the one: a hit.
    Confirmed,
    /// That person says that it is not.
    Rejected,
    /// There is nothing to decide any more: the record, or what was asked, is gone.
    Withdrawn,
}

impl CaseState {
    /// All states.
    pub const ALL: [CaseState; 5] = [
        CaseState::Candidate,
        CaseState::UnderReview,
        CaseState::Confirmed,
        CaseState::Rejected,
        CaseState::Withdrawn,
    ];

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            CaseState::Candidate => "candidate",
            CaseState::UnderReview => "under-review",
            CaseState::Confirmed => "confirmed",
            CaseState::Rejected => "rejected",
            CaseState::Withdrawn => "withdrawn",
        }
    }

    /// The state of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<CaseState> {
        CaseState::ALL.into_iter().find(|state| state.name() == name)
    }

    /// Whether somebody still has to decide.
    #[must_use]
    pub fn is_open(self) -> bool {
        matches!(self, CaseState::Candidate | CaseState::UnderReview)
    }

    /// Whether a person may lead a case from here to there.
    ///
    /// What was decided can be reviewed again, because persons err; nothing is decided that nobody
    /// reviewed.
    #[must_use]
    pub fn may_become(self, next: CaseState) -> bool {
        use CaseState::{Candidate, Confirmed, Rejected, UnderReview, Withdrawn};
        match next {
            UnderReview => matches!(self, Candidate | UnderReview | Confirmed | Rejected),
            Confirmed | Rejected => self == UnderReview,
            Candidate | Withdrawn => false,
        }
    }

    /// Whether a measure may be recorded.
    #[must_use]
    pub fn allows_measure(self) -> bool {
        self == CaseState::Confirmed
    }
}

impl fmt::Display for CaseState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every way from a score to a measure passes a review and a confirmation.
    #[test]
    fn there_is_no_way_around_a_person() {
        for state in CaseState::ALL {
            assert_eq!(CaseState::named(state.name()), Some(state));
            assert_eq!(state.allows_measure(), state == CaseState::Confirmed);
            for decided in [CaseState::Confirmed, CaseState::Rejected] {
                assert_eq!(state.may_become(decided), state == CaseState::UnderReview, "{state}");
            }
            assert!(!state.may_become(CaseState::Candidate), "{state}");
        }
        assert!(!CaseState::Withdrawn.may_become(CaseState::UnderReview));
        assert!(CaseState::Rejected.may_become(CaseState::UnderReview), "persons err");
        assert_eq!(CaseState::named("hit"), None);
    }
}
