use std::collections::BTreeSet;
use std::sync::Arc;

use comity_model::{LegalBasis, Marking, PartyId, Purpose, Record, Role, Tlp};
use comity_policy::{Action, Asker, AskerKind, Assurance, Facts, Law, Permit};

/// What somebody may see: decided before anything is searched, and the same for the answer.
#[derive(Clone)]
pub(crate) enum Sight {
    /// Everything: the node itself.
    All,
    /// Nothing: who is not permitted to ask.
    Nothing,
    /// What is marked with this traffic light or a less restrictive one and does not rest, and no
    /// record of it: figures for those who run the node.
    UpTo(Tlp),
    /// What the policy lets through for one asker, purpose and legal basis.
    Asked(Arc<Asked>),
}

/// A permitted question and the law that it was permitted under.
pub(crate) struct Asked {
    pub(super) law: Arc<Law>,
    pub(super) permit: Permit,
}

/// What a sight hangs on: equal ones see the same.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum SightKey {
    All,
    Nothing,
    UpTo(Tlp),
    Asked(Box<AskedKey>),
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct AskedKey {
    law: [u8; 32],
    kind: AskerKind,
    roles: BTreeSet<Role>,
    party: PartyId,
    clearance: Tlp,
    assurance: Assurance,
    purpose: Option<Purpose>,
    legal_basis: Option<LegalBasis>,
    has_case: bool,
    approved: bool,
    agreement: Option<PartyId>,
    day: i64,
}

impl Sight {
    /// What the policy lets somebody see who asks this.
    pub(crate) fn of(law: &Arc<Law>, asker: &Asker, action: Action, facts: &Facts) -> Sight {
        match law.permit(asker, action, facts) {
            Ok(permit) => Sight::Asked(Arc::new(Asked { law: law.clone(), permit })),
            Err(_) => Sight::Nothing,
        }
    }

    /// Whether statements with this marking take part at all.
    pub(crate) fn shows(&self, marking: &Marking) -> bool {
        match self {
            Sight::All => true,
            Sight::Nothing => false,
            Sight::UpTo(light) => marking.tlp() <= *light && !marking.is_restricted(),
            Sight::Asked(asked) => {
                asked.law.sees(asked.permit.asker(), asked.permit.facts(), marking)
            }
        }
    }

    /// What of a record is shown; nothing, if none of its statements may be seen.
    pub(crate) fn show(&self, record: Record) -> Option<Record> {
        match self {
            Sight::All => Some(record),
            Sight::Nothing => None,
            Sight::UpTo(_) => self.part(record),
            Sight::Asked(asked) => {
                asked.law.release(&asked.permit, record).map(comity_policy::Released::into_inner)
            }
        }
    }

    fn part(&self, record: Record) -> Option<Record> {
        let mut part = Record::new(record.id().clone(), record.schema());
        for statement in record.statements() {
            if self.shows(statement.origin.marking()) {
                // A part of a record cannot pass the limit that the whole record kept.
                let _ = part.push(statement.clone());
            }
        }
        (!part.statements().is_empty()).then_some(part)
    }

    /// What it hangs on.
    pub(crate) fn key(&self) -> SightKey {
        match self {
            Sight::All => SightKey::All,
            Sight::Nothing => SightKey::Nothing,
            Sight::UpTo(light) => SightKey::UpTo(*light),
            Sight::Asked(asked) => {
                let (asker, facts) = (asked.permit.asker(), asked.permit.facts());
                SightKey::Asked(Box::new(AskedKey {
                    law: asked.law.hash(),
                    kind: asker.kind,
                    roles: asker.roles.clone(),
                    party: asker.party.clone(),
                    clearance: asker.clearance,
                    assurance: facts.assurance,
                    purpose: facts.purpose.clone(),
                    legal_basis: facts.legal_basis.clone(),
                    has_case: facts.case.is_some(),
                    approved: facts.supervisor.is_some(),
                    agreement: facts.agreement.as_ref().map(|agreed| agreed.partner.clone()),
                    day: facts.now.day_number(),
                }))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use comity_model::{Origin, RecordId, Schema};

    use super::*;

    #[test]
    fn hidden_statements_are_as_if_never_made() {
        let mut record = Record::new(RecordId::new("a").unwrap(), Schema::named("Vessel").unwrap());
        for (name, light) in [("Red Tern", Tlp::Red), ("Green Tern", Tlp::Green)] {
            let origin = Origin::new("list", "party", Marking::tlp_only(light)).unwrap();
            record.add("name", name, &origin).unwrap();
        }
        let seen = Sight::UpTo(Tlp::Green).show(record.clone()).unwrap();
        assert_eq!(seen.caption(), "Green Tern");
        assert_eq!(seen.statements().len(), 1);
        assert_eq!(Sight::UpTo(Tlp::Clear).show(record.clone()), None);
        assert_eq!(Sight::UpTo(Tlp::Red).show(record.clone().restricted()), None);
        assert_eq!(Sight::All.show(record.clone()), Some(record));
    }
}
