//! The EU's list. Its own XML is made again from a copy of all its attributes.

use std::collections::{HashMap, HashSet};
use std::fmt::Write;

use comity_model::Record;
use serde_json::{Map, Value};

use crate::{data, support};

/// The lists and objects of the copy with the names of their elements.
const ELEMENTS: [(&str, &str); 8] = [
    ("regulations", "regulation"),
    ("regulation_summaries", "regulationSummary"),
    ("subject_type", "subjectType"),
    ("name_aliases", "nameAlias"),
    ("citizenships", "citizenship"),
    ("birthdates", "birthdate"),
    ("addresses", "address"),
    ("identifications", "identification"),
];

fn camel(name: &str) -> String {
    let mut out = String::new();
    for (at, word) in name.split('_').enumerate() {
        let (first, rest) = word.split_at(1);
        out.push_str(&if at == 0 { first.to_owned() } else { first.to_uppercase() });
        out.push_str(rest);
    }
    out
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;").replace('\n', "&#10;")
}

fn element(xml: &mut String, name: &str, object: &Map<String, Value>) {
    write!(xml, "<{name}").unwrap();
    let mut children = String::new();
    for (key, value) in object.iter().filter(|(key, _)| !key.starts_with('_')) {
        let child = ELEMENTS.iter().find(|(known, _)| known == key);
        let is_text = key == "remark" || key == "publication_url" && name == "regulation";
        match (value, child) {
            (Value::Array(list), Some((_, child))) => {
                list.iter()
                    .for_each(|item| element(&mut children, child, item.as_object().unwrap()));
            }
            (Value::Object(item), Some((_, child))) => element(&mut children, child, item),
            (Value::String(text), _) if is_text => {
                let tag = camel(key);
                write!(children, "<{tag}>{}</{tag}>", escape(text)).unwrap();
            }
            (Value::String(text), _) => {
                write!(xml, " {}=\"{}\"", camel(key), escape(text)).unwrap();
            }
            (Value::Bool(_) | Value::Number(_), _) => {
                write!(xml, " {}=\"{value}\"", camel(key)).unwrap();
            }
            other => panic!("{key}: {other:?}"),
        }
    }
    writeln!(xml, ">{children}</{name}>").unwrap();
}

#[test]
fn the_whole_list_is_read_with_every_name() {
    let test = "the_whole_list_is_read_with_every_name";
    let Some(packed) = data::file(test, "sanctions/eu/eu_2026-05-01.yaml.jsonl.gz") else { return };
    let copy = String::from_utf8(data::gunzip(&packed)).unwrap();
    let parties: Vec<Map<String, Value>> =
        copy.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let mut xml = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<export \
        xmlns=\"http://eu.europa.ec/fpi/fsd/export\" generationDate=\"2026-05-01T00:00:00Z\" \
        globalFileId=\"1\">\n"
        .to_owned();
    parties.iter().for_each(|party| element(&mut xml, "sanctionEntity", party));
    xml.push_str("</export>\n");
    let options = support::options("eu", None, None);
    let import = support::import(&[("eu.xml", xml.as_bytes())], &options).unwrap();
    eprintln!("{} bytes: {:?}", xml.len(), import.report.counts);
    assert_eq!(import.report.counts.records, 5_860);
    assert_eq!(import.of_schema("Person").count(), 4_341);
    assert_eq!(import.of_schema("Organization").count(), 1_519);
    assert_eq!(import.of_schema("Sanction").count(), 5_860);
    for skipped in &import.report.skipped {
        assert!(skipped.reason.contains("is not a valid"), "{skipped:?}");
    }
    let records: HashMap<&str, &Record> =
        import.records.iter().map(|record| (record.id().as_str(), record)).collect();
    let (mut names, mut spoken) = (0, 0);
    for party in &parties {
        let id = format!("eu-{}", party["eu_reference_number"].as_str().unwrap());
        let record = records[id.as_str()];
        let found: Vec<(String, bool)> = record
            .statements()
            .iter()
            .filter(|statement| ["name", "alias"].contains(&statement.property.name()))
            .map(|statement| (support::bare(&statement.value), statement.language.is_some()))
            .collect();
        let mut said = HashSet::new();
        for name in party["name_aliases"].as_array().unwrap() {
            let written = name["whole_name"].as_str().unwrap();
            let has_language = name.get("name_language").is_some();
            // What is said twice is kept once, as it was said first.
            let bare = support::bare(written);
            let is_first = said.insert(bare.clone());
            let is_found = |(value, language): &(String, bool)| {
                *value == bare && (*language == has_language || !is_first)
            };
            assert!(found.iter().any(is_found), "{id}: {written} in {found:?}");
            names += 1;
            spoken += usize::from(has_language);
        }
        let has_year =
            |birth: &Value| birth["calendar_type"] == "GREGORIAN" && birth.get("year").is_some();
        let births = party.get("birthdates").and_then(Value::as_array);
        if births.is_some_and(|births| births.iter().any(has_year)) {
            assert!(record.first("birthDate").is_some(), "{id}");
        }
    }
    assert_eq!((names, spoken), (29_826, 22_631));
}

#[test]
fn the_publishers_own_excerpt_is_read() {
    let test = "the_publishers_own_excerpt_is_read";
    let path = "sanctions/samples/sample_eu.xml";
    let Some(bytes) = data::file(test, path) else { return };
    let import = support::import(&[(path, &bytes)], &support::options("eu", None, None)).unwrap();
    let counts = import.report.counts;
    // One of its seven parties repeats the number of another.
    assert_eq!((counts.records, counts.skipped), (6, 1), "{:?}", import.report.skipped);
    assert_eq!(import.of_schema("Sanction").count(), 6);
    assert_eq!(import.of_schema("Passport").count(), 2);
}
