//! The consolidated screening list of the United States, as CSV: thirteen lists of three
//! departments in one table.
//!
//! Several rows of one `_id` are one party that stands on several lists: one record, and a listing
//! for each row. They may stand apart, so the table is joined in memory within a stated limit. The
//! id is `<dataset>-<_id>`. Values of one field stand apart by `; `; the field `ids` holds what
//! OFAC writes into its remarks, with the label last:
//!
//! ```text
//! FR, 2029-01-31, 2019-02-01, X12345, Passport; Male, Gender; www.heron.example, Website
//! ```
//!
//! Source: <https://www.trade.gov/consolidated-screening-list>.

mod columns;
mod ids;
mod party;
mod sources;

use std::collections::HashMap;

use comity_model::{DatasetName, Schema};

use crate::output::Output;
use crate::party::Party;
use crate::read::{FileText, Reader};
use crate::table::{Table, keys_of_line};
use crate::{Format, FormatError, Options};

use columns::Columns;

fn is_header(keys: &[String]) -> bool {
    ["id", "source", "name", "sourcelisturl", "ids"]
        .iter()
        .all(|name| keys.iter().any(|key| key == name))
}

/// Whether a file that begins with this line is this table.
pub(crate) fn looks_like(line: &str) -> bool {
    is_header(&keys_of_line(line))
}

/// Whether a line certainly begins a row: an id, and a list with its agency.
fn begins_row(line: &[u8]) -> bool {
    let mut fields = line.split(|byte| *byte == b',');
    let is_id = fields.next().is_some_and(|id| {
        !id.is_empty() && id.iter().all(|byte| byte.is_ascii_digit() || byte.is_ascii_lowercase())
    });
    is_id && fields.next().is_some_and(|list| list.windows(3).any(|three| three == b" - "))
}

pub(crate) struct CslReader {
    dataset: DatasetName,
    parties: Vec<Joined>,
    places: HashMap<String, usize>,
    files: Vec<String>,
    bytes: u64,
}

/// A party while its rows come in.
struct Joined {
    party: Party,
    file: usize,
    line: u64,
}

impl CslReader {
    pub(crate) fn new(options: &Options) -> CslReader {
        CslReader {
            dataset: options.dataset.clone(),
            parties: Vec::new(),
            places: HashMap::new(),
            files: Vec::new(),
            bytes: 0,
        }
    }

    /// Adds one row to its party.
    fn row(
        &mut self,
        columns: &Columns,
        fields: &[String],
        line: u64,
        output: &mut Output<'_>,
    ) -> Result<(), FormatError> {
        let row = columns.row(fields);
        let place = format!("line {line}");
        let key = row.text("id");
        if key.is_empty() {
            output.skip(place, "it has no _id");
            return Ok(());
        }
        if row.text("name").is_empty() {
            output.skip(place, "it has no name");
            return Ok(());
        }
        let known = self.places.get(key).and_then(|at| self.parties.get_mut(*at));
        if let Some(joined) = known {
            if !party::add_row(&mut joined.party, &row) {
                output.skip(place, "another row says the same");
            }
            return Ok(());
        }
        let Some(id) = output.new_id(&format!("{}-{key}", self.dataset), place) else {
            return Ok(());
        };
        let schema = Schema::named(party::schema_of(&row))?;
        let mut party = Party::new(id, schema, output.origin());
        party::add_row(&mut party, &row);
        self.places.insert(key.to_owned(), self.parties.len());
        self.parties.push(Joined { party, file: self.files.len().saturating_sub(1), line });
        Ok(())
    }
}

impl Reader for CslReader {
    fn file(
        &mut self,
        name: &str,
        text: &mut FileText<'_>,
        output: &mut Output<'_>,
    ) -> Result<(), FormatError> {
        let mut table = Table::open(name, text, self.bytes, Format::UsCsl, is_header, begins_row)?;
        self.files.push(name.to_owned());
        let columns = Columns::new(&table.header);
        for column in columns.unknown() {
            output.note(format_args!("`{name}`: the column `{column}` is not read"));
        }
        while let Some(line) = table.next(output)? {
            self.row(&columns, table.fields(), line, output)?;
        }
        self.bytes = self.bytes.saturating_add(text.bytes_read());
        Ok(())
    }

    fn finish(self: Box<Self>, output: &mut Output<'_>) -> Result<(), FormatError> {
        for joined in self.parties {
            output.begin_file(self.files.get(joined.file).map(String::as_str).unwrap_or_default());
            joined.party.emit(&format!("line {}", joined.line), output)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
