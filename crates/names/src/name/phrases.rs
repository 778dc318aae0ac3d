//! Words that mean one thing together: `joint stock company`, `nauchno-proizvodstvennoe
//! predpriyatie`.

use rustc_hash::FxHashMap;

use super::words::Word;
use crate::similarity::edit::is_within;
use crate::similarity::keys::edit_distance_max;

/// A phrase in the canonical forms of its words, and what stands for all of it.
pub(crate) struct Phrase {
    pub(crate) parts: Vec<String>,
    pub(crate) word: Word,
}

/// All phrases, found by their first words or, where a slip is in that, by their second.
#[derive(Default)]
pub(crate) struct Phrases {
    all: Vec<Phrase>,
    by_first: FxHashMap<Box<str>, Vec<usize>>,
    by_second: FxHashMap<Box<str>, Vec<usize>>,
}

impl Phrases {
    pub(crate) fn over(mut all: Vec<Phrase>) -> Phrases {
        // The longest that fits counts.
        all.sort_by_key(|phrase| std::cmp::Reverse(phrase.parts.len()));
        let mut phrases = Phrases::default();
        for (at, phrase) in all.iter().enumerate() {
            let places = [&mut phrases.by_first, &mut phrases.by_second];
            for (place, part) in places.into_iter().zip(&phrase.parts) {
                place.entry(part.as_str().into()).or_default().push(at);
            }
        }
        phrases.all = all;
        phrases
    }

    /// The longest phrase with which some words begin, and how many of them it takes. Up to half
    /// of its words may hold a slip.
    pub(crate) fn find<'w>(
        &self,
        words: impl Iterator<Item = &'w str> + Clone,
    ) -> Option<(usize, Word)> {
        let mut begin = words.clone();
        let first = begin.next()?;
        let second = begin.next()?;
        let by_first = self.by_first.get(first).map_or(&[][..], Vec::as_slice);
        let by_second = self.by_second.get(second).map_or(&[][..], Vec::as_slice);
        let exact = by_first.iter().filter_map(|at| self.all.get(*at));
        let other = by_second.iter().filter_map(|at| self.all.get(*at));
        let fits = |phrase: &&Phrase| fits(phrase, words.clone());
        let found = exact.filter(fits).chain(other.filter(fits));
        // Of equally long ones the first counts.
        let longest = found.reduce(|best, next| match next.parts.len() > best.parts.len() {
            true => next,
            false => best,
        })?;
        Some((longest.parts.len(), longest.word))
    }
}

fn fits<'w>(phrase: &Phrase, mut words: impl Iterator<Item = &'w str>) -> bool {
    let mut slips = 0;
    for part in &phrase.parts {
        let Some(word) = words.next() else { return false };
        if word == part {
            continue;
        }
        let edits = edit_distance_max(word.len().min(part.len()));
        if edits == 0 || !is_within(word.as_bytes(), part.as_bytes(), edits) {
            return false;
        }
        slips += 1;
    }
    slips * 2 <= phrase.parts.len()
}
