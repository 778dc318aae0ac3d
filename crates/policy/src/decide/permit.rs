use crate::ask::{Action, Asker, Facts};
use crate::release::{Released, WithinView};
use crate::rules::Obligation;

use super::Decision;

/// A question that was permitted. Only [`Law::permit`](super::Law::permit) makes one, and nothing
/// about persons is released without one.
#[derive(Debug, Clone)]
pub struct Permit {
    pub(super) asker: Asker,
    pub(super) action: Action,
    pub(super) facts: Facts,
    pub(super) decision: Decision,
}

impl Permit {
    /// Who asked.
    #[must_use]
    pub fn asker(&self) -> &Asker {
        &self.asker
    }

    /// What was permitted.
    #[must_use]
    pub fn action(&self) -> Action {
        self.action
    }

    /// Why, when, and about what.
    #[must_use]
    pub fn facts(&self) -> &Facts {
        &self.facts
    }

    /// The rules that permitted it.
    #[must_use]
    pub fn decision(&self) -> &Decision {
        &self.decision
    }

    /// What has to be done about it.
    #[must_use]
    pub fn obligations(&self) -> &[Obligation] {
        &self.decision.obligations
    }

    /// Whether something has to be done about it.
    #[must_use]
    pub fn obliges(&self, obligation: Obligation) -> bool {
        self.decision.obligations.contains(&obligation)
    }

    /// Releases what an engine worked out while it looked through this asker's view alone: totals,
    /// counts, ranks.
    #[must_use]
    pub fn within_view<T: WithinView>(&self, value: T) -> Released<T> {
        Released::new(value)
    }
}
