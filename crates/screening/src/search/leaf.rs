use super::bits::Bits;
use super::columns::SearchIndex;
use super::docs::Docs;
use super::query::{LeafSpec, Like};
use crate::index::snapshot::get;
use comity_names::fold;

/// How much a word tells that is like the one that was asked for, but not the same.
const BEGINNING_WEIGHT: f64 = 0.8;
const NEAR_WEIGHT: f64 = 0.5;

/// A word, or words in a row, with the documents that have them.
pub(super) struct Leaf {
    /// For each word that was asked for, the words of the index that answer it, in order.
    parts: Vec<Vec<(u32, f64)>>,
    /// The documents that state it anywhere.
    pub(super) docs: Bits,
    /// How much it tells: the rarer in the view, the more.
    pub(super) rarity: f64,
}

impl Leaf {
    pub(super) fn find(index: &SearchIndex, docs: Docs<'_>, spec: &LeafSpec) -> Leaf {
        let last = spec.words.len().saturating_sub(1);
        let parts: Vec<_> = spec
            .words
            .iter()
            .enumerate()
            .map(|(at, word)| alike(index, word, if at == last { spec.last } else { Like::Same }))
            .collect();
        let mut leaf = Leaf { parts, docs: Bits::none(docs.snapshot.record_count()), rarity: 0.0 };
        leaf.find_names(index, docs);
        if !spec.in_names {
            leaf.find_text(index, docs);
        }
        let (all, with) = (f64::from(docs.view.record_count()), f64::from(leaf.docs.count()));
        leaf.rarity = (1.0 + (all - with + 0.5).max(0.5) / (with + 0.5)).ln();
        leaf
    }

    fn find_names(&mut self, index: &SearchIndex, docs: Docs<'_>) {
        let Some(first) = self.parts.first() else { return };
        for (word, _) in first {
            for name in index.names_with(*word) {
                if docs.view.shows(get(&index.name_marking, *name))
                    && (self.parts.len() == 1 || self.weight_in(index.words_of(*name)) > 0.0)
                    && let Some(doc) = docs.of(get(&index.name_record, *name))
                {
                    self.docs.insert(doc);
                }
            }
        }
    }

    fn find_text(&mut self, index: &SearchIndex, docs: Docs<'_>) {
        let mut all: Option<Bits> = None;
        for part in &self.parts {
            let mut with = Bits::none(docs.snapshot.record_count());
            for (word, _) in part {
                for (record, marking) in index.records_with(*word) {
                    if docs.view.shows(marking) {
                        with.insert(record);
                    }
                }
            }
            match &mut all {
                None => all = Some(with),
                Some(all) => all.keep(&with),
            }
        }
        for record in all.unwrap_or_default().iter() {
            if (self.parts.len() == 1 || self.is_in_row(index, docs, record))
                && let Some(doc) = docs.of(record)
            {
                self.docs.insert(doc);
            }
        }
    }

    /// Whether one value of a record has the words in a row.
    fn is_in_row(&self, index: &SearchIndex, docs: Docs<'_>, record: u32) -> bool {
        docs.snapshot.features_of(record, docs.view).any(|value| {
            let folded = fold(value.text);
            let words: Vec<u32> =
                folded.split(' ').filter_map(|word| index.words.exact(word)).collect();
            self.weight_in(&words) > 0.0
        })
    }

    /// How much of it stands in a row of words, 0 if it does not stand there whole.
    pub(super) fn weight_in(&self, words: &[u32]) -> f64 {
        let weight_at = |window: &[u32]| {
            let mut weight: f64 = 1.0;
            for (part, word) in self.parts.iter().zip(window) {
                let found = part.binary_search_by_key(word, |(known, _)| *known).ok();
                weight = weight.min(found.and_then(|at| part.get(at)).map_or(0.0, |each| each.1));
            }
            weight
        };
        words.windows(self.parts.len().max(1)).map(weight_at).fold(0.0, f64::max)
    }

    /// How many words it is.
    pub(super) fn len(&self) -> usize {
        self.parts.len()
    }
}

/// The words of the index that answer a word, by their number.
fn alike(index: &SearchIndex, word: &str, like: Like) -> Vec<(u32, f64)> {
    let words = &index.words;
    let exact = words.exact(word).map(|word| (word, 1.0));
    let mut found: Vec<(u32, f64)> = match like {
        Like::Same => exact.into_iter().collect(),
        Like::Near => {
            let near = words.near(word).map(|word| (word, NEAR_WEIGHT));
            exact.into_iter().chain(near).collect()
        }
        Like::Beginning => {
            let weight = |known: u32| if words.get(known) == word { 1.0 } else { BEGINNING_WEIGHT };
            words.beginning(word).map(|known| (known, weight(known))).collect()
        }
        Like::Pattern => words.fitting(word).map(|word| (word, BEGINNING_WEIGHT)).collect(),
    };
    found.sort_unstable_by_key(|(word, _)| *word);
    found
}
