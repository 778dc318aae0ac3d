//! The words that are looked at together.

use std::collections::VecDeque;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::Found;
use super::case::is_cased;
use super::part::maybe_part;
use super::walk::Walk;
use crate::lexicon::vocabulary::Traits;
use crate::lexicon::{Lexicon, Mode, WordMatch};
use crate::limits::{BLOCK_WORDS, REMEMBERED_WORDS_MAX};
use crate::text::word::{Form, Word};

/// A word of the text and what it may stand for.
#[derive(Debug, Clone)]
pub(crate) struct Token {
    pub(crate) word: Word,
    /// The listed word that it is.
    pub(crate) number: Option<u32>,
    /// What is known of it, where names are looked for tolerantly.
    pub(crate) known: Option<Arc<Known>>,
}

/// What a word of a text stands for.
#[derive(Debug, Default)]
pub(crate) struct Known {
    pub(crate) traits: Traits,
    pub(crate) matches: Vec<WordMatch>,
}

/// Words before the first one that is looked at, which may be titles.
const BEFORE: usize = 2;

/// The words that are looked at together, and some before them.
#[derive(Debug)]
pub(crate) struct Window<'l> {
    pub(crate) lexicon: &'l Lexicon,
    pub(crate) tokens: VecDeque<Token>,
    /// How many words of the text stand before the first one here.
    pub(crate) passed: u64,
    /// The first one that was not looked at.
    pub(crate) next: usize,
    known: FxHashMap<Form, Arc<Known>>,
}

impl<'l> Window<'l> {
    pub(crate) fn new(lexicon: &'l Lexicon) -> Window<'l> {
        let (tokens, known) = (VecDeque::new(), FxHashMap::default());
        Window { lexicon, tokens, passed: 0, next: 0, known }
    }

    /// Takes a word; true if a block can be looked at.
    #[inline]
    pub(crate) fn push(&mut self, word: Word) -> bool {
        let number = self.lexicon.words.number(&word.form);
        let known = match self.lexicon.mode {
            Mode::Exact => None,
            Mode::Tolerant => Some(self.known(&word.form, number)),
        };
        self.tokens.push_back(Token { word, number, known });
        self.tokens.len() >= self.next + 2 * BLOCK_WORDS
    }

    fn known(&mut self, form: &Form, number: Option<u32>) -> Arc<Known> {
        if let Some(known) = self.known.get(form) {
            return known.clone();
        }
        let traits = self.lexicon.traits(form, number);
        let matches = if traits.is_filler || traits.is_link {
            let equal = number.map(|word| WordMatch { word, similarity: 1.0 });
            equal.into_iter().collect()
        } else if traits.is_common {
            // It stands for another only beside a word of the name that was heard aright.
            self.lexicon.similar.sounding(&self.lexicon.words, form)
        } else {
            self.lexicon.similar.matches(&self.lexicon.words, form)
        };
        let known = Arc::new(Known { traits, matches });
        if self.known.len() >= REMEMBERED_WORDS_MAX {
            self.known.clear();
        }
        self.known.insert(*form, known.clone());
        known
    }

    /// Looks at the next block, or at all that is left, and gives what it finds to `emit`.
    pub(crate) fn look(&mut self, all: bool, text: Text<'_>, emit: &mut impl FnMut(Found)) {
        let end = self.tokens.len();
        let end = if all { end } else { end.min(self.next + BLOCK_WORDS) };
        let is_cased = is_cased(self.tokens.iter().map(|token| &token.word));
        for at in self.next..end {
            let Some(token) = self.tokens.get(at) else { break };
            if self.begins(token) {
                Walk::from(self, at, is_cased, text).run(emit);
            }
            if let Some(found) = maybe_part(self, at, is_cased, text) {
                emit(found);
            }
        }
        let leave = end.saturating_sub(BEFORE);
        self.tokens.drain(..leave.min(self.tokens.len()));
        self.passed += leave as u64;
        self.next = end - leave;
    }

    /// Where the last word ends.
    pub(crate) fn end(&self) -> u64 {
        self.tokens.back().map_or(0, |token| token.word.end)
    }

    /// Whether a name may begin with a word; said quickly, because most do not.
    #[inline]
    fn begins(&self, token: &Token) -> bool {
        match &token.known {
            None => token.number.is_some_and(|word| self.lexicon.paths.begin(word).is_some()),
            Some(_) => true,
        }
    }

    /// What there is to know about a word by itself.
    pub(crate) fn traits(&self, token: &Token) -> Traits {
        match &token.known {
            Some(known) => known.traits,
            None => self.lexicon.traits(&token.word.form, token.number),
        }
    }
}

/// The bytes of the text that are kept.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Text<'t> {
    pub(crate) bytes: &'t [u8],
    /// Where they begin in the text.
    pub(crate) start: u64,
}

impl Text<'_> {
    pub(crate) fn get(self, start: u64, end: u64) -> Vec<u8> {
        let at = |place: u64| usize::try_from(place.saturating_sub(self.start)).ok();
        let range = at(start).zip(at(end));
        range.and_then(|(start, end)| self.bytes.get(start..end)).unwrap_or_default().to_vec()
    }
}
