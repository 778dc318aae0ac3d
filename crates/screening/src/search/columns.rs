use std::collections::hash_map::Entry;
use std::sync::LazyLock;

use comity_model::{PartialDate, PropertyType, Schema, identifier};
use comity_names::fold;
use rustc_hash::{FxHashMap, FxHashSet};

use super::Facet;
use super::words::Words;
use crate::index::FeatureKind;
use crate::index::snapshot::{FeatureValue, Snapshot, get, to_u32};
use crate::index::tokens::range;

/// What a search needs beside the snapshot, made from it in one pass: every word with the places
/// where it stands, and the coded values that are counted.
///
/// Everything here stands under its marking; what a view hides is passed over when it is read.
#[derive(Debug, Default)]
pub struct SearchIndex {
    pub(super) words: Words,
    /// For each name, where its words begin in the next column; one more at the end.
    pub(super) name_start: Vec<u32>,
    pub(super) name_word: Vec<u32>,
    /// For each name, its record and its marking.
    pub(super) name_record: Vec<u32>,
    pub(super) name_marking: Vec<u16>,
    /// For each word, the names in which it stands.
    posting_start: Vec<u32>,
    posting: Vec<u32>,
    /// For each word, the records that state it outside of their names.
    text_start: Vec<u32>,
    text_record: Vec<u32>,
    text_marking: Vec<u16>,
    /// For each record, its coded values; codes are places in `codes`.
    code_start: Vec<u32>,
    code: Vec<u16>,
    code_marking: Vec<u16>,
    pub(super) codes: Vec<(Facet, String)>,
    /// For each record, its place in the order of ids.
    pub(super) id_rank: Vec<u32>,
}

impl SearchIndex {
    /// Reads the whole snapshot once.
    #[must_use]
    pub fn over(snapshot: &Snapshot) -> SearchIndex {
        let mut building = Building::default();
        let everything = snapshot.view_all();
        let count = to_u32(snapshot.record_count());
        let mut index = SearchIndex::default();
        for record in 0..count {
            for name in snapshot.names_of(record) {
                building.name(fold(snapshot.name_text(name)).as_str());
                index.name_record.push(record);
                index.name_marking.push(snapshot.marking_of_name(name));
            }
            building.code_start.push(to_u32(building.code.len()));
            for value in snapshot.features_of(record, &everything) {
                building.value(record, &value);
            }
        }
        building.name_start.push(to_u32(building.name_word.len()));
        building.code_start.push(to_u32(building.code.len()));
        index.id_rank = id_ranks(snapshot, count);
        building.finish(index)
    }

    /// The words of a name, in their order.
    pub(super) fn words_of(&self, name: u32) -> &[u32] {
        range(&self.name_start, name).and_then(|range| self.name_word.get(range)).unwrap_or(&[])
    }

    /// The names in which a word stands.
    pub(super) fn names_with(&self, word: u32) -> &[u32] {
        range(&self.posting_start, word).and_then(|range| self.posting.get(range)).unwrap_or(&[])
    }

    /// The records that state a word outside of their names, each with the marking.
    pub(super) fn records_with(&self, word: u32) -> impl Iterator<Item = (u32, u16)> {
        let range = range(&self.text_start, word).unwrap_or_default();
        let records = self.text_record.get(range.clone()).unwrap_or(&[]);
        let markings = self.text_marking.get(range).unwrap_or(&[]);
        records.iter().copied().zip(markings.iter().copied())
    }

    /// The coded values of a record, each with its marking.
    pub(super) fn codes_of(&self, record: u32) -> impl Iterator<Item = (u16, u16)> {
        let range = range(&self.code_start, record).unwrap_or_default();
        let codes = self.code.get(range.clone()).unwrap_or(&[]);
        let markings = self.code_marking.get(range).unwrap_or(&[]);
        codes.iter().copied().zip(markings.iter().copied())
    }

    /// The number of a coded value, if anything has it.
    pub(super) fn code_named(&self, facet: Facet, text: &str) -> Option<u16> {
        let at = self.codes.iter().position(|(kind, known)| *kind == facet && known == text);
        at.and_then(|at| u16::try_from(at).ok())
    }
}

/// Properties that hold countries, matched or not.
static COUNTRY_PROPERTIES: LazyLock<FxHashSet<&'static str>> = LazyLock::new(|| {
    let all = Schema::all().flat_map(Schema::properties);
    all.filter(|each| each.kind() == PropertyType::Country).map(|each| each.name()).collect()
});

/// Which coded value a feature is.
fn coded(value: &FeatureValue<'_>) -> Option<Facet> {
    match value.kind {
        FeatureKind::Country => Some(Facet::Countries),
        FeatureKind::Topic => Some(Facet::Topics),
        FeatureKind::Gender => Some(Facet::Genders),
        FeatureKind::Other if COUNTRY_PROPERTIES.contains(value.property) => Some(Facet::Countries),
        _ => None,
    }
}

