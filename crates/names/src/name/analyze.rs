use super::classes::{TokenClass, WORDS};
use crate::limits::{NAME_TOKENS_MAX, NATIVE_LETTERS_MAX};
use crate::spelling::romanize::sounds;
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
    /// The word's letters in its own script, as the spelling tables know them; empty for Latin.
    pub native: String,
    /// Skeletons of its most likely Latin spellings, best first; empty for Latin.
    pub sounds: Vec<String>,
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
            sounds: sounds(&native),
            native,
            skeleton: skeleton(&text),
            written: text.clone(),
            text,
            class: TokenClass::Plain,
            writing: parts.first().map_or(Writing::Letters, |part| part.writing),
        }
    }
}

/// The words of a name, in order.
#[must_use]
pub fn analyze(name: &str, kind: NameKind) -> Vec<NameToken> {
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
        tokens.push(NameToken {
            text: text.to_owned(),
            written: word.to_owned(),
            skeleton: skeleton(text),
            class,
            writing,
            sounds: sounds(&native),
            native,
        });
    });
    if !is_person {
        mark_forms(&mut tokens);
    }
    tokens
}

/// The words of a legal form of several words tell no more together than one: `limited liability
/// company` is an `LLC`. They stay words, so that a slip in one of them does little harm.
fn mark_forms(tokens: &mut [NameToken]) {
    let mut rest = tokens;
    while let Some(first) = rest.first() {
        let phrases = WORDS.phrases(&first.text).iter();
        let len = phrases.filter(|words| begins_with(rest, words)).map(Vec::len).next();
        let (found, after) = rest.split_at_mut(len.unwrap_or(1));
        if len.is_some() {
            found.iter_mut().for_each(|token| token.class = TokenClass::FormPart);
        }
        rest = after;
    }
}

fn begins_with(tokens: &[NameToken], words: &[&str]) -> bool {
    tokens.len() >= words.len() && tokens.iter().zip(words).all(|(token, word)| token.text == *word)
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
                ("company", TokenClass::FormPart),
                ("ltd", TokenClass::FormPart),
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
