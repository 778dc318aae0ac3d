use std::collections::BTreeMap;

use comity_model::{LegalBasis, Purpose};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::Regime;
use crate::ask::Facts;
use crate::error::PolicyError;
use crate::fault::Fault;
use crate::limits::{GLOSS_CHARS_MAX, PURPOSES_MAX};

/// The purposes and legal bases that a policy knows.
#[derive(Debug, Clone)]
pub struct Purposes {
    purposes: BTreeMap<Purpose, PurposeEntry>,
    legal_bases: BTreeMap<LegalBasis, LegalBasisEntry>,
}

/// What a policy says of a purpose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PurposeEntry {
    /// The purpose in plain words.
    pub says: String,
    /// The body of law that it stands under.
    pub regime: Regime,
    /// The legal bases that it accepts, the usual one first.
    pub legal_bases: Vec<LegalBasis>,
    /// Whether it needs a case reference.
    pub needs_case: bool,
}

/// What a policy says of a legal basis.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LegalBasisEntry {
    /// The legal basis in plain words.
    pub says: String,
    /// Where the law is written.
    pub source: String,
}

/// A question's purpose and legal basis, known to each other.
pub(crate) struct Lawful<'p> {
    pub(crate) purpose: &'p Purpose,
    pub(crate) legal_basis: &'p LegalBasis,
    pub(crate) regime: Regime,
}

impl Purposes {
    /// Each purpose with what the policy says of it, by name.
    pub fn purposes(&self) -> impl Iterator<Item = (&Purpose, &PurposeEntry)> {
        self.purposes.iter()
    }

    /// Each legal basis with what the policy says of it, by name.
    pub fn legal_bases(&self) -> impl Iterator<Item = (&LegalBasis, &LegalBasisEntry)> {
        self.legal_bases.iter()
    }

    /// Whether purpose, legal basis and case are stated, known and fit each other.
    ///
    /// # Errors
    /// What is missing or does not fit, with what would.
    pub fn check(&self, facts: &Facts) -> Result<(), PolicyError> {
        self.lawful(facts).map(|_| ())
    }

    pub(crate) fn lawful<'p>(&'p self, facts: &'p Facts) -> Result<Lawful<'p>, PolicyError> {
        let known = || names(self.purposes.keys());
        let purpose =
            facts.purpose.as_ref().ok_or_else(|| PolicyError::NoPurpose { known: known() })?;
        let entry = self.purposes.get(purpose).ok_or_else(|| PolicyError::UnknownPurpose {
            given: purpose.to_string(),
            known: known(),
        })?;
        let accepted = || names(entry.legal_bases.iter());
        let legal_basis = facts.legal_basis.as_ref().ok_or_else(|| PolicyError::NoLegalBasis {
            purpose: purpose.to_string(),
            accepted: accepted(),
        })?;
        if !self.legal_bases.contains_key(legal_basis) {
            let given = legal_basis.to_string();
            let known = names(self.legal_bases.keys());
            return Err(PolicyError::UnknownLegalBasis { given, known });
        }
        if !entry.legal_bases.contains(legal_basis) {
            return Err(PolicyError::WrongLegalBasis {
                purpose: purpose.to_string(),
                given: legal_basis.to_string(),
                accepted: accepted(),
            });
        }
        if entry.needs_case && facts.case.is_none() {
            return Err(PolicyError::NoCase { purpose: purpose.to_string() });
        }
        Ok(Lawful { purpose, legal_basis, regime: entry.regime })
    }

    /// Reads the table.
    pub(crate) fn read(file: &str, text: &str) -> Result<Purposes, Vec<Fault>> {
        let table: Table = from_toml(file, text).map_err(|fault| vec![fault])?;
        let mut reading = Reading { file, text, faults: Vec::new() };
        let legal_bases = reading.legal_bases(table.legal_basis);
        let purposes = reading.purposes(table.purpose, &legal_bases);
        for (kind, count) in [("purpose", purposes.len()), ("legal basis", legal_bases.len())] {
            if count == 0 || count > PURPOSES_MAX {
                let message = format!("{count} of the kind `{kind}`: 1 to {PURPOSES_MAX} may be");
                reading.faults.push(Fault::of_file(file, message));
            }
        }
        if reading.faults.is_empty() {
            Ok(Purposes { purposes, legal_bases })
        } else {
            Err(reading.faults)
        }
    }
}

