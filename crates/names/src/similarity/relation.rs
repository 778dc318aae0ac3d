//! The closed list of relations in which two tokens can stand.

use std::borrow::Borrow;

use super::edit::{Costs, SCALE, is_within, weighted};
use super::keys::edit_distance_max;
use crate::name::NameToken;
use crate::spelling::align::{NativeWord, transliterated};
use crate::spelling::romanize::sounds;
use crate::text::script::Writing;

/// Why two tokens count as alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Relation {
    /// The same letters.
    Equal,
    /// A few letters differ.
    Spelling,
    /// The same skeleton: spelled otherwise, sounding alike.
    Sound,
    /// One is how the other, of another script, is spelled.
    Transliteration,
    /// One is the first letter of the other.
    Initial,
    /// One is the initials of the words of the other.
    Acronym,
    /// Forms of one given name, of which one is familiar at least: `Bill`, `William`.
    Nickname,
    /// Nothing stands opposite.
    Alone,
}

impl Relation {
    /// The relation's name on the wire.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Relation::Equal => "equal",
            Relation::Spelling => "spelling",
            Relation::Sound => "sound",
            Relation::Transliteration => "transliteration",
            Relation::Initial => "initial",
            Relation::Acronym => "acronym",
            Relation::Nickname => "nickname",
            Relation::Alone => "alone",
        }
    }
}

/// Below this similarity two tokens are not alike, whatever relation they stand in.
const SIMILARITY_MIN: f32 = 0.5;

/// How two tokens are related and how alike they are, 0 to 1; `None` if they are not.
///
/// Symmetric. Initials are no relation of tokens by themselves: whether `j` may stand for
/// `joanna` depends on the whole name, so the caller decides.
#[must_use]
pub fn compare(left: &NameToken, right: &NameToken) -> Option<(Relation, f32)> {
    let reading = Reading::of(left.writing, right.writing);
    let written = compare_forms(
        (left.text.as_bytes(), left.skeleton.as_bytes()),
        (right.text.as_bytes(), right.skeleton.as_bytes()),
        reading,
    );
    let (native, latin) = match (left.native.is_empty(), right.native.is_empty()) {
        (false, true) => (left, right),
        (true, false) => (right, left),
        _ => return written,
    };
    let sounds = sounds(&native.native);
    let sounds = sounds.iter().map(String::as_bytes);
    let latin = (latin.text.as_bytes(), latin.skeleton.as_bytes());
    let native = || NativeWord::new(&native.native);
    compare_scripts(written, native, sounds, latin, reading)
}

/// How a native word and a Latin one are related, beside how they are as they were turned into
/// Latin letters. The native word is asked for only where it matters.
#[must_use]
pub fn compare_scripts<'s, N: Borrow<NativeWord>>(
    written: Option<(Relation, f32)>,
    native: impl FnOnce() -> N,
    mut sounds: impl Iterator<Item = &'s [u8]>,
    (latin, latin_skeleton): (&[u8], &[u8]),
    reading: Reading,
) -> Option<(Relation, f32)> {
    let is_number = latin.iter().any(u8::is_ascii_digit);
    let sounds_alike = latin_skeleton.len() >= SOUND_LETTERS_MIN
        && !is_number
        && sounds.any(|sound| sound == latin_skeleton);
    if !sounds_alike && written.is_none() {
        return None;
    }
    let spelled = transliterated(native().borrow(), latin, reading);
    let spelled = spelled.map(|alike| (Relation::Transliteration, alike));
    match (written, spelled) {
        (Some(written), Some(spelled)) if spelled.1 > written.1 => Some(spelled),
        (Some(written), _) => Some(written),
        (None, spelled) => spelled,
    }
}

/// How strictly two words are compared, by how they were written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// Both sides write all sounds, or leave out the same.
    Plain,
    /// One side has no vowels: their absence says nothing.
    VowelsOpen,
    /// One side is a syllable, whose spelling follows from its character: another syllable is
    /// another word, so differences count double.
    Syllable,
}

