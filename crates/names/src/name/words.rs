//! The word tables: what kind of word a spelling is, and which form stands for all spellings of it.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::classes::TokenClass;
use super::phrases::{Phrase, Phrases};
use crate::similarity::edit::is_within;
use crate::similarity::keys::deletions;
use crate::text::tokenize::words;

/// Titles, particles and connectives: class, table (`p`erson, `o`ther, `b`oth), canonical form and
/// spellings, all in Latin letters.
const WORDS_TABLE: &str = include_str!("../../resources/words.txt");
/// What names of organisations and things have: class, canonical form, and after a colon the
/// spellings in any script, in one word or several, with commas between them.
const ORGANISATIONS_TABLE: &str = include_str!("../../resources/organisations.txt");

/// Shortest word of the second table that is known in spite of a slip.
const SLIP_LETTERS_MIN: usize = 6;
/// Shortest stem by which an adjective is known whatever its ending.
const STEM_LETTERS_MIN: usize = 5;
/// How Slavic adjectives end, by gender, case and habit of romanising; longer ones first.
const ENDINGS: [&str; 21] = [
    "yye", "ogo", "aya", "aja", "aia", "oye", "oje", "oie", "ykh", "ikh", "oe", "yi", "yy", "iy",
    "ii", "ij", "yj", "oi", "oy", "y", "i",
];

/// A word's class and the form that stands for all its spellings.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Word {
    pub(crate) class: TokenClass,
    pub(crate) canonical: &'static str,
}

/// One table for names of people, one for names of organisations and things.
#[derive(Default)]
pub(crate) struct Words {
    person: FxHashMap<Box<str>, Word>,
    other: FxHashMap<Box<str>, Word>,
    /// Adjectives of the second table by their stems.
    stems: FxHashMap<Box<str>, Word>,
    /// Long words of the second table, and by what is left of them without a letter.
    long: Vec<(String, Word)>,
    slips: FxHashMap<Box<[u8]>, Vec<usize>>,
    pub(crate) phrases: Phrases,
}

impl Words {
    pub(crate) fn get(&self, word: &str, is_person: bool) -> Option<Word> {
        if is_person {
            return self.person.get(word).copied();
        }
        let known = self.other.get(word).or_else(|| self.stems.get(stem(word)?));
        known.copied().or_else(|| self.with_a_slip(word))
    }

    /// The long word that this one is, but for one slip.
    fn with_a_slip(&self, word: &str) -> Option<Word> {
        if word.len() < SLIP_LETTERS_MIN {
            return None;
        }
        let mut found: Option<usize> = None;
        deletions(word.as_bytes(), 1, &mut Vec::new(), |form| {
            for at in self.slips.get(form).map_or(&[][..], Vec::as_slice) {
                let is_near = self
                    .long
                    .get(*at)
                    .is_some_and(|(known, _)| is_within(known.as_bytes(), word.as_bytes(), 1));
                if is_near && found.is_none_or(|known| *at < known) {
                    found = Some(*at);
                }
            }
        });
        found.and_then(|at| self.long.get(at)).map(|(_, word)| *word)
    }
}

/// A word without the ending of an adjective, if enough is left.
fn stem(word: &str) -> Option<&str> {
    let stem = ENDINGS.iter().find_map(|ending| word.strip_suffix(ending))?;
    (stem.len() >= STEM_LETTERS_MIN).then_some(stem)
}

pub(crate) static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let mut words = Words::default();
    for line in WORDS_TABLE.lines() {
        words.add_line(line);
    }
    let mut phrases = Vec::new();
    for line in ORGANISATIONS_TABLE.lines() {
        words.add_organisation_line(line, &mut phrases);
    }
    let canonical = |word: &String| match words.get(word, false) {
        Some(known) => known.canonical.to_owned(),
        None => word.clone(),
    };
    let phrases = phrases.into_iter().map(|(parts, word): (Vec<String>, Word)| {
        let parts: Vec<String> = parts.iter().map(canonical).collect();
        Phrase { parts, word }
    });
    words.phrases = Phrases::over(phrases.collect());
    words
});

