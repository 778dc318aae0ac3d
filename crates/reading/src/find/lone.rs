//! How well one word agrees with a listed name of one word: here precision is at stake.

use super::Likely;
use super::case::Case;
use super::judge::BARE;
use super::walk::Path;
use crate::lexicon::vocabulary::ACRONYM_LETTERS_MAX;
use crate::lexicon::{Ending, Lexicon, Variant};
use crate::text::word::Shape;

/// Longest name that has to be written in capitals, in letters.
const SHORT_LETTERS_MAX: u32 = 3;
/// A word that is more alike is the listed one: in its form of several, or with a letter doubled.
const SAME_MIN: f32 = 0.94;
/// Shortest word that may be misspelled.
const MISSPELLED_LETTERS_MIN: u32 = 5;
/// Least likeness of a misspelled one.
const MISSPELLED_MIN: f32 = 0.8;
/// A long word that is misspelled so little counts without another mention.
const SURE_LETTERS_MIN: u32 = 7;
const SURE_MIN: f32 = 0.9;
/// Shortest word that two of a name are found in.
const JOINED_LETTERS_MIN: u32 = 7;

/// What a rare word scores that is written as names are.
const NAME: f32 = 0.93;
/// Where a text has no case.
const CASELESS: f32 = 0.88;
/// In small letters where others have capitals.
const SMALL: f32 = 0.62;
/// A short name in capitals.
const SHORT: f32 = 0.8;
/// A short name where a text has no case, near another mention of the same record.
const SHORT_CASELESS: f32 = 0.62;
/// An everyday word in capitals, and with one capital.
const COMMON_UPPER: f32 = 0.62;
const COMMON_CAPITAL: f32 = 0.5;
/// Two everyday words that make a name if written in one, near another mention of its record.
const SPLIT_COMMON: f32 = 0.5;
/// Two words that make a name if written in one.
const SPLIT: f32 = 0.85;
/// What the name of a ship keeps in capitals, and near another mention of it, where no word says
/// that a ship is spoken of.
const THING_UPPER: f32 = 0.8;
const THING: f32 = 0.75;
/// What a misspelled word keeps beside its likeness.
const MISSPELLED: f32 = 0.9;
/// What a weak alias keeps.
const WEAK: f32 = 0.95;
/// The same of a person, which mostly is a first name or a nickname of many.
const WEAK_PERSON: f32 = 0.62;
/// What two words written in one keep.
const JOINED: f32 = 0.8;
/// A word that is a part of several persons' names names nobody by itself.
const SHARED: [(usize, f32); 2] = [(5, 0.6), (3, 0.8)];

/// How well a path of one word agrees with a name that ends there.
pub(super) fn lone(
    lexicon: &Lexicon,
    path: &Path,
    ending: Ending,
    is_weak: bool,
    (case, shape, is_announced): (Case, Shape, bool),
) -> Option<Likely> {
    let entry = lexicon.words.entry(path.matched.word)?;
    let similarity = path.matched.similarity;
    let is_same = similarity > SAME_MIN;
    let is_number = entry.form.bytes().iter().all(u8::is_ascii_digit);
    if is_number || (!entry.is_listed && path.letters < JOINED_LETTERS_MIN) {
        return None;
    }
    let is_acronym = entry.is_acronym && path.letters as usize <= ACRONYM_LETTERS_MAX;
    let is_common = entry.traits.is_common || entry.traits.is_title || entry.traits.is_link;
    let (base, mut needs_another) = if path.letters <= SHORT_LETTERS_MAX {
        short(is_common, is_same && !path.is_split, case, shape)?
    } else if is_common {
        (common(is_same, case, shape)?, false)
    } else if is_acronym && !is_same {
        return None;
    } else {
        rare(path, case, similarity, is_same)?
    };
    let mut score = base;
    if path.is_split_common {
        (score, needs_another) = (SPLIT_COMMON, true);
    } else if path.is_split {
        score *= SPLIT;
    }
    let persons = lexicon.parts.of_word(path.matched.word).len();
    let schema = lexicon.record_of(ending.name)?.schema;
    if schema.is_a("Vehicle") && entry.is_listed && !is_announced {
        // Ships are called after places, people and virtues.
        match (case, shape) {
            (Case::Name | Case::Opening, Shape::Upper) => score *= THING_UPPER,
            _ => (score, needs_another) = (score * THING, true),
        }
    }
    let shared = SHARED.iter().find(|(count, _)| persons >= *count);
    score *= shared.map_or(1.0, |(_, keeps)| *keeps);
    if ending.variant == Variant::Bare {
        score *= BARE;
    }
    if !entry.is_listed {
        score *= JOINED;
    }
    if is_weak {
        score *= if schema.is_a("Person") { WEAK_PERSON } else { WEAK };
    }
    let is_short = ending.variant != Variant::Whole;
    Some(Likely { name: ending.name, score, is_short, needs_another })
}

/// A name of up to three letters.
fn short(is_common: bool, is_same: bool, case: Case, shape: Shape) -> Option<(f32, bool)> {
    match case {
        _ if !is_same => None,
        Case::Unknown => (!is_common).then_some((SHORT_CASELESS, true)),
        _ => (shape == Shape::Upper).then_some((SHORT, false)),
    }
}

/// An everyday word is a name only where it is written like one.
fn common(is_same: bool, case: Case, shape: Shape) -> Option<f32> {
    let score = if shape == Shape::Upper { COMMON_UPPER } else { COMMON_CAPITAL };
    (is_same && case == Case::Name).then_some(score)
}

/// Any other word.
fn rare(path: &Path, case: Case, similarity: f32, is_same: bool) -> Option<(f32, bool)> {
    let base = match case {
        Case::Name | Case::Opening => NAME,
        Case::Unknown => CASELESS,
        Case::Small => SMALL,
    };
    if is_same {
        return Some((base * similarity, false));
    }
    let is_alike = path.letters >= MISSPELLED_LETTERS_MIN && similarity >= MISSPELLED_MIN;
    let is_sure = path.letters >= SURE_LETTERS_MIN
        && similarity >= SURE_MIN
        && matches!(case, Case::Name | Case::Opening);
    is_alike.then_some((base * similarity * MISSPELLED, !is_sure))
}