fn names<'n, T: AsRef<str> + 'n>(each: impl Iterator<Item = &'n T>) -> Vec<String> {
    each.map(|name| name.as_ref().to_owned()).collect()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    #[serde(default)]
    purpose: Vec<PurposeRow>,
    #[serde(default)]
    legal_basis: Vec<LegalBasisRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PurposeRow {
    name: toml::Spanned<String>,
    says: String,
    regime: toml::Spanned<String>,
    legal_bases: Vec<toml::Spanned<String>>,
    #[serde(default)]
    case: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LegalBasisRow {
    name: toml::Spanned<String>,
    says: String,
    source: String,
}

struct Reading<'f> {
    file: &'f str,
    text: &'f str,
    faults: Vec<Fault>,
}

impl Reading<'_> {
    fn at(&mut self, place: &toml::Spanned<String>, message: String) {
        let fault = Fault::at(self.file, self.text, place.span().start, message);
        self.faults.push(fault);
    }

    fn sentence(&mut self, place: &toml::Spanned<String>, text: &str) {
        if text.trim().is_empty() || text.chars().count() > GLOSS_CHARS_MAX {
            let name = place.get_ref();
            let message =
                format!("`{name}` needs a sentence of at most {GLOSS_CHARS_MAX} characters");
            self.at(place, message);
        }
    }

    fn legal_bases(&mut self, rows: Vec<LegalBasisRow>) -> BTreeMap<LegalBasis, LegalBasisEntry> {
        let mut legal_bases = BTreeMap::new();
        for row in rows {
            self.sentence(&row.name, &row.says);
            self.sentence(&row.name, &row.source);
            match LegalBasis::new(row.name.get_ref()) {
                Err(error) => self.at(&row.name, error.to_string()),
                Ok(name) => {
                    let entry = LegalBasisEntry { says: row.says, source: row.source };
                    if legal_bases.insert(name, entry).is_some() {
                        let message = format!("the legal basis `{}` twice", row.name.get_ref());
                        self.at(&row.name, message);
                    }
                }
            }
        }
        legal_bases
    }

    fn purposes(
        &mut self,
        rows: Vec<PurposeRow>,
        known: &BTreeMap<LegalBasis, LegalBasisEntry>,
    ) -> BTreeMap<Purpose, PurposeEntry> {
        let mut purposes = BTreeMap::new();
        for row in rows {
            self.sentence(&row.name, &row.says);
            let Some(regime) = Regime::parse(row.regime.get_ref()) else {
                let all: Vec<&str> = Regime::ALL.iter().map(|regime| regime.name()).collect();
                let given = row.regime.get_ref();
                self.at(&row.regime, format!("`{given}` is none of {}", all.join(", ")));
                continue;
            };
            let legal_bases = self.accepted(&row, known);
            match Purpose::new(row.name.get_ref()) {
                Err(error) => self.at(&row.name, error.to_string()),
                Ok(name) => {
                    let needs_case = row.case;
                    let entry = PurposeEntry { says: row.says, regime, legal_bases, needs_case };
                    if purposes.insert(name, entry).is_some() {
                        self.at(&row.name, format!("the purpose `{}` twice", row.name.get_ref()));
                    }
                }
            }
        }
        purposes
    }

    fn accepted(
        &mut self,
        row: &PurposeRow,
        known: &BTreeMap<LegalBasis, LegalBasisEntry>,
    ) -> Vec<LegalBasis> {
        let mut accepted = Vec::new();
        for stated in &row.legal_bases {
            match known.keys().find(|name| name.as_str() == stated.get_ref()) {
                Some(name) => accepted.push(name.clone()),
                None => {
                    let name = stated.get_ref();
                    self.at(stated, format!("no [[legal_basis]] of this file is named `{name}`"));
                }
            }
        }
        if row.legal_bases.is_empty() {
            let message = format!("the purpose `{}` accepts no legal basis", row.name.get_ref());
            self.at(&row.name, message);
        }
        accepted
    }
}

/// Reads a table whose keys are all known.
pub(crate) fn from_toml<T: DeserializeOwned>(file: &str, text: &str) -> Result<T, Fault> {
    toml::from_str(text).map_err(|error| {
        let offset = error.span().map_or(0, |span| span.start);
        Fault::at(file, text, offset, error.message().to_owned())
    })
}
