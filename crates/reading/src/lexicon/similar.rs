//! Listed words that a word of a text may stand for.

use comity_names::{Reading, compare_forms, deletions, edit_distance_max, skeleton};

use super::vocabulary::{Vocabulary, hash};
use crate::limits::{WORD_COMPARISONS_MAX, WORD_MATCHES_MAX};
use crate::text::word::Form;

/// Below this likeness a word does not stand for another.
const SIMILARITY_MIN: f32 = 0.72;
/// The same for two words in one, which sound like many others.
const JOINED_MIN: f32 = 0.88;
/// The same for everyday words that a recogniser heard in place of a name.
const SOUNDING_MIN: f32 = 0.8;
/// How alike a word in its form of several is.
const PLURAL: f32 = 0.95;
/// Shortest word that stands for another.
const LETTERS_MIN: usize = 4;
/// Shortest skeleton by which words are found.
const SKELETON_MIN: usize = 2;

const DELETION: u8 = 1;
const SKELETON: u8 = 2;
const JOIN_SKELETON: u8 = 3;

/// A listed word that a word of a text may stand for, and how alike they are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct WordMatch {
    pub(crate) word: u32,
    pub(crate) similarity: f32,
}

/// Listed words by what is left when letters are taken out, and by their skeletons.
#[derive(Debug, Default)]
pub(crate) struct Similar {
    hashes: Vec<u32>,
    words: Vec<u32>,
    /// Where the hashes begin that share their first bits.
    buckets: Vec<u32>,
    bits: u32,
    skeletons: Vec<Box<str>>,
}

impl Similar {
    pub(super) fn over(words: &Vocabulary) -> Similar {
        let mut keys: Vec<(u32, u32)> = Vec::new();
        let mut skeletons = Vec::with_capacity(words.len());
        let mut scratch = Vec::new();
        for (number, entry) in (0_u32..).zip(&words.entries) {
            let form = entry.form.bytes();
            let text = std::str::from_utf8(form).unwrap_or_default();
            let bones = skeleton(text);
            let is_word = form.len() >= LETTERS_MIN && !text.bytes().any(|b| b.is_ascii_digit());
            if is_word && bones.len() >= SKELETON_MIN {
                let space = if entry.is_listed { SKELETON } else { JOIN_SKELETON };
                keys.push((hash(space, bones.as_bytes()), number));
            }
            if is_word && entry.is_listed {
                let edits = edit_distance_max(form.len());
                deletions(form, edits, &mut scratch, |left| {
                    keys.push((hash(DELETION, left), number));
                });
            }
            skeletons.push(bones.into_boxed_str());
        }
        keys.sort_unstable();
        keys.dedup();
        let bits = (keys.len() / 4).next_power_of_two().trailing_zeros().clamp(1, 26);
        let mut buckets = Vec::with_capacity((1 << bits) + 1);
        let mut at = 0_usize;
        for bucket in 0..1_u64 << bits {
            while keys.get(at).is_some_and(|key| u64::from(key.0) >> (32 - bits) < bucket) {
                at += 1;
            }
            buckets.push(u32::try_from(at).unwrap_or(u32::MAX));
        }
        buckets.push(u32::try_from(keys.len()).unwrap_or(u32::MAX));
        let (hashes, words) = keys.into_iter().unzip();
        Similar { hashes, words, buckets, bits, skeletons }
    }

    fn find(&self, hash: u32) -> &[u32] {
        if self.bits == 0 {
            return &[];
        }
        let bucket = (hash >> (32 - self.bits)) as usize;
        let bound = |at: usize| self.buckets.get(at).copied().unwrap_or_default() as usize;
        let (start, end) = (bound(bucket), bound(bucket + 1));
        let hashes = self.hashes.get(start..end).unwrap_or_default();
        let from = hashes.iter().take_while(|known| **known < hash).count();
        let count = hashes.iter().skip(from).take_while(|known| **known == hash).count();
        self.words.get(start + from..start + from + count).unwrap_or_default()
    }

