//! The parties of one publication, held until all are known: a remark may name any other.

use std::collections::HashMap;

use comity_model::{DatasetName, RecordId};

use super::entry::Entry;
use super::links::Names;
use super::party;
use crate::FormatError;
use crate::output::Output;

pub(crate) struct Entries {
    dataset: DatasetName,
    files: Vec<String>,
    entries: Vec<Entry>,
    ids: Vec<RecordId>,
    /// The place of each party, by OFAC's number.
    by_key: HashMap<String, usize>,
    names: Names,
}

impl Entries {
    pub(crate) fn new(dataset: DatasetName) -> Entries {
        Entries {
            dataset,
            files: Vec::new(),
            entries: Vec::new(),
            ids: Vec::new(),
            by_key: HashMap::new(),
            names: Names::default(),
        }
    }

    /// Begins a file and says its place among those of the publication.
    pub(crate) fn begin_file(&mut self, name: &str) -> usize {
        self.files.push(name.to_owned());
        self.files.len() - 1
    }

    /// The name of the file at that place.
    pub(crate) fn file(&self, at: usize) -> &str {
        self.files.get(at).map(String::as_str).unwrap_or_default()
    }

    /// The id for a party; one that has no number or name of its own is skipped.
    pub(crate) fn admit(
        &self,
        key: &str,
        name: &str,
        place: (usize, u64),
        output: &mut Output<'_>,
    ) -> Option<RecordId> {
        let (file, line) = place;
        let reason = if key.is_empty() {
            "it has no number, so it has no id".to_owned()
        } else if let Some(first) = self.get(key) {
            format!("the number {key} was used in line {} before", first.line)
        } else if name.is_empty() {
            "it has no name".to_owned()
        } else {
            match RecordId::new(format!("{}-{key}", self.dataset)) {
                Ok(id) => return Some(id),
                Err(error) => error.to_string(),
            }
        };
        output.skip_in(self.file(file), format_args!("line {line}"), reason);
        None
    }

    /// Takes a party, if it is admitted.
    pub(crate) fn push(&mut self, entry: Entry, output: &mut Output<'_>) {
        let place = (entry.file, entry.line);
        let Some(id) = self.admit(&entry.key, &entry.name, place, output) else { return };
        self.names.add(&entry, self.entries.len());
        self.by_key.insert(entry.key.clone(), self.entries.len());
        self.ids.push(id);
        self.entries.push(entry);
    }

    /// The party of that number.
    pub(crate) fn get(&self, key: &str) -> Option<&Entry> {
        self.entries.get(*self.by_key.get(key)?)
    }

    /// The party of that number, to add to it.
    pub(crate) fn get_mut(&mut self, key: &str) -> Option<&mut Entry> {
        self.entries.get_mut(*self.by_key.get(key)?)
    }

    /// Hands the parties over, in the order in which they came.
    pub(crate) fn emit(&self, output: &mut Output<'_>) -> Result<(), FormatError> {
        let mut unresolved = 0;
        for (at, (entry, id)) in self.entries.iter().zip(&self.ids).enumerate() {
            output.begin_file(self.file(entry.file));
            let links = self.names.resolver(at, &self.ids, &self.by_key);
            let party = party::build(entry, id.clone(), output.origin(), &links)?;
            unresolved += links.unresolved();
            party.emit(&format!("line {}", entry.line), output)?;
        }
        if unresolved > 0 {
            output.note(format_args!(
                "{unresolved} names (linked to, owner, operator) are those of no or several \
                 parties of this publication; they are kept as notes"
            ));
        }
        Ok(())
    }
}
