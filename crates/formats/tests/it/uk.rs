//! The UK's lists. The current one is made again, as XML and as a table, from a copy of its fields:
//! its own files were not at hand.

use std::collections::BTreeSet;
use std::fmt::Write;

use comity_model::Record;
use serde_json::Value;

use crate::{data, support};

/// A field of the copy with its element and its column.
type Field = (&'static str, &'static str, &'static str);

/// The fields that stand alone.
const FIELDS: [Field; 11] = [
    ("last_updated", "LastUpdated", "Last Updated"),
    ("date_designated", "DateDesignated", "Date Designated"),
    ("unique_id", "UniqueID", "Unique ID"),
    ("ofsi_group_id", "OFSIGroupID", "OFSI Group ID"),
    ("un_reference_number", "UNReferenceNumber", "UN Reference Number"),
    ("regime_name", "RegimeName", "Regime Name"),
    ("individual_entity_ship", "IndividualEntityShip", "Designation Type"),
    ("designation_source", "DesignationSource", "Designation source"),
    ("sanctions_imposed", "SanctionsImposed", "Sanctions Imposed"),
    ("other_information", "OtherInformation", "Other Information"),
    ("uk_statement_of_reasons", "UKStatementofReasons", "UK Statement of Reasons"),
];

const NAME: [Field; 8] = [
    ("name1", "Name1", "Name 1"),
    ("name2", "Name2", "Name 2"),
    ("name3", "Name3", "Name 3"),
    ("name4", "Name4", "Name 4"),
    ("name5", "Name5", "Name 5"),
    ("name6", "Name6", "Name 6"),
    ("name_type", "NameType", "Name type"),
    ("alias_strength", "AliasStrength", "Alias strength"),
];

const SCRIPT: [Field; 1] =
    [("name_non_latin_script", "NameNonLatinScript", "Name non-latin script")];

const ADDRESS: [Field; 7] = [
    ("address_line1", "AddressLine1", "Address Line 1"),
    ("address_line2", "AddressLine2", "Address Line 2"),
    ("address_line3", "AddressLine3", "Address Line 3"),
    ("address_line4", "AddressLine4", "Address Line 4"),
    ("address_line5", "AddressLine5", "Address Line 5"),
    ("address_line6", "AddressLine6", "Address Line 6"),
    ("address_country", "AddressCountry", "Address Country"),
];

/// A list of the copy: its two names, its two elements and its fields.
type List = (&'static str, &'static str, &'static str, &'static str, &'static [Field]);

const LISTS: [List; 3] = [
    ("names", "names", "Names", "Name", &NAME),
    ("non_latin_names", "names", "NonLatinNames", "NonLatinName", &SCRIPT),
    ("addresses", "addresses", "Addresses", "Address", &ADDRESS),
];

fn copy(test: &str) -> Vec<Value> {
    let Some(packed) = data::file(test, "sanctions/uk/uk_2026-05-08.yaml.jsonl.gz") else {
        return Vec::new();
    };
    let text = String::from_utf8(data::gunzip(&packed)).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// A field's text; days are written as the list writes them.
fn text(object: &Value, key: &str) -> String {
    let text = object[key].as_str().unwrap_or_default();
    let mut parts = text.split('-');
    match (key, parts.next(), parts.next(), parts.next()) {
        ("last_updated" | "date_designated", Some(y), Some(m), Some(d)) => format!("{d}/{m}/{y}"),
        _ => text.to_owned(),
    }
}

fn list<'v>(object: &'v Value, outer: &str, inner: &str) -> &'v [Value] {
    object[outer][inner].as_array().map(Vec::as_slice).unwrap_or_default()
}

fn xml(parties: &[Value]) -> String {
    let mut xml = "<Designations><DateGenerated>08/05/2026</DateGenerated>\n".to_owned();
    let write_fields = |xml: &mut String, object: &Value, fields: &[Field]| {
        for (key, tag, _) in fields {
            let text = text(object, key).replace('&', "&amp;").replace('<', "&lt;");
            write!(xml, "<{tag}>{text}</{tag}>").unwrap();
        }
    };
    for party in parties {
        xml.push_str("<Designation>");
        write_fields(&mut xml, party, &FIELDS);
        for (outer, inner, all, each, fields) in LISTS {
            write!(xml, "<{all}>").unwrap();
            for item in list(party, outer, inner) {
                write!(xml, "<{each}>").unwrap();
                write_fields(&mut xml, item, fields);
                write!(xml, "</{each}>").unwrap();
            }
            write!(xml, "</{all}>").unwrap();
        }
        xml.push_str("</Designation>\n");
    }
    xml + "</Designations>"
}

fn table(parties: &[Value]) -> String {
    let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let all_fields = || FIELDS.iter().chain(&NAME).chain(&SCRIPT).chain(&ADDRESS);
    let header: Vec<&str> = all_fields().map(|(_, _, column)| *column).collect();
    let mut table = format!("Report Date: 08-May-2026\r\n{}\r\n", header.join(","));
    for party in parties {
        let lists = LISTS.map(|(outer, inner, ..)| list(party, outer, inner));
        let rows = lists.iter().map(|list| list.len()).max().unwrap_or_default().max(1);
        for at in 0..rows {
            let mut row: Vec<String> =
                FIELDS.iter().map(|(key, ..)| quoted(&text(party, key))).collect();
            for (list, (.., fields)) in lists.iter().zip(LISTS) {
                // A shorter list repeats its items, as the publisher's rows do.
                let item = list.get(at % list.len().max(1)).unwrap_or(&Value::Null);
                row.extend(fields.iter().map(|(key, ..)| quoted(&text(item, key))));
            }
            writeln!(table, "{}\r", row.join(",")).unwrap();
        }
    }
    table
}

fn statements(record: &Record) -> BTreeSet<(String, String)> {
    let pair = |statement: &comity_model::Statement| {
        (statement.property.name().to_owned(), statement.value.clone())
    };
    record.statements().iter().map(pair).collect()
}

#[test]
fn the_whole_list_is_the_same_in_xml_and_as_a_table() {
    let parties = copy("the_whole_list_is_the_same_in_xml_and_as_a_table");
    if parties.is_empty() {
        return;
    }
    let options = support::options("uk", None, None);
    let [xml, table] = [xml(&parties), table(&parties)].map(|text| {
        let import = support::import(&[("uk", text.as_bytes())], &options).unwrap();
        eprintln!("{} bytes: {:?}", text.len(), import.report.counts);
        import
    });
    for import in [&xml, &table] {
        assert_eq!(import.report.counts.records, 5_738);
        assert_eq!(import.of_schema("Person").count(), 3_868);
        assert_eq!(import.of_schema("Vessel").count(), 582);
        assert_eq!(import.of_schema("Sanction").count(), 5_738);
        assert_eq!(import.report.counts.skipped, 0, "{:?}", import.report.skipped);
    }
    assert_eq!(parties.len(), 5_738);
    assert_eq!(xml.records.len(), table.records.len());
    for (one, other) in xml.records.iter().zip(&table.records) {
        assert_eq!(one.id(), other.id());
        assert_eq!(statements(one), statements(other), "{}", one.id());
    }
}

#[test]
fn the_retired_list_is_joined_by_its_group_id() {
    let test = "the_retired_list_is_joined_by_its_group_id";
    let path = "sanctions/samples/sample_hmt.csv";
    let Some(bytes) = data::file(test, path) else { return };
    let import = support::import(&[(path, &bytes)], &support::options("uk", None, None)).unwrap();
    let rows = String::from_utf8(bytes).unwrap();
    let groups: BTreeSet<&str> =
        rows.lines().skip(2).filter_map(|row| row.rsplit(',').next()).collect();
    assert_eq!(import.report.counts.records, groups.len() as u64);
    assert_eq!((groups.len(), import.report.counts.skipped), (6, 0));
    for group in groups {
        let id = format!("uk-{group}");
        assert!(import.parties().any(|record| record.id().as_str() == id), "{id}");
    }
}
