//! Who is meant by a name inside a remark.

use std::cell::Cell;
use std::collections::HashMap;

use comity_model::RecordId;

use super::entry::Entry;
use crate::text::tidy;

/// The names of a publication.
#[derive(Default)]
pub(super) struct Names {
    primary: HashMap<String, Found>,
    aliases: HashMap<String, Found>,
}

/// Which party has a name.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Found {
    One(usize),
    Several,
}

impl Names {
    pub(super) fn add(&mut self, entry: &Entry, at: usize) {
        note(&mut self.primary, &entry.name, at);
        for alias in &entry.aliases {
            note(&mut self.aliases, &alias.name, at);
        }
    }

    /// What resolves names for the party at that place.
    pub(super) fn resolver<'n>(
        &'n self,
        at: usize,
        ids: &'n [RecordId],
        by_key: &'n HashMap<String, usize>,
    ) -> Links<'n> {
        Links { names: self, at, ids, by_key, unresolved: Cell::new(0) }
    }
}

fn note(names: &mut HashMap<String, Found>, name: &str, at: usize) {
    if !name.is_empty() {
        names
            .entry(key(name))
            .and_modify(|found| {
                if *found != Found::One(at) {
                    *found = Found::Several;
                }
            })
            .or_insert(Found::One(at));
    }
}

/// The last full stop of a name is lost where the name ends a remark.
fn key(name: &str) -> String {
    tidy(name).trim_end_matches('.').to_uppercase()
}

/// Resolves the names that one party's row mentions.
pub(super) struct Links<'n> {
    names: &'n Names,
    at: usize,
    ids: &'n [RecordId],
    by_key: &'n HashMap<String, usize>,
    unresolved: Cell<u64>,
}

impl Links<'_> {
    /// The one other party of that name: by primary name, or else by alias. A name that several
    /// parties have is nobody's.
    pub(super) fn resolve(&self, name: &str) -> Option<&RecordId> {
        let key = key(name);
        let found = self.names.primary.get(&key).or_else(|| self.names.aliases.get(&key));
        let id = match found {
            Some(Found::One(at)) if *at != self.at => self.ids.get(*at),
            _ => None,
        };
        if id.is_none() {
            self.unresolved.set(self.unresolved.get() + 1);
        }
        id
    }

    /// The party of that number.
    pub(super) fn numbered(&self, key: &str) -> Option<&RecordId> {
        let id = self.by_key.get(key).and_then(|at| self.ids.get(*at));
        if id.is_none() {
            self.unresolved.set(self.unresolved.get() + 1);
        }
        id
    }

    /// How many names were nobody's.
    pub(super) fn unresolved(&self) -> u64 {
        self.unresolved.get()
    }
}
