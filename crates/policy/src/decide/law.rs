use std::collections::BTreeSet;
use std::sync::Arc;

use cedar_policy::{Authorizer, Decision as CedarDecision};
use comity_model::Marking;

use super::kept::Kept;
use super::{Decision, Permit, Refusal};
use crate::ask::{Action, ActionClass, Asker, Asking, Facts, Matter, Object, Pact, Target};
use crate::error::PolicyError;
use crate::fault::Faults;
use crate::rules::{
    Effect, Lawful, Loaded, Obligation, PolicyFile, Properties, PropertyClass, Purposes, Rule,
    load, shipped_files,
};

/// The policy in force: who may do what with whose data, and why.
///
/// Invariant: unknown means no. A purpose, a legal basis, an obligation or a rule that cannot be
/// decided refuses, and so does a question that no rule permits.
pub struct Law {
    loaded: Loaded,
    authorizer: Authorizer,
    kept: Kept,
}

impl Law {
    /// The policy that ships with the node.
    ///
    /// # Errors
    /// Never, as long as the tests of this crate pass.
    pub fn shipped() -> Result<Law, Faults> {
        Law::load(shipped_files())
    }

    /// A policy from the files of its folder.
    ///
    /// # Errors
    /// Every fault with its file and line. A policy holds as a whole or not at all.
    pub fn load(files: Vec<PolicyFile>) -> Result<Law, Faults> {
        let loaded = load(files)?;
        Ok(Law { loaded, authorizer: Authorizer::new(), kept: Kept::default() })
    }

    /// The SHA-256 of the policy's files.
    #[must_use]
    pub fn hash(&self) -> [u8; 32] {
        self.loaded.hash
    }

    /// The purposes and legal bases that it knows.
    #[must_use]
    pub fn purposes(&self) -> &Purposes {
        &self.loaded.purposes
    }

    /// The properties that it holds to be sensitive.
    #[must_use]
    pub fn properties(&self) -> &Properties {
        &self.loaded.properties
    }

    /// All rules, by name.
    pub fn rules(&self) -> impl Iterator<Item = &Rule> {
        self.loaded.rules.values().map(AsRef::as_ref)
    }

    /// The rules that can apply to an action, by name.
    #[must_use]
    pub fn rules_for(&self, action: Action) -> Vec<&Rule> {
        let Some(set) = self.loaded.by_action.get(action.index()) else { return Vec::new() };
        let names: BTreeSet<&str> = set.policies().map(|policy| policy.id().as_ref()).collect();
        names
            .into_iter()
            .filter_map(|name| self.loaded.rules.get(name))
            .map(AsRef::as_ref)
            .collect()
    }

    /// Whether this asker may do this, in these circumstances.
    #[must_use]
    pub fn may(&self, asker: &Asker, action: Action, facts: &Facts) -> Decision {
        let object = match action.target() {
            Target::Node => Object::Node,
            Target::Marking => Object::Marking { marking: facts.marking.clone() },
            Target::Record => Object::Record { about: facts.about, marking: facts.marking.clone() },
            Target::Statement => Object::Statement {
                about: facts.about,
                marking: facts.marking.clone(),
                class: PropertyClass::Ordinary,
            },
        };
        match self.matter(asker, action, facts, object) {
            Ok(matter) => self.decided(&matter).as_ref().clone(),
            Err(error) => Decision::refused(error),
        }
    }

    /// The same as a key to what may be released.
    ///
    /// # Errors
    /// The decision, if it refuses.
    pub fn permit(&self, asker: &Asker, action: Action, facts: &Facts) -> Result<Permit, Refusal> {
        let decision = self.may(asker, action, facts);
        if decision.is_permitted() {
            Ok(Permit { asker: asker.clone(), action, facts: facts.clone(), decision })
        } else {
            Err(Refusal { action, decision })
        }
    }

    /// Whether statements of this marking take part in what is answered.
    #[must_use]
    pub fn sees(&self, asker: &Asker, facts: &Facts, marking: &Marking) -> bool {
        self.view(asker, facts, std::slice::from_ref(marking)).first() == Some(&true)
    }

