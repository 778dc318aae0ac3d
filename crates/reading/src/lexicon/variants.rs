//! The word sequences by which one listed name is found.

use comity_names::{NameKind, NameToken, TokenClass, Writing, analyze};

use super::Mode;
use super::parts::Part;
use super::paths::Variant;
use super::vocabulary::ACRONYM_LETTERS_MAX;
use crate::limits::NAME_WORDS_MAX;

/// Most words of a name whose neighbours are also looked for in one.
const JOINED_WORDS_MAX: usize = 6;
/// Longest word that two are joined to, in letters.
const JOINED_LETTERS_MAX: usize = 28;

/// One way to write a name.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Sequence {
    pub(super) variant: Variant,
    pub(super) words: Vec<String>,
    /// The word that is two in one.
    pub(super) joined: Option<usize>,
}

/// A listed name, taken apart.
#[derive(Debug, Default)]
pub(super) struct Taken {
    pub(super) sequences: Vec<Sequence>,
    /// Words that may stand for the whole.
    pub(super) parts: Vec<(Part, String)>,
    pub(super) is_acronym: bool,
}

/// Takes a name apart; `None` if it has no word or too many.
pub(super) fn take(text: &str, is_person: bool, mode: Mode) -> Option<Taken> {
    let kind = if is_person { NameKind::Person } else { NameKind::Other };
    let mut tokens = analyze(text, kind);
    if is_person && let Some(turned) = turned(text, kind) {
        tokens = turned;
    }
    if tokens.is_empty() || tokens.len() > NAME_WORDS_MAX {
        return None;
    }
    let mut taken = Taken { is_acronym: is_acronym(text, &tokens), ..Taken::default() };
    let all: Vec<&NameToken> = tokens.iter().collect();
    taken.add(Variant::Whole, &all, mode);
    if is_person {
        taken.persons(&tokens, mode);
    } else {
        let is_form =
            |token: &NameToken| matches!(token.class, TokenClass::OrgForm | TokenClass::FormPart);
        let formless: Vec<&NameToken> = tokens.iter().filter(|token| !is_form(token)).collect();
        if formless.len() >= 2 && formless.len() < tokens.len() {
            taken.add(Variant::Formless, &formless, mode);
        }
    }
    Some(taken)
}

/// `TARKANI, Abd al-Rahim` in the order in which it is said.
fn turned(text: &str, kind: NameKind) -> Option<Vec<NameToken>> {
    let (family, given) = text.split_once(',')?;
    let (family, given) = (analyze(family, kind), analyze(given, kind));
    let is_whole = !family.is_empty() && !given.is_empty();
    is_whole.then(|| given.into_iter().chain(family).collect())
}

/// Whether a name is one word of a few capitals, such as `UNHCR`.
fn is_acronym(text: &str, tokens: &[NameToken]) -> bool {
    let letters = || text.chars().filter(|c| c.is_alphabetic());
    tokens.len() == 1 && letters().all(char::is_uppercase) && {
        let count = letters().count();
        (1..=ACRONYM_LETTERS_MAX).contains(&count)
    }
}

impl Taken {
    /// What is looked for of a person's name beside the whole.
    fn persons(&mut self, tokens: &[NameToken], mode: Mode) {
        let names: Vec<&NameToken> =
            tokens.iter().filter(|token| token.class == TokenClass::Plain).collect();
        let ([first, .., last], [_, _, ..]) = (&names[..], &names[..]) else { return };
        for (part, token) in [(Part::Family, last), (Part::Given, first)] {
            // A syllable says too little by itself, and so do words that organisations have.
            let word = analyze(&token.written, NameKind::Other);
            let is_plain = word.first().is_some_and(|word| word.class == TokenClass::Plain);
            if token.writing != Writing::Syllables && is_plain {
                self.parts.push((part, token.written.clone()));
            }
        }
        if names.len() >= 3 && mode == Mode::Tolerant {
            self.add(Variant::FirstLast, &[first, last], mode);
        }
    }

    fn add(&mut self, variant: Variant, tokens: &[&NameToken], mode: Mode) {
        let is_link = |token: &NameToken| {
            matches!(token.class, TokenClass::Particle | TokenClass::Connective)
        };
        let written = |token: &NameToken| token.written.clone();
        let all = || tokens.iter().map(|token| written(token)).collect::<Vec<_>>();
        if mode == Mode::Exact {
            self.sequences.push(Sequence { variant, words: all(), joined: None });
            return;
        }
        let kept: Vec<String> =
            tokens.iter().filter(|token| !is_link(token)).map(|token| written(token)).collect();
        match kept.len() {
            0 => self.sequences.push(Sequence { variant, words: all(), joined: None }),
            1 if tokens.len() > 1 => {
                self.sequences.push(Sequence { variant, words: all(), joined: None });
                self.sequences.push(Sequence { variant: Variant::Bare, words: kept, joined: None });
            }
            _ => self.sequences.push(Sequence { variant, words: kept, joined: None }),
        }
        if tokens.len() > JOINED_WORDS_MAX || variant == Variant::FirstLast {
            return;
        }
        for (at, pair) in tokens.windows(2).enumerate() {
            let [left, right] = pair else { continue };
            let word = format!("{}{}", left.written, right.written);
            if word.len() > JOINED_LETTERS_MAX || left.written.len() < 2 || right.written.len() < 2
            {
                continue;
            }
            let before = tokens.iter().take(at).filter(|token| !is_link(token));
            let mut words: Vec<String> = before.map(|token| written(token)).collect();
            let joined = Some(words.len());
            words.push(word);
            let after = tokens.iter().skip(at + 2).filter(|token| !is_link(token));
            words.extend(after.map(|token| written(token)));
            self.sequences.push(Sequence { variant, words, joined });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, is_person: bool, mode: Mode, expect: &[&str]) {
        let taken = take(text, is_person, mode).unwrap();
        let found: Vec<String> = taken.sequences.iter().map(|each| each.words.join(" ")).collect();
        assert_eq!(found, expect, "{text}");
    }

    #[test]
    fn names_are_looked_for_in_several_ways() {
        check("TARKANI, Abd al-Rahim", true, Mode::Exact, &["abd al rahim tarkani"]);
        check(
            "Mirela al-Tarkani",
            true,
            Mode::Tolerant,
            &["mirela tarkani", "mirelaal tarkani", "mirela altarkani"],
        );
        check("Nordic Tern Ltd", false, Mode::Exact, &["nordic tern ltd", "nordic tern"]);
        check("Al-Brenna", false, Mode::Tolerant, &["al brenna", "brenna", "albrenna"]);
        assert!(take("…", false, Mode::Exact).is_none());
        assert!(take("UNX", false, Mode::Exact).unwrap().is_acronym);
        assert!(!take("Nordic", false, Mode::Exact).unwrap().is_acronym);
    }

    #[test]
    fn parts_are_the_first_and_the_last_name() {
        let taken = take("Sheikh Mirela Ana al-Tarkani", true, Mode::Tolerant).unwrap();
        let expect = [(Part::Family, "tarkani".to_owned()), (Part::Given, "mirela".to_owned())];
        assert_eq!(taken.parts, expect);
        let last = taken.sequences.iter().find(|each| each.variant == Variant::FirstLast);
        assert_eq!(last.unwrap().words, ["mirela", "tarkani"]);
        assert!(take("Tarkani", true, Mode::Tolerant).unwrap().parts.is_empty());
    }
}
