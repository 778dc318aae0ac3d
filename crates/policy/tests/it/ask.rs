//! Askers and facts to begin with.

use std::collections::BTreeSet;

use comity_model::{ActorName, LegalBasis, PartyId, Purpose, Role, Timestamp, Tlp};
use comity_policy::{Asker, AskerKind, Facts, Law};

pub(crate) fn law() -> Law {
    Law::shipped().unwrap_or_else(|faults| panic!("{faults}"))
}

pub(crate) fn asker(roles: &[Role]) -> Asker {
    Asker {
        kind: AskerKind::Person,
        name: ActorName::new("osk").unwrap(),
        roles: BTreeSet::from_iter(roles.iter().copied()),
        party: PartyId::new("freedonia").unwrap(),
        clearance: Tlp::Red,
    }
}

pub(crate) fn facts(purpose: &str, legal_basis: &str) -> Facts {
    Facts {
        purpose: Some(Purpose::new(purpose).unwrap()),
        legal_basis: Some(LegalBasis::new(legal_basis).unwrap()),
        ..Facts::at(Timestamp::parse("2030-05-17T12:00:00").unwrap())
    }
}
