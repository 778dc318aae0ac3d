//! The stored form of a record: JSON that an operator can read.
//!
//! ```json
//! {"origins":[{"dataset":"demo_list","party":"demo-party","marking":"TLP:CLEAR"}],
//!  "statements":[["name","NORDIC TERN"],["alias","Tern",{"language":"eng"}]]}
//! ```
//!
//! A statement is property, value and, where there is more to say, details. Origins and markings
//! stand once a record and a statement names its origin by place (0 where it does not say).
//! `first_seen` and `last_seen` are what the source itself states; `since` is the store's own
//! note of when it first saw a statement that an earlier state had. The digest of a state covers
//! its schema and its body without those notes.

mod decoder;
mod form;

use std::collections::{BTreeMap, HashMap};

use comity_model::{ModelError, Record, Schema};
use sha2::{Digest, Sha256};

use crate::StoreError;
use crate::limits::BODY_BYTES_MAX;
pub(crate) use decoder::{Decoder, Seen};
use form::{Body, Details, OriginRow, SampleRow, StatementRow};

/// SHA-256 over schema and body.
pub(crate) type BodyDigest = [u8; 32];

/// The stored form of a record, without the store's own notes.
pub(crate) fn encode(record: &Record) -> Result<String, StoreError> {
    let mut origins = Vec::new();
    let mut places = BTreeMap::new();
    let mut statements = Vec::with_capacity(record.statements().len());
    for statement in record.statements() {
        // A property of another schema could be written and never read again.
        record.schema().property(statement.property.name())?;
        let origin = &statement.origin;
        let place = places
            .entry((origin.dataset(), origin.party(), origin.marking()))
            .or_insert_with(|| {
                origins.push(OriginRow {
                    dataset: origin.dataset().as_str().into(),
                    party: origin.party().as_str().into(),
                    marking: origin.marking().to_string().into(),
                });
                origins.len() - 1
            });
        let details = Details {
            origin: *place,
            original: statement.original.as_deref().map(Into::into),
            language: statement.language.as_deref().map(Into::into),
            first_seen: statement.first_seen.map(|time| time.0),
            last_seen: statement.last_seen.map(|time| time.0),
            since: None,
        };
        statements.push(StatementRow(
            statement.property.name().into(),
            statement.value.as_str().into(),
            details,
        ));
    }
    let biometrics = record.biometrics.iter().map(SampleRow::of).collect();
    let referents = record.referents().iter().map(|id| id.as_str().into()).collect();
    let text = write(&Body { origins, statements, biometrics, referents })?;
    if text.len() > BODY_BYTES_MAX {
        return Err(
            ModelError::TooMany { what: "bytes in one record", limit: BODY_BYTES_MAX }.into()
        );
    }
    Ok(text)
}

/// The digest of a state, from a body without notes.
pub(crate) fn digest(schema: Schema, plain: &str) -> BodyDigest {
    let mut hasher = Sha256::new();
    hasher.update(schema.name().as_bytes());
    hasher.update(b"\n");
    hasher.update(plain.as_bytes());
    hasher.finalize().into()
}

/// A body without the store's notes, as [`encode`] wrote it.
pub(crate) fn plain(text: &str) -> Result<String, StoreError> {
    let mut body = read(text)?;
    body.statements.iter_mut().for_each(|statement| statement.2.since = None);
    write(&body)
}

/// Notes in a new state since when its statements were seen in the state before, which began at
/// `old_time`.
pub(crate) fn carry(new: &str, old: &str, old_time: i64) -> Result<String, StoreError> {
    let mut known: HashMap<_, i64> = HashMap::new();
    let old = read(old)?;
    for StatementRow(property, value, details) in &old.statements {
        let time = details.first_seen.or(details.since).unwrap_or(old_time);
        let origin = old.origins.get(details.origin).map(|origin| (&origin.dataset, &origin.party));
        known.entry((property, value, origin)).and_modify(|at| *at = time.min(*at)).or_insert(time);
    }
    let mut body = read(new)?;
    let origins = &body.origins;
    for StatementRow(property, value, details) in &mut body.statements {
        let origin = origins.get(details.origin).map(|origin| (&origin.dataset, &origin.party));
        if details.first_seen.is_none() {
            details.since = known.get(&(&*property, &*value, origin)).copied();
        }
    }
    write(&body)
}

fn read(text: &str) -> Result<Body<'_>, StoreError> {
    serde_json::from_str(text).map_err(|error| StoreError::Corrupt(error.to_string()))
}

fn write(body: &Body<'_>) -> Result<String, StoreError> {
    serde_json::to_string(body).map_err(|error| StoreError::Corrupt(error.to_string()))
}

#[cfg(test)]
mod tests;
