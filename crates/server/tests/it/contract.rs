//! yente's own description of its routes, held against ours.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::support::shared_data;

/// Operations of yente that this node does not have, each with the reason in `docs/gaps.md`.
const UNCOVERED: [&str; 0] = [];

struct Documents {
    theirs: Value,
    ours: Value,
    differences: Vec<String>,
}

impl Documents {
    fn differ(&mut self, place: &str, what: impl std::fmt::Display) {
        self.differences.push(format!("{place}: {what}"));
    }

    fn operation(&mut self, place: &str, theirs: &Value, ours: &Value) {
        for parameter in list(theirs, "parameters") {
            let name = parameter["name"].as_str().unwrap();
            let place = format!("{place} ?{name}");
            let ours = list(ours, "parameters")
                .iter()
                .find(|other| other["name"] == name && other["in"] == parameter["in"]);
            match ours {
                None => self.differ(&place, "is missing"),
                Some(ours) => self.parameter(&place, parameter, ours),
            }
        }
        if theirs["requestBody"].is_object() {
            let content = "/requestBody/content/application~1json/schema";
            let (asked, taken) = (theirs.pointer(content), ours.pointer(content));
            match asked.zip(taken) {
                Some((asked, taken)) => {
                    let (asked, taken) = (asked.clone(), taken.clone());
                    self.schema(&format!("{place} body"), &taken, &asked, Direction::Taken, 0);
                }
                None => self.differ(place, "no JSON body is described"),
            }
        }
        for (status, answer) in theirs["responses"].as_object().unwrap() {
            let Some(other) = ours["responses"].get(status) else {
                self.differ(place, format_args!("status {status} is missing"));
                continue;
            };
            let content = "/content/application~1json/schema";
            let Some(schema) = answer.pointer(content) else { continue };
            let place = format!("{place} {status}");
            match other.pointer(content) {
                Some(other) => {
                    self.schema(&place, &schema.clone(), &other.clone(), Direction::Given, 0);
                }
                None => self.differ(&place, "no JSON is described"),
            }
        }
    }

    fn parameter(&mut self, place: &str, theirs: &Value, ours: &Value) {
        if theirs["required"] != true && ours["required"] == true {
            self.differ(place, "is required");
        }
        let (theirs, ours) = (theirs["schema"].clone(), ours["schema"].clone());
        let (asked, taken) = (kinds(&self.theirs, &theirs), kinds(&self.ours, &ours));
        if !asked.iter().all(|kind| kind == "null" || fits(kind, &taken)) {
            self.differ(place, format_args!("takes {taken:?}, not {asked:?}"));
        }
        for bound in ["maximum", "maxItems"] {
            if theirs.get(bound).is_some() && theirs[bound].as_f64() != ours[bound].as_f64() {
                self.differ(place, format_args!("{bound} is {}", ours[bound]));
            }
        }
        let is_stated =
            |default: &Value| !default.is_null() && *default != Value::Array(Vec::new());
        let (default, other) = (&theirs["default"], &ours["default"]);
        let is_same = default == other
            || default
                .as_f64()
                .zip(other.as_f64())
                .is_some_and(|(a, b)| (a - b).abs() < f64::EPSILON);
        if is_stated(default) && !is_same {
            self.differ(place, format_args!("the default is {other}, not {default}"));
        }
        let (values, known) = (values(&self.theirs, &theirs), values(&self.ours, &ours));
        if !values.is_subset(&known) {
            self.differ(place, format_args!("takes {known:?}, not all of {values:?}"));
        }
    }

    /// What one side must find in the other: `wanted` is read, `there` is what it is read from.
    fn schema(
        &mut self,
        place: &str,
        wanted: &Value,
        there: &Value,
        direction: Direction,
        depth: usize,
    ) {
        assert!(depth < 30, "{place} has no end");
        let (wanted_in, there_in) = match direction {
            Direction::Given => (&self.theirs, &self.ours),
            Direction::Taken => (&self.ours, &self.theirs),
        };
        let (allowed, found) = (kinds(wanted_in, wanted), kinds(there_in, there));
        let wanted = plain(wanted_in, wanted);
        let there = plain(there_in, there);
        if !found.iter().all(|kind| fits(kind, &allowed)) {
            self.differ(place, format_args!("may be {found:?}, not only {allowed:?}"));
        }
        if depth > 8 {
            // Entities hold entities.
            return;
        }
        let nothing = Map::new();
        let members = |schema: &Value| schema["properties"].as_object().unwrap_or(&nothing).clone();
        let (asked, given) = (members(&wanted), members(&there));
        match direction {
            Direction::Given => {
                for (name, schema) in &asked {
                    let place = format!("{place}.{name}");
                    match given.get(name) {
                        Some(other) => self.schema(&place, schema, other, direction, depth + 1),
                        None => self.differ(&place, "is missing"),
                    }
                }
            }
            Direction::Taken => {
                for (name, schema) in &given {
                    let place = format!("{place}.{name}");
                    match asked.get(name) {
                        Some(other) => self.schema(&place, other, schema, direction, depth + 1),
                        None => self.differ(&place, "is not read"),
                    }
                }
                for name in list(&wanted, "required") {
                    if !list(&there, "required").contains(name) {
                        self.differ(place, format_args!("{name} is required"));
                    }
                }
            }
        }
        for inner in ["items", "additionalProperties"] {
            if let (Some(asked), Some(given)) = (wanted.get(inner), there.get(inner))
                && asked.is_object()
                && given.is_object()
            {
                self.schema(&format!("{place}[]"), asked, given, direction, depth + 1);
            }
        }
    }
}

