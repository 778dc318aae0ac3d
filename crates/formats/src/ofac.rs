//! OFAC's lists as CSV: the Specially Designated Nationals (`sdn`, `alt`, `add`) and the
//! consolidated non-SDN list (`cons_prim`, `cons_alt`, `cons_add`, `cons_comments`).
//!
//! The files have no header; each shows its part by the number and the content of its columns:
//!
//! | part | columns |
//! |---|---|
//! | primary | `num name type program title call_sign vessel_type tonnage grt flag owner remarks` |
//! | alias | `num alt_num alt_type alt_name alt_remarks` |
//! | address | `num add_num address city country add_remarks` |
//! | comments | `num` and the rest of remarks that were too long for the primary file |
//!
//! A line break inside quotes belongs to the field, unless a new row begins behind it: then the
//! quote was left open, and only its own row is lost.
//!
//! `-0- ` stands for nothing, and Ctrl-Z at the end of a file. Much is said only in the remarks;
//! see [`remarks`]. The parts are joined in memory within a stated limit, because a remark may
//! name any other party of the publication ("Linked To").
//!
//! Source: <https://ofac.treasury.gov/specially-designated-nationals-list-data-formats>.

mod elements;
mod entries;
mod entry;
mod join;
mod links;
mod numbers;
mod party;
mod remarks;

use crate::limits::OFAC_BYTES_MAX;
use crate::output::Output;
use crate::read::{FileText, Reader};
use crate::rows::{Breaks, Row, Rows};
use crate::{Format, FormatError, Options};

use join::Publication;

pub(crate) use elements::{each_element, keep_unknown, listed, texts};
pub(crate) use entries::Entries;
pub(crate) use entry::{
    Address, Alias, Entry, Listing, Numbered, Relation, Stated, Vessel, alias_property,
};
pub(crate) use party::{add_name, add_name_parts, add_words};

/// What stands for nothing.
const NULL: &str = "-0-";

/// What a file of the publication holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Primary,
    Alias,
    Address,
    Comments,
}

impl Part {
    /// The part that a row belongs to, if it belongs to any.
    fn of(fields: &[String]) -> Option<Part> {
        let is_number = |at: usize| {
            fields.get(at).is_some_and(|field| {
                let field = field.trim();
                !field.is_empty() && field.bytes().all(|byte| byte.is_ascii_digit())
            })
        };
        let third = fields.get(2).map(|field| field.trim()).unwrap_or_default();
        let is_alias = || ALIAS_TYPES.iter().any(|known| known.eq_ignore_ascii_case(third));
        // A spreadsheet that saved a file again may have given its rows more, empty fields.
        let is_spare = |from: usize| fields.iter().skip(from).all(|field| field.trim().is_empty());
        match fields.len() {
            12.. if is_number(0) && is_spare(12) => Some(Part::Primary),
            5.. if is_number(0) && is_number(1) && is_alias() && is_spare(5) => Some(Part::Alias),
            6.. if is_number(0) && is_number(1) && is_spare(6) => Some(Part::Address),
            2 if is_number(0) => Some(Part::Comments),
            _ => None,
        }
    }
}

const ALIAS_TYPES: [&str; 3] = ["aka", "fka", "nka"];

/// Whether a first row names its columns: OFAC writes no such row, whoever copies its files may.
fn is_header(fields: &[String]) -> bool {
    const FIRST_COLUMNS: [&str; 5] = ["ent_num", "ent_no", "entity_number", "uid", "id"];
    let first = fields.first().map(|field| field.trim().to_ascii_lowercase().replace(' ', "_"));
    first.is_some_and(|name| FIRST_COLUMNS.contains(&name.as_str()))
}

/// Whether a line is a row of its own, even where a quote before it was left open.
fn begins_row(line: &[u8]) -> bool {
    let digits = line.iter().take_while(|byte| byte.is_ascii_digit()).count();
    digits > 0 && line.get(digits..).is_some_and(|rest| rest.starts_with(b",\""))
        || looks_like(&String::from_utf8_lossy(line), false)
}

