//! FollowTheMoney entities, one JSON object a line, as OpenSanctions and its tools write them:
//!
//! ```json
//! {"id": "v-1", "schema": "Vessel", "properties": {"name": ["NORDIC TERN"]}, "datasets": ["own"]}
//! ```
//!
//! Ids stay as they are. A line's own `datasets` become the source of its statements, `first_seen`
//! and `last_seen` their times. `referents` are the publisher's other ids for the party: they lead
//! to it, and are no same-as decisions. A line with an unknown schema is skipped; of a known one,
//! only the values that do not fit are, and kept as notes. Entities that stand as values inside
//! others become records of their own where they only describe a party.
//!
//! Source: <https://followthemoney.tech/docs/>.

pub(crate) mod delta;
mod line;

use std::collections::HashMap;

use comity_model::{
    DatasetName, Origin, Property, PropertyType, Record, RecordId, Schema, Statement, Timestamp,
};
use serde_json::Value;

use crate::limits::LINE_BYTES_MAX;
use crate::output::Output;
use crate::party::{keep_as_note, statement};
use crate::read::{FileText, Reader};
use crate::text::tidy;
use crate::{FormatError, Options};

use line::{Entity, Line, read_line};

pub(crate) struct FtmReader {
    options: Options,
    /// One origin for each dataset that lines name.
    origins: HashMap<String, Origin>,
    with_datasets: u64,
    parties_inside: u64,
}

/// Most names of datasets that are kept at hand; lists name a handful.
const ORIGINS_MAX: usize = 10_000;

/// Why an entity without a readable value is left out.
const NOTHING_KEPT: &str = "it states nothing that could be kept";

impl FtmReader {
    pub(crate) fn new(options: &Options) -> FtmReader {
        FtmReader {
            options: options.clone(),
            origins: HashMap::new(),
            with_datasets: 0,
            parties_inside: 0,
        }
    }

    fn entity(
        &mut self,
        entity: &Entity,
        place: &str,
        output: &mut Output<'_>,
    ) -> Result<(), FormatError> {
        let Some((record, inside)) = self.record(entity, place, output) else { return Ok(()) };
        if record.statements().is_empty() {
            output.skip(place, NOTHING_KEPT);
        } else {
            output.emit(record, place)?;
        }
        inside.iter().try_for_each(|entity| self.inner(entity, place, output))
    }

    /// The record of an entity, and the entities that stand inside it.
    fn record(
        &mut self,
        entity: &Entity,
        place: &str,
        output: &mut Output<'_>,
    ) -> Option<(Record, Vec<Entity>)> {
        let (id, schema) = match head(entity) {
            Ok(head) => head,
            Err(reason) => {
                output.skip(place, reason);
                return None;
            }
        };
        if !output.is_unused(&id, place) {
            return None;
        }
        self.with_datasets += u64::from(entity.has_several_datasets());
        let mut record = Record::new(id, schema);
        let inside = self.fill(&mut record, entity, place, output);
        for referent in entity.referents() {
            let added = RecordId::new(&referent).and_then(|id| record.add_referent(id));
            if let Err(error) = added {
                output.skip(place, format_args!("a referent: {error}"));
            }
        }
        Some((record, inside))
    }

    /// Adds an entity's values to its record, and returns the entities that stand inside it.
    fn fill(
        &mut self,
        record: &mut Record,
        entity: &Entity,
        place: &str,
        output: &mut Output<'_>,
    ) -> Vec<Entity> {
        let origin = self.origin(entity, output);
        let times = [("first_seen", &entity.first_seen), ("last_seen", &entity.last_seen)]
            .map(|(key, text)| seen(key, text.as_ref(), place, output));
        let mut inside = Vec::new();
        for (name, values) in &entity.properties {
            let property = record.schema().property(name);
            let may_hold = property.as_ref().map_or(true, |p| p.kind() == PropertyType::Entity);
            let mut is_reported = false;
            for value in entity.ordered(values) {
                let nested = if may_hold { Entity::nested(value) } else { None };
                let added = match (&property, &nested) {
                    (Ok(property), None) => add(record, *property, value, &origin, times),
                    (Ok(property), Some(nested)) => {
                        let id = nested.id.as_ref().unwrap_or(&Value::Null);
                        add(record, *property, id, &origin, times)
                    }
                    (Err(error), None) => Err(error.to_string()),
                    (Err(_), Some(_)) => Ok(()),
                };
                inside.extend(nested.map(|nested| nested.pointing_to(record.id(), name)));
                if let Err(reason) = added {
                    // A property that is not there is reported once, a value each time.
                    if property.is_ok() || !is_reported {
                        output.skip(place, reason);
                    }
                    is_reported = true;
                    let text = text_of(value).unwrap_or_default();
                    keep_as_note(record, name, &text, &origin);
                }
            }
        }
        inside
    }

    /// Hands over an entity that stands inside another, as in files that are made to be shown. It
    /// may stand in many; a party has a line of its own, and is only pointed to.
    fn inner(
        &mut self,
        entity: &Entity,
        place: &str,
        output: &mut Output<'_>,
    ) -> Result<(), FormatError> {
        match head(entity) {
            Ok((id, _)) if output.has(&id) => Ok(()),
            Ok((_, schema)) if !schema.is_related() => {
                self.parties_inside += 1;
                Ok(())
            }
            _ => self.entity(entity, place, output),
        }
    }

