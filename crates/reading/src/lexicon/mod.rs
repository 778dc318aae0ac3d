//! The names that a text is searched for, made ready once.

mod build;
mod common;
mod parts;
mod paths;
mod similar;
mod variants;
pub(crate) mod vocabulary;

pub use build::LexiconBuilder;

use comity_model::Schema;

pub(crate) use self::parts::{Part, PartOf, Parts};
use self::paths::Paths;
pub(crate) use self::paths::{Ending, Variant};
use self::similar::Similar;
pub(crate) use self::similar::{WordMatch, is_exact};
use self::vocabulary::{Traits, Vocabulary};
use crate::text::word::Form;

/// How names are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mode {
    /// The same words, whatever their case, marks and script.
    Exact,
    /// Also words that sound or are spelled alike, are split, joined or interrupted.
    #[default]
    Tolerant,
}

/// Names that a text is searched for. It never changes.
#[derive(Debug)]
pub struct Lexicon {
    pub(crate) mode: Mode,
    pub(crate) records: Vec<ReadRecord>,
    /// The first of the records that each is one with.
    pub(crate) party: Vec<u32>,
    pub(crate) names: Names,
    pub(crate) words: Vocabulary,
    pub(crate) paths: Paths,
    pub(crate) parts: Parts,
    pub(crate) similar: Similar,
    pub(crate) left_out: usize,
}

/// A record whose names are looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadRecord {
    /// Its id.
    pub id: String,
    /// The dataset that it stands in.
    pub dataset: String,
    /// What it is.
    pub schema: Schema,
    /// What to call it.
    pub caption: String,
    /// The group of records that are one with it, by the group's id.
    pub group: Option<String>,
}

/// One row a listed name.
#[derive(Debug, Default)]
pub(crate) struct Names {
    pub(crate) record: Vec<u32>,
    pub(crate) is_weak: Vec<bool>,
    text: String,
    end: Vec<usize>,
}

impl Names {
    fn push(&mut self, record: u32, text: &str, is_weak: bool) -> u32 {
        let at = u32::try_from(self.record.len()).unwrap_or(u32::MAX);
        self.record.push(record);
        self.is_weak.push(is_weak);
        self.text.push_str(text);
        self.end.push(self.text.len());
        at
    }

    pub(crate) fn text(&self, name: u32) -> &str {
        let name = name as usize;
        let start = name.checked_sub(1).and_then(|before| self.end.get(before)).copied();
        let end = self.end.get(name).copied().unwrap_or_default();
        self.text.get(start.unwrap_or_default()..end).unwrap_or_default()
    }
}

impl Lexicon {
    /// How many names are looked for.
    #[must_use]
    pub fn name_count(&self) -> usize {
        self.names.record.len()
    }

    /// How many names are not looked for: they have no word, or too many, or there is no room.
    #[must_use]
    pub fn left_out(&self) -> usize {
        self.left_out
    }

    pub(crate) fn record(&self, record: u32) -> Option<&ReadRecord> {
        self.records.get(record as usize)
    }

    /// What there is to know about a word of a text by itself.
    pub(crate) fn traits(&self, form: &Form, number: Option<u32>) -> Traits {
        let listed = number.and_then(|number| self.words.entry(number));
        listed.map_or_else(
            || Traits::of(std::str::from_utf8(form.bytes()).unwrap_or_default()),
            |entry| entry.traits,
        )
    }

    /// The party that a name names.
    pub(crate) fn party_of(&self, name: u32) -> u32 {
        let record = self.names.record.get(name as usize).copied().unwrap_or_default();
        self.party.get(record as usize).copied().unwrap_or(record)
    }

    /// The record that has a name.
    pub(crate) fn record_of(&self, name: u32) -> Option<&ReadRecord> {
        self.record(self.names.record.get(name as usize).copied()?)
    }
}
