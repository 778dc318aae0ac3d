use std::collections::HashMap;

use comity_model::{Marking, Origin, Record, RecordId, Schema, Statement, Timestamp};

use super::form::{Details, OriginRow, StatementRow};
use crate::StoreError;
use crate::limits::ORIGINS_KEPT_MAX;

/// When a state was in force, for statements whose source does not say.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Seen {
    /// The time of the first version with this state.
    pub(crate) first: Timestamp,
    /// The time of the last version with it.
    pub(crate) last: Timestamp,
}

/// Reads stored records; records that one decoder read share their origins.
#[derive(Default)]
pub(crate) struct Decoder {
    origins: HashMap<String, Origin>,
    /// Kept so that looking up an origin does not allocate.
    key: String,
}

impl Decoder {
    /// The record of a body; without `seen`, as it was handed in.
    pub(crate) fn decode(
        &mut self,
        id: &str,
        schema: &str,
        text: &str,
        seen: Option<Seen>,
    ) -> Result<Record, StoreError> {
        self.decode_parts(id, schema, text, seen)
            .map_err(|error| StoreError::Corrupt(format!("record `{id}`: {error}")))
    }

    fn decode_parts(
        &mut self,
        id: &str,
        schema: &str,
        text: &str,
        seen: Option<Seen>,
    ) -> Result<Record, StoreError> {
        let body = super::read(text)?;
        let origins: Result<Vec<Origin>, StoreError> =
            body.origins.iter().map(|row| self.origin(row)).collect();
        let origins = origins?;
        let schema = Schema::named(schema)?;
        let mut record = Record::new(RecordId::new(id)?, schema);
        for row in body.statements {
            record.push(statement(schema, row, &origins, seen)?)?;
        }
        for sample in body.biometrics {
            record.biometrics.push(sample.sample()?);
        }
        for id in body.referents {
            record.add_referent(RecordId::new(id)?)?;
        }
        Ok(record)
    }

    fn origin(&mut self, row: &OriginRow<'_>) -> Result<Origin, StoreError> {
        self.key.clear();
        for part in [&row.dataset, &row.party, &row.marking] {
            self.key.push_str(part);
            // No name and no marking has it.
            self.key.push('\0');
        }
        if let Some(known) = self.origins.get(&self.key) {
            return Ok(known.clone());
        }
        // Invariant: a marking that cannot be read is an error, never no marking.
        let origin = Origin::new(&row.dataset, &row.party, Marking::parse(&row.marking)?)?;
        if self.origins.len() >= ORIGINS_KEPT_MAX {
            self.origins.clear();
        }
        self.origins.insert(self.key.clone(), origin.clone());
        Ok(origin)
    }
}

fn statement(
    schema: Schema,
    row: StatementRow<'_>,
    origins: &[Origin],
    seen: Option<Seen>,
) -> Result<Statement, StoreError> {
    let StatementRow(property, value, details) = row;
    let Details { origin, original, language, first_seen, last_seen, since } = details;
    let missing = || StoreError::Corrupt(format!("a statement names origin {origin}"));
    // What the source states comes first, then the store's own note, then the versions' times.
    let first = first_seen.or(since.filter(|_| seen.is_some())).map(Timestamp);
    Ok(Statement {
        property: schema.property(&property)?,
        value: value.into_owned(),
        original: original.map(Into::into),
        language: language.map(Into::into),
        origin: origins.get(origin).ok_or_else(missing)?.clone(),
        first_seen: first.or(seen.map(|seen| seen.first)),
        last_seen: last_seen.map(Timestamp).or(seen.map(|seen| seen.last)),
    })
}
