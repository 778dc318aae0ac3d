//! What kinds of words stand in names, and how much each tells.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

/// The kind of a word in a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum TokenClass {
    /// A name proper.
    Plain,
    /// A number.
    Number,
    /// A single letter.
    Initial,
    /// An article or particle of personal names: `al`, `bin`, `van`.
    Particle,
    /// A title or form of address.
    Title,
    /// A legal form of an organisation: `LLC`, `GmbH`.
    OrgForm,
    /// A word of a legal form of several words: `joint stock company`.
    FormPart,
    /// A word that many organisations have: `trading`, `company`.
    Generic,
    /// A word that joins others: `and`, `of`.
    Connective,
}

/// How much a word of this class counts beside a name proper, 0 to 1.
#[must_use]
pub fn class_weight(class: TokenClass) -> f32 {
    match class {
        TokenClass::Plain | TokenClass::Number => 1.0,
        TokenClass::Generic => 0.4,
        TokenClass::Initial => 0.35,
        TokenClass::Particle | TokenClass::Title => 0.25,
        TokenClass::OrgForm => 0.2,
        TokenClass::Connective => 0.12,
        TokenClass::FormPart => 0.08,
    }
}

/// A word's class and the form that stands for all its spellings.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Word {
    pub(crate) class: TokenClass,
    pub(crate) canonical: &'static str,
}

/// The word tables: one for names of people, one for names of organisations and things.
pub(crate) struct Words {
    person: FxHashMap<&'static str, Word>,
    other: FxHashMap<&'static str, Word>,
    /// Legal forms of several words in their canonical form, by the first, longest first.
    phrases: FxHashMap<&'static str, Vec<Vec<&'static str>>>,
}

impl Words {
    pub(crate) fn get(&self, word: &str, is_person: bool) -> Option<Word> {
        if is_person { self.person.get(word) } else { self.other.get(word) }.copied()
    }

    /// The legal forms of several words that begin with a word, longest first.
    pub(crate) fn phrases(&self, first: &str) -> &[Vec<&'static str>] {
        self.phrases.get(first).map_or(&[], Vec::as_slice)
    }
}

/// Each line of the resource: class, table (`p`erson, `o`ther, `b`oth), canonical form, spellings;
/// or a phrase and its words.
pub(crate) static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let mut words = Words {
        person: FxHashMap::default(),
        other: FxHashMap::default(),
        phrases: FxHashMap::default(),
    };
    let mut phrases: Vec<Vec<&'static str>> = Vec::new();
    for line in include_str!("../../resources/words.txt").lines() {
        let mut parts = line.split_whitespace();
        let (Some(class), Some(table), Some(canonical)) =
            (parts.next(), parts.next(), parts.next())
        else {
            continue;
        };
        let class = match class {
            "phrase" => {
                phrases.push(std::iter::once(canonical).chain(parts).collect());
                continue;
            }
            "particle" => TokenClass::Particle,
            "title" => TokenClass::Title,
            "form" => TokenClass::OrgForm,
            "generic" => TokenClass::Generic,
            "plain" => TokenClass::Plain,
            "join" => TokenClass::Connective,
            _ => continue,
        };
        for spelling in std::iter::once(canonical).chain(parts) {
            let word = Word { class, canonical };
            if table != "o" {
                words.person.insert(spelling, word);
            }
            if table != "p" {
                words.other.insert(spelling, word);
            }
        }
    }
    for phrase in phrases {
        let canonical = |word: &'static str| words.other.get(word).map_or(word, |w| w.canonical);
        let phrase: Vec<&str> = phrase.into_iter().map(canonical).collect();
        if let Some(first) = phrase.first().copied() {
            words.phrases.entry(first).or_default().push(phrase);
        }
    }
    for phrases in words.phrases.values_mut() {
        phrases.sort_by_key(|words| std::cmp::Reverse(words.len()));
    }
    words
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_table_is_understood() {
        for line in include_str!("../../resources/words.txt").lines() {
            let Some(class) = line.split_whitespace().next() else { continue };
            assert!(
                class == "#"
                    || ["particle", "title", "form", "generic", "plain", "join", "phrase"]
                        .contains(&class),
                "{line}"
            );
        }
        let limited = WORDS.get("limited", false).unwrap();
        assert_eq!((limited.class, limited.canonical), (TokenClass::OrgForm, "ltd"));
        assert!(WORDS.get("limited", true).is_none());
    }
}
