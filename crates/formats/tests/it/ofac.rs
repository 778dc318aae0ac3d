//! OFAC's lists.

use std::collections::{HashMap, HashSet};

use comity_model::Record;

use crate::{data, support};

const TRIPLE: [&str; 3] = [
    "sanctions/ofac/sdn_2023-12-28.csv",
    "sanctions/ofac/alt_2024-01.csv",
    "sanctions/ofac/add_2024-01.csv",
];
const QUARTET: [&str; 4] = [
    "sanctions/ofac/cons_2025-12-19_prim.csv",
    "sanctions/ofac/cons_2025-12-19_alt.csv",
    "sanctions/ofac/cons_2025-12-19_add.csv",
    "sanctions/ofac/cons_2025-12-19_comments.csv",
];

fn read(test: &str, dataset: &str, paths: &[&str]) -> Option<support::Import> {
    let mut bytes = Vec::new();
    for path in paths {
        bytes.push(data::file(test, path)?);
    }
    let files: Vec<(&str, &[u8])> =
        paths.iter().copied().zip(bytes.iter().map(Vec::as_slice)).collect();
    let import = support::import(&files, &support::options(dataset, None, None)).unwrap();
    eprintln!("{}: {:?} {:?}", paths[0], import.report.counts, import.report.notes);
    for skipped in &import.report.skipped {
        assert!(skipped.reason.contains("is not a valid"), "{skipped:?}");
    }
    Some(import)
}

#[test]
fn the_triple_has_every_party_alias_and_address() {
    let test = "the_triple_has_every_party_alias_and_address";
    let Some(import) = read(test, "us_ofac_sdn", &TRIPLE) else { return };
    assert_eq!(import.report.counts.records, 13_821);
    assert_eq!(import.of_schema("Person").count(), 6_646);
    assert_eq!(import.of_schema("Vessel").count(), 764);
    assert_eq!(import.of_schema("Airplane").count(), 378);
    let with_topic = import.parties().filter(|record| record.first("topics") == Some("sanction"));
    assert_eq!(with_topic.count(), 13_821);
    let listed: HashSet<&str> =
        import.of_schema("Sanction").filter_map(|record| record.first("entity")).collect();
    assert_eq!(listed.len(), 13_821, "every party has a listing");
    let imo = import.of_schema("Vessel").filter(|record| record.first("imoNumber").is_some());
    assert!(imo.count() > 700);
    let born = import.of_schema("Person").filter(|record| record.first("birthDate").is_some());
    assert!(born.count() > 6_000);
}

#[test]
fn linked_parties_are_found_as_the_reference_has_them() {
    let test = "linked_parties_are_found_as_the_reference_has_them";
    let Some(import) = read(test, "us_ofac_sdn", &TRIPLE) else { return };
    let edges: HashSet<(&str, &str)> = import
        .of_schema("UnknownLink")
        .filter_map(|edge| edge.first("subject").zip(edge.first("object")))
        .collect();
    let ids: HashSet<&str> = import.parties().map(|record| record.id().as_str()).collect();
    let primary = String::from_utf8(data::file(test, TRIPLE[0]).unwrap()).unwrap();
    let rows: HashMap<&str, &str> =
        primary.lines().filter_map(|row| Some((row.split(',').next()?, row))).collect();
    let reference = data::file(test, "crosslist/ofac_linked_to.csv").unwrap();
    let text = String::from_utf8(reference).unwrap();
    let mut all = 0;
    for line in text.lines().skip(1) {
        let (from, to) = (line.split(',').next().unwrap(), line.rsplit(',').next().unwrap());
        let before = line.strip_suffix(to).unwrap().strip_suffix(',').unwrap();
        let name = match before.strip_suffix('"') {
            Some(quoted) => quoted.rsplit('"').next().unwrap(),
            None => before.rsplit(',').next().unwrap(),
        };
        let edge = (format!("us_ofac_sdn-{from}"), format!("us_ofac_sdn-{to}"));
        // The reference knows a later edition; several parties of one name are nobody's.
        let is_stated = rows.get(from).is_some_and(|row| row.contains(name));
        if !is_stated || !ids.contains(edge.1.as_str()) || from == to {
            continue;
        }
        all += 1;
        assert!(edges.contains(&(edge.0.as_str(), edge.1.as_str())), "{line}");
    }
    assert!(all > 5_800, "{all}");
}

#[test]
fn the_quartet_goes_on_in_its_comments() {
    let test = "the_quartet_goes_on_in_its_comments";
    let Some(import) = read(test, "us_ofac_cons", &QUARTET) else { return };
    assert_eq!(import.report.counts.records, 442);
    let records: HashMap<&str, &Record> =
        import.records.iter().map(|record| (record.id().as_str(), record)).collect();
    // The number is cut in the middle of the word before it: "Registration Numbe" and "r 10...".
    let joined = records["us_ofac_cons-17014"];
    assert!(joined.values("registrationNumber").any(|number| number.len() == 13));
}

#[test]
fn older_editions_of_the_primary_file_stand_alone() {
    let test = "older_editions_of_the_primary_file_stand_alone";
    let paths = data::list(test, "sanctions/ofac/history", ".csv.gz");
    for (path, expected) in paths.iter().zip([9_083, 9_361, 11_002, 12_217]) {
        let Some(import) = read(test, "us_ofac_sdn", &[path]) else { return };
        assert_eq!(import.report.counts.records, expected, "{path}");
    }
}
