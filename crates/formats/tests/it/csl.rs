//! The consolidated screening list, compared with a plain reading of its rows.

use std::collections::BTreeMap;

use comity_model::Record;

use crate::{data, support};

/// The fields of a row; the list has no line break inside a field.
fn fields(row: &str) -> Vec<String> {
    let mut fields = vec![String::new()];
    let mut quoted = false;
    for c in row.chars() {
        match c {
            '"' => quoted = !quoted,
            ',' if !quoted => fields.push(String::new()),
            c => fields.last_mut().unwrap().push(c),
        }
    }
    fields
}

#[test]
fn every_row_is_a_listing_of_one_record_for_each_id() {
    let test = "every_row_is_a_listing_of_one_record_for_each_id";
    let path = "sanctions/us_csl/consolidated_2022-04.csv.gz";
    let Some(bytes) = data::file(test, path) else { return };
    let import = support::import(&[(path, &bytes)], &support::options("us", None, None)).unwrap();
    eprintln!("{path}: {:?}", import.report.counts);
    assert_eq!(import.report.counts.records, 14_048);
    assert_eq!(import.of_schema("Sanction").count(), 14_160);
    for skipped in &import.report.skipped {
        assert!(skipped.reason.contains("is not a valid"), "{skipped:?}");
    }
    let records: BTreeMap<&str, &Record> =
        import.parties().map(|record| (record.id().as_str(), record)).collect();
    let text = String::from_utf8(data::gunzip(&bytes)).unwrap();
    let mut quoted = false;
    let rows: Vec<&str> = text
        .split_terminator(|c| {
            quoted ^= c == '"';
            c == '\n' && !quoted
        })
        .map(str::trim_end)
        .collect();
    assert_eq!(rows.len(), 14_161, "the header and all rows");
    let header = fields(rows[0]);
    let column = |name: &str| header.iter().position(|known| known == name).unwrap();
    let [id, kind, name] = ["_id", "type", "name"].map(column);
    let mut listings: BTreeMap<&str, usize> = BTreeMap::new();
    for listing in import.of_schema("Sanction") {
        *listings.entry(listing.first("entity").unwrap()).or_default() += 1;
    }
    let mut of_id: BTreeMap<String, usize> = BTreeMap::new();
    for row in rows.iter().skip(1).map(|row| fields(row)) {
        let record = records[format!("us-{}", row[id]).as_str()];
        let expected = match row[kind].as_str() {
            "Individual" => "Person",
            "Entity" => "Organization",
            "Vessel" => "Vessel",
            "Aircraft" => "Airplane",
            _ => "LegalEntity",
        };
        assert!(record.schema().is_a(expected), "{}", record.id());
        let written = support::bare(&row[name]);
        let has_name = record.statements().iter().any(|statement| {
            let original = statement.original.as_deref().unwrap_or(&statement.value);
            statement.property.name() == "name" && support::bare(original) == written
        });
        assert!(has_name, "{}: {written} in {:?}", record.id(), record.first("name"));
        assert!(record.first("topics").is_some(), "{}", record.id());
        *of_id.entry(row[id].clone()).or_default() += 1;
    }
    assert_eq!(of_id.len(), 14_048);
    let shared: usize = of_id.values().map(|rows| rows - 1).sum();
    assert_eq!(shared, 112, "rows that share their id with another");
    for (id, rows) in &of_id {
        assert_eq!(listings[format!("us-{id}").as_str()], *rows, "{id}: each row is a listing");
    }
}
