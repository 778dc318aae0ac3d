//! Official lists, and tables of who on one is whom on another.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use comity_model::{PartialDate, Record, Schema};
use comity_screening::Query;

use super::benchmark;

/// A row of a table that pairs records.
pub(super) struct Row {
    fields: BTreeMap<String, String>,
}

impl Row {
    pub(super) fn get(&self, column: &str) -> &str {
        self.fields.get(column).map(String::as_str).unwrap_or_default()
    }

    /// The id of the record on one side, as it is here: tables write `OFAC-` before OFAC's numbers.
    pub(super) fn id(&self, side: &str) -> String {
        let id = self.get(&format!("id_{side}"));
        id.strip_prefix("OFAC-").map_or_else(|| id.to_owned(), |number| format!("ofac-{number}"))
    }

    /// The dates of a column, with `|` between them.
    pub(super) fn dates(&self, column: &str) -> Vec<PartialDate> {
        let dates = self.get(column).split('|');
        dates.filter_map(|date| PartialDate::parse_loose(date).ok()).collect()
    }

    /// What the record on one side (`a` or `b`) is asked with if only the row knows it.
    pub(super) fn query(&self, side: &str) -> Result<Query> {
        let schema = if self.get("kind") == "person" { "Person" } else { "Organization" };
        let mut query = Query::name(Schema::named(schema)?, self.get(&format!("name_{side}")));
        query.dates = self.dates(&format!("dob_{side}"));
        Ok(query)
    }
}

/// The rows of a table with a heading.
pub(super) fn rows(file: &str) -> Result<Vec<Row>> {
    let path = benchmark::data(&format!("crosslist/{file}"))?;
    let mut reader = csv::Reader::from_path(&path).with_context(|| path.display().to_string())?;
    let rows = reader.deserialize().map(|row| Ok(Row { fields: row? }));
    rows.collect()
}

/// OFAC's list; the id of a record is `ofac-` and its number.
pub(super) fn ofac() -> Result<Vec<Record>> {
    benchmark::list(
        "ofac",
        &["sanctions/ofac/sdn_2023-12-28.csv", "sanctions/ofac/alt_2024-01.csv"],
    )
}

/// The European Union's list; the id of a record is the Union's own.
pub(super) fn eu() -> Result<Vec<Record>> {
    benchmark::list("eu", &["sanctions/eu/eu_2026-05-01.ftm.jsonl.gz"])
}

/// The United Nations' list.
pub(super) fn un() -> Result<Vec<Record>> {
    benchmark::list("un", &["sanctions/un/un_consolidated_2026-02-27.xml"])
}

/// The id of each record of the United Nations' list, by its reference number.
pub(super) fn un_references(records: &[Record]) -> BTreeMap<&str, &str> {
    let listings = records.iter().filter(|record| record.schema().is_a("Sanction"));
    listings.filter_map(|each| Some((each.first("unscId")?, each.first("entity")?))).collect()
}

/// Names and dates of a record, and nothing else of it.
pub(super) fn names_and_dates(record: &Record) -> Query {
    let whole = Query::of_record(record);
    Query { names: whole.names, dates: whole.dates, ..Query::empty(record.schema()) }
}
