//! The UK Sanctions List, as XML and as CSV, and the retired consolidated list of the Treasury's
//! Office of Financial Sanctions Implementation (`ConList.csv`).
//!
//! All three say the same things under almost the same names, so each becomes groups of
//! [columns](columns): a CSV row may give a name, an address, a passport and so on at once, in XML
//! each stands in an element of its own. The rows of one `Unique ID`, or `Group ID` in the retired
//! list, are one record; they may stand far apart, so a table is joined in memory within a stated
//! limit. The id is `<dataset>-<Unique ID>`, or `<dataset>-<Group ID>` from the retired list.
//!
//! Source: <https://www.gov.uk/government/publications/the-uk-sanctions-list>.

mod columns;
mod designation;
mod names;
mod party;

use std::collections::HashMap;
use std::io::BufRead;

use comity_model::DatasetName;

use crate::output::Output;
use crate::read::{FileText, Reader};
use crate::table::{Table, keys_of_line};
use crate::xml::{Element, Parties, Shape, Step};
use crate::{Format, FormatError, Options};

use columns::Column;
use designation::Designation;

const SHAPE: Shape = Shape { format: Format::UkSanctions, root: "Designations", depth: 1 };

/// Whether these are the columns of one of the two tables.
fn is_header(keys: &[String]) -> bool {
    let has = |name: &str| keys.iter().any(|key| key == name);
    has("name6") && (has("uniqueid") && has("regimename") || has("groupid") && has("regime"))
}

/// Whether a line certainly begins a row of the current table: `12/01/2022,AFG0001,`.
fn begins_row(line: &[u8]) -> bool {
    const SHAPE: &[u8] = b"99/99/9999,AAA9999,";
    let fits = |(byte, shape): (&u8, &u8)| match shape {
        b'9' => byte.is_ascii_digit(),
        b'A' => byte.is_ascii_uppercase(),
        exact => byte == exact,
    };
    line.len() >= SHAPE.len() && line.iter().zip(SHAPE).all(fits)
}

/// Whether a file with this line among its first ones is one of the tables.
pub(crate) fn looks_like(line: &str) -> bool {
    is_header(&keys_of_line(line))
}

pub(crate) struct UkReader {
    dataset: DatasetName,
    bytes: u64,
}

impl UkReader {
    pub(crate) fn new(options: &Options) -> UkReader {
        UkReader { dataset: options.dataset.clone(), bytes: 0 }
    }

    fn xml(
        &self,
        name: &str,
        text: &mut FileText<'_>,
        output: &mut Output<'_>,
    ) -> Result<(), FormatError> {
        let mut parties = Parties::new(name, text, SHAPE);
        while let Step::Party(element) = parties.next()? {
            let place = format!("line {}, {}", element.line, element.name);
            match element.name.as_str() {
                "Designation" => self.party(&Designation::of_element(&element), &place, output)?,
                // The day of the publication stands among the designations.
                "DateGenerated" => output.note(generated(&element)),
                _ => output.skip(place, "an element of this name is no party of this list"),
            }
        }
        Ok(())
    }

    fn table(
        &mut self,
        name: &str,
        text: &mut FileText<'_>,
        output: &mut Output<'_>,
    ) -> Result<(), FormatError> {
        let mut table =
            Table::open(name, text, self.bytes, Format::UkSanctions, is_header, begins_row)?;
        let columns: Vec<Option<Column>> =
            table.header.iter().map(|name| Column::named(name)).collect();
        for (column, _) in table.header.iter().zip(&columns).filter(|(_, known)| known.is_none()) {
            output.note(format_args!("`{name}`: the column `{column}` is kept as notes"));
        }
        let mut designations: Vec<(u64, Designation)> = Vec::new();
        let mut places: HashMap<String, usize> = HashMap::new();
        while let Some(line) = table.next(output)? {
            let row = Designation::of_row(&columns, &table.header, table.fields());
            let Some(key) = row.key() else {
                output.skip(format_args!("line {line}"), NO_KEY);
                continue;
            };
            match places.get(&key).and_then(|at| designations.get_mut(*at)) {
                Some((_, designation)) => designation.merge(row),
                None => {
                    places.insert(key, designations.len());
                    designations.push((line, row));
                }
            }
        }
        self.bytes = self.bytes.saturating_add(text.bytes_read());
        for (line, designation) in designations {
            self.party(&designation, &format!("line {line}"), output)?;
        }
        Ok(())
    }

    fn party(
        &self,
        designation: &Designation,
        place: &str,
        output: &mut Output<'_>,
    ) -> Result<(), FormatError> {
        let Some(key) = designation.key() else {
            output.skip(place, NO_KEY);
            return Ok(());
        };
        let Some(id) = output.new_id(&format!("{}-{key}", self.dataset), place) else {
            return Ok(());
        };
        match party::build(designation, id, output.origin())? {
            Some(party) => party.emit(place, output),
            None => {
                output.skip(place, "it has no name");
                Ok(())
            }
        }
    }
}

impl Reader for UkReader {
    fn file(
        &mut self,
        name: &str,
        text: &mut FileText<'_>,
        output: &mut Output<'_>,
    ) -> Result<(), FormatError> {
        let head = text.fill_buf().map_err(|error| FormatError::of_io(name, &error))?;
        if head.trim_ascii_start().starts_with(b"<") {
            self.xml(name, text, output)
        } else {
            self.table(name, text, output)
        }
    }
}

const NO_KEY: &str = "it has no Unique ID and no Group ID, so it has no id";

fn generated(element: &Element) -> String {
    format!("the publisher generated this list on {}", element.text.trim())
}

#[cfg(test)]
mod tests;
