//! What it costs to read a Latin word as the spelling of a native one.

use super::table::{Group, LATIN_LETTERS_MAX, NAT, NATIVE_LETTERS_MAX, TABLE, Window, window};
use crate::limits::{NATIVE_LETTERS_MAX as WORD_LETTERS_MAX, TOKEN_BYTES_MAX};
use crate::similarity::relation::Reading;

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
    letters: Vec<char>,
    /// For each letter: the group that begins with it, of one letter and of two.
    groups: Vec<[Option<&'static Group>; NATIVE_LETTERS_MAX]>,
}

impl NativeWord {
    /// Makes native letters ready.
    #[must_use]
    pub fn new(native: &str) -> NativeWord {
        let table = &*TABLE;
        let letters: Vec<char> = native.chars().collect();
        let letters: Vec<char> = letters.into_iter().take(WORD_LETTERS_MAX).collect();
        let group = |at: usize, len: usize| table.group(letters.get(at..at + len)?);
        let groups = (0..letters.len()).map(|at| [group(at, 1), group(at, 2)]).collect();
        NativeWord { letters, groups }
    }

    /// The cheapest way to read a Latin word as a spelling of this one, in twentieths of a nat
    /// beyond its most common spelling.
    #[must_use]
    pub fn cost(&self, latin: &[u8]) -> u32 {
        self.cost_within(latin, self.groups.len(), UNREACHED)
    }

    /// [`NativeWord::cost`] of the first letters alone, if it is no more than `most`; otherwise
    /// some number beyond that.
    fn cost_within(&self, latin: &[u8], letters: usize, most: u32) -> u32 {
        let latin = latin.get(..TOKEN_BYTES_MAX).unwrap_or(latin);
        let mut windows = [0; COLUMNS];
        for (start, slot) in windows.iter_mut().enumerate().take(latin.len()) {
            *slot = window(latin.get(start..).unwrap_or_default());
        }
        let windows = windows.get(..=latin.len()).unwrap_or(&windows);
        let mut rows = [[UNREACHED; COLUMNS]; NATIVE_LETTERS_MAX + 1];
        let [from, one, two] = rows.each_mut().map(|row| row.get_mut(..=latin.len()));
        let (Some(mut from), Some(mut one), Some(mut two)) = (from, one, two) else {
            return UNREACHED;
        };
        if let Some(slot) = from.first_mut() {
            *slot = 0;
        }
        for (at, groups) in self.groups.iter().enumerate() {
            // No way within the cost leads on from here, nor from where a group of two reached.
            if add_letters(from, latin) > most && one.iter().all(|cost| *cost > most) {
                return UNREACHED;
            }
            // A group of two must not reach over the last letter.
            let [short, long] = *groups;
            let long = if at + 1 == letters { None } else { long };
            spell((from, one), short, windows, most);
            spell((from, two), long, windows, most);
            // A letter that nothing stands for.
            for (slot, cost) in one.iter_mut().zip(from.iter()) {
                *slot = (*slot).min(cost.saturating_add(LETTER_LOST));
            }
            from.fill(UNREACHED);
            (from, one, two) = (one, two, from);
        }
        add_letters(from, latin);
        from.last().copied().unwrap_or(UNREACHED)
    }
}

/// Native letters and the Latin letters that stand for them in one pair of words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpelledAs {
    /// The native letters; empty for Latin letters that stand for nothing.
    pub native: String,
    /// The Latin letters; empty for native letters that nothing stands for.
    pub latin: String,
    /// What it costs beside the most common spelling, in twentieths of a nat.
    pub cost: u32,
}

impl NativeWord {
    /// The cheapest way to read a Latin word as a spelling of this one: which letters stand for
    /// which. The costs add up to [`NativeWord::cost`]. For explanations: it tries one prefix after
    /// the other.
    #[must_use]
    pub fn spelled(&self, latin: &[u8]) -> Vec<SpelledAs> {
        let latin = latin.get(..TOKEN_BYTES_MAX).unwrap_or(latin);
        let prefix = |letters: usize| NativeWord {
            letters: self.letters.iter().take(letters).copied().collect(),
            groups: self.groups.iter().take(letters).copied().collect(),
        };
        let cost = |letters: usize, len: usize| -> u32 {
            let latin = latin.get(..len).unwrap_or_default();
            prefix(letters).cost_within(latin, letters, UNREACHED)
        };
        let (mut letters, mut len) = (self.groups.len(), latin.len());
        let mut spelled = Vec::new();
        while letters > 0 || len > 0 {
            let here = cost(letters, len);
            let step = self
                .steps_to(latin, letters, len)
                .find(|(before, from, step)| cost(*before, *from).saturating_add(*step) == here);
            // Some step leads here by construction.
            let Some((before, from, step)) = step else { break };
            let native = self.letters.get(before..letters).unwrap_or_default();
            spelled.push(SpelledAs {
                native: native.iter().collect(),
                latin: String::from_utf8_lossy(latin.get(from..len).unwrap_or_default()).into(),
                cost: step,
            });
            (letters, len) = (before, from);
        }
        spelled.reverse();
        spelled
    }

    /// Every last step of reading so many letters of each side: where it begins, and its cost.
    fn steps_to(
        &self,
        latin: &[u8],
        letters: usize,
        len: usize,
    ) -> impl Iterator<Item = (usize, usize, u32)> {
        let spelled = (1..=NATIVE_LETTERS_MAX.min(letters)).flat_map(move |native| {
            let group = self.groups.get(letters - native).and_then(|g| *g.get(native - 1)?);
            (0..=LATIN_LETTERS_MAX.min(len)).filter_map(move |width| {
                let cost = group?.cost(latin.get(len - width..len)?)?;
                Some((letters - native, len - width, u32::from(cost)))
            })
        });
        let added =
            len.checked_sub(1).and_then(|from| Some((letters, from, added(*latin.get(from)?))));
        let lost = letters.checked_sub(1).map(|before| (before, len, LETTER_LOST));
        spelled.chain(added).chain(lost)
    }
}

