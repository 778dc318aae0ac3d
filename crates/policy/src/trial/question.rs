use comity_model::{
    ActorName, CaseReference, LegalBasis, Marking, ModelError, PartyId, Purpose, Role, Timestamp,
    Tlp,
};
use serde::Deserialize;

use crate::ask::{
    About, Action, Age, Agreement, Asker, AskerKind, Assurance, Facts, Grounds, Standing,
};
use crate::decide::{Decision, Law};
use crate::error::PolicyError;
use crate::rules::Regime;

/// A question in words, as a scenario or a command states it. What is left out is absent, and of
/// the asker: a person called `asker` of the party `this-party` who may see everything.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[expect(missing_docs, reason = "each is the word of Asker, Facts, About or Agreement")]
pub struct Question {
    pub action: Option<String>,
    pub kind: Option<String>,
    pub roles: Vec<String>,
    pub party: Option<String>,
    pub clearance: Option<String>,
    pub purpose: Option<String>,
    pub legal_basis: Option<String>,
    pub case: Option<String>,
    /// The day, such as `2030-01-31`.
    pub today: Option<String>,
    pub assurance: Option<String>,
    pub approved_by: Option<String>,
    pub reviewed_by: Option<String>,
    pub encounter: bool,
    pub originator_consent: bool,
    pub agreement: Option<AgreementWords>,
    pub marking: Option<String>,
    /// For the action `show`: the property whose value is to be shown.
    pub property: Option<String>,
    pub regime: Option<String>,
    pub age: Option<String>,
    pub standing: Option<String>,
    pub grounds: Option<String>,
    pub protective: bool,
    pub misused_identity: bool,
    pub restricted: bool,
    pub flagged: bool,
}

/// An agreement in words.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "each is the word of Agreement")]
pub struct AgreementWords {
    pub partner: String,
    pub purposes: Vec<String>,
    pub tlp_max: String,
    pub expires: String,
}

impl Question {
    /// What the policy says to it.
    ///
    /// # Errors
    /// [`PolicyError::UnknownWord`] if a word is none of those that are known.
    pub fn put(&self, law: &Law, now: Timestamp) -> Result<Decision, PolicyError> {
        let (asker, action, facts) = self.read(now)?;
        match (&self.property, action) {
            (None, _) => Ok(law.may(&asker, action, &facts)),
            (Some(property), Action::Show) => {
                let class = law.properties().class_of(property).ok_or_else(|| {
                    PolicyError::InvalidWord {
                        reason: format!("`{property}` is not a property of the vocabulary"),
                    }
                })?;
                Ok(law.may_show(&asker, &facts, class))
            }
            (Some(_), _) => {
                Err(unknown("action for a property", action.name(), vec!["show".to_owned()]))
            }
        }
    }

    /// The question as the policy takes it; `now` holds unless it states a day.
    ///
    /// # Errors
    /// [`PolicyError::UnknownWord`] if a word is none of those that are known.
    pub fn read(&self, now: Timestamp) -> Result<(Asker, Action, Facts), PolicyError> {
        let action = match &self.action {
            None => {
                let known = names(Action::ALL, Action::name).join(", ");
                let reason = format!("no action is stated: one of {known}");
                return Err(PolicyError::InvalidWord { reason });
            }
            Some(text) => word("action", text, Action::ALL, Action::name)?,
        };
        let roles = self.roles.iter().map(|text| word("role", text, &Role::ALL, Role::name));
        let asker = Asker {
            kind: optional("kind of asker", &self.kind, AskerKind::ALL, AskerKind::name)?
                .unwrap_or(AskerKind::Person),
            name: id("asker", ActorName::new)?,
            roles: roles.collect::<Result<_, _>>()?,
            party: id(self.party.as_deref().unwrap_or("this-party"), PartyId::new)?,
            clearance: light(self.clearance.as_deref().unwrap_or("RED"))?,
        };
        let now = match &self.today {
            None => now,
            Some(text) => moment(text)?,
        };
        let facts = Facts {
            purpose: given(&self.purpose, Purpose::new)?,
            legal_basis: given(&self.legal_basis, LegalBasis::new)?,
            case: given(&self.case, CaseReference::new)?,
            agreement: self.agreement.as_ref().map(AgreementWords::read).transpose()?,
            assurance: optional("assurance", &self.assurance, Assurance::ALL, Assurance::name)?
                .unwrap_or(Assurance::Low),
            supervisor: given(&self.approved_by, ActorName::new)?,
            reviewer: given(&self.reviewed_by, ActorName::new)?,
            encounter: self.encounter,
            originator_consent: self.originator_consent,
            about: self.about()?,
            marking: given(&self.marking, Marking::parse)?.unwrap_or_default(),
            ..Facts::at(now)
        };
        Ok((asker, action, facts))
    }