#[derive(Clone, Copy)]
enum Direction {
    /// By the node, and read by yente's clients.
    Given,
    /// From yente's clients, and read by the node.
    Taken,
}

fn list<'v>(value: &'v Value, name: &str) -> &'v [Value] {
    value[name].as_array().map_or(&[], Vec::as_slice)
}

/// A schema without references, and without the choice of nothing.
fn plain(document: &Value, schema: &Value) -> Value {
    let mut schema = schema.clone();
    for _ in 0..10 {
        if let Some(path) = schema["$ref"].as_str() {
            schema = document.pointer(path.strip_prefix('#').unwrap()).expect(path).clone();
            continue;
        }
        let choices: Vec<&Value> = ["anyOf", "oneOf"]
            .iter()
            .flat_map(|name| list(&schema, name))
            .filter(|choice| choice["type"] != "null")
            .collect();
        // Of several choices the one with members says most; the kinds of all are compared apart.
        match choices[..] {
            [only] => schema = only.clone(),
            _ if !list(&schema, "allOf").is_empty() => {
                let mut whole = Map::new();
                let mut properties = Map::new();
                for part in list(&schema, "allOf") {
                    let part = plain(document, part);
                    properties.extend(part["properties"].as_object().cloned().unwrap_or_default());
                }
                whole.insert("type".to_owned(), Value::from("object"));
                whole.insert("properties".to_owned(), Value::Object(properties));
                return Value::Object(whole);
            }
            _ => return schema,
        }
    }
    schema
}

/// What kinds of values a schema allows; `any` for one that says nothing.
fn kinds(document: &Value, schema: &Value) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    if schema["$ref"].is_string() || !list(schema, "allOf").is_empty() {
        return kinds(document, &plain(document, schema));
    }
    for choice in ["anyOf", "oneOf"].iter().flat_map(|name| list(schema, name)) {
        found.extend(kinds(document, choice));
    }
    match &schema["type"] {
        Value::String(kind) => _ = found.insert(kind.clone()),
        Value::Array(several) => {
            found.extend(several.iter().filter_map(|kind| kind.as_str().map(str::to_owned)));
        }
        _ if found.is_empty() => _ = found.insert("any".to_owned()),
        _ => {}
    }
    found
}

fn fits(kind: &str, allowed: &BTreeSet<String>) -> bool {
    allowed.contains(kind)
        || allowed.contains("any")
        || kind == "any"
        || (kind == "integer" && allowed.contains("number"))
}

/// The values that a schema, or the items of a list, may have, where they are listed.
fn values(document: &Value, schema: &Value) -> BTreeSet<String> {
    let schema = plain(document, schema);
    let listed = list(&schema, "enum").iter().filter_map(|value| value.as_str());
    let mut found: BTreeSet<String> = listed.map(str::to_owned).collect();
    if schema["items"].is_object() {
        found.extend(values(document, &schema["items"]));
    }
    found
}

#[test]
fn every_route_of_yente_is_as_it_says() {
    let Some(dir) = shared_data("every_route_of_yente_is_as_it_says") else { return };
    let path = dir.join("screening/api-samples/yente_openapi.json");
    let Ok(text) = std::fs::read_to_string(path) else {
        eprintln!("SKIPPED: every_route_of_yente_is_as_it_says needs yente's OpenAPI document");
        return;
    };
    let theirs: Value = serde_json::from_str(&text).unwrap();
    let ours: Value = serde_json::from_str(&comity_server::openapi_json()).unwrap();
    let mut documents = Documents { theirs, ours, differences: Vec::new() };
    let mut uncovered = Vec::new();
    let mut shared = 0;
    for (path, methods) in documents.theirs["paths"].as_object().unwrap().clone() {
        for (method, theirs) in methods.as_object().unwrap() {
            let place = format!("{} {path}", method.to_uppercase());
            match documents.ours["paths"][&path].get(method).cloned() {
                None => uncovered.push(place),
                Some(ours) => {
                    shared += 1;
                    documents.operation(&place, theirs, &ours);
                }
            }
        }
    }
    assert_eq!(uncovered, UNCOVERED, "routes of yente that are not there");
    assert!(shared >= 11, "{shared}");
    assert!(documents.differences.is_empty(), "{:#?}", documents.differences);
}

/// The comparison itself: what differs is told.
#[test]
fn differences_are_noticed() {
    let document = |limit: Value, answer: Value| {
        serde_json::json!({
            "parameters": [{ "name": "limit", "in": "query", "schema": limit }],
            "responses": { "200": { "content": { "application/json": { "schema": answer } } } },
        })
    };
    let number = serde_json::json!({ "type": "integer", "default": 5, "maximum": 500 });
    let answer = serde_json::json!({ "type": "object", "properties": {
        "id": { "type": "string" }, "count": { "type": "integer" } } });
    let theirs = document(number.clone(), answer.clone());
    let compare = |ours: &Value| {
        let (nothing, differences) = (Value::Null, Vec::new());
        let mut documents = Documents { theirs: nothing.clone(), ours: nothing, differences };
        documents.operation("GET /x", &theirs, ours);
        documents.differences
    };
    assert!(compare(&theirs).is_empty());
    let text = serde_json::json!({ "type": "string" });
    let short = serde_json::json!({ "type": "object", "properties": { "id": { "type": "null" } } });
    for (ours, expect) in [
        (document(text, answer.clone()), 3),
        (document(serde_json::json!({ "type": "integer" }), answer), 2),
        (document(number, short), 2),
        (serde_json::json!({ "responses": {} }), 2),
    ] {
        assert_eq!(compare(&ours).len(), expect, "{:#?}", compare(&ours));
    }
}
