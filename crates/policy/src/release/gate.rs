use std::cell::RefCell;

use comity_model::{Marking, Record, Statement};

use crate::ask::{About, Action, Age, Asker, AskerKind, Facts, Object};
use crate::decide::{Law, Permit};
use crate::rules::{Obligation, PropertyClass};

use super::{Disclose, Released};

/// Most kinds of statements of which one release keeps what was decided.
const KINDS_KEPT_MAX: usize = 32;

/// Lets statements through, or not. What does not pass looks as if it were not there.
pub struct Gate<'l> {
    law: &'l Law,
    permit: &'l Permit,
    /// For what is shared: the partner, who has to be allowed to see it as well.
    recipient: Option<Asker>,
    /// What was decided already: a record says most things under one marking.
    known: RefCell<Vec<(Kind, bool)>>,
}

/// What a decision about a statement hangs on, beside the permit.
#[derive(PartialEq)]
struct Kind {
    marking: Marking,
    class: PropertyClass,
    about: About,
    own: bool,
}

impl Law {
    /// Lets out what the permit allows, statement by statement; none if nothing is left.
    #[must_use]
    pub fn release<T: Disclose>(&self, permit: &Permit, item: T) -> Option<Released<T>> {
        let recipient = recipient(permit);
        let gate = Gate { law: self, permit, recipient, known: RefCell::default() };
        item.disclose(&gate).map(Released::new)
    }
}

fn recipient(permit: &Permit) -> Option<Asker> {
    if !matches!(permit.action(), Action::Share | Action::OnwardShare) {
        return None;
    }
    let agreement = permit.facts().agreement.as_ref()?;
    Some(Asker {
        kind: AskerKind::Partner,
        name: permit.asker().name.clone(),
        roles: std::collections::BTreeSet::new(),
        party: agreement.partner.clone(),
        clearance: agreement.tlp_max,
    })
}

impl Gate<'_> {
    /// What is left of a record of which the permit's facts tell all that is known.
    #[must_use]
    pub fn record(&self, record: Record) -> Option<Record> {
        let about = self.permit.facts().about;
        self.record_about(record, about)
    }

    /// What is left of a record of which more is known. Its dates of birth say whether it is about
    /// a minor if nobody else does.
    #[must_use]
    pub fn record_about(&self, record: Record, mut about: About) -> Option<Record> {
        if about.age == Age::Unknown {
            about.age = Age::of(&record, self.permit.facts().now);
        }
        let mut left = Record::new(record.id().clone(), record.schema());
        let mut any = false;
        let only_hit = self.permit.obliges(Obligation::HitNoHitOnly);
        for statement in record.statements() {
            if !self.statement(&record, statement, about) {
                continue;
            }
            any = true;
            // A record that is smaller than one within the limits is within them.
            if !only_hit && left.push(statement.clone()).is_err() {
                return None;
            }
        }
        if !any {
            return None;
        }
        if !only_hit {
            for sample in &record.biometrics {
                let own = self.is_own(&sample.origin);
                if self.passes(&sample.marking, PropertyClass::Biometric, about, own) {
                    left.biometrics.push(sample.clone());
                }
            }
            for id in record.referents() {
                left.add_referent(id.clone()).ok()?;
            }
        }
        Some(left)
    }

    fn statement(&self, record: &Record, statement: &Statement, about: About) -> bool {
        let class = self.law.properties().class(record, statement);
        let own = self.is_own(statement.origin.party());
        self.passes(statement.origin.marking(), class, about, own)
    }

    /// Whether the asker's own party made the statement, and so is its originator.
    fn is_own(&self, party: &comity_model::PartyId) -> bool {
        self.permit.asker().kind != AskerKind::Partner && self.permit.asker().party == *party
    }

    fn passes(&self, marking: &Marking, class: PropertyClass, about: About, own: bool) -> bool {
        // A marking tells of a restriction, whoever else does not.
        let restricted = about.restricted || marking.is_restricted();
        let about = About { restricted, ..about };
        let kind = Kind { marking: marking.clone(), class, about, own };
        let known = self.known.borrow().iter().find(|(other, _)| *other == kind).map(|one| one.1);
        known.unwrap_or_else(|| {
            let passes = self.decide(marking, class, about, own);
            let mut known = self.known.borrow_mut();
            if known.len() < KINDS_KEPT_MAX {
                known.push((kind, passes));
            }
            passes
        })
    }

    fn decide(&self, marking: &Marking, class: PropertyClass, about: About, own: bool) -> bool {
        let masked = [PropertyClass::Photo, PropertyClass::Biometric].contains(&class)
            && self.permit.obliges(Obligation::MaskPhoto);
        if masked || !self.shows(self.permit.asker(), self.permit.facts(), marking, class, about) {
            return false;
        }
        let Some(recipient) = &self.recipient else { return true };
        // What this party made itself it may give away.
        let consent = self.permit.facts().originator_consent || own;
        let facts = Facts { originator_consent: consent, ..self.permit.facts().clone() };
        self.shows(recipient, &facts, marking, class, about)
    }

    fn shows(
        &self,
        asker: &Asker,
        facts: &Facts,
        marking: &Marking,
        class: PropertyClass,
        about: About,
    ) -> bool {
        let statement = Object::Statement { about, marking: marking.clone(), class };
        self.law.sees(asker, facts, marking) && self.law.shows(asker, facts, statement)
    }
}
