use rustc_hash::FxHashMap;

use crate::index::snapshot::to_u32;
use crate::index::strings::Strings;

/// Every word that can be looked for, in order.
#[derive(Debug, Default)]
pub(super) struct Words(Strings);

/// Letters of a word from which one slip, and two slips, are forgiven.
const ONE_SLIP_LETTERS_MIN: usize = 3;
const TWO_SLIPS_LETTERS_MIN: usize = 6;

impl Words {
    /// Sorts words, and says for each old number the new one.
    pub(super) fn sorted(numbers: FxHashMap<Box<str>, u32>) -> (Words, Vec<u32>) {
        let mut all: Vec<(Box<str>, u32)> = numbers.into_iter().collect();
        all.sort_unstable();
        let mut words = Words::default();
        let mut places = vec![0; all.len()];
        for (word, number) in all {
            let place = words.0.push(&word);
            if let Some(slot) = places.get_mut(number as usize) {
                *slot = place;
            }
        }
        (words, places)
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn get(&self, word: u32) -> &str {
        self.0.get(word)
    }

    /// The first place whose word is not below `text`.
    fn lower_bound(&self, text: &str) -> u32 {
        let (mut low, mut high) = (0, to_u32(self.len()));
        while low < high {
            let middle = low + (high - low) / 2;
            if self.get(middle) < text {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }

    /// The word itself.
    pub(super) fn exact(&self, text: &str) -> Option<u32> {
        let place = self.lower_bound(text);
        ((place as usize) < self.len() && self.get(place) == text).then_some(place)
    }

    /// All words that begin with a text.
    pub(super) fn beginning(&self, text: &str) -> impl Iterator<Item = u32> {
        let places = self.lower_bound(text)..to_u32(self.len());
        places.take_while(move |place| self.get(*place).starts_with(text))
    }

    /// All words that fit a pattern of letters, `*` and `?`.
    pub(super) fn fitting(&self, pattern: &str) -> impl Iterator<Item = u32> {
        let count = to_u32(self.len());
        (0..count).filter(move |place| fits(self.get(*place).as_bytes(), pattern.as_bytes()))
    }

    /// All words that differ from a text by a slip or two, the text itself left out.
    pub(super) fn near(&self, text: &str) -> impl Iterator<Item = u32> {
        let slips = match text.len() {
            0..ONE_SLIP_LETTERS_MIN => 0,
            ONE_SLIP_LETTERS_MIN..TWO_SLIPS_LETTERS_MIN => 1,
            _ => 2,
        };
        let has_digits = text.bytes().any(|byte| byte.is_ascii_digit());
        let count = if slips == 0 || has_digits { 0 } else { to_u32(self.len()) };
        (0..count).filter(move |place| {
            let word = self.get(*place);
            word != text && is_within(word.as_bytes(), text.as_bytes(), slips)
        })
    }
}

/// Whether a word fits a pattern: `*` stands for any letters, `?` for one.
fn fits(word: &[u8], pattern: &[u8]) -> bool {
    // What a star stands for grows by one letter whenever the rest does not fit.
    let (mut at, mut place) = (0, 0);
    let mut retry: Option<(usize, usize)> = None;
    while at < word.len() {
        match pattern.get(place) {
            Some(b'*') => {
                retry = Some((at, place));
                place += 1;
            }
            Some(letter) if *letter == b'?' || Some(letter) == word.get(at) => {
                at += 1;
                place += 1;
            }
            _ => {
                let Some((from, star)) = retry else { return false };
                retry = Some((from + 1, star));
                (at, place) = (from + 1, star + 1);
            }
        }
    }
    pattern.get(place..).unwrap_or_default().iter().all(|letter| *letter == b'*')
}

/// Whether two words are at most so many slips apart: a letter left out, put in, changed, or
/// swapped with its neighbour.
fn is_within(left: &[u8], right: &[u8], slips: usize) -> bool {
    if left.len().abs_diff(right.len()) > slips {
        return false;
    }
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=right.len()).collect();
    for (row, letter) in left.iter().enumerate() {
        let mut next = Vec::with_capacity(last.len());
        next.push(row + 1);
        for (column, other) in right.iter().enumerate() {
            let at =
                |row: &[usize], place: usize| row.get(place).copied().unwrap_or(usize::MAX / 2);
            let changed = at(&last, column) + usize::from(letter != other);
            let mut best = changed.min(at(&last, column + 1) + 1).min(at(&next, column) + 1);
            let swapped = row > 0
                && column > 0
                && left.get(row - 1) == Some(other)
                && right.get(column - 1) == Some(letter);
            if swapped {
                best = best.min(at(&before, column - 1) + 1);
            }
            next.push(best);
        }
        if next.iter().all(|distance| *distance > slips) {
            return false;
        }
        before = std::mem::replace(&mut last, next);
    }
    last.last().is_some_and(|distance| *distance <= slips)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(all: &[&str]) -> Words {
        let numbers = all.iter().zip(0..).map(|(word, at)| (Box::from(*word), at)).collect();
        Words::sorted(numbers).0
    }

    #[test]
    fn words_are_found() {
        let words = words(&["tern", "nordic", "nord", "heron", "a"]);
        let texts = |found: Vec<u32>| -> Vec<String> {
            found.into_iter().map(|word| words.get(word).to_owned()).collect()
        };
        assert_eq!(words.exact("tern").map(|word| words.get(word)), Some("tern"));
        assert_eq!(words.exact("ter"), None);
        assert_eq!(words.exact("zzz"), None);
        assert_eq!(texts(words.beginning("nor").collect()), ["nord", "nordic"]);
        assert_eq!(texts(words.near("nrodic").collect()), ["nordic"]);
        assert_eq!(texts(words.near("tren").collect()), ["tern"]);
        assert!(words.near("b").next().is_none(), "too short to forgive a slip");
    }

    #[test]
    fn patterns_fit() {
        for pattern in ["tern", "t*", "*rn", "t?rn", "*e*", "t**n", "????", "*"] {
            assert!(fits(b"tern", pattern.as_bytes()), "{pattern}");
        }
        for pattern in ["ter", "terns", "?", "*x*", "t?n", "", "tern?"] {
            assert!(!fits(b"tern", pattern.as_bytes()), "{pattern}");
        }
    }

    #[test]
    fn slips_are_counted() {
        for (left, right, slips) in
            [("abc", "abc", 0), ("abc", "acb", 1), ("abcd", "abd", 1), ("abc", "xbc", 1)]
        {
            assert!(is_within(left.as_bytes(), right.as_bytes(), slips), "{left} {right}");
            let fewer = slips > 0 && is_within(left.as_bytes(), right.as_bytes(), slips - 1);
            assert!(!fewer, "{left} {right}");
        }
        assert!(!is_within(b"abcdef", b"uvwxyz", 2));
        assert!(is_within(b"", b"", 0) && !is_within(b"", b"abc", 2));
    }
}
