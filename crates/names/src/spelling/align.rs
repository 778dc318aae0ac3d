//! What it costs to read a Latin word as the spelling of a native one.

use super::table::{Group, LATIN_LETTERS_MAX, NAT, NATIVE_LETTERS_MAX, TABLE, pack};
use crate::similarity::relation::SIMILARITY_MIN;
use crate::limits::{NATIVE_LETTERS_MAX as WORD_LETTERS_MAX, TOKEN_BYTES_MAX};

/// A native letter that nothing stands for.
const LETTER_LOST: u32 = 3 * NAT;
/// A Latin vowel, or a sound that comes and goes, that stands for nothing.
const VOWEL_ADDED: u32 = 3 * NAT / 2;
/// Any other Latin letter that stands for nothing.
const LETTER_ADDED: u32 = 3 * NAT;

const COLUMNS: usize = TOKEN_BYTES_MAX + 1;

/// A native word made ready to be compared with many Latin ones.
#[derive(Debug, Default, Clone)]
pub struct NativeWord {
    /// For each letter: the group that begins with it, of one letter and of two.
    groups: Vec<[Option<&'static Group>; NATIVE_LETTERS_MAX]>,
}

impl NativeWord {
    /// Makes native letters ready.
    #[must_use]
    pub fn new(native: &str) -> NativeWord {
        let table = &*TABLE;
        let letters: Vec<char> = native.chars().collect();
        let letters = letters.get(..WORD_LETTERS_MAX).unwrap_or(&letters);
        let group = |at: usize, len: usize| table.group(letters.get(at..at + len)?);
        NativeWord { groups: (0..letters.len()).map(|at| [group(at, 1), group(at, 2)]).collect() }
    }

    /// The cheapest way to read a Latin word as a spelling of this one, in twentieths of a nat
    /// beyond its most common spelling.
    #[must_use]
    pub fn cost(&self, latin: &[u8]) -> u32 {
        let latin = latin.get(..TOKEN_BYTES_MAX).unwrap_or(latin);
        let mut rows = [[u32::MAX / 2; COLUMNS]; NATIVE_LETTERS_MAX + 1];
        let [first, ..] = &mut rows;
        if let Some(slot) = first.first_mut() {
            *slot = 0;
        }
        for groups in &self.groups {
            add_letters(&mut rows, latin);
            spell(&mut rows, groups, latin);
            rows.rotate_left(1);
            if let Some(last) = rows.last_mut() {
                last.fill(u32::MAX / 2);
            }
        }
        add_letters(&mut rows, latin);
        let [last, ..] = &rows;
        last.get(latin.len()).copied().unwrap_or(u32::MAX / 2)
    }
}

/// How alike a native word and a Latin one are, of which a sound is alike, 0 to 1; `None` if the
/// Latin word is no spelling of it.
#[must_use]
pub fn transliterated(native: &NativeWord, latin: &[u8]) -> Option<f32> {
    // Words have at most 32 letters, so nothing is lost in these conversions.
    #[expect(clippy::cast_precision_loss, reason = "small numbers")]
    let (cost, letters) = (native.cost(latin) as f32 / NAT as f32, latin.len() as f32);
    let similarity = 1.0 - STRICTNESS * cost * (1.0 + SHORT_LETTERS / letters) / letters;
    (letters > 0.0 && similarity >= SIMILARITY_MIN).then_some(similarity.min(SIMILARITY_MAX))
}

/// What a nat a letter takes away: half of the right pairs lose less than a tenth, one wrong pair
/// in a hundred keeps more than half (see docs/spelling.md).
const STRICTNESS: f32 = 0.22;
/// A difference says more in a short word: it counts double in a word of so many letters.
const SHORT_LETTERS: f32 = 2.0;
/// Words of two scripts are never equal letter by letter.
const SIMILARITY_MAX: f32 = 0.99;

/// Latin letters that stand for nothing.
fn add_letters(rows: &mut [[u32; COLUMNS]; NATIVE_LETTERS_MAX + 1], latin: &[u8]) {
    let [row, ..] = rows;
    let mut before = u32::MAX / 2;
    for (at, slot) in row.iter_mut().enumerate().take(latin.len() + 1) {
        *slot = (*slot).min(before);
        before = match latin.get(at) {
            Some(b'a' | b'e' | b'i' | b'o' | b'u' | b'y' | b'h' | b'w') => *slot + VOWEL_ADDED,
            _ => *slot + LETTER_ADDED,
        };
    }
}

/// Goes on from the first row by the groups that begin with one letter.
fn spell(
    rows: &mut [[u32; COLUMNS]; NATIVE_LETTERS_MAX + 1],
    groups: &[Option<&'static Group>; NATIVE_LETTERS_MAX],
    latin: &[u8],
) {
    let [from, after @ ..] = rows;
    for (to, group) in after.iter_mut().zip(groups) {
        for (start, cost) in from.iter().enumerate().take(latin.len() + 1) {
            let Some(group) = group else { continue };
            if *cost >= u32::MAX / 2 {
                continue;
            }
            let rest = latin.get(start..).unwrap_or_default();
            for len in 0..=rest.len().min(LATIN_LETTERS_MAX) {
                let spelled = group.cost(pack(rest.get(..len).unwrap_or_default()));
                if let (Some(spelled), Some(slot)) = (spelled, to.get_mut(start + len)) {
                    *slot = (*slot).min(cost + u32::from(spelled));
                }
            }
        }
    }
    // A letter that nothing stands for.
    if let Some(to) = after.first_mut() {
        for (slot, cost) in to.iter_mut().zip(from.iter()) {
            *slot = (*slot).min(cost.saturating_add(LETTER_LOST));
        }
    }
}
