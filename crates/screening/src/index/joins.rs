//! Neighbouring words of listed names, as if they were written in one.
//!
//! Nearly every pair of neighbours stands in one name only, so they get no place in the
//! vocabulary: an entry says in which name and where, and the words are read from there when a
//! query meets the entry.

use comity_names::limits::TOKEN_BYTES_MAX;
use comity_names::{NameToken, NativeWord, TokenClass, Writing, analyze, sounds};

use super::lookup::{Directory, Space, hash, hash_wide};
use super::snapshot::{Snapshot, get};
use super::tokens::writing;

/// Most letters of neighbours that are joined: longer ones are not written together.
const JOINED_LETTERS_MAX: usize = 24;
/// Most syllables of a script without spaces that may be one word.
const RUN_SYLLABLES_MAX: u8 = 8;
/// Shortest skeleton by which joined words are found.
pub(crate) const JOINED_SOUND_LETTERS_MIN: usize = 3;
/// The place of an entry: its first token in these bits.
const FIRST: u8 = 0x3f;
/// It joins three tokens, and not two.
const THREE: u8 = 0x40;
/// A token of it was written otherwise than its text says, so its word stands in no vocabulary.
const WRITTEN: u8 = 0x80;

/// A token, or neighbouring tokens joined, with its place in the name.
#[derive(Debug)]
pub(crate) struct NameUnit {
    pub(crate) token: NameToken,
    pub(crate) first: u8,
    pub(crate) len: u8,
    /// The token's native letters made ready to be compared; none for Latin.
    pub(crate) native: Option<NativeWord>,
    /// What the likeliest Latin spellings of these sound like; empty for Latin.
    pub(crate) sounds: Vec<String>,
}

impl NameUnit {
    fn new(token: NameToken, first: u8, len: u8) -> NameUnit {
        NameUnit { token, first, len, native: None, sounds: Vec::new() }
    }
}

/// The units of a name: its tokens, then each two neighbours joined, and each three around a
/// particle (`abd al rahman`).
pub(crate) fn units(tokens: &[NameToken]) -> Vec<NameUnit> {
    let singles = tokens.iter().zip(0_u8..);
    let mut units: Vec<NameUnit> =
        singles.map(|(token, first)| NameUnit::new(token.clone(), first, 1)).collect();
    units.extend(joined(tokens));
    units.extend(runs(tokens));
    for unit in &mut units {
        let native = &unit.token.native;
        unit.native = (!native.is_empty()).then(|| NativeWord::new(native));
        unit.sounds = sounds(native);
    }
    units
}

/// Names of other languages in a script that writes syllables have no space inside: each stretch
/// of syllables longer than two may be one word. (Two neighbours are joined in any script.)
fn runs(tokens: &[NameToken]) -> Vec<NameUnit> {
    let mut units = Vec::new();
    for len in 3..=RUN_SYLLABLES_MAX {
        for (first, parts) in (0_u8..).zip(tokens.windows(usize::from(len))) {
            let letters: usize = parts.iter().map(|part| part.text.len()).sum();
            if is_run(parts) && letters <= TOKEN_BYTES_MAX {
                units.push(NameUnit::new(NameToken::joined(parts), first, len));
            }
        }
    }
    units
}

/// The units of a name that are more than one token.
pub(crate) fn joined(tokens: &[NameToken]) -> Vec<NameUnit> {
    let mut units = Vec::new();
    for len in [2_u8, 3] {
        for (first, parts) in (0_u8..).zip(tokens.windows(usize::from(len))) {
            let letters: usize = parts.iter().map(|part| part.text.len()).sum();
            let around_particle = parts.get(1).is_some_and(|part| part.text.len() == 2);
            let is_joinable = parts.iter().all(|part| is_joined(part.class))
                && (is_run(parts) || parts.iter().all(|part| part.writing != Writing::Syllables));
            if is_joinable && letters <= JOINED_LETTERS_MAX && (len == 2 || around_particle) {
                units.push(NameUnit::new(NameToken::joined(parts), first, len));
                // The article's sound merges with what follows: `abd al rahim`, `abdurrahim`.
                if let [before, _, after] = parts {
                    let token = NameToken::joined(&[before.clone(), after.clone()]);
                    units.push(NameUnit::new(token, first, len));
                }
            }
        }
    }
    units
}

/// Whether these are syllables that stand together without a space.
fn is_run(parts: &[NameToken]) -> bool {
    parts.iter().all(|part| part.writing == Writing::Syllables)
        && parts.iter().skip(1).all(|part| part.continues)
}

/// Whether words of a class are written together with their neighbours. Titles, short legal forms
/// and the like are words of their own in every hand.
fn is_joined(class: TokenClass) -> bool {
    match class {
        TokenClass::Plain | TokenClass::Number | TokenClass::Initial => true,
        TokenClass::Particle | TokenClass::Generic | TokenClass::FormPart => true,
        TokenClass::Title | TokenClass::OrgForm => false,
        TokenClass::Connective | TokenClass::Acronym => false,
    }
}

