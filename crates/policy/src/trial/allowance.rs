use std::collections::BTreeSet;

use comity_model::{ActorName, CaseReference, Marking, PartyId, Purpose, Role, Timestamp, Tlp};

use crate::ask::{
    About, Action, ActionClass, Age, Agreement, Asker, AskerKind, Assurance, Facts, Grounds,
    Standing,
};
use crate::decide::Law;

/// For which purposes somebody may do something, when everything else is as it should be: there is
/// a case, a supervisor approved, a person reviewed, the agreement is in force, the record is
/// about an adult and marked `TLP:CLEAR`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allowance {
    /// What.
    pub action: Action,
    /// A person of this one role; none for a partner.
    pub role: Option<Role>,
    /// For which purposes; for an action without personal data empty.
    pub purposes: Vec<Purpose>,
    /// Whether it may be done at all.
    pub is_allowed: bool,
}

/// Who may do what: each action for each role, and for a partner.
#[must_use]
pub fn allowances(law: &Law) -> Vec<Allowance> {
    let Some(trial) = Trial::new(law) else { return Vec::new() };
    let roles = || Role::ALL.into_iter().map(Some).chain([None]);
    let each = Action::ALL.iter().flat_map(|action| roles().map(move |role| (*action, role)));
    each.map(|(action, role)| trial.allowance(action, role)).collect()
}

/// The same as a table in Markdown: a line for each action, a column for each role.
#[must_use]
pub fn allowance_table(law: &Law) -> String {
    let roles: Vec<String> = Role::ALL.iter().map(ToString::to_string).collect();
    let mut table = format!("| action | {} | partner |\n|---", roles.join(" | "));
    table.push_str(&"|---".repeat(roles.len() + 1));
    table.push_str("|\n");
    let allowances = allowances(law);
    for action in Action::ALL {
        let own = allowances.iter().filter(|allowance| allowance.action == *action);
        let all = law.purposes().purposes().count();
        let cells: Vec<String> = own.map(|allowance| allowance.cell(all)).collect();
        table.push_str(&format!("| {action} | {} |\n", cells.join(" | ")));
    }
    table
}

impl Allowance {
    fn cell(&self, all: usize) -> String {
        match (self.is_allowed, self.action.class()) {
            (false, _) => "–".to_owned(),
            (true, ActionClass::PersonalData) if self.purposes.len() == all => "all".to_owned(),
            (true, ActionClass::PersonalData) => {
                let names: Vec<&str> = self.purposes.iter().map(Purpose::as_str).collect();
                names.join(", ")
            }
            (true, _) => "yes".to_owned(),
        }
    }
}

struct Trial<'l> {
    law: &'l Law,
    facts: Facts,
    own: PartyId,
    partner: PartyId,
    name: ActorName,
}

impl<'l> Trial<'l> {
    /// None if a name here were not valid.
    fn new(law: &'l Law) -> Option<Trial<'l>> {
        let partner = PartyId::new("partner").ok()?;
        let other = ActorName::new("another").ok()?;
        let agreement = Agreement {
            partner: partner.clone(),
            purposes: law.purposes().purposes().map(|(name, _)| name.clone()).collect(),
            tlp_max: Tlp::Red,
            expires: Timestamp(1),
        };
        let facts = Facts {
            case: Some(CaseReference::new("case").ok()?),
            agreement: Some(agreement),
            assurance: Assurance::High,
            supervisor: Some(other.clone()),
            reviewer: Some(other),
            encounter: true,
            originator_consent: true,
            about: About {
                age: Age::Adult,
                standing: Standing::Suspect,
                grounds: Grounds::Fact,
                ..About::default()
            },
            marking: Marking::default(),
            ..Facts::at(Timestamp(0))
        };
        let own = PartyId::new("this-party").ok()?;
        Some(Trial { law, facts, own, partner, name: ActorName::new("asker").ok()? })
    }

    fn allowance(&self, action: Action, role: Option<Role>) -> Allowance {
        let asker = Asker {
            kind: if role.is_some() { AskerKind::Person } else { AskerKind::Partner },
            name: self.name.clone(),
            roles: BTreeSet::from_iter(role),
            party: if role.is_some() { self.own.clone() } else { self.partner.clone() },
            clearance: Tlp::Red,
        };
        if action.class() != ActionClass::PersonalData {
            let is_allowed = self.law.may(&asker, action, &self.facts).is_permitted();
            return Allowance { action, role, purposes: Vec::new(), is_allowed };
        }
        let mut purposes = Vec::new();
        for (purpose, entry) in self.law.purposes().purposes() {
            let any = entry.legal_bases.iter().any(|legal_basis| {
                let facts = Facts {
                    purpose: Some(purpose.clone()),
                    legal_basis: Some(legal_basis.clone()),
                    ..self.facts.clone()
                };
                self.law.may(&asker, action, &facts).is_permitted()
            });
            purposes.extend(any.then(|| purpose.clone()));
        }
        Allowance { action, role, is_allowed: !purposes.is_empty(), purposes }
    }
}
