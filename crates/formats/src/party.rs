//! A listed party while a reader puts it together, with the records that describe it.

use std::collections::HashSet;

use comity_model::{
    ModelError, Origin, Property, Record, RecordId, Schema, Statement, clean_value,
};

use crate::FormatError;
use crate::output::Output;
use crate::text::tidy;

pub(crate) struct Party {
    record: Record,
    origin: Origin,
    related: Vec<Record>,
    related_ids: HashSet<RecordId>,
    rejected: Vec<ModelError>,
}

impl Party {
    pub(crate) fn new(id: RecordId, schema: Schema, origin: Origin) -> Party {
        Party {
            record: Record::new(id, schema),
            origin,
            related: Vec::new(),
            related_ids: HashSet::new(),
            rejected: Vec::new(),
        }
    }

    pub(crate) fn id(&self) -> &RecordId {
        self.record.id()
    }

    pub(crate) fn record(&self) -> &Record {
        &self.record
    }

    pub(crate) fn is_a(&self, schema: &str) -> bool {
        self.record.schema().is_a(schema)
    }

    /// Adds a value. One that does not fit is left out, reported, and kept as a note.
    pub(crate) fn add(&mut self, property: &str, value: &str) {
        self.add_in(property, value, None);
    }

    /// Adds a value whose language (ISO 639-3) is known.
    pub(crate) fn add_in(&mut self, property: &str, value: &str, language: Option<&str>) {
        let value = tidy(value);
        if let Err(error) = self.record.add_in(property, &value, language, &self.origin) {
            self.reject(property, &value, error);
        }
    }

    /// Adds a value that is not quite what the publisher wrote, with what it wrote.
    pub(crate) fn add_rewritten(&mut self, property: &str, value: &str, original: &str) {
        let value = tidy(value);
        if let Err(error) = self.push_rewritten(property, &value, original) {
            self.reject(property, &value, error);
        }
    }

    /// Adds a value to a property that the schema may lack; then it is kept as a note.
    pub(crate) fn add_or_note(&mut self, property: &str, value: &str) {
        if self.record.schema().property(property).is_ok() {
            self.add(property, value);
        } else if !value.is_empty() {
            self.note(&format!("{property}: {value}"));
        }
    }

    /// Adds a value if it fits, and says whether it did.
    pub(crate) fn try_add(&mut self, property: &str, value: &str) -> bool {
        self.record.add(property, &tidy(value), &self.origin).is_ok()
    }

    /// Keeps a text so that nothing is lost.
    pub(crate) fn note(&mut self, text: &str) {
        if let Err(error) = self.record.add("notes", &tidy(text), &self.origin) {
            self.rejected.push(error);
        }
    }

    /// Adds a record that describes this one. The same one twice is kept once; one that cannot be
    /// made, because the party's id leaves no room for its own, is reported.
    pub(crate) fn relate(
        &mut self,
        schema: &str,
        key: &str,
        values: &[(&str, &str)],
    ) -> Option<RecordId> {
        let made = RecordId::new(format!("{}-{key}", self.record.id()))
            .and_then(|id| Ok(Record::new(id, Schema::named(schema)?)));
        let mut related = match made {
            Ok(related) => related,
            Err(error) => {
                self.rejected.push(error);
                return None;
            }
        };
        let id = related.id().clone();
        if !self.related_ids.insert(id.clone()) {
            return Some(id);
        }
        for (property, value) in values {
            let value = tidy(value);
            if let Err(error) = related.add(property, &value, &self.origin) {
                self.reject(property, &value, error);
            }
        }
        self.related.push(related);
        Some(id)
    }

    /// Whether a record with that key describes this one.
    pub(crate) fn has_related(&self, key: &str) -> bool {
        let id = RecordId::new(format!("{}-{key}", self.record.id()));
        id.is_ok_and(|id| self.related_ids.contains(&id))
    }

    /// Leaves a value out of its property, reports it, and keeps it as a note.
    pub(crate) fn reject(&mut self, property: &str, value: &str, error: ModelError) {
        self.rejected.push(error);
        keep_as_note(&mut self.record, property, value, &self.origin);
    }

    /// Hands over the party and then what describes it.
    pub(crate) fn emit(self, place: &str, output: &mut Output<'_>) -> Result<(), FormatError> {
        for error in &self.rejected {
            output.skip(format_args!("{place}, record `{}`", self.record.id()), error);
        }
        output.emit(self.record, place)?;
        self.related.into_iter().try_for_each(|related| output.emit(related, place))
    }

    fn push_rewritten(
        &mut self,
        property: &str,
        value: &str,
        original: &str,
    ) -> Result<(), ModelError> {
        let property = self.record.schema().property(property)?;
        match statement(property, value, original, &self.origin)? {
            Some(statement) => self.record.push(statement),
            None => Ok(()),
        }
    }
}

/// Keeps a value that its property does not take, so that nothing that was listed is lost; what
/// has no place for notes, or takes no more, is only reported.
pub(crate) fn keep_as_note(record: &mut Record, property: &str, value: &str, origin: &Origin) {
    let value = tidy(value);
    if property != "notes" && !value.is_empty() {
        // Either way the caller reports the value.
        let _ = record.add("notes", &format!("{property}: {value}"), origin);
    }
}

/// A statement of a value, with what the publisher wrote; none of an empty value.
pub(crate) fn statement(
    property: Property,
    value: &str,
    original: &str,
    origin: &Origin,
) -> Result<Option<Statement>, ModelError> {
    if value.is_empty() {
        return Ok(None);
    }
    let value = clean_value(property, value)?;
    let original = original.trim();
    Ok(Some(Statement {
        property,
        original: (value != original).then(|| original.to_owned()),
        value,
        language: None,
        origin: origin.clone(),
        first_seen: None,
        last_seen: None,
    }))
}