/// Whether a file with this line is one of OFAC's. Two columns say that only in the first line:
/// any table may have a row of a number and a text.
pub(crate) fn looks_like(line: &str, is_first: bool) -> bool {
    let mut text = match crate::decode::Text::new("", line.as_bytes()) {
        Ok(text) => text,
        Err(_) => return false,
    };
    let mut rows = Rows::new(&mut text, b',', Breaks::EndRows);
    match rows.next() {
        Ok(Some(Row::Whole)) => {
            Part::of(rows.fields()).is_some_and(|part| is_first || part != Part::Comments)
        }
        _ => false,
    }
}

pub(crate) struct OfacReader {
    entries: Entries,
    publication: Publication,
    bytes: u64,
}

impl OfacReader {
    pub(crate) fn new(options: &Options) -> OfacReader {
        let entries = Entries::new(options.dataset.clone());
        OfacReader { entries, publication: Publication::default(), bytes: 0 }
    }
}

impl Reader for OfacReader {
    fn file(
        &mut self,
        name: &str,
        text: &mut FileText<'_>,
        output: &mut Output<'_>,
    ) -> Result<(), FormatError> {
        text.allow(OFAC_BYTES_MAX.saturating_sub(self.bytes).max(1), "the size of the publication");
        let mut rows = Rows::new(text, b',', Breaks::InQuotesUnless(begins_row));
        let file = self.entries.begin_file(name);
        let mut part = None;
        let mut last_bad = None;
        while let Some(row) = rows.next().map_err(|error| FormatError::of_io(name, &error))? {
            let line = rows.line();
            let found = match row {
                Row::Whole => Part::of(rows.fields()),
                Row::Bad(reason) => {
                    last_bad = None;
                    output.skip(format_args!("line {line}"), reason);
                    continue;
                }
                Row::CutOff => return Err(cut_off(name, line)),
            };
            if part.is_none() && found.is_none() && is_header(rows.fields()) {
                output.note(format_args!("`{name}`: line {line} names the columns"));
                continue;
            }
            let expected = *part.get_or_insert(found);
            if found.is_some() && found == expected {
                last_bad = None;
                self.publication.add(rows.fields(), found, file, line);
                continue;
            }
            if expected.is_none() {
                part = None;
            }
            output.skip(format_args!("line {line}"), misfit(rows.fields(), expected));
            last_bad = rows.ended_without_break().then_some(line);
        }
        if let Some(line) = last_bad {
            return Err(cut_off(name, line));
        }
        self.bytes = self.bytes.saturating_add(text.bytes_read());
        if part.flatten().is_none() {
            return Err(FormatError::OtherFormat {
                file: name.to_owned(),
                expected: Format::OfacCsv.words(),
                reason: "no row has the columns of any of them".to_owned(),
            });
        }
        Ok(())
    }

    fn finish(self: Box<Self>, output: &mut Output<'_>) -> Result<(), FormatError> {
        let OfacReader { entries, publication, .. } = *self;
        publication.emit(entries, output)
    }
}

fn cut_off(name: &str, line: u64) -> FormatError {
    FormatError::CutOff {
        file: name.to_owned(),
        reason: format!("its last row, line {line}, is not whole"),
    }
}

fn misfit(fields: &[String], expected: Option<Part>) -> String {
    let wanted = match expected {
        Some(Part::Primary) => "a primary row: a number and 11 other columns",
        Some(Part::Alias) => "an alias row: two numbers, `aka`, `fka` or `nka`, name, remark",
        Some(Part::Address) => "an address row: two numbers, address, city, country, remark",
        Some(Part::Comments) => "a comments row: a number and a text",
        None => "a row of any of OFAC's files",
    };
    format!("{} columns do not make {wanted}", fields.len())
}

#[cfg(test)]
mod tests;