    /// Which of these markings take part in what is answered: the view.
    #[must_use]
    pub fn view(&self, asker: &Asker, facts: &Facts, markings: &[Marking]) -> Vec<bool> {
        let of = |marking: &Marking| Object::Marking { marking: marking.clone() };
        let Ok(mut matter) = self.matter(asker, Action::See, facts, Object::Node) else {
            return vec![false; markings.len()];
        };
        let sees = markings.iter().map(|marking| {
            matter.object = of(marking);
            self.decided(&matter).is_permitted()
        });
        sees.collect()
    }

    /// Whether a value of a property of this class is shown, of the record in question.
    #[must_use]
    pub fn may_show(&self, asker: &Asker, facts: &Facts, class: PropertyClass) -> Decision {
        let marking = facts.marking.clone();
        let statement = Object::Statement { about: facts.about, marking, class };
        match self.matter(asker, Action::Show, facts, statement) {
            Ok(matter) => self.decided(&matter).as_ref().clone(),
            Err(error) => Decision::refused(error),
        }
    }

    /// Whether a statement of this kind is shown.
    pub(crate) fn shows(&self, asker: &Asker, facts: &Facts, statement: Object) -> bool {
        self.matter(asker, Action::Show, facts, statement)
            .is_ok_and(|matter| self.decided(&matter).is_permitted())
    }

    /// The question as the rules will hear it.
    fn matter(
        &self,
        asker: &Asker,
        action: Action,
        facts: &Facts,
        object: Object,
    ) -> Result<Matter, PolicyError> {
        let asking = match action.class() {
            ActionClass::PersonalData => Some(asking(self.loaded.purposes.lawful(facts)?, facts)),
            ActionClass::Account | ActionClass::Public => None,
        };
        Ok(Matter {
            action,
            kind: asker.kind,
            roles: asker.roles.clone(),
            party: asker.party.clone(),
            clearance: asker.clearance,
            today: facts.now.day_number(),
            assurance: facts.assurance,
            approved: facts.supervisor.as_ref().is_some_and(|name| *name != asker.name),
            asking,
            object,
        })
    }

    /// What the rules say, asked once for each matter.
    fn decided(&self, matter: &Matter) -> Arc<Decision> {
        if let Some(decision) = self.kept.get(matter) {
            return decision;
        }
        let decision = Arc::new(self.decide(matter));
        self.kept.keep(matter.clone(), Arc::clone(&decision));
        decision
    }

    /// Asks the rules.
    pub(crate) fn decide(&self, matter: &Matter) -> Decision {
        let failed = |reason: String| Decision::refused(PolicyError::NotDecidable { reason });
        let Some(rules) = self.loaded.by_action.get(matter.action.index()) else {
            return failed(format!("no rules are kept for `{}`", matter.action));
        };
        let (request, entities) = match self.loaded.words.question(matter, None) {
            Ok(question) => question,
            Err(reason) => return failed(reason),
        };
        let response = self.authorizer.is_authorized(&request, rules, &entities);
        // Invariant: a rule that fails refuses. Cedar would pass over it, and with it over what it
        // forbids.
        let mut errors: Vec<PolicyError> = response
            .diagnostics()
            .errors()
            .map(|cedar_policy::AuthorizationError::PolicyEvaluationError(error)| {
                PolicyError::RuleFailed {
                    rule: error.policy_id().to_string(),
                    reason: error.inner().to_string(),
                }
            })
            .collect();
        let names: BTreeSet<&str> =
            response.diagnostics().reason().map(AsRef::<str>::as_ref).collect();
        let decided: Vec<Arc<Rule>> =
            names.into_iter().filter_map(|name| self.loaded.rules.get(name)).cloned().collect();
        let is_permit = response.decision() == CedarDecision::Allow && errors.is_empty();
        if !is_permit {
            // Permits that a failed rule took with it decide nothing.
            let rules = decided.into_iter().filter(|rule| rule.effect == Effect::Refuse).collect();
            return Decision { effect: Effect::Refuse, rules, obligations: Vec::new(), errors };
        }
        let obligations: BTreeSet<Obligation> =
            decided.iter().flat_map(|rule| rule.obligations.iter().copied()).collect();
        let obligations: Vec<Obligation> = obligations.into_iter().collect();
        errors.extend(unmet(&obligations, matter));
        let effect = if errors.is_empty() { Effect::Permit } else { Effect::Refuse };
        Decision { effect, rules: decided, obligations, errors }
    }
}