/// How alike a native word and a Latin one are, of which a sound is alike, 0 to 1; `None` if the
/// Latin word is no spelling of it.
pub(crate) fn transliterated(native: &NativeWord, latin: &[u8], reading: Reading) -> Option<f32> {
    // Words have at most 32 letters, so nothing is lost in these conversions.
    #[expect(clippy::cast_precision_loss, reason = "small numbers")]
    let letters = latin.len() as f32;
    let strictness = match reading {
        Reading::Syllable => STRICTNESS * SYLLABLE_STRICTNESS,
        Reading::Plain | Reading::VowelsOpen => STRICTNESS,
    };
    let lost_by_nat = strictness * (1.0 + SHORT_LETTERS / letters) / letters;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "some hundreds at most"
    )]
    let most = ((1.0 - TRANSLITERATED_MIN) / lost_by_nat * NAT as f32) as u32 + 1;
    let latin = latin.get(..TOKEN_BYTES_MAX).unwrap_or(latin);
    let cost = native.cost_within(latin, native.groups.len(), most) as f32 / NAT as f32;
    let similarity = 1.0 - lost_by_nat * cost;
    (letters > 0.0 && similarity >= TRANSLITERATED_MIN).then_some(similarity.min(SIMILARITY_MAX))
}

/// Below this similarity a word is no spelling of another: one right pair in twenty lies below, and
/// of unrelated ones nearly all.
const TRANSLITERATED_MIN: f32 = 0.6;
/// What a nat a letter takes away: half of the right pairs lose less than a tenth, one wrong pair
/// in a hundred keeps more than half (see docs/spelling.md).
const STRICTNESS: f32 = 0.22;
/// How much more a difference counts in a single syllable: another syllable is another word.
const SYLLABLE_STRICTNESS: f32 = 2.5;
/// A difference says more in a short word: it counts double in a word of so many letters.
const SHORT_LETTERS: f32 = 2.0;
/// Words of two scripts are never equal letter by letter.
const SIMILARITY_MAX: f32 = 0.99;

/// What it costs that a Latin letter stands for nothing.
fn added(letter: u8) -> u32 {
    match letter {
        b'a' | b'e' | b'i' | b'o' | b'u' | b'y' | b'h' | b'w' => VOWEL_ADDED,
        _ => LETTER_ADDED,
    }
}

/// No way leads here: further than any.
const UNREACHED: u32 = u32::MAX / 2;

/// Latin letters that stand for nothing. Returns the least that a row costs.
fn add_letters(row: &mut [u32], latin: &[u8]) -> u32 {
    let (mut before, mut least) = (UNREACHED, UNREACHED);
    for (at, slot) in row.iter_mut().enumerate() {
        *slot = (*slot).min(before);
        least = least.min(*slot);
        before = *slot + latin.get(at).map_or(LETTER_ADDED, |letter| added(*letter));
    }
    least
}

/// Goes on from one row to another by a group of letters.
fn spell(
    (from, to): (&[u32], &mut [u32]),
    group: Option<&'static Group>,
    windows: &[Window],
    most: u32,
) {
    let Some(group) = group else { return };
    if let Some(none) = group.none {
        for (slot, cost) in to.iter_mut().zip(from) {
            *slot = (*slot).min(cost.saturating_add(u32::from(none)));
        }
    }
    for (start, (cost, window)) in from.iter().zip(windows).enumerate() {
        if *cost > most {
            continue;
        }
        for written in group.beginning(*window) {
            if let Some(slot) = to.get_mut(start + usize::from(written.len)) {
                *slot = (*slot).min(cost + u32::from(written.cost));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::spelling::letters::letters;

    fn word(native: &str) -> NativeWord {
        NativeWord::new(&letters(native).collect::<String>())
    }

    #[test]
    fn spellings_are_nearer_than_other_words() {
        for (native, spelling, other) in [
            ("سليمان", "suleiman", "shahin"),
            ("Щербаков", "shcherbakov", "cherkasov"),
            ("יוסף", "yosef", "yaakov"),
            ("スミス", "smith", "simon"),
            ("정은", "jungeun", "jonghwa"),
            ("沃伯顿", "warburton", "washington"),
        ] {
            let word = word(native);
            let (near, far) = (word.cost(spelling.as_bytes()), word.cost(other.as_bytes()));
            assert!(near < far, "{native}: {spelling} {near}, {other} {far}");
        }
    }

    #[test]
    fn an_explanation_says_which_letters_stand_for_which() {
        let spelled = word("Шура").spelled(b"shura");
        let pairs: Vec<(&str, &str)> =
            spelled.iter().map(|each| (each.native.as_str(), each.latin.as_str())).collect();
        assert_eq!(pairs, [("ш", "sh"), ("у", "u"), ("р", "r"), ("а", "a")]);
    }

    proptest! {
        #[test]
        fn the_explained_costs_add_up(native in "[а-яا-يא-ת가-힣]{1,7}", latin in "[a-z]{1,10}") {
            let word = word(&native);
            let spelled = word.spelled(latin.as_bytes());
            let sum: u32 = spelled.iter().map(|each| each.cost).sum();
            prop_assert_eq!(sum, word.cost(latin.as_bytes()));
            let again: String = spelled.iter().map(|each| each.latin.as_str()).collect();
            prop_assert_eq!(again, latin);
        }
    }
}
