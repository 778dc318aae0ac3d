//! Who was mentioned by a whole name not far from here.

use std::collections::VecDeque;

use rustc_hash::FxHashMap;

use crate::lexicon::Parts;
use crate::limits::MEMORY_WORDS;

/// How sure it is that a party is mentioned. The surer is the greater.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Sure {
    /// By a family name that only one listed person has, with a title.
    Title,
    /// By a whole name.
    Name,
}

/// Parties that are mentioned, with the places where they are, counted in words.
#[derive(Debug, Default)]
pub(super) struct Established {
    places: FxHashMap<u32, VecDeque<(u64, Sure)>>,
    /// Parties by the words that are parts of their names.
    by_word: FxHashMap<u32, Vec<u32>>,
    order: VecDeque<(u64, u32)>,
}

impl Established {
    /// Notes a mention.
    pub(super) fn add(&mut self, parts: &Parts, party: u32, at: u64, sure: Sure) {
        let places = self.places.entry(party).or_default();
        if places.is_empty() {
            for word in parts.words_of(party) {
                self.by_word.entry(word).or_default().push(party);
            }
        }
        places.push_back((at, sure));
        self.order.push_back((at, party));
    }

    /// How surely a party is mentioned near a place, but not in it.
    pub(super) fn how_near(&self, party: u32, at: u64) -> Option<Sure> {
        let places = self.places.get(&party)?.iter();
        let near = places.filter(|(place, _)| *place != at && place.abs_diff(at) <= MEMORY_WORDS);
        near.map(|(_, sure)| *sure).max()
    }

    /// Mentioned parties whose names a word is a part of.
    pub(super) fn by_word(&self, word: u32) -> &[u32] {
        self.by_word.get(&word).map_or(&[], Vec::as_slice)
    }

    /// Forgets what is too far before a place.
    pub(super) fn forget(&mut self, parts: &Parts, at: u64) {
        while let Some((place, party)) = self.order.front().copied()
            && place + MEMORY_WORDS < at
        {
            self.order.pop_front();
            let Some(places) = self.places.get_mut(&party) else { continue };
            places.pop_front();
            if !places.is_empty() {
                continue;
            }
            self.places.remove(&party);
            for word in parts.words_of(party) {
                if let Some(parties) = self.by_word.get_mut(&word) {
                    parties.retain(|known| *known != party);
                    if parties.is_empty() {
                        self.by_word.remove(&word);
                    }
                }
            }
        }
    }
}
