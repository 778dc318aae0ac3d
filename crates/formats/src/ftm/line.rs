//! One line of JSON.

use std::collections::BTreeMap;
use std::io::{self, BufRead};

use comity_model::{RecordId, Schema};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use super::{text_of, values_of};
use crate::limits::LINE_BYTES_MAX;

/// What stands in one line.
pub(super) enum Line {
    /// A line; `ended` says whether a line break follows it.
    Whole { ended: bool },
    /// A line longer than the limit, which was passed over.
    TooLong,
    /// The end of the file.
    End,
}

/// Reads one line into `buffer`, within the limit.
pub(super) fn read_line(text: &mut impl BufRead, buffer: &mut Vec<u8>) -> io::Result<Line> {
    buffer.clear();
    let mut fits = true;
    let mut any = false;
    loop {
        let chunk = text.fill_buf()?;
        if chunk.is_empty() {
            return Ok(match (any, fits) {
                (false, _) => Line::End,
                (true, true) => Line::Whole { ended: false },
                (true, false) => Line::TooLong,
            });
        }
        any = true;
        let end = chunk.iter().position(|byte| *byte == b'\n');
        let length = end.map_or(chunk.len(), |at| at + 1);
        if buffer.len() + length > LINE_BYTES_MAX {
            fits = false;
            buffer.clear();
        }
        if fits {
            buffer.extend_from_slice(chunk.get(..length).unwrap_or_default());
        }
        text.consume(length);
        if end.is_some() {
            return Ok(if fits { Line::Whole { ended: true } } else { Line::TooLong });
        }
    }
}

/// Whether a line says nothing.
pub(super) fn is_blank(line: &[u8]) -> bool {
    line.iter().all(|byte| byte.is_ascii_whitespace() || matches!(*byte, 0x1a))
}

/// Reads a line as JSON.
pub(super) fn parsed<T: DeserializeOwned>(line: &[u8]) -> Result<T, String> {
    // The line is the file's, not the parser's.
    let words = |error: serde_json::Error| error.to_string();
    serde_json::from_slice(line)
        .map_err(|error| words(error).replace(" at line 1 column ", ", column "))
}

/// An entity as its line writes it.
#[derive(Debug, Deserialize)]
pub(super) struct Entity {
    pub(super) id: Option<Value>,
    pub(super) schema: Option<String>,
    #[serde(default, deserialize_with = "null_as_empty")]
    pub(super) properties: BTreeMap<String, Value>,
    caption: Option<Value>,
    datasets: Option<Value>,
    pub(super) first_seen: Option<Value>,
    pub(super) last_seen: Option<Value>,
    referents: Option<Value>,
    op: Option<Value>,
    #[serde(skip)]
    pub(super) is_delta: bool,
}

impl Entity {
    /// Reads a line; `None` if it is blank.
    pub(super) fn parse(line: &[u8]) -> Result<Option<Entity>, String> {
        if is_blank(line) {
            return Ok(None);
        }
        let mut entity: Entity = parsed(line).map_err(|why| format!("it is no entity: {why}"))?;
        entity.is_delta = entity.op.is_some() && entity.schema.is_none();
        Ok(Some(entity))
    }

    /// Its id, whatever its type.
    pub(super) fn id(&self) -> Option<String> {
        self.id.as_ref().and_then(text_of)
    }

    /// Whether any of its values is an entity.
    pub(super) fn has_entities_inside(&self) -> bool {
        let mut values = self.properties.values().flat_map(values_of);
        values.any(|value| Entity::nested(value).is_some())
    }

    /// An entity that stands as a value inside another.
    pub(super) fn nested(value: &Value) -> Option<Entity> {
        let is_entity = value.get("id").is_some() && value.get("schema").is_some();
        is_entity.then(|| Entity::deserialize(value).ok()).flatten()
    }

    /// Lets it point to the entity that it stands in under that name, if it does not.
    pub(super) fn pointing_to(mut self, outer: &RecordId, name: &str) -> Entity {
        let schema = self.schema.as_deref().and_then(|name| Schema::named(name).ok());
        let mut properties = schema.into_iter().flat_map(Schema::properties);
        if let Some(property) = properties.find(|found| found.reverse() == Some(name)) {
            let values = self.properties.entry(property.name().to_owned());
            values.or_insert_with(|| outer.as_str().into());
        }
        self
    }

    /// The values of a property; a name that the publisher calls the party by comes first, for the
    /// first one is what a record is called by.
    pub(super) fn ordered<'v>(&'v self, values: &'v Value) -> impl Iterator<Item = &'v Value> {
        let is_caption = |value: &&Value| self.caption.as_ref() == Some(*value);
        let all = values_of(values);
        all.iter().filter(is_caption).chain(all.iter().filter(move |value| !is_caption(value)))
    }

    /// The first dataset that the line names.
    pub(super) fn dataset(&self) -> Option<&str> {
        let name = match self.datasets.as_ref()? {
            Value::Array(names) => names.iter().find_map(Value::as_str),
            name => name.as_str(),
        };
        name.filter(|name| !name.is_empty())
    }

    /// Whether the line names more than one.
    pub(super) fn has_several_datasets(&self) -> bool {
        self.datasets.as_ref().and_then(Value::as_array).is_some_and(|names| names.len() > 1)
    }

    /// The other ids that the publisher has for the party.
    pub(super) fn referents(&self) -> impl Iterator<Item = String> {
        self.referents.iter().flat_map(values_of).filter_map(text_of)
    }
}

fn null_as_empty<'de, D: Deserializer<'de>>(from: D) -> Result<BTreeMap<String, Value>, D::Error> {
    Option::deserialize(from).map(Option::unwrap_or_default)
}