/// What has to have been done before the answer, and was not.
fn unmet(obligations: &[Obligation], matter: &Matter) -> Vec<PolicyError> {
    let reviewed = matter.asking.as_ref().is_some_and(|asking| asking.reviewed);
    let mut errors = Vec::new();
    if obligations.contains(&Obligation::SupervisorApproval) && !matter.approved {
        errors.push(PolicyError::NoApproval);
    }
    if obligations.contains(&Obligation::RecordReviewer) && !reviewed {
        errors.push(PolicyError::NoReviewer);
    }
    errors
}

fn asking(lawful: Lawful<'_>, facts: &Facts) -> Asking {
    let agreement = facts.agreement.as_ref().map(|agreement| Pact {
        partner: agreement.partner.clone(),
        in_force: facts.now < agreement.expires,
        purposes: agreement.purposes.clone(),
        tlp_max: agreement.tlp_max,
    });
    Asking {
        purpose: lawful.purpose.clone(),
        regime: lawful.regime,
        legal_basis: lawful.legal_basis.clone(),
        has_case: facts.case.is_some(),
        reviewed: facts.reviewer.is_some(),
        encounter: facts.encounter,
        originator_consent: facts.originator_consent,
        agreement,
    }
}

#[cfg(test)]
impl Law {
    /// What a test finds when a rule is taken out.
    pub(crate) fn without<R>(&mut self, rule: &str, test: impl FnOnce(&Law) -> R) -> R {
        let id = cedar_policy::PolicyId::new(rule);
        let whole = self.loaded.by_action.clone();
        for set in self.loaded.by_action.iter_mut().filter(|set| set.policy(&id).is_some()) {
            set.remove_static(id.clone()).unwrap();
        }
        self.kept = Kept::default();
        let found = test(self);
        self.loaded.by_action = whole;
        self.kept = Kept::default();
        found
    }
}

#[cfg(test)]
mod tests {
    use comity_model::{ActorName, LegalBasis, PartyId, Purpose, Role, Timestamp, Tlp};

    use super::*;
    use crate::ask::AskerKind;

    fn with_rule(text: &str) -> Law {
        let mut law = Law::shipped().unwrap();
        let policy = cedar_policy::Policy::parse(None, text).unwrap();
        law.loaded.by_action.iter_mut().for_each(|set| set.add(policy.clone()).unwrap());
        law
    }

    fn decision(law: &Law) -> Decision {
        let asker = Asker {
            kind: AskerKind::Person,
            name: ActorName::new("osk").unwrap(),
            roles: [Role::Officer].into(),
            party: PartyId::new("freedonia").unwrap(),
            clearance: Tlp::Red,
        };
        let facts = Facts {
            purpose: Some(Purpose::new("border-check").unwrap()),
            legal_basis: Some(LegalBasis::new("border-code").unwrap()),
            ..Facts::at(Timestamp(1_900_000_000))
        };
        law.may(&asker, Action::Screen, &facts)
    }

    #[test]
    fn a_rule_that_fails_refuses_whatever_it_says() {
        assert!(decision(&Law::shipped().unwrap()).is_permitted());
        for effect in ["permit", "forbid"] {
            // Such a rule does not load; this is what happens if one did.
            let law = with_rule(&format!(
                "{effect} (principal, action, resource) \
                 when {{ 9223372036854775807 + context.today > 0 }};"
            ));
            let decision = decision(&law);
            assert_eq!((decision.effect, decision.rules.len()), (Effect::Refuse, 0), "{effect}");
            let error = decision.errors.first().unwrap();
            assert_eq!(error.code(), "rule-failed");
            assert!(error.to_string().contains("overflow"), "{error}");
        }
    }
}
