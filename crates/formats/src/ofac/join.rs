//! The parts of one publication, joined by their number.

use std::collections::HashMap;

use comity_model::{DatasetName, RecordId};

use super::links::Names;
use super::{NULL, Part, party};
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
    pub(super) fn field(&self, at: usize) -> &str {
        let field = self.fields.get(at).map(|field| field.trim()).unwrap_or_default();
        if field == NULL { "" } else { field }
    }

    pub(super) fn key(&self) -> &str {
        self.field(0)
    }
}

/// All rows of a publication.
#[derive(Default)]
pub(super) struct Publication {
    files: Vec<String>,
    primary: Vec<Placed>,
    aliases: HashMap<String, Vec<Placed>>,
    addresses: HashMap<String, Vec<Placed>>,
    comments: HashMap<String, Vec<Placed>>,
}

/// One party with all that the files say about it.
pub(super) struct Joined {
    pub(super) id: RecordId,
    pub(super) primary: Placed,
    pub(super) aliases: Vec<Placed>,
    pub(super) addresses: Vec<Placed>,
    /// The remarks, whole.
    pub(super) remarks: String,
    /// Whether the remarks end where OFAC cut them off, without the rest.
    pub(super) remarks_cut_off: bool,
}

impl Publication {
    pub(super) fn begin_file(&mut self, name: &str) -> usize {
        self.files.push(name.to_owned());
        self.files.len() - 1
    }

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
        dataset: &DatasetName,
        output: &mut Output<'_>,
    ) -> Result<(), FormatError> {
        let primary = std::mem::take(&mut self.primary);
        let mut names = Names::default();
        let mut parties: Vec<Joined> = Vec::with_capacity(primary.len());
        let mut known: HashMap<String, u64> = HashMap::with_capacity(primary.len());
        for row in primary {
            let place = format!("line {}", row.line);
            let file = self.file(row.file);
            if let Some(first) = known.get(row.key()) {
                let reason = format!("the number {} was used in line {first} before", row.key());
                output.skip_in(file, place, reason);
                continue;
            }
            known.insert(row.key().to_owned(), row.line);
            if row.field(1).is_empty() {
                output.skip_in(file, place, "it has no name");
                continue;
            }
            let id = match RecordId::new(format!("{dataset}-{}", row.key())) {
                Ok(id) => id,
                Err(error) => {
                    output.skip_in(file, place, error);
                    continue;
                }
            };
            let joined = self.join(id, row);
            names.add(&joined, parties.len());
            parties.push(joined);
        }
        self.report_orphans(output);
        let ids: Vec<RecordId> = parties.iter().map(|party| party.id.clone()).collect();
        let mut unresolved = 0;
        for (at, joined) in parties.iter().enumerate() {
            output.begin_file(self.file(joined.primary.file));
            let links = names.resolver(at, &ids);
            let party = party::build(joined, output.origin(), &links)?;
            unresolved += links.unresolved();
            party.emit(&format!("line {}", joined.primary.line), output)?;
        }
        if unresolved > 0 {
            output.note(format_args!(
                "{unresolved} names (linked to, owner, operator) are those of no or several \
                 parties of this publication; they are kept as notes"
            ));
        }
        Ok(())
    }

    fn join(&mut self, id: RecordId, primary: Placed) -> Joined {
        let key = primary.key();
        let aliases = self.aliases.remove(key).unwrap_or_default();
        let addresses = self.addresses.remove(key).unwrap_or_default();
        let mut remarks = primary.field(11).to_owned();
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
        Joined { id, primary, aliases, addresses, remarks, remarks_cut_off }
    }

    /// Reports the rows whose number no primary row has.
    fn report_orphans(&self, output: &mut Output<'_>) {
        let parts = [&self.aliases, &self.addresses, &self.comments];
        let mut orphans: Vec<&Placed> =
            parts.into_iter().flat_map(|part| part.values().flatten()).collect();
        orphans.sort_by_key(|row| (row.file, row.line));
        for row in orphans {
            let reason = format!("no primary row has the number {}", row.key());
            output.skip_in(self.file(row.file), format_args!("line {}", row.line), reason);
        }
    }

    fn file(&self, at: usize) -> &str {
        self.files.get(at).map(String::as_str).unwrap_or_default()
    }
}
