//! One labelled query.

use std::collections::BTreeMap;

use comity_api::convert::example;
use comity_api::yente::OneOrMany;
use comity_model::Schema;
use comity_screening::Query;
use serde::Deserialize;
use serde_json::Value;

use crate::app::batch::Line;

/// A query with what is known about it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Case {
    /// The number of its line, or of its row in a table without its header.
    pub(super) line: u64,
    /// What kind of query it is.
    pub(super) set: String,
    /// The record that it was written for.
    pub(super) id: Option<String>,
    /// All that it says.
    pub(super) query: Query,
    /// What of it is not compared: the schema does not have it, or its value does not fit.
    pub(super) ignored: Vec<String>,
}

/// The set of queries that name none.
const SET_USUAL: &str = "queries";

/// Properties that a bare `dob` stands for, by schema.
const DATES: [&str; 3] = ["birthDate", "incorporationDate", "buildDate"];

#[derive(Deserialize)]
struct JsonLine {
    set: Option<String>,
    id: Option<Value>,
    schema: Option<String>,
    name: Option<OneOrMany>,
    dob: Option<String>,
    #[serde(default)]
    properties: BTreeMap<String, OneOrMany>,
}

impl Case {
    /// Reads a line. What is wrong is told with the line's number.
    pub(super) fn read(number: u64, line: Line) -> Result<Case, String> {
        match line {
            Line::Bad { reason, .. } => Err(reason),
            Line::Row { id, schema, properties, mut words } => {
                // A row without an id of its own has its number, which is no text.
                let id = id.as_str().map(str::to_owned);
                let row = format!("row {number}");
                case(number, &row, words.remove("set"), id, &schema, &properties)
            }
            Line::Json { number, text, .. } => json(number, &text),
        }
    }
}

fn json(number: u64, text: &[u8]) -> Result<Case, String> {
    let place = format!("line {number}");
    let value: Value = serde_json::from_slice(text).map_err(|err| {
        let said = err.to_string();
        let what = said.split(" at line ").next().unwrap_or_default();
        format!("{place}, column {}: not JSON: {what}", err.column())
    })?;
    let line: JsonLine = serde_json::from_value(value)
        .map_err(|err| format!("{place} does not have the right shape: {err}"))?;
    let id = match line.id {
        None | Some(Value::Null) => None,
        Some(Value::String(id)) if id.is_empty() => None,
        Some(Value::String(id)) => Some(id),
        Some(Value::Number(id)) => Some(id.to_string()),
        Some(_) => return Err(format!("{place}: `id` is no text")),
    };
    let no_schema = || format!("{place} has no `schema`, such as `Person`");
    let schema = line.schema.ok_or_else(no_schema)?;
    let mut properties = line.properties;
    if let Some(name) = line.name {
        once(&place, &mut properties, "name", name)?;
    }
    if let Some(date) = line.dob.filter(|date| !date.is_empty()) {
        let property = date_property(&place, &schema)?;
        once(&place, &mut properties, property, OneOrMany::One(date))?;
    }
    case(number, &place, line.set, id, &schema, &properties)
}

/// A short form may not say again what the properties say.
fn once(
    place: &str,
    properties: &mut BTreeMap<String, OneOrMany>,
    property: &str,
    value: OneOrMany,
) -> Result<(), String> {
    match properties.insert(property.to_owned(), value) {
        None => Ok(()),
        Some(_) => Err(format!("{place} states `{property}` twice")),
    }
}

fn date_property(place: &str, schema: &str) -> Result<&'static str, String> {
    let known = Schema::named(schema).map_err(|err| format!("{place}: {err}"))?;
    let property = DATES.iter().find(|property| known.property(property).is_ok());
    property.copied().ok_or_else(|| format!("{place}: a {schema} has no date for `dob`"))
}

fn case(
    number: u64,
    place: &str,
    set: Option<String>,
    id: Option<String>,
    schema: &str,
    properties: &BTreeMap<String, OneOrMany>,
) -> Result<Case, String> {
    let said = |fault: comity_api::Fault| format!("{place}: {}", fault.message);
    let read = example::fill(example::blank(schema).map_err(said)?, None, properties);
    let read = read.map_err(said)?;
    if let Some(date) = read.ignored.iter().find(|name| DATES.contains(&name.as_str())) {
        // A date that is not compared would be measured as if it did not help.
        return Err(format!("{place}: `{date}` is no date such as `1974-08-12` or `1974`"));
    }
    if read.query.names.is_empty() {
        return Err(format!("{place} has no `name`"));
    }
    let set = set.filter(|set| !set.is_empty()).unwrap_or_else(|| SET_USUAL.to_owned());
    Ok(Case { line: number, set, id, query: read.query, ignored: read.ignored })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Case, String> {
        Case::read(0, Line::Json { number: 3, text: text.as_bytes().to_vec(), schema: None })
    }

    #[test]
    fn both_forms_ask_the_same() {
        let short = r#"{"set":"a","id":"p-1","schema":"Person","name":"Ana Demo",
            "dob":"1974-08-12","primary":"Anna"}"#;
        let long = r#"{"set":"a","id":"p-1","schema":"Person",
            "properties":{"name":["Ana Demo"],"birthDate":"1974-08-12"}}"#;
        let case = read(short).unwrap();
        assert_eq!(case, read(long).unwrap());
        assert_eq!((case.line, case.set.as_str(), case.id.as_deref()), (3, "a", Some("p-1")));
        assert_eq!((case.query.names.len(), case.query.dates.len()), (1, 1));
    }

    #[test]
    fn what_is_not_stated_is_not_there() {
        let case = read(r#"{"id":null,"schema":"Vessel","name":["Nordic Tern"],"dob":null}"#);
        let case = case.unwrap();
        assert_eq!((case.set.as_str(), case.id, case.query.dates.len()), ("queries", None, 0));
        let built = read(r#"{"id":7,"schema":"Vessel","name":"Nordic Tern","dob":"1999"}"#);
        let built = built.unwrap();
        assert_eq!((built.id.as_deref(), built.query.dates.len()), (Some("7"), 1));
    }

    #[test]
    fn lines_say_what_is_wrong_with_them() {
        for (text, reason) in [
            ("{", "line 3, column 1: not JSON"),
            ("[]", "line 3 does not have the right shape"),
            (r#"{"name":"Ana"}"#, "line 3 has no `schema`"),
            (r#"{"schema":"Ghost","name":"Ana"}"#, "line 3: `Ghost` is not a schema"),
            (r#"{"schema":"Person"}"#, "line 3 has no `name`"),
            (r#"{"schema":"Person","name":" "}"#, "line 3 has no `name`"),
            (r#"{"schema":"Person","name":"A","dob":"May"}"#, "line 3: `birthDate` is no date"),
            (r#"{"schema":"Thing","name":"A","dob":"1974"}"#, "line 3: a Thing has no date"),
            (r#"{"schema":"Person","name":"A","id":[]}"#, "line 3: `id` is no text"),
            (
                r#"{"schema":"Person","name":"A","properties":{"name":"B"}}"#,
                "line 3 states `name` twice",
            ),
        ] {
            let said = read(text).unwrap_err();
            assert!(said.starts_with(reason), "{text}: {said}");
        }
    }
}
