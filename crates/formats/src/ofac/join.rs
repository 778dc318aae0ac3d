//! The parts of one publication, joined by their number.

use std::collections::HashMap;

use super::entries::Entries;
use super::entry::{Address, Alias, Entry, Vessel, alias_property};
use super::{NULL, Part};
use crate::FormatError;
use crate::limits::OFAC_REMARK_CHARS_MAX;
use crate::output::Output;

/// A row and where it stands.
pub(super) struct Placed {
    fields: Box<[String]>,
    file: usize,
    line: u64,
}

impl Placed {
    /// A field without white space around it; empty where it is null.
    fn field(&self, at: usize) -> &str {
        let field = self.fields.get(at).map(|field| field.trim()).unwrap_or_default();
        if field == NULL { "" } else { field }
    }

    fn key(&self) -> &str {
        self.field(0)
    }

    fn owned(&self, at: usize) -> String {
        self.field(at).to_owned()
    }
}

/// All rows of a publication.
#[derive(Default)]
pub(super) struct Publication {
    primary: Vec<Placed>,
    aliases: HashMap<String, Vec<Placed>>,
    addresses: HashMap<String, Vec<Placed>>,
    comments: HashMap<String, Vec<Placed>>,
}

impl Publication {
    pub(super) fn add(&mut self, fields: &[String], part: Option<Part>, file: usize, line: u64) {
        let row = Placed { fields: fields.into(), file, line };
        let map = match part {
            Some(Part::Primary) => return self.primary.push(row),
            Some(Part::Alias) => &mut self.aliases,
            Some(Part::Address) => &mut self.addresses,
            Some(Part::Comments) => &mut self.comments,
            None => return,
        };
        map.entry(row.key().to_owned()).or_default().push(row);
    }

    /// Joins the rows and hands the parties over, in the order of the primary file.
    pub(super) fn emit(
        mut self,
        mut entries: Entries,
        output: &mut Output<'_>,
    ) -> Result<(), FormatError> {
        for row in std::mem::take(&mut self.primary) {
            let place = (row.file, row.line);
            if entries.admit(row.key(), row.field(1), place, output).is_some() {
                let entry = self.join(&row);
                entries.push(entry, output);
            }
        }
        self.report_orphans(&entries, output);
        entries.emit(output)
    }

    fn join(&mut self, primary: &Placed) -> Entry {
        let key = primary.key();
        let mut remarks = primary.owned(11);
        let comments = self.comments.remove(key).unwrap_or_default();
        let is_full = remarks.chars().count() >= OFAC_REMARK_CHARS_MAX;
        let remarks_cut_off = is_full && comments.is_empty() && !remarks.ends_with('.');
        for comment in &comments {
            // The comment goes on in the middle of a word, so its own spaces count.
            let rest = comment.fields.get(1).map(String::as_str).unwrap_or_default();
            if rest.trim() != NULL {
                remarks.push_str(rest);
            }
        }
        // `SDGT] [IFSR` are two programmes.
        let programs = primary.field(3).split(['[', ']']).map(str::trim);
        Entry {
            key: key.to_owned(),
            file: primary.file,
            line: primary.line,
            name: primary.owned(1),
            kind: primary.owned(2),
            programs: programs.filter(|code| !code.is_empty()).map(str::to_owned).collect(),
            title: primary.owned(4),
            vessel: Vessel {
                call_sign: primary.owned(5),
                kind: primary.owned(6),
                tonnage: primary.owned(7),
                gross_tonnage: primary.owned(8),
                flag: primary.owned(9),
                owner: primary.owned(10),
            },
            aliases: rows_of(&mut self.aliases, key, alias),
            addresses: rows_of(&mut self.addresses, key, address),
            remarks,
            remarks_cut_off,
            ..Entry::default()
        }
    }

    /// Reports the rows whose number no primary row has.
    fn report_orphans(&self, entries: &Entries, output: &mut Output<'_>) {
        let parts = [&self.aliases, &self.addresses, &self.comments];
        let mut orphans: Vec<&Placed> =
            parts.into_iter().flat_map(|part| part.values().flatten()).collect();
        orphans.sort_by_key(|row| (row.file, row.line));
        for row in orphans {
            let reason = format!("no primary row has the number {}", row.key());
            output.skip_in(entries.file(row.file), format_args!("line {}", row.line), reason);
        }
    }
}

fn rows_of<T>(
    rows: &mut HashMap<String, Vec<Placed>>,
    key: &str,
    read: fn(&Placed) -> T,
) -> Vec<T> {
    rows.remove(key).unwrap_or_default().iter().map(read).collect()
}

fn alias(row: &Placed) -> Alias {
    // The file does not say how good a name is; the weak ones stand in the remarks.
    let property = alias_property(row.field(2), false);
    Alias { property, name: row.owned(3), remark: row.owned(4) }
}

fn address(row: &Placed) -> Address {
    Address {
        key: row.owned(1),
        street: row.owned(2),
        city: row.owned(3),
        country: row.owned(4),
        remark: row.owned(5),
        ..Address::default()
    }
}
