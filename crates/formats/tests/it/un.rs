//! The UN's list, compared with what a plain search of its text finds.

use std::collections::HashMap;

use comity_model::Record;

use crate::{data, support};

/// The texts between `<name>` and `</name>`.
fn texts<'t>(xml: &'t str, name: &str) -> Vec<&'t str> {
    let (open, close) = (format!("<{name}>"), format!("</{name}>"));
    xml.split(open.as_str()).skip(1).filter_map(|rest| rest.split(close.as_str()).next()).collect()
}

fn count(xml: &str, name: &str) -> u64 {
    xml.matches(&format!("<{name}>")).count() as u64
}

fn plain(text: &str) -> String {
    let text = text.replace("&amp;", "&");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn every_edition_is_read_with_its_own_count() {
    let test = "every_edition_is_read_with_its_own_count";
    let mut paths = data::list(test, "sanctions/un", ".xml");
    paths.extend(data::list(test, "sanctions/samples", "unsc.xml"));
    paths.extend(data::list(test, "sanctions/un/history", ".xml.gz"));
    for path in &paths {
        let bytes = data::file(test, path).unwrap();
        let text = if path.ends_with(".gz") { data::gunzip(&bytes) } else { bytes.clone() };
        let xml = String::from_utf8(text).unwrap();
        let options = support::options("un_sc", None, None);
        let import = support::import(&[(path, &bytes)], &options).unwrap();
        let expected = count(&xml, "INDIVIDUAL") + count(&xml, "ENTITY");
        assert_eq!(import.report.counts.records, expected, "{path}");
        let expected_min = if path.contains("samples") { 7 } else { 900 };
        assert!(expected >= expected_min, "{path}");
        eprintln!("{path}: {:?}", import.report.counts);
        for skipped in &import.report.skipped {
            assert!(skipped.reason.contains("is not a valid"), "{path}: {skipped:?}");
        }
    }
}

#[test]
fn the_latest_edition_has_every_alias_and_every_listing() {
    let test = "the_latest_edition_has_every_alias_and_every_listing";
    let path = "sanctions/un/un_consolidated_2026-02-27.xml";
    let Some(bytes) = data::file(test, path) else { return };
    let import =
        support::import(&[(path, &bytes)], &support::options("un_sc", None, None)).unwrap();
    assert_eq!(import.report.counts.records, 1_003);
    assert_eq!(import.of_schema("Person").count(), 730);
    assert_eq!(import.of_schema("Organization").count(), 273);
    assert_eq!(import.of_schema("Sanction").count(), 1_003);
    let records: HashMap<&str, &Record> =
        import.records.iter().map(|record| (record.id().as_str(), record)).collect();
    let xml = String::from_utf8(bytes).unwrap();
    let (mut good, mut low) = (0, 0);
    for element in texts(&xml, "INDIVIDUAL") {
        let record = records[format!("un_sc-{}", texts(element, "DATAID")[0]).as_str()];
        for alias in texts(element, "INDIVIDUAL_ALIAS") {
            let Some(name) = texts(alias, "ALIAS_NAME").first().map(|name| plain(name)) else {
                continue;
            };
            let property = match texts(alias, "QUALITY")[0] {
                "Good" => "alias",
                "Low" => "weakAlias",
                other => panic!("{other}"),
            };
            *(if property == "alias" { &mut good } else { &mut low }) += 1;
            assert!(
                record.values(property).any(|value| value == name),
                "{}: {property} {name} is not among {:?}",
                record.id(),
                record.values(property).collect::<Vec<_>>()
            );
        }
        assert!(record.first("birthDate").is_some() || !element.contains("<YEAR>"));
    }
    assert_eq!((good, low), (1_524, 615));
    assert_eq!(count(&xml, "NAME_ORIGINAL_SCRIPT"), 378);
    for element in texts(&xml, "INDIVIDUAL").iter().chain(&texts(&xml, "ENTITY")) {
        let record = records[format!("un_sc-{}", texts(element, "DATAID")[0]).as_str()];
        for script in texts(element, "NAME_ORIGINAL_SCRIPT") {
            assert!(record.values("name").any(|name| name == plain(script)), "{}", record.id());
        }
    }
}
