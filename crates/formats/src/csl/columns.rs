//! The columns of the table, by name.

use std::collections::HashMap;

use crate::table::column_key;

const KNOWN: [&str; 29] = [
    "addresses",
    "altnames",
    "callsign",
    "citizenships",
    "datesofbirth",
    "enddate",
    "entitynumber",
    "federalregisternotice",
    "grossregisteredtonnage",
    "grosstonnage",
    "id",
    "ids",
    "licensepolicy",
    "licenserequirement",
    "name",
    "nationalities",
    "placesofbirth",
    "programs",
    "remarks",
    "source",
    "sourceinformationurl",
    "sourcelisturl",
    "standardorder",
    "startdate",
    "title",
    "type",
    "vesselflag",
    "vesselowner",
    "vesseltype",
];

pub(super) struct Columns {
    places: HashMap<String, usize>,
    unknown: Vec<String>,
}

impl Columns {
    pub(super) fn new(header: &[String]) -> Columns {
        let keys = header.iter().map(|name| column_key(name));
        let unknown = header.iter().filter(|name| !KNOWN.contains(&column_key(name).as_str()));
        Columns {
            places: keys.enumerate().map(|(at, key)| (key, at)).collect(),
            unknown: unknown.cloned().collect(),
        }
    }

    /// The names of columns that are not read.
    pub(super) fn unknown(&self) -> &[String] {
        &self.unknown
    }

    pub(super) fn row<'r>(&'r self, fields: &'r [String]) -> Row<'r> {
        Row { columns: self, fields }
    }
}

/// One row.
pub(super) struct Row<'r> {
    columns: &'r Columns,
    fields: &'r [String],
}

impl<'r> Row<'r> {
    /// The field in the column of that key, trimmed; empty if there is none.
    pub(super) fn text(&self, column: &str) -> &'r str {
        let at = self.columns.places.get(column);
        at.and_then(|at| self.fields.get(*at)).map(|field| field.trim()).unwrap_or_default()
    }

    /// The values of a field that stand apart by `; `.
    pub(super) fn values(&self, column: &str) -> impl Iterator<Item = &'r str> + use<'r> {
        self.text(column).split("; ").map(str::trim).filter(|value| !value.is_empty())
    }

    /// All fields.
    pub(super) fn fields(&self) -> &'r [String] {
        self.fields
    }
}
