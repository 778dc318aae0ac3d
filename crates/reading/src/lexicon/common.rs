//! Which words are everyday words, skipped words, titles.

use std::sync::LazyLock;

use comity_names::{NameKind, TokenClass, analyze};
use rustc_hash::FxHashSet;

/// Only words that anybody may use: the head of the file says where they are from.
static COMMON: LazyLock<FxHashSet<&'static str>> = LazyLock::new(|| {
    let lines = include_str!("../../resources/common.txt").lines();
    lines.filter(|line| !line.starts_with('#')).flat_map(str::split_whitespace).collect()
});

/// Endings that make another everyday word of one.
const ENDINGS: [&str; 6] = ["s", "es", "ed", "ing", "ly", "d"];
/// Shortest word that an ending is taken from.
const STEM_LETTERS_MIN: usize = 3;

/// What a speaker says while thinking, as captions write it.
const FILLERS: [&str; 12] =
    ["uh", "um", "er", "erm", "uhm", "ah", "eh", "hm", "hmm", "mm", "mhm", "uhh"];

/// Titles that stand before a family name beside those that names are listed with.
const TITLES: [&str; 34] = [
    "ambassador",
    "archbishop",
    "ayatollah",
    "baron",
    "bishop",
    "cardinal",
    "chairman",
    "chancellor",
    "chief",
    "comrade",
    "congressman",
    "director",
    "emperor",
    "governor",
    "judge",
    "justice",
    "king",
    "leader",
    "marshal",
    "mayor",
    "minister",
    "mp",
    "officer",
    "pm",
    "pope",
    "premier",
    "president",
    "queen",
    "rep",
    "secretary",
    "senator",
    "spokesman",
    "spokeswoman",
    "sultan",
];

/// Whether a word is an everyday word.
pub(super) fn is_common(word: &str) -> bool {
    if COMMON.contains(word) {
        return true;
    }
    ENDINGS.iter().any(|ending| {
        let stem = word.strip_suffix(ending).filter(|stem| stem.len() >= STEM_LETTERS_MIN);
        stem.is_some_and(|stem| COMMON.contains(stem))
    })
}

/// Whether a word is what a speaker says while thinking.
pub(super) fn is_filler(word: &str) -> bool {
    FILLERS.contains(&word)
}

/// Whether a word is a title before a person's name.
pub(super) fn is_title(word: &str) -> bool {
    TITLES.binary_search(&word).is_ok() || class(word, NameKind::Person) == Some(TokenClass::Title)
}

/// Whether a word may stand between those of a name without belonging to it: articles and
/// particles.
pub(super) fn is_link(word: &str) -> bool {
    let person = class(word, NameKind::Person) == Some(TokenClass::Particle);
    person || class(word, NameKind::Other) == Some(TokenClass::Connective)
}

fn class(word: &str, kind: NameKind) -> Option<TokenClass> {
    analyze(word, kind).first().map(|token| token.class)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everyday_words_are_known_with_their_endings() {
        for word in ["the", "dash", "council", "dashes", "walked", "walking", "strikes"] {
            assert!(is_common(word), "{word}");
        }
        for word in ["tern", "brightwater", "xyz", "s"] {
            assert!(!is_common(word), "{word}");
        }
    }

    #[test]
    fn the_tables_are_in_order() {
        assert!(TITLES.is_sorted());
        assert!(is_title("president") && is_title("mr") && is_title("sheikh"));
        assert!(is_link("al") && is_link("of") && !is_link("tern") && is_filler("uh"));
    }
}