fn class_named(name: &str) -> Option<TokenClass> {
    Some(match name {
        "particle" => TokenClass::Particle,
        "title" => TokenClass::Title,
        "form" => TokenClass::OrgForm,
        "part" => TokenClass::FormPart,
        "generic" => TokenClass::Generic,
        "number" => TokenClass::Number,
        "plain" => TokenClass::Plain,
        "join" => TokenClass::Connective,
        _ => return None,
    })
}

impl Words {
    fn add_line(&mut self, line: &'static str) {
        let mut parts = line.split_whitespace();
        let Some(class) = parts.next().and_then(class_named) else { return };
        let (Some(table), Some(canonical)) = (parts.next(), parts.next()) else { return };
        for spelling in std::iter::once(canonical).chain(parts) {
            let word = Word { class, canonical };
            if table != "o" {
                self.person.insert(spelling.into(), word);
            }
            if table != "p" {
                self.other.insert(spelling.into(), word);
            }
        }
    }

    /// Of spellings that come twice the first counts.
    fn add_organisation_line(
        &mut self,
        line: &'static str,
        phrases: &mut Vec<(Vec<String>, Word)>,
    ) {
        let (head, spellings) = line.split_once(':').unwrap_or((line, ""));
        let mut head = head.split_whitespace();
        let Some(class) = head.next().and_then(class_named) else { return };
        let Some(canonical) = head.next() else { return };
        let word = Word { class, canonical };
        self.other.entry(canonical.into()).or_insert(word);
        self.add_long(canonical, word);
        for spelling in spellings.split(',') {
            let mut parts = Vec::new();
            words(spelling, |part| parts.push(part.latin.to_owned()));
            match parts.as_slice() {
                [] => {}
                [single] => {
                    self.other.entry(single.as_str().into()).or_insert(word);
                    self.add_long(single, word);
                }
                _ => phrases.push((parts, word)),
            }
        }
    }
}

impl Words {
    fn add_long(&mut self, spelling: &str, word: Word) {
        if let Some(stem) = stem(spelling) {
            self.stems.entry(stem.into()).or_insert(word);
        }
        if spelling.len() < SLIP_LETTERS_MIN {
            return;
        }
        let plural = (!spelling.ends_with('s')).then(|| format!("{spelling}s"));
        for spelling in std::iter::once(spelling.to_owned()).chain(plural) {
            let at = self.long.len();
            deletions(spelling.as_bytes(), 1, &mut Vec::new(), |form| {
                self.slips.entry(form.into()).or_default().push(at);
            });
            self.long.push((spelling, word));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_tables_is_understood() {
        let lines = WORDS_TABLE.lines().chain(ORGANISATIONS_TABLE.lines());
        for line in lines.filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let class = line.split_whitespace().next().and_then(class_named);
            assert!(class.is_some(), "{line}");
        }
        let limited = WORDS.get("limited", false).unwrap();
        assert_eq!((limited.class, limited.canonical), (TokenClass::OrgForm, "ltd"));
        assert!(WORDS.get("limited", true).is_none());
    }

    #[test]
    fn every_spelling_says_one_thing() {
        let mut known: FxHashMap<String, (&str, &str)> = FxHashMap::default();
        for line in ORGANISATIONS_TABLE.lines().filter(|line| !line.starts_with('#')) {
            let Some((head, spellings)) = line.split_once(':') else { continue };
            let canonical = head.split_whitespace().nth(1).unwrap();
            for spelling in spellings.split(',') {
                let folded = crate::fold(spelling);
                assert!(!folded.is_empty(), "`{spelling}` in {line}");
                if let Some((other, written)) = known.insert(folded, (canonical, spelling)) {
                    assert_eq!(other, canonical, "`{spelling}` and `{written}`");
                }
            }
        }
    }

    #[test]
    fn long_words_are_known_in_spite_of_endings_and_slips() {
        for (word, expect) in [
            ("promyshlennyj", Some("industry")),
            ("promyshlennoye", Some("industry")),
            ("lmiited", Some("ltd")),
            ("internatoinal", Some("international")),
            ("otkritie", None),
            ("tern", None),
        ] {
            assert_eq!(WORDS.get(word, false).map(|word| word.canonical), expect, "{word}");
        }
    }
}