    /// The listed words that a word stands for, the most alike first.
    pub(crate) fn matches(&self, words: &Vocabulary, form: &Form) -> Vec<WordMatch> {
        let mut found = Vec::new();
        if let Some(word) = words.number(form) {
            found.push(WordMatch { word, similarity: 1.0 });
        }
        let bytes = form.bytes();
        let text = std::str::from_utf8(bytes).unwrap_or_default();
        let letters = bytes.len();
        if letters < LETTERS_MIN || bytes.iter().any(u8::is_ascii_digit) {
            return found;
        }
        // The form of several: `terns` may be `tern`.
        let single = bytes.strip_suffix(b"s").filter(|single| single.len() >= LETTERS_MIN);
        if let Some(word) = single.and_then(|single| words.number(&Form::new(single))) {
            found.push(WordMatch { word, similarity: PLURAL });
        }
        let bones = skeleton(text);
        for word in self.near(bytes, &bones) {
            if found.iter().any(|known| known.word == word) {
                continue;
            }
            let Some(entry) = words.entry(word) else { continue };
            // What is short adds little to a sound, and would make two words of nearly any.
            if !entry.is_listed && entry.form.bytes().len().abs_diff(letters) > 1 {
                continue;
            }
            let other = self.skeletons.get(word as usize).map_or("", |bones| bones);
            let sides = ((bytes, bones.as_bytes()), (entry.form.bytes(), other.as_bytes()));
            if let Some((_, similarity)) = compare_forms(sides.0, sides.1, Reading::Plain)
                && similarity >= if entry.is_listed { SIMILARITY_MIN } else { JOINED_MIN }
            {
                found.push(WordMatch { word, similarity });
            }
        }
        found.sort_by(|a, b| b.similarity.total_cmp(&a.similarity).then(a.word.cmp(&b.word)));
        found.truncate(WORD_MATCHES_MAX);
        found
    }

    /// The listed words that sound like an everyday word.
    pub(crate) fn sounding(&self, words: &Vocabulary, form: &Form) -> Vec<WordMatch> {
        let mut found: Vec<WordMatch> = Vec::new();
        found.extend(words.number(form).map(|word| WordMatch { word, similarity: 1.0 }));
        let bytes = form.bytes();
        let bones = skeleton(std::str::from_utf8(bytes).unwrap_or_default());
        if bytes.len() < LETTERS_MIN || bones.len() < SKELETON_MIN {
            return found;
        }
        let side = (bytes, bones.as_bytes());
        for word in self.find(hash(SKELETON, bones.as_bytes())) {
            let Some(entry) = words.entry(*word) else { continue };
            let other = self.skeletons.get(*word as usize).map_or("", |bones| bones);
            let other = (entry.form.bytes(), other.as_bytes());
            if let Some((_, similarity)) = compare_forms(side, other, Reading::Plain)
                && (SOUNDING_MIN..1.0).contains(&similarity)
            {
                found.push(WordMatch { word: *word, similarity });
            }
        }
        found.sort_by(|a, b| b.similarity.total_cmp(&a.similarity).then(a.word.cmp(&b.word)));
        found.truncate(WORD_MATCHES_MAX);
        found
    }

    /// Words to compare with, each once.
    fn near(&self, bytes: &[u8], bones: &str) -> Vec<u32> {
        let mut near: Vec<u32> = Vec::new();
        if bones.len() >= SKELETON_MIN {
            near.extend(self.find(hash(SKELETON, bones.as_bytes())));
            near.extend(self.find(hash(JOIN_SKELETON, bones.as_bytes())));
        }
        let edits = edit_distance_max(bytes.len());
        deletions(bytes, edits, &mut Vec::new(), |left| {
            near.extend(self.find(hash(DELETION, left)));
        });
        near.sort_unstable();
        near.dedup();
        near.truncate(WORD_COMPARISONS_MAX);
        near
    }
}

/// Whether words are the same: sums of what agrees are off by a little.
pub(crate) fn is_exact(similarity: f32) -> bool {
    similarity > 0.999
}
