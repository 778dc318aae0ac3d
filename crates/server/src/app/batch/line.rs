use std::collections::BTreeMap;

use comity_api::convert::example::{self, ReadExample};
use comity_api::yente::OneOrMany;
use serde::Deserialize;
use serde_json::Value;

use super::NO_ID;

/// One line of a batch, not read yet: reading is work for the pool.
pub(crate) enum Line {
    /// A JSON object.
    Json {
        /// Its number in the input, from 1.
        number: u64,
        /// Its bytes.
        text: Vec<u8>,
        /// The schema of a line that names none.
        schema: Option<String>,
    },
    /// A row of a table.
    Row {
        /// The row's own id, or its number.
        id: Value,
        /// The schema.
        schema: String,
        /// Values by property.
        properties: BTreeMap<String, OneOrMany>,
        /// What it says about a subject: until when, and why.
        words: BTreeMap<&'static str, String>,
    },
    /// A line that cannot be read.
    Bad {
        /// The line's own id, as far as it is known.
        id: Value,
        /// Why.
        reason: String,
    },
}

#[derive(Deserialize)]
struct JsonLine {
    schema: Option<String>,
    #[serde(default)]
    properties: BTreeMap<String, OneOrMany>,
    expires: Option<Value>,
    case: Option<Value>,
}

/// A line as a subject.
pub(crate) struct SubjectLine {
    /// The line's own id; a row without one has its number.
    pub(crate) id: Value,
    pub(crate) schema: String,
    pub(crate) properties: BTreeMap<String, OneOrMany>,
    pub(crate) expires: Option<String>,
    pub(crate) case: Option<String>,
}

impl Line {
    /// The line's id, and what it asks for or why it cannot be read.
    pub(super) fn read(self) -> (Value, Result<ReadExample, String>) {
        match self {
            Line::Bad { id, reason } => (id, Err(reason)),
            Line::Row { id, schema, properties, .. } => (id, query(&schema, &properties)),
            Line::Json { number, text, schema } => {
                let (id, read) = json(number, &text);
                let asked = read.and_then(|line| match line.schema.or(schema) {
                    Some(schema) => query(&schema, &line.properties),
                    None => Err(format!("line {number} has no `schema`")),
                });
                (id, asked)
            }
        }
    }

    /// The line as a subject, or why it cannot be read.
    pub(crate) fn subject(self) -> Result<SubjectLine, String> {
        match self {
            Line::Bad { reason, .. } => Err(reason),
            Line::Row { id, schema, properties, mut words } => {
                let (expires, case) = (words.remove("expires"), words.remove("case"));
                Ok(SubjectLine { id, schema, properties, expires, case })
            }
            Line::Json { number, text, schema } => {
                let (id, read) = json(number, &text);
                let line = read?;
                if id == NO_ID {
                    return Err(format!("line {number} has no `id`"));
                }
                let no_schema = || format!("line {number} has no `schema`");
                let word = |name: &str, value: Option<Value>| match value {
                    None | Some(Value::Null) => Ok(None),
                    Some(Value::String(text)) => Ok(Some(text)),
                    Some(_) => Err(format!("line {number}: `{name}` is no text")),
                };
                Ok(SubjectLine {
                    id,
                    schema: line.schema.or(schema).ok_or_else(no_schema)?,
                    properties: line.properties,
                    expires: word("expires", line.expires)?,
                    case: word("case", line.case)?,
                })
            }
        }
    }
}

/// A line's id, as far as it has one, and what it holds.
fn json(number: u64, text: &[u8]) -> (Value, Result<JsonLine, String>) {
    let value: Value = match serde_json::from_slice(text) {
        Ok(value) => value,
        Err(err) => return (NO_ID, Err(not_json(number, &err))),
    };
    if !value.is_object() {
        return (NO_ID, Err(format!("line {number} is no JSON object")));
    }
    let id = match value.get("id") {
        Some(id @ (Value::String(_) | Value::Number(_))) => id.clone(),
        _ => NO_ID,
    };
    let read = serde_json::from_value::<JsonLine>(value)
        .map_err(|err| format!("line {number} does not have the right shape: {err}"));
    (id, read)
}

/// What the parser says, with the line's number in the input in place of its own.
fn not_json(number: u64, err: &serde_json::Error) -> String {
    let said = err.to_string();
    let what = said.split(" at line ").next().unwrap_or_default();
    format!("line {number}, column {}: not JSON: {what}", err.column())
}

fn query(schema: &str, properties: &BTreeMap<String, OneOrMany>) -> Result<ReadExample, String> {
    let record = example::blank(schema).map_err(|fault| fault.message)?;
    let read = example::fill(record, None, properties).map_err(|fault| fault.message)?;
    if read.asks_nothing() {
        // A line that compares nothing must not look like one that found nothing.
        return Err("there is no name and no number to look for".to_owned());
    }
    Ok(read)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Value, Result<ReadExample, String>) {
        Line::Json { number: 3, text: text.as_bytes().to_vec(), schema: None }.read()
    }

    #[test]
    fn lines_say_what_is_wrong_with_them() {
        for (text, id, reason) in [
            ("{", NO_ID, "line 3, column 1: not JSON"),
            (r#"["Person", {}]"#, NO_ID, "line 3 is no JSON object"),
            (r#"{"id":"a"}"#, Value::from("a"), "line 3 has no `schema`"),
            (r#"{"id":7,"schema":"Nothing"}"#, Value::from(7), "`Nothing` is not a schema"),
            (r#"{"id":"a","schema":"Person","properties":[]}"#, Value::from("a"), "line 3 does"),
        ] {
            let (found, asked) = read(text);
            assert_eq!(found, id, "{text}");
            let said = asked.unwrap_err();
            assert!(said.starts_with(reason), "{said}");
        }
    }

    #[test]
    fn a_value_may_stand_alone() {
        let (_, asked) = read(r#"{"schema":"Vessel","properties":{"name":"Nordic Tern"}}"#);
        assert_eq!(asked.unwrap().query.names, ["Nordic Tern"]);
    }
}