/// Joined words of a listed name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Join {
    /// By what it is found.
    hash: u32,
    /// Which word it is: joins of one hash and text are the same word.
    text: u64,
    pub(crate) name: u32,
    place: u8,
}

impl Join {
    /// The join of a unit of a listed name that has these tokens.
    pub(crate) fn new(name: u32, unit: &NameUnit, tokens: &[NameToken]) -> Join {
        let NameUnit { token, first, len, .. } = unit;
        let parts = tokens.iter().skip(usize::from(*first)).take(usize::from(*len));
        let mut place = (*first).min(FIRST);
        if *len > 2 {
            place |= THREE;
        }
        if parts.clone().any(|part| part.written != part.text) {
            place |= WRITTEN;
        }
        Join { hash: key(token), text: text_hash(&token.text), name, place }
    }

    /// The first of the name's tokens that it joins, and how many those are.
    pub(crate) fn place(self) -> (u8, u8) {
        (self.place & FIRST, if self.place & THREE == 0 { 2 } else { 3 })
    }
}

/// By what a joined word and its counterpart find each other: its sound, or its letters where the
/// sound says too little.
pub(crate) fn key(token: &NameToken) -> u32 {
    let is_number = token.text.bytes().any(|byte| byte.is_ascii_digit());
    if is_number || token.skeleton.len() < JOINED_SOUND_LETTERS_MIN {
        hash(Space::Text, token.text.as_bytes())
    } else {
        hash(Space::Skeleton, token.skeleton.as_bytes())
    }
}

/// All joins, sorted.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Joins {
    pub(crate) directory: Directory,
    pub(crate) hash: Vec<u32>,
    pub(crate) text: Vec<u64>,
    pub(crate) name: Vec<u32>,
    pub(crate) place: Vec<u8>,
}

impl Joins {
    /// Freezes joins.
    pub(crate) fn freeze(mut joins: Vec<Join>) -> Joins {
        // This sort merges what is sorted already.
        joins.sort();
        joins.dedup();
        let hash: Vec<u32> = joins.iter().map(|join| join.hash).collect();
        Joins {
            directory: Directory::over(&hash),
            hash,
            text: joins.iter().map(|join| join.text).collect(),
            name: joins.iter().map(|join| join.name).collect(),
            place: joins.iter().map(|join| join.place).collect(),
        }
    }

    /// All joins, in their order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = Join> {
        self.between(0..self.hash.len())
    }

    /// The joins under a key; those of one word stand together.
    pub(crate) fn find(&self, key: u32) -> impl Iterator<Item = Join> {
        self.between(self.directory.find(&self.hash, key))
    }

    fn between(&self, range: std::ops::Range<usize>) -> impl Iterator<Item = Join> {
        let columns = self.hash.get(range.clone()).unwrap_or_default().iter();
        let columns = columns.zip(self.text.get(range.clone()).unwrap_or_default());
        let columns = columns.zip(self.name.get(range.clone()).unwrap_or_default());
        let columns = columns.zip(self.place.get(range).unwrap_or_default());
        columns.map(|(((hash, text), name), place)| Join {
            hash: *hash,
            text: *text,
            name: *name,
            place: *place,
        })
    }
}

impl Join {
    /// Whether it is the word with this hash of its text.
    pub(crate) fn is_word(self, text: u64) -> bool {
        self.text == text
    }

    /// Whether both are the same word.
    pub(crate) fn same_word(self, other: Join) -> bool {
        (self.hash, self.text) == (other.hash, other.text)
    }

    /// The same join in a name with another number.
    pub(crate) fn renamed(self, name: u32) -> Join {
        Join { name, ..self }
    }
}

impl Snapshot {
    /// The joined words of a listed name, read from it again.
    pub(crate) fn joined_units(&self, name: u32) -> Vec<NameUnit> {
        let record = get(&self.names.record, name);
        let Some(schema) = self.schema_of(record) else { return Vec::new() };
        joined(&analyze(self.name_text(name), super::build::name_kind(schema)))
    }

    /// The text of the word that a join stands for, and how its script writes words.
    pub(crate) fn join_text(&self, join: Join, text: &mut String) -> Option<Writing> {
        let (first, len) = join.place();
        let tokens = self.tokens_of(join.name).get(usize::from(first)..)?;
        let writing = writing(self.tokens.flags(*tokens.first()?));
        if join.place & WRITTEN != 0 {
            let mut units = self.joined_units(join.name).into_iter();
            let unit = units.find(|unit| {
                (unit.first, unit.len) == (first, len) && text_hash(&unit.token.text) == join.text
            })?;
            *text = unit.token.text;
            return Some(writing);
        }
        // With the token in the middle, or without.
        for skipped in [None, Some(1)] {
            text.clear();
            let parts = tokens.iter().take(usize::from(len)).enumerate();
            for (_, token) in parts.filter(|(at, _)| Some(*at) != skipped) {
                text.push_str(self.tokens.text(*token));
            }
            if text_hash(text) == join.text {
                return Some(writing);
            }
        }
        None
    }
}

/// Tells joined words apart.
pub(crate) fn text_hash(text: &str) -> u64 {
    hash_wide(Space::Text, text.as_bytes())
}