impl Reading {
    /// The reading of two words.
    #[must_use]
    pub fn of(left: Writing, right: Writing) -> Reading {
        match (left, right) {
            (Writing::Syllables, _) | (_, Writing::Syllables) => Reading::Syllable,
            (Writing::Consonants, Writing::Letters) | (Writing::Letters, Writing::Consonants) => {
                Reading::VowelsOpen
            }
            _ => Reading::Plain,
        }
    }
}

/// [`compare`] over bare forms: text and skeleton of each side, and how they are to be read.
#[must_use]
pub fn compare_forms(
    (left, left_skeleton): (&[u8], &[u8]),
    (right, right_skeleton): (&[u8], &[u8]),
    reading: Reading,
) -> Option<(Relation, f32)> {
    if left == right {
        return Some((Relation::Equal, 1.0));
    }
    if left.len() < 2 || right.len() < 2 || is_number(left) || is_number(right) {
        return None;
    }
    let relation = if left_skeleton == right_skeleton && left_skeleton.len() >= SOUND_LETTERS_MIN {
        Relation::Sound
    } else if is_within(left, right, edit_distance_max(left.len().min(right.len())))
        || is_swapped(left, right)
    {
        Relation::Spelling
    } else if left_skeleton.len().min(right_skeleton.len()) >= SKELETON_EDIT_LETTERS_MIN
        && is_within(left_skeleton, right_skeleton, 1)
    {
        Relation::Sound
    } else {
        return None;
    };
    let cost = match reading {
        Reading::VowelsOpen => weighted::<VowelsOpen>(left, right)?,
        Reading::Plain | Reading::Syllable => weighted::<Spelling>(left, right)?,
    };
    // The words are at most 32 bytes, so nothing is lost in these conversions.
    #[expect(clippy::cast_precision_loss, reason = "small numbers")]
    let (cost, letters) = (cost as f32 / SCALE as f32, (left.len() + right.len()) as f32 / 2.0);
    let cost = if reading == Reading::Syllable { cost * SYLLABLE_STRICTNESS } else { cost };
    let similarity = 1.0 - cost * (1.0 + SHORT_LETTERS / letters) / letters;
    (similarity >= SIMILARITY_MIN).then_some((relation, similarity))
}

/// How much more a difference counts in a syllable.
const SYLLABLE_STRICTNESS: f32 = 3.0;
/// A difference says more in a short word: it counts double in a word of so many letters.
const SHORT_LETTERS: f32 = 2.0;

/// Shortest skeleton whose equality alone relates two tokens.
pub const SOUND_LETTERS_MIN: usize = 2;
/// Shortest skeletons of which one letter may differ.
pub const SKELETON_EDIT_LETTERS_MIN: usize = 4;

/// Whether two words of three letters differ by a swap of neighbours: the one slip that so short
/// words are forgiven.
fn is_swapped(left: &[u8], right: &[u8]) -> bool {
    swaps_of(left).into_iter().flatten().any(|swapped| swapped == right)
}

/// A word of three letters with neighbours swapped; none for other words.
#[must_use]
pub fn swaps_of(word: &[u8]) -> [Option<[u8; 3]>; 2] {
    match *word {
        [a, b, c] => [Some([b, a, c]), Some([a, c, b])],
        _ => [None; 2],
    }
}

fn is_number(word: &[u8]) -> bool {
    word.iter().any(u8::is_ascii_digit)
}

/// Both sides write all sounds.
struct Spelling;

impl Costs for Spelling {
    const TRANSPOSE: u32 = 55;

    fn gap(letter: u8, before: Option<u8>) -> u32 {
        gap(letter, before, 40)
    }

    fn swap(left: u8, right: u8) -> u32 {
        swap(left, right)
    }
}

/// One side has no vowels: their absence says nothing.
struct VowelsOpen;

impl Costs for VowelsOpen {
    const TRANSPOSE: u32 = 55;

    fn gap(letter: u8, before: Option<u8>) -> u32 {
        gap(letter, before, 12)
    }

    fn swap(left: u8, right: u8) -> u32 {
        swap_open(left, right)
    }
}

/// What it costs to write one letter for another, by the letters' places in the alphabet: worked
/// out once, because this is asked a few dozen times for each pair of words.
static SWAPS: [[u8; 26]; 26] = swaps();

