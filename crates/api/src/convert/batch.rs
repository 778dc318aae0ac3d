//! The body of the compatible match route, read so that every fault is told with its place.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::limits::FAULTS_MAX;
use crate::yente::{EntityExample, MatchRequest, OneOrMany};
use crate::{Fault, FieldFault};

/// Reads a body.
///
/// # Errors
/// If it is not JSON, or not of the shape; then with the place of each fault.
pub fn read(bytes: &[u8]) -> Result<MatchRequest, Fault> {
    let value: Value = serde_json::from_slice(bytes).map_err(|err| syntax(&err))?;
    let mut faults = Vec::new();
    let request = request(&value, &mut faults);
    if faults.is_empty() { Ok(request) } else { Err(Fault::shape(faults)) }
}

/// A body that is not JSON, in the compatible shape: with its place as line and column.
fn syntax(err: &serde_json::Error) -> Fault {
    let msg = format!("JSON decode error: {err}");
    let mut fault = FieldFault::new(&["body"], "json_invalid", &msg, &Value::Null);
    fault.loc.extend([Value::from(err.line()), Value::from(err.column())]);
    Fault::shape(vec![fault])
}

fn request(value: &Value, faults: &mut Vec<FieldFault>) -> MatchRequest {
    let mut request = MatchRequest::default();
    let Some(body) = object(value, &["body"], faults) else { return request };
    if let Some(weights) = body.get("weights") {
        for (name, weight) in object(weights, &["body", "weights"], faults).into_iter().flatten() {
            match weight.as_f64() {
                Some(weight) => _ = request.weights.insert(name.clone(), weight),
                None => {
                    let loc = ["body", "weights", name];
                    tell(faults, &loc, "float_type", "Input should be a valid number", weight);
                }
            }
        }
    }
    if let Some(config) = body.get("config") {
        for (name, value) in object(config, &["body", "config"], faults).into_iter().flatten() {
            request.config.insert(name.clone(), value.clone());
        }
    }
    let Some(queries) = body.get("queries") else {
        tell(faults, &["body", "queries"], "missing", "Field required", value);
        return request;
    };
    for (name, query) in object(queries, &["body", "queries"], faults).into_iter().flatten() {
        request.queries.insert(name.clone(), example(name, query, faults));
    }
    request
}

fn example(name: &str, value: &Value, faults: &mut Vec<FieldFault>) -> EntityExample {
    let mut example = EntityExample::default();
    let at = |field: &'static str| ["body", "queries", name, field];
    let Some(query) = object(value, &["body", "queries", name], faults) else { return example };
    match query.get("id") {
        None | Some(Value::Null) => {}
        Some(Value::String(id)) => example.id = Some(id.clone()),
        Some(other) => {
            tell(faults, &at("id"), "string_type", "Input should be a valid string", other);
        }
    }
    match query.get("schema") {
        Some(Value::String(schema)) => example.schema.clone_from(schema),
        Some(other) => {
            tell(faults, &at("schema"), "string_type", "Input should be a valid string", other);
        }
        None => tell(faults, &at("schema"), "missing", "Field required", value),
    }
    match query.get("properties") {
        Some(given) => {
            let given = object(given, &at("properties"), faults);
            example.properties = properties(name, given, faults);
        }
        None => tell(faults, &at("properties"), "missing", "Field required", value),
    }
    example
}

fn properties(
    query: &str,
    given: Option<&Map<String, Value>>,
    faults: &mut Vec<FieldFault>,
) -> BTreeMap<String, OneOrMany> {
    let mut properties = BTreeMap::new();
    for (name, values) in given.into_iter().flatten() {
        match values {
            Value::String(text) => {
                properties.insert(name.clone(), OneOrMany::One(text.clone()));
            }
            Value::Array(values) => {
                properties.insert(name.clone(), OneOrMany::Many(values.clone()));
            }
            other => {
                let loc = ["body", "queries", query, "properties", name];
                let msg = "Input should be a string or a list";
                tell(faults, &loc, "list_type", msg, other);
            }
        }
    }
    properties
}

fn object<'v>(
    value: &'v Value,
    loc: &[&str],
    faults: &mut Vec<FieldFault>,
) -> Option<&'v Map<String, Value>> {
    let found = value.as_object();
    if found.is_none() {
        tell(faults, loc, "dict_type", "Input should be a valid dictionary", value);
    }
    found
}

/// Notes a fault, unless there are enough of them: an answer must not grow with the request.
fn tell(faults: &mut Vec<FieldFault>, loc: &[&str], code: &str, msg: &str, input: &Value) {
    if faults.len() < FAULTS_MAX {
        faults.push(FieldFault::new(loc, code, msg, input));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(body: &str) -> Vec<String> {
        let fault = read(body.as_bytes()).unwrap_err();
        fault.errors.iter().map(|at| format!("{} {}", at.place(), at.code)).collect()
    }

    #[test]
    fn every_fault_is_told_with_its_place() {
        assert_eq!(places("[]"), ["body dict_type"]);
        assert_eq!(places("{}"), ["body.queries missing"]);
        assert_eq!(
            places(r#"{"weights":{"a":"b"},"queries":{"q":{"properties":{"name":7}},"r":null}}"#),
            [
                "body.weights.a float_type",
                "body.queries.q.schema missing",
                "body.queries.q.properties.name list_type",
                "body.queries.r dict_type"
            ]
        );
        assert_eq!(places("{\"queries\""), ["body.1.10 json_invalid"]);
    }

    #[test]
    fn a_request_is_read() {
        let body = r#"{"weights":{"name_match":0.5},"config":{"x":1},"more":1,"queries":{"q":
            {"id":null,"schema":"Person","properties":{"name":"Ana Demo","alias":["A"]}}}}"#;
        let request = read(body.as_bytes()).unwrap();
        assert_eq!(request.queries["q"].properties.len(), 2);
        assert_eq!(request.config.len(), 1);
    }

    #[test]
    fn hostile_bodies_end_in_a_short_answer() {
        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        assert_eq!(read(deep.as_bytes()).unwrap_err().errors[0].code, "json_invalid");
        assert!(read(br#"{"queries":{"q":1e999}}"#).is_err());
        assert!(read(b"\xff\xfe").is_err());
        let many: Vec<String> = (0..100_000).map(|at| format!("\"{at}\":0")).collect();
        let body = format!("{{\"queries\":{{{}}}}}", many.join(","));
        assert_eq!(read(body.as_bytes()).unwrap_err().errors.len(), FAULTS_MAX);
    }
}
