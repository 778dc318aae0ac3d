use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use super::Decision;
use crate::ask::Matter;
use crate::limits::DECISIONS_KEPT_MAX;

/// Decisions that were made, under their matters. Full, it is emptied.
#[derive(Debug, Default)]
pub(super) struct Kept(RwLock<HashMap<Matter, Arc<Decision>>>);

impl Kept {
    pub(super) fn get(&self, matter: &Matter) -> Option<Arc<Decision>> {
        // A thread that died while it held the lock left a whole map: insertion is one step.
        self.0.read().unwrap_or_else(PoisonError::into_inner).get(matter).cloned()
    }

    pub(super) fn keep(&self, matter: Matter, decision: Arc<Decision>) {
        let mut kept = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= DECISIONS_KEPT_MAX {
            kept.clear();
        }
        kept.insert(matter, decision);
    }
}

#[cfg(test)]
mod tests {
    use comity_model::{PartyId, Tlp};

    use super::*;
    use crate::ask::{Action, AskerKind, Assurance, Object};
    use crate::error::PolicyError;

    #[test]
    fn a_full_store_is_emptied() {
        let kept = Kept::default();
        let decision = Arc::new(Decision::refused(PolicyError::NoReviewer));
        let mut matter = Matter {
            action: Action::ListDatasets,
            kind: AskerKind::Person,
            roles: std::collections::BTreeSet::new(),
            party: PartyId::new("freedonia").unwrap(),
            clearance: Tlp::Clear,
            today: 0,
            assurance: Assurance::Low,
            approved: false,
            asking: None,
            object: Object::Node,
        };
        for day in 0..=DECISIONS_KEPT_MAX as i64 {
            matter.today = day;
            kept.keep(matter.clone(), Arc::clone(&decision));
            assert!(kept.get(&matter).is_some());
        }
        assert_eq!(kept.0.read().unwrap().len(), 1);
    }
}