#[derive(Default)]
struct Building {
    numbers: FxHashMap<Box<str>, u32>,
    name_start: Vec<u32>,
    name_word: Vec<u32>,
    /// Word, record, marking.
    text: Vec<(u32, u32, u16)>,
    code_start: Vec<u32>,
    code: Vec<u16>,
    code_marking: Vec<u16>,
    codes: Vec<(Facet, String)>,
    known: FxHashMap<(Facet, Box<str>), u16>,
}

impl Building {
    fn number(&mut self, word: &str) -> u32 {
        if let Some(known) = self.numbers.get(word) {
            return *known;
        }
        let number = to_u32(self.numbers.len());
        self.numbers.insert(word.into(), number);
        number
    }

    fn name(&mut self, folded: &str) {
        self.name_start.push(to_u32(self.name_word.len()));
        for word in folded.split(' ').filter(|word| !word.is_empty()) {
            let number = self.number(word);
            self.name_word.push(number);
        }
    }

    fn value(&mut self, record: u32, value: &FeatureValue<'_>) {
        if let Some(facet) = coded(value) {
            self.code(facet, value.text, value.marking);
            return;
        }
        let mut add = |text: &str| {
            for word in fold(text).split(' ').filter(|word| !word.is_empty()) {
                let number = self.number(word);
                self.text.push((number, record, value.marking));
            }
        };
        match value.kind {
            FeatureKind::Address | FeatureKind::Other => add(value.text),
            FeatureKind::Identifier => {
                add(value.text);
                add(&identifier::key(value.text));
            }
            FeatureKind::Date => match PartialDate::parse(value.text) {
                Ok(date) => date.ftm_values().iter().for_each(|date| add(date)),
                Err(_) => add(value.text),
            },
            _ => {}
        }
    }

    fn code(&mut self, facet: Facet, text: &str, marking: u16) {
        let next = u16::try_from(self.codes.len());
        let code = match self.known.entry((facet, text.into())) {
            Entry::Occupied(known) => *known.get(),
            // The vocabularies of codes are small; what does not fit is not counted apart.
            Entry::Vacant(free) => {
                let Ok(next) = next else { return };
                self.codes.push((facet, text.to_owned()));
                *free.insert(next)
            }
        };
        self.code.push(code);
        self.code_marking.push(marking);
    }

    fn finish(mut self, mut index: SearchIndex) -> SearchIndex {
        let (words, places) = Words::sorted(std::mem::take(&mut self.numbers));
        for word in &mut self.name_word {
            *word = get(&places, *word);
        }
        for entry in &mut self.text {
            entry.0 = get(&places, entry.0);
        }
        index.words = words;
        index.name_start = self.name_start;
        index.name_word = self.name_word;
        index.code_start = self.code_start;
        index.code = self.code;
        index.code_marking = self.code_marking;
        index.codes = self.codes;
        index.write_postings();
        self.text.sort_unstable();
        self.text.dedup();
        index.write_text(&self.text);
        index
    }
}

impl SearchIndex {
    fn write_postings(&mut self) {
        let names = 0..to_u32(self.name_record.len());
        let mut pairs: Vec<(u32, u32)> = names
            .flat_map(|name| self.words_of(name).iter().map(move |word| (*word, name)))
            .collect();
        pairs.sort_unstable();
        pairs.dedup();
        self.posting_start = starts(self.words.len(), pairs.iter().map(|pair| pair.0));
        self.posting = pairs.into_iter().map(|pair| pair.1).collect();
    }

    fn write_text(&mut self, entries: &[(u32, u32, u16)]) {
        self.text_start = starts(self.words.len(), entries.iter().map(|entry| entry.0));
        self.text_record = entries.iter().map(|entry| entry.1).collect();
        self.text_marking = entries.iter().map(|entry| entry.2).collect();
    }
}

/// Where the entries of each word begin, of entries that are sorted by word; one more at the end.
fn starts(words: usize, sorted: impl Iterator<Item = u32>) -> Vec<u32> {
    let mut starts = Vec::with_capacity(words + 1);
    let mut count = 0_u32;
    for word in sorted {
        while starts.len() <= word as usize {
            starts.push(count);
        }
        count = count.saturating_add(1);
    }
    starts.resize(words + 1, count);
    starts
}

/// The place of each record in the order of ids.
fn id_ranks(snapshot: &Snapshot, count: u32) -> Vec<u32> {
    let mut order: Vec<u32> = (0..count).collect();
    let key = |record: u32| (snapshot.id_of(record), snapshot.dataset_of(record));
    order.sort_unstable_by(|left, right| key(*left).cmp(&key(*right)));
    let mut ranks = vec![0; order.len()];
    for (record, rank) in order.into_iter().zip(0..) {
        if let Some(slot) = ranks.get_mut(record as usize) {
            *slot = rank;
        }
    }
    ranks
}
