//! Questions that together use every word that the node may tell the rules.

use std::collections::BTreeSet;

use comity_model::{Marking, PartyId, Role, Tlp};

use crate::ask::{
    About, Action, ActionClass, Age, AskerKind, Asking, Assurance, Grounds, Matter, Object, Pact,
    Standing, Target,
};
use crate::rules::{PropertyClass, Purposes, Regime};

/// At least as many rounds as the longest list of words has words.
const ROUNDS: usize = 9;

/// The samples, in each round with other words; every second round leaves out what may be absent.
pub(super) fn all(purposes: &Purposes) -> Vec<Matter> {
    let Ok(party) = PartyId::new("party") else { return Vec::new() };
    let rounds = 0..ROUNDS.max(purposes.purposes().count()).max(purposes.legal_bases().count());
    rounds
        .flat_map(|round| Action::ALL.iter().map(move |action| (round, *action)))
        .filter_map(|(round, action)| sample(action, round, &party, purposes))
        .collect()
}

fn sample(action: Action, round: usize, party: &PartyId, purposes: &Purposes) -> Option<Matter> {
    let asking = asking(round, party, purposes)?;
    let about = about(round)?;
    let marking = marking(round, party, purposes)?;
    let object = match action.target() {
        Target::Node => Object::Node,
        Target::Record => Object::Record { about, marking },
        Target::Marking => Object::Marking { marking },
        Target::Statement => {
            Object::Statement { about, marking, class: nth(PropertyClass::ALL, round)? }
        }
    };
    Some(Matter {
        action,
        kind: nth(AskerKind::ALL, round)?,
        roles: BTreeSet::from([nth(&Role::ALL, round)?]),
        party: party.clone(),
        clearance: Tlp::Red,
        today: 0,
        assurance: Assurance::High,
        approved: true,
        asking: (action.class() == ActionClass::PersonalData).then_some(asking),
        object,
    })
}

fn asking(round: usize, party: &PartyId, purposes: &Purposes) -> Option<Asking> {
    let (purpose, entry) = purposes.purposes().nth(round % purposes.purposes().count())?;
    let (legal_basis, _) = purposes.legal_bases().nth(round % purposes.legal_bases().count())?;
    let pact = Pact {
        partner: party.clone(),
        in_force: true,
        purposes: BTreeSet::from([purpose.clone()]),
        tlp_max: Tlp::Red,
    };
    Some(Asking {
        purpose: purpose.clone(),
        regime: entry.regime,
        legal_basis: legal_basis.clone(),
        has_case: true,
        reviewed: true,
        encounter: true,
        originator_consent: true,
        agreement: is_full(round).then_some(pact),
    })
}

fn about(round: usize) -> Option<About> {
    Some(About {
        regime: if is_full(round) { Some(nth(Regime::ALL, round / 2)?) } else { None },
        age: nth(Age::ALL, round)?,
        standing: nth(Standing::ALL, round)?,
        grounds: nth(Grounds::ALL, round)?,
        protective: true,
        misused_identity: true,
        restricted: true,
        flagged: true,
    })
}

fn marking(round: usize, party: &PartyId, purposes: &Purposes) -> Option<Marking> {
    if !is_full(round) {
        return Some(Marking::default());
    }
    let (purpose, _) = purposes.purposes().next()?;
    Marking::parse(&format!("TLP:RED REL:{party} ORCON RESTRICTED PURPOSE:{purpose} RETAIN:2030"))
        .ok()
}

fn is_full(round: usize) -> bool {
    round.is_multiple_of(2)
}

fn nth<T: Copy>(all: &[T], round: usize) -> Option<T> {
    all.iter().copied().cycle().nth(round)
}
