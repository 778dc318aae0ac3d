use std::collections::HashSet;
use std::fmt::Write as _;
use std::hash::{DefaultHasher, Hash, Hasher};

use crate::limits::{REFERENTS_PER_RECORD_MAX, STATEMENTS_PER_RECORD_MAX};
use crate::value::clean_value;
use crate::{BiometricSample, ModelError, Origin, RecordId, Schema, Statement};

/// A party, a thing, an event, or something that describes one, made of statements.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    id: RecordId,
    schema: Schema,
    statements: Vec<Statement>,
    said: Said,
    /// Biometric samples that a publisher states; see [`BiometricSample`].
    pub biometrics: Vec<BiometricSample>,
    /// Other ids under which its publisher knows or knew it; see [`Record::add_referent`].
    referents: Vec<RecordId>,
}

impl Record {
    /// An empty record.
    #[must_use]
    pub fn new(id: RecordId, schema: Schema) -> Record {
        Record {
            id,
            schema,
            statements: Vec::new(),
            said: Said::default(),
            biometrics: Vec::new(),
            referents: Vec::new(),
        }
    }

    /// The record's id inside its dataset.
    #[must_use]
    pub fn id(&self) -> &RecordId {
        &self.id
    }

    /// What kind of thing this is.
    #[must_use]
    pub fn schema(&self) -> Schema {
        self.schema
    }

    /// All statements, in the order in which they were added.
    #[must_use]
    pub fn statements(&self) -> &[Statement] {
        &self.statements
    }

    /// Adds a value in its normal form. An empty value is ignored: sources are full of them.
    ///
    /// # Errors
    /// If the schema has no such property, or the value does not fit the property's type.
    pub fn add(&mut self, property: &str, value: &str, origin: &Origin) -> Result<(), ModelError> {
        self.add_in(property, value, None, origin)
    }

    /// Adds a value whose language (ISO 639-3) is known.
    ///
    /// # Errors
    /// As [`Record::add`].
    pub fn add_in(
        &mut self,
        property: &str,
        value: &str,
        language: Option<&str>,
        origin: &Origin,
    ) -> Result<(), ModelError> {
        let property = self.schema.property(property)?;
        let raw = value.trim();
        if raw.is_empty() {
            return Ok(());
        }
        let clean = clean_value(property, raw)?;
        let original = (clean != raw).then(|| raw.to_owned());
        self.push(Statement {
            property,
            value: clean,
            original,
            language: language.map(str::to_owned),
            origin: origin.clone(),
            first_seen: None,
            last_seen: None,
        })
    }

    /// Adds a statement as it is; one that says the same from the same origin is kept once.
    ///
    /// # Errors
    /// [`ModelError::TooMany`] past the limit of statements.
    pub fn push(&mut self, statement: Statement) -> Result<(), ModelError> {
        if self.said.knows(&self.statements, &statement) {
            return Ok(());
        }
        if self.statements.len() >= STATEMENTS_PER_RECORD_MAX {
            let limit = STATEMENTS_PER_RECORD_MAX;
            return Err(ModelError::TooMany { what: "statements in one record", limit });
        }
        self.said.note(&self.statements, &statement);
        self.statements.push(statement);
        Ok(())
    }

    /// The same record with its processing restricted: everything that it says is marked so.
    #[must_use]
    pub fn restricted(mut self) -> Record {
        // Few origins make all statements of a record, and their statements share them.
        let mut known: Vec<(Origin, Origin)> = Vec::new();
        for statement in &mut self.statements {
            let found = known.iter().find(|(before, _)| *before == statement.origin);
            let origin = match found {
                Some((_, after)) => after.clone(),
                None => {
                    let after = statement.origin.restricted();
                    known.push((statement.origin.clone(), after.clone()));
                    after
                }
            };
            statement.origin = origin;
        }
        for sample in &mut self.biometrics {
            sample.marking = sample.marking.restricted();
        }
        self
    }

    /// Other ids under which its publisher knows or knew it, in the order in which they were added.
    #[must_use]
    pub fn referents(&self) -> &[RecordId] {
        &self.referents
    }