    fn about(&self) -> Result<About, PolicyError> {
        Ok(About {
            regime: optional("regime", &self.regime, Regime::ALL, Regime::name)?,
            age: optional("age", &self.age, Age::ALL, Age::name)?.unwrap_or(Age::Unknown),
            standing: optional("standing", &self.standing, Standing::ALL, Standing::name)?
                .unwrap_or(Standing::Unknown),
            grounds: optional("grounds", &self.grounds, Grounds::ALL, Grounds::name)?
                .unwrap_or(Grounds::Unknown),
            protective: self.protective,
            misused_identity: self.misused_identity,
            restricted: self.restricted,
            flagged: self.flagged,
        })
    }
}

impl AgreementWords {
    fn read(&self) -> Result<Agreement, PolicyError> {
        let purposes = self.purposes.iter().map(|text| id(text, Purpose::new));
        Ok(Agreement {
            partner: id(&self.partner, PartyId::new)?,
            purposes: purposes.collect::<Result<_, _>>()?,
            tlp_max: light(&self.tlp_max)?,
            expires: moment(&self.expires)?,
        })
    }
}

fn unknown(what: &'static str, given: &str, known: Vec<String>) -> PolicyError {
    PolicyError::UnknownWord { what, given: given.to_owned(), known }
}

fn names<T: Copy>(all: &[T], name: fn(T) -> &'static str) -> Vec<String> {
    all.iter().map(|each| name(*each).to_owned()).collect()
}

fn word<T: Copy>(
    what: &'static str,
    text: &str,
    all: &[T],
    name: fn(T) -> &'static str,
) -> Result<T, PolicyError> {
    let found = all.iter().copied().find(|each| name(*each) == text);
    found.ok_or_else(|| unknown(what, text, names(all, name)))
}

fn optional<T: Copy>(
    what: &'static str,
    text: &Option<String>,
    all: &[T],
    name: fn(T) -> &'static str,
) -> Result<Option<T>, PolicyError> {
    text.as_ref().map(|text| word(what, text, all, name)).transpose()
}

fn id<'t, T>(
    text: &'t str,
    read: impl Fn(&'t str) -> Result<T, ModelError>,
) -> Result<T, PolicyError> {
    read(text).map_err(|error| PolicyError::InvalidWord { reason: error.to_string() })
}

fn given<'t, T>(
    text: &'t Option<String>,
    read: impl Fn(&'t str) -> Result<T, ModelError>,
) -> Result<Option<T>, PolicyError> {
    text.as_ref().map(|text| id(text, read)).transpose()
}

fn light(text: &str) -> Result<Tlp, PolicyError> {
    let known = ["CLEAR", "GREEN", "AMBER", "AMBER+STRICT", "RED"];
    Tlp::parse(text)
        .ok_or_else(|| unknown("traffic light", text, known.map(str::to_owned).to_vec()))
}

fn moment(text: &str) -> Result<Timestamp, PolicyError> {
    let invalid = || PolicyError::InvalidWord {
        reason: format!("`{text}` is not a day, such as 2030-01-31"),
    };
    Timestamp::parse(text).ok_or_else(invalid)
}
