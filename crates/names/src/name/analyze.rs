use super::acronym::stated_acronym;
use super::classes::TokenClass;
use super::words::WORDS;
use crate::limits::{NAME_TOKENS_MAX, NATIVE_LETTERS_MAX};
use crate::text::script::Writing;
use crate::text::skeleton::skeleton;
use crate::text::tokenize::words;

/// What a name names, as far as reading it depends on that.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NameKind {
    /// A human being.
    Person,
    /// Anything else.
    Other,
}

/// One word of a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameToken {
    /// The word in lower-case Latin letters; for words with a canonical form, that form.
    pub text: String,
    /// The word in lower-case Latin letters as it was written.
    pub written: String,
    /// What is left of its sound; see [`crate::skeleton`].
    pub skeleton: String,
    /// What kind of word it is.
    pub class: TokenClass,
    /// How its script writes words.
    pub writing: Writing,
    /// Whether it stands with the word before it without a space, as syllables do.
    pub continues: bool,
    /// The word's letters in its own script, as the spelling tables know them; empty for Latin.
    pub native: String,
}

impl NameToken {
    /// A token that joins neighbours into one word.
    #[must_use]
    pub fn joined(parts: &[NameToken]) -> NameToken {
        let text: String = parts.iter().map(|part| part.written.as_str()).collect();
        let native: String = match parts.iter().all(|part| !part.native.is_empty()) {
            true => {
                let letters = parts.iter().flat_map(|part| part.native.chars());
                letters.take(NATIVE_LETTERS_MAX).collect()
            }
            false => String::new(),
        };
        NameToken {
            native,
            skeleton: skeleton(&text),
            written: text.clone(),
            text,
            class: TokenClass::Plain,
            writing: parts.first().map_or(Writing::Letters, |part| part.writing),
            continues: parts.first().is_some_and(|part| part.continues),
        }
    }
}

/// The words of a name, in order.
#[must_use]
pub fn analyze(name: &str, kind: NameKind) -> Vec<NameToken> {
    let mut tokens = single_words(name, kind);
    if kind == NameKind::Other {
        // A word that repeats the others' initials says nothing beside them.
        if let Some(token) = stated_acronym(&tokens).and_then(|at| tokens.get_mut(at)) {
            token.class = TokenClass::Acronym;
        }
        join_phrases(&mut tokens);
        tell_by_common_words(&mut tokens);
    }
    tokens
}

/// The words of a name before any are taken together.
pub(crate) fn single_words(name: &str, kind: NameKind) -> Vec<NameToken> {
    let mut tokens: Vec<NameToken> = Vec::new();
    let is_person = kind == NameKind::Person;
    words(name, |found| {
        if tokens.len() >= NAME_TOKENS_MAX {
            return;
        }
        let word = found.latin;
        let native: String = found.native.iter().take(NATIVE_LETTERS_MAX).collect();
        let writing = found.script.writing();
        // A syllable is a word proper, whatever its Latin letters happen to spell.
        let known = match writing {
            Writing::Syllables if is_person => None,
            _ => WORDS.get(word, is_person),
        };
        let class = match known {
            Some(known) => known.class,
            None if word.bytes().all(|byte| byte.is_ascii_digit()) => TokenClass::Number,
            None if word.len() == 1 && writing != Writing::Syllables => TokenClass::Initial,
            None => TokenClass::Plain,
        };
        let text = known.map_or(word, |known| known.canonical);
        let (class, text) = match ordinal(word) {
            Some(number) if !is_person => (TokenClass::Number, number),
            _ => (class, text),
        };
        // A word that stands for its likes in all languages is in no script.
        let native = if known.is_none() && text == word { native } else { String::new() };
        tokens.push(NameToken {
            text: text.to_owned(),
            written: word.to_owned(),
            skeleton: skeleton(text),
            class,
            writing,
            continues: found.continues,
            native,
        });
    });
    tokens
}

/// From so many on, common words tell a name that has no others.
const COMMON_WORDS_MIN: usize = 3;

/// A name that has no other words is told from others by those that many have, if it has several.
fn tell_by_common_words(tokens: &mut [NameToken]) {
    let tells = |token: &NameToken| matches!(token.class, TokenClass::Plain | TokenClass::Number);
    let is_common = |token: &NameToken| token.class == TokenClass::Generic;
    let common = tokens.iter().filter(|token| is_common(token)).count();
    if common < COMMON_WORDS_MIN || tokens.iter().any(tells) {
        return;
    }
    let common = tokens.iter_mut().filter(|token| is_common(token));
    common.for_each(|token| token.class = TokenClass::Plain);
}

/// The number in `61st`.
fn ordinal(word: &str) -> Option<&str> {
    let number = ["st", "nd", "rd", "th"].iter().find_map(|end| word.strip_suffix(end))?;
    let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then_some(number)
}

/// Makes one token of words that mean one thing together: `limited liability company` is an
/// `LLC`.
fn join_phrases(tokens: &mut Vec<NameToken>) {
    let mut at = 0;
    while let Some(rest) = tokens.get(at..).filter(|rest| !rest.is_empty()) {
        let found = WORDS.phrases.find(rest.iter().map(|token| token.text.as_str()));
        if let Some((len, word)) = found {
            let token = NameToken {
                text: word.canonical.to_owned(),
                written: word.canonical.to_owned(),
                skeleton: skeleton(word.canonical),
                class: word.class,
                writing: rest.first().map_or(Writing::Letters, |token| token.writing),
                continues: false,
                native: String::new(),
            };
            tokens.splice(at..at + len, [token]);
        }
        at += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_have_classes_and_canonical_forms() {
        let check = |name: &str, kind, expect: &[(&str, TokenClass)]| {
            let tokens = analyze(name, kind);
            let found: Vec<_> =
                tokens.iter().map(|token| (token.text.as_str(), token.class)).collect();
            assert_eq!(found, expect, "{name}");
        };
        check(
            "Sheikh Abdel Example al-Nordi",
            NameKind::Person,
            &[
                ("sheikh", TokenClass::Title),
                ("abd", TokenClass::Plain),
                ("example", TokenClass::Plain),
                ("al", TokenClass::Particle),
                ("nordi", TokenClass::Plain),
            ],
        );
        check(
            "Nordic Tern Trading Co., Limited 7",
            NameKind::Other,
            &[
                ("nordic", TokenClass::Plain),
                ("tern", TokenClass::Plain),
                ("trading", TokenClass::Generic),
                ("ltd", TokenClass::OrgForm),
                ("7", TokenClass::Number),
            ],
        );
        check(
            "ООО «Крачка»",
            NameKind::Other,
            &[("llc", TokenClass::OrgForm), ("krachka", TokenClass::Plain)],
        );
    }
}