    /// Adds another id under which its publisher knows or knew it. Its own, and one that is known,
    /// say nothing new.
    ///
    /// # Errors
    /// [`ModelError::TooMany`] past the limit of referents.
    pub fn add_referent(&mut self, id: RecordId) -> Result<(), ModelError> {
        if id == self.id || self.referents.contains(&id) {
            return Ok(());
        }
        if self.referents.len() >= REFERENTS_PER_RECORD_MAX {
            let limit = REFERENTS_PER_RECORD_MAX;
            return Err(ModelError::TooMany { what: "referents of one record", limit });
        }
        self.referents.push(id);
        Ok(())
    }

    /// Takes over another record's statements about the same thing. The more special schema wins.
    ///
    /// # Errors
    /// If neither schema extends the other, or past the limit of statements.
    pub fn merge(&mut self, other: Record) -> Result<(), ModelError> {
        if other.schema.is_a(self.schema.name()) {
            self.schema = other.schema;
        } else if !self.schema.is_a(other.schema.name()) {
            return Err(ModelError::InvalidValue {
                property: "schema".to_owned(),
                value: other.schema.name().to_owned(),
                expected: "schema that the record's first one extends or is extended by",
            });
        }
        other.statements.into_iter().try_for_each(|statement| self.push(statement))?;
        self.biometrics.extend(other.biometrics);
        other.referents.into_iter().try_for_each(|id| self.add_referent(id))
    }

    /// The values of one property.
    pub fn values<'r>(&'r self, property: &'r str) -> impl Iterator<Item = &'r str> {
        self.statements
            .iter()
            .filter(move |statement| statement.property.name() == property)
            .map(|statement| statement.value.as_str())
    }

    /// The first value of one property.
    #[must_use]
    pub fn first(&self, property: &str) -> Option<&str> {
        self.statements
            .iter()
            .find(|statement| statement.property.name() == property)
            .map(|statement| statement.value.as_str())
    }

    /// What to call the record: its best name, or for an edge what it joins, or its id.
    #[must_use]
    pub fn caption(&self) -> String {
        let named = self.schema.caption_properties().iter().find_map(|name| self.first(name));
        if let Some(name) = named {
            return name.to_owned();
        }
        let mut caption = self.schema.name().to_owned();
        if let Some((source, target)) = self.schema.edge() {
            for end in [source, target] {
                if let Some(id) = self.first(end) {
                    // Writing to a string cannot fail.
                    let _ = write!(caption, " {id}");
                }
            }
            return caption;
        }
        self.id.as_str().to_owned()
    }
}

/// Hashes of what a record says, once it says much: adding to a long record must not take a walk
/// over all of it. Derived, so it takes no part in comparing records.
#[derive(Debug, Clone, Default)]
struct Said(HashSet<u64>);

impl Said {
    /// Up to so many statements a walk is cheaper than a hash.
    const WALKED_MAX: usize = 64;

    fn hash(statement: &Statement) -> u64 {
        let mut hasher = DefaultHasher::new();
        statement.property.name().hash(&mut hasher);
        statement.value.hash(&mut hasher);
        hasher.finish()
    }

    fn knows(&self, statements: &[Statement], new: &Statement) -> bool {
        if statements.len() > Said::WALKED_MAX && !self.0.contains(&Said::hash(new)) {
            return false;
        }
        statements.iter().any(|known| {
            known.property == new.property && known.value == new.value && known.origin == new.origin
        })
    }

    /// Takes in a statement that is about to be added.
    fn note(&mut self, statements: &[Statement], new: &Statement) {
        if statements.len() >= Said::WALKED_MAX {
            if self.0.is_empty() {
                self.0.extend(statements.iter().map(Said::hash));
            }
            self.0.insert(Said::hash(new));
        }
    }
}

impl PartialEq for Said {
    fn eq(&self, _: &Said) -> bool {
        true
    }
}

impl Eq for Said {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Marking;

    #[test]
    fn what_is_said_twice_is_kept_once_however_long_the_record() {
        let origin = Origin::new("list", "publisher", Marking::default()).unwrap();
        let id = RecordId::new("a").unwrap();
        let mut record = Record::new(id, Schema::named("Person").unwrap());
        for round in 0..2 {
            for at in 0..300 {
                record.add("alias", &format!("Name {at}"), &origin).unwrap();
            }
            assert_eq!(record.statements().len(), 300, "round {round}");
        }
        let other = Origin::new("other", "publisher", Marking::default()).unwrap();
        record.add("alias", "Name 7", &other).unwrap();
        assert_eq!(record.statements().len(), 301);
    }
}