    /// The origin for the first dataset that the line names.
    fn origin(&mut self, entity: &Entity, output: &Output<'_>) -> Origin {
        let Some(name) = entity.dataset() else { return output.origin() };
        if let Some(origin) = self.origins.get(name) {
            return origin.clone();
        }
        let dataset = DatasetName::new(name).or_else(|_| DatasetName::new(sanitised(name)));
        let dataset = dataset.unwrap_or_else(|_| self.options.dataset.clone());
        let (party, marking) = (self.options.party.clone(), self.options.marking.clone());
        let origin = Origin::of(dataset, party, marking);
        if self.origins.len() < ORIGINS_MAX {
            self.origins.insert(name.to_owned(), origin.clone());
        }
        origin
    }
}

impl Reader for FtmReader {
    fn file(
        &mut self,
        name: &str,
        text: &mut FileText<'_>,
        output: &mut Output<'_>,
    ) -> Result<(), FormatError> {
        let mut buffer = Vec::new();
        loop {
            let place = format!("line {}", text.line());
            let found = read_line(text, &mut buffer).map_err(|e| FormatError::of_io(name, &e))?;
            match found {
                Line::End => return Ok(()),
                Line::TooLong => {
                    output.skip(place, format_args!("it is longer than {LINE_BYTES_MAX} bytes"));
                }
                Line::Whole { ended } => match Entity::parse(&buffer) {
                    Ok(None) => {}
                    Ok(Some(entity)) => self.entity(&entity, &place, output)?,
                    // What is no JSON and has no line end is the rest of a file that was cut off.
                    Err(reason) if !ended => {
                        let reason = format!("{place}, the last: {reason}");
                        return Err(FormatError::CutOff { file: name.to_owned(), reason });
                    }
                    Err(reason) => output.skip(place, reason),
                },
            }
        }
    }

    fn finish(self: Box<Self>, output: &mut Output<'_>) -> Result<(), FormatError> {
        let remarks = [
            (self.with_datasets, "lines name several datasets; the first is kept as their source"),
            (
                self.parties_inside,
                "parties stand inside other lines; only their ids are kept there",
            ),
        ];
        for (count, remark) in remarks.iter().filter(|(count, _)| *count > 0) {
            output.note(format_args!("{count} {remark}"));
        }
        Ok(())
    }
}

/// The id and the schema of a line.
fn head(entity: &Entity) -> Result<(RecordId, Schema), String> {
    if entity.is_delta {
        return Err("it is a change (`op`, `entity`) and no entity".to_owned());
    }
    let id = entity.id().ok_or("it has no `id`")?;
    let id = RecordId::new(&id).map_err(|error| error.to_string())?;
    let schema = entity.schema.as_deref().ok_or("it has no `schema`")?;
    let schema = Schema::named(schema).map_err(|error| error.to_string())?;
    if schema.is_abstract() {
        return Err(format!("`{schema}` is abstract and cannot be the schema of a record"));
    }
    Ok((id, schema))
}

fn seen(
    key: &str,
    text: Option<&Value>,
    place: &str,
    output: &mut Output<'_>,
) -> Option<Timestamp> {
    let text = text.filter(|value| !value.is_null())?;
    let time = text.as_str().and_then(Timestamp::parse);
    if time.is_none() {
        output.skip(place, format_args!("`{key}` is not a time"));
    }
    time
}

/// Adds one value, with the times when it was first and last seen.
fn add(
    record: &mut Record,
    property: Property,
    value: &Value,
    origin: &Origin,
    [first_seen, last_seen]: [Option<Timestamp>; 2],
) -> Result<(), String> {
    let Some(text) = text_of(value) else {
        return Err(format!("a value of `{}` is neither text nor number", property.name()));
    };
    let made = statement(property, &tidy(&text), &text, origin).map_err(|e| e.to_string())?;
    let Some(made) = made else { return Ok(()) };
    record.push(Statement { first_seen, last_seen, ..made }).map_err(|error| error.to_string())
}

/// One value may stand without its list.
fn values_of(values: &Value) -> &[Value] {
    match values {
        Value::Array(values) => values,
        Value::Null => &[],
        value => std::slice::from_ref(value),
    }
}

fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Null => Some(String::new()),
        Value::Array(_) | Value::Object(_) => None,
    }
}

/// A dataset's name as it may stand here: `EU FSF` becomes `eu_fsf`.
fn sanitised(name: &str) -> String {
    const CHARS_MAX: usize = 64;
    let lower = name.trim().to_ascii_lowercase();
    let bare = lower.trim_start_matches(|c: char| !c.is_ascii_alphanumeric());
    let keep = |c: char| if c.is_ascii_alphanumeric() || "_-.".contains(c) { c } else { '_' };
    bare.chars().take(CHARS_MAX).map(keep).collect()
}

#[cfg(test)]
mod tests;