const fn swaps() -> [[u8; 26]; 26] {
    let mut table = [[0; 26]; 26];
    let mut left = 0;
    while left < 26 {
        let mut right = 0;
        while right < 26 {
            #[expect(clippy::indexing_slicing, reason = "worked out by the compiler")]
            {
                table[left as usize][right as usize] = swap_cost(b'a' + left, b'a' + right);
            }
            right += 1;
        }
        left += 1;
    }
    table
}

fn swap(left: u8, right: u8) -> u32 {
    let place = |letter: u8| usize::from(letter.wrapping_sub(b'a'));
    let row = SWAPS.get(place(left));
    row.and_then(|row| row.get(place(right))).map_or(SCALE, |cost| u32::from(*cost))
}

fn gap(letter: u8, before: Option<u8>, vowel: u32) -> u32 {
    if before == Some(letter) {
        return 20;
    }
    match letter {
        b'a' | b'e' | b'i' | b'o' | b'u' | b'y' | b'w' | b'h' => vowel,
        _ => SCALE,
    }
}

const fn swap_cost(left: u8, right: u8) -> u8 {
    let (low, high) = if left < right { (left, right) } else { (right, left) };
    match (low, high) {
        (b'i', b'y') | (b'v', b'w') | (b'k', b'q') => 15,
        (b'c', b'k') | (b'o', b'u') | (b'e', b'i') | (b's', b'z') | (b'j', b'y') => 25,
        (b'a' | b'e' | b'i' | b'o' | b'u', b'e' | b'i' | b'o' | b'u' | b'y') => 35,
        (b'u', b'w') | (b'o', b'w') => 30,
        (b'c', b's') | (b'c', b'q') | (b'g', b'j') | (b'f', b'v') | (b'i', b'j') => 40,
        (b'b', b'p') | (b'd', b't') | (b'g', b'k') | (b'b', b'v') | (b'c', b'z') | (b'g', b'q') => {
            50
        }
        (b'm', b'n') | (b'l', b'r') | (b'j', b'z') | (b'k', b'x') => 65,
        _ => 100,
    }
}

fn swap_open(left: u8, right: u8) -> u32 {
    let soft = |letter: u8| matches!(letter, b'a' | b'e' | b'i' | b'o' | b'u' | b'y' | b'w');
    if soft(left) && soft(right) { 12 } else { swap(left, right) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::name::{NameKind, analyze};

    fn similarity(left: &str, right: &str) -> Option<(Relation, f32)> {
        let token = |word: &str| analyze(word, NameKind::Person).remove(0);
        compare(&token(left), &token(right))
    }

    #[test]
    fn related_words_are_found_and_others_are_not() {
        for (left, right, relation, at_least) in [
            ("Mirela", "MIRELA", Relation::Equal, 1.0),
            ("Mirela", "Mierla", Relation::Sound, 0.8),
            ("Mirela", "Mirelva", Relation::Spelling, 0.75),
            ("Mohammed", "Muhamad", Relation::Sound, 0.75),
            ("Mohammed", "محمد", Relation::Transliteration, 0.95),
            ("Karaoglu", "Qaraoghlu", Relation::Sound, 0.8),
        ] {
            let (found, similarity) = similarity(left, right).unwrap();
            assert_eq!(found, relation, "{left} {right}");
            assert!(similarity >= at_least, "{left} {right} {similarity}");
        }
        for (left, right) in [("Mirela", "Dragan"), ("12", "13"), ("li", "lu9"), ("an", "en0")] {
            assert_eq!(similarity(left, right), None, "{left} {right}");
        }
    }

    proptest! {
        #[test]
        fn comparing_is_symmetric_and_bounded(left in "[a-z]{1,14}", right in "[a-z]{1,14}") {
            let one = similarity(&left, &right);
            prop_assert_eq!(one, similarity(&right, &left));
            if let Some((_, value)) = one {
                prop_assert!((SIMILARITY_MIN..=1.0).contains(&value));
                prop_assert_eq!(value == 1.0, left == right);
            }
        }
    }
}
