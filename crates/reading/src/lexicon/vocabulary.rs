use std::hash::Hasher as _;

use rustc_hash::{FxHashMap, FxHasher};

use super::common;
use crate::text::word::Form;

/// The listed words, each once, and the words that texts have around them.
#[derive(Debug, Default)]
pub(crate) struct Vocabulary {
    number: FxHashMap<Form, u32>,
    pub(crate) entries: Vec<Entry>,
}

/// A listed word.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Entry {
    pub(crate) form: Form,
    pub(crate) traits: Traits,
    /// Whether it is a word of a name, and not two in one.
    pub(crate) is_listed: bool,
    /// Whether a name has it in capitals alone, as short names of organisations are written.
    pub(crate) is_acronym: bool,
}

/// What there is to know about a word by itself.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Traits {
    pub(crate) is_common: bool,
    pub(crate) is_filler: bool,
    pub(crate) is_title: bool,
    pub(crate) is_link: bool,
}

impl Traits {
    pub(crate) fn of(word: &str) -> Traits {
        Traits {
            is_common: common::is_common(word),
            is_filler: common::is_filler(word),
            is_title: common::is_title(word),
            is_link: common::is_link(word),
        }
    }
}

/// Longest acronym that has to be written exactly as it is listed, in letters.
pub(crate) const ACRONYM_LETTERS_MAX: usize = 5;

impl Vocabulary {
    /// The number of a word, new or known.
    pub(super) fn add(&mut self, form: Form) -> u32 {
        let next = u32::try_from(self.entries.len()).unwrap_or(u32::MAX);
        *self.number.entry(form).or_insert_with(|| {
            let word = std::str::from_utf8(form.bytes()).unwrap_or_default();
            self.entries.push(Entry {
                form,
                traits: Traits::of(word),
                is_listed: false,
                is_acronym: false,
            });
            next
        })
    }

    /// Notes that a word stands in a name by itself.
    pub(super) fn set_listed(&mut self, word: u32) {
        if let Some(entry) = self.entries.get_mut(word as usize) {
            entry.is_listed = true;
        }
    }

    pub(super) fn set_acronym(&mut self, word: u32) {
        if let Some(entry) = self.entries.get_mut(word as usize) {
            entry.is_acronym = true;
        }
    }

    /// The number of a listed word.
    #[inline]
    pub(crate) fn number(&self, form: &Form) -> Option<u32> {
        self.number.get(form).copied()
    }

    pub(crate) fn entry(&self, word: u32) -> Option<&Entry> {
        self.entries.get(word as usize)
    }

    pub(crate) fn is_common(&self, word: u32) -> bool {
        self.entry(word).is_some_and(|entry| entry.traits.is_common)
    }

    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }
}

/// A short hash of a key in one of several spaces; what it finds is checked afterwards.
pub(super) fn hash(space: u8, key: &[u8]) -> u32 {
    let mut hasher = FxHasher::default();
    hasher.write_u8(space);
    hasher.write(key);
    let wide = hasher.finish();
    (wide.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32) as u32
}
