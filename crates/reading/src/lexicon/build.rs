use rustc_hash::FxHashMap;

use super::parts::{PartOf, Parts};
use super::paths::{Ending, Paths};
use super::similar::Similar;
use super::variants::{Taken, take};
use super::vocabulary::Vocabulary;
use super::{Lexicon, Mode, Names, ReadRecord};
use crate::limits::NAMES_MAX;
use crate::text::word::Form;

/// Makes a [`Lexicon`] from records and their names.
#[derive(Debug)]
pub struct LexiconBuilder {
    mode: Mode,
    records: Vec<ReadRecord>,
    party: Vec<u32>,
    groups: FxHashMap<String, u32>,
    names: Names,
    words: Vocabulary,
    paths: Paths,
    parts: Parts,
    left_out: usize,
}

impl LexiconBuilder {
    /// An empty one.
    #[must_use]
    pub fn new(mode: Mode) -> LexiconBuilder {
        LexiconBuilder {
            mode,
            records: Vec::new(),
            party: Vec::new(),
            groups: FxHashMap::default(),
            names: Names::default(),
            words: Vocabulary::default(),
            paths: Paths::default(),
            parts: Parts::default(),
            left_out: 0,
        }
    }

    /// Adds a record; the names that are added next are its names.
    pub fn record(&mut self, record: ReadRecord) {
        let number = u32::try_from(self.records.len()).unwrap_or(u32::MAX);
        let group = record.group.clone();
        let party = group.map_or(number, |group| *self.groups.entry(group).or_insert(number));
        self.party.push(party);
        self.records.push(record);
    }

    /// Adds a name of the last record; a weak one tells less by itself.
    pub fn name(&mut self, text: &str, is_weak: bool) {
        let Some(record) = self.records.last() else { return };
        let is_person = record.schema.is_a("Person");
        let number = u32::try_from(self.records.len() - 1).unwrap_or(u32::MAX);
        let has_room = self.names.record.len() < NAMES_MAX;
        match take(text, is_person, self.mode).filter(|_| has_room) {
            Some(taken) => self.add(number, text, is_weak, &taken),
            None => self.left_out += 1,
        }
    }

    fn add(&mut self, record: u32, text: &str, is_weak: bool, taken: &Taken) {
        let name = self.names.push(record, text, is_weak);
        for sequence in &taken.sequences {
            let mut numbers = Vec::with_capacity(sequence.words.len());
            for (at, word) in sequence.words.iter().enumerate() {
                let number = self.words.add(Form::new(word.as_bytes()));
                if sequence.joined != Some(at) {
                    self.words.set_listed(number);
                }
                if taken.is_acronym {
                    self.words.set_acronym(number);
                }
                numbers.push(number);
            }
            // Two words in one that make an everyday word would be found in every text.
            let is_lone_join = sequence.joined.is_some() && numbers.len() == 1;
            let is_common = |number: &u32| self.words.is_common(*number);
            if !(is_lone_join && numbers.first().is_some_and(is_common)) {
                self.paths.add(&numbers, Ending { variant: sequence.variant, name });
            }
        }
        let party = self.party.last().copied().unwrap_or(record);
        for (part, word) in &taken.parts {
            let word = self.words.add(Form::new(word.as_bytes()));
            self.parts.add(word, PartOf { part: *part, party, name });
        }
    }

    /// The lexicon.
    #[must_use]
    pub fn finish(mut self) -> Lexicon {
        self.paths.freeze(self.words.len());
        self.parts.freeze(self.words.len());
        let similar = match self.mode {
            Mode::Exact => Similar::default(),
            Mode::Tolerant => Similar::over(&self.words),
        };
        Lexicon {
            mode: self.mode,
            records: self.records,
            party: self.party,
            names: self.names,
            words: self.words,
            paths: self.paths,
            parts: self.parts,
            similar,
            left_out: self.left_out,
        }
    }
}
