//! Examples of what is looked for, as records and queries.

use std::collections::BTreeMap;

use comity_model::{Marking, Origin, Record, RecordId, Schema};
use comity_screening::Query;
use serde_json::Value;

use super::properties;
use crate::Fault;
use crate::limits::QUERY_VALUES_MAX;
use crate::yente::{EntityExample, OneOrMany, PropertyValue};

/// An example that was read.
#[derive(Debug, Clone, PartialEq)]
pub struct ReadExample {
    /// What to look for.
    pub query: Query,
    /// The example in its normal form.
    pub cleaned: EntityExample,
    /// Properties that the schema does not have, and values that do not fit their property.
    pub ignored: Vec<String>,
}

impl ReadExample {
    /// Whether there is no name and no number by which anything could be found.
    #[must_use]
    pub fn asks_nothing(&self) -> bool {
        self.query.names.is_empty() && self.query.identifiers.is_empty()
    }
}

/// Reads an example.
///
/// Properties that the schema does not have and values that do not fit are left out and named in
/// [`ReadExample::ignored`].
///
/// # Errors
/// If the schema is unknown or not compared with anything, or there are too many values.
pub fn read(example: &EntityExample) -> Result<ReadExample, Fault> {
    let record = blank(&example.schema)?;
    fill(record, example.id.as_deref(), &example.properties)
}

/// An empty record of a schema that can be asked for.
///
/// # Errors
/// If the schema is unknown or not compared with anything.
pub fn blank(schema: &str) -> Result<Record, Fault> {
    let schema =
        Schema::named(schema).map_err(|err| Fault::invalid(err.code(), err.to_string()))?;
    // `Thing` asks for whatever has a name; it is what yente takes for a search of all kinds.
    // A document asks for its holder.
    let is_asked =
        schema.is_matchable() || schema.name() == "Thing" || schema.is_a("Identification");
    if !is_asked {
        let message = format!("`{schema}` is not a schema that is screened");
        let hint = "ask for Person, Organization, Company, LegalEntity, Vessel, Airplane, \
                    Passport, Identification or Thing";
        return Err(Fault::invalid("schema-not-screened", message).with_hint(hint));
    }
    let id = RecordId::new("query").map_err(|err| Fault::internal(err.to_string()))?;
    Ok(Record::new(id, schema))
}

/// Adds an example's values to a record, which may hold some already, and makes it a query.
///
/// # Errors
/// If there are too many values.
pub fn fill(
    mut record: Record,
    id: Option<&str>,
    values: &BTreeMap<String, OneOrMany>,
) -> Result<ReadExample, Fault> {
    let origin = Origin::new("query", "query", Marking::default())
        .map_err(|err| Fault::internal(err.to_string()))?;
    let mut ignored = Vec::new();
    let mut count = 0_usize;
    for (property, values) in values {
        if record.schema().property(property).is_err() {
            ignored.push(property.clone());
            continue;
        }
        for text in texts(values) {
            count += 1;
            if count > QUERY_VALUES_MAX {
                let message = format!("more than {QUERY_VALUES_MAX} values in one query");
                return Err(Fault::invalid("too-many-values", message));
            }
            if record.add(property, &text, &origin).is_err() && !ignored.contains(property) {
                ignored.push(property.clone());
            }
        }
    }
    let cleaned = EntityExample {
        id: id.map(str::to_owned),
        schema: record.schema().name().to_owned(),
        properties: said(&record),
    };
    Ok(ReadExample { query: Query::of_record(&record), cleaned, ignored })
}

fn said(record: &Record) -> BTreeMap<String, OneOrMany> {
    let as_value = |value: PropertyValue| match value {
        PropertyValue::Text(text) => Value::String(text),
        PropertyValue::Entity(entity) => Value::String(entity.id),
    };
    properties([record])
        .into_iter()
        .map(|(name, values)| (name, OneOrMany::Many(values.into_iter().map(as_value).collect())))
        .collect()
}

fn texts(values: &OneOrMany) -> Vec<String> {
    match values {
        OneOrMany::One(text) => vec![text.clone()],
        OneOrMany::Many(values) => values.iter().filter_map(text).collect(),
    }
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(_) | Value::Bool(_) => Some(value.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn example(text: &str) -> EntityExample {
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn what_does_not_fit_is_left_out_and_named() {
        let read = read(&example(
            r#"{"id": "a", "schema": "Vessel", "properties":
                {"name": ["Nordic Tern", null, 7], "birthDate": "1970", "nonsense": ["x"]}}"#,
        ))
        .unwrap();
        assert_eq!(read.query.names, ["Nordic Tern", "7"]);
        assert_eq!(read.ignored, ["birthDate", "nonsense"]);
        assert_eq!(read.cleaned.id.as_deref(), Some("a"));
        assert_eq!(read.cleaned.properties.len(), 1);
    }

    #[test]
    fn schemata_that_are_not_screened_are_refused() {
        for (schema, code) in [("Nothing", "unknown-schema"), ("Sanction", "schema-not-screened")] {
            let fault = read(&EntityExample { schema: schema.to_owned(), ..Default::default() });
            assert_eq!(fault.unwrap_err().code, code);
        }
        let empty = read(&example(r#"{"schema": "Thing", "properties": {}}"#)).unwrap();
        assert!(empty.asks_nothing());
    }

    #[test]
    fn too_many_values_are_refused() {
        let names = vec![Value::from("x"); QUERY_VALUES_MAX + 1];
        let properties = BTreeMap::from([("name".to_owned(), OneOrMany::Many(names))]);
        let asked = EntityExample { schema: "Person".to_owned(), properties, id: None };
        assert_eq!(read(&asked).unwrap_err().code, "too-many-values");
    }
}
