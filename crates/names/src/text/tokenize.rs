//! Words of a name, in Latin letters.

use super::latinize::push_latin;
use super::script::{Script, Writing};
use crate::limits::{NAME_CHARS_MAX, TOKEN_BYTES_MAX};
use crate::spelling::letters::letter;

/// Longest Arabic word in which a leading `al` belongs to the root.
const ARTICLE_LETTERS_MIN: usize = 4;
/// Longest Arabic word in which a leading `abdal` belongs to the root.
const SERVANT_LETTERS_MIN: usize = 7;

/// A word as it was written.
pub(crate) struct Word<'t> {
    /// In Latin letters.
    pub(crate) latin: &'t str,
    /// As the spelling tables know it; empty for Latin.
    pub(crate) native: &'t [char],
    pub(crate) script: Script,
    /// Whether it stands with the word before it without a space.
    pub(crate) continues: bool,
}

/// The Arabic article.
const ARTICLE: [char; 2] = ['ا', 'ل'];
/// `abd`, servant, the beginning of many names.
const SERVANT: [char; 3] = ['ع', 'ب', 'د'];

/// Calls `word` for each word.
///
/// Apostrophes and dots inside a word are taken out (`O'Neil`, `S.A.`), other punctuation
/// separates. A Han character or a Hangul syllable is a word of its own: such scripts put no
/// spaces. The Arabic article is set apart as Latin spellings do.
pub(crate) fn words(text: &str, mut word: impl FnMut(Word<'_>)) {
    let mut current = String::new();
    let mut native: Vec<char> = Vec::new();
    let mut chars = 0_usize;
    let mut script = Script::Latin;
    let mut previous_is_letter = false;
    let mut letters_since_dot = 0_usize;
    let mut continues = false;
    let mut emit = |current: &mut String,
                    native: &mut Vec<char>,
                    chars: usize,
                    script: Script,
                    is_inside: bool| {
        if current.is_empty() {
            native.clear();
            continues = is_inside && continues;
            return;
        }
        let (mut latin, mut letters) = (current.as_str(), native.as_slice());
        if script == Script::Arabic {
            // `abd` is often written in one word with the article and what follows.
            if chars > SERVANT_LETTERS_MIN
                && let Some(after) = letters.strip_prefix(&SERVANT)
                && after.starts_with(&ARTICLE)
                && let Some(rest) = latin.strip_prefix("abd")
            {
                word(Word { latin: "abd", native: &SERVANT, script, continues });
                (latin, letters) = (rest, after);
            }
            if chars > ARTICLE_LETTERS_MIN
                && let Some(after) = letters.strip_prefix(&ARTICLE)
                && let Some(rest) = latin.strip_prefix("al")
            {
                word(Word { latin: "al", native: &ARTICLE, script, continues });
                (latin, letters) = (rest, after);
            }
        }
        word(Word { latin: cut(latin), native: letters, script, continues });
        continues = is_inside;
        current.clear();
        native.clear();
    };
    for c in text.chars().take(NAME_CHARS_MAX) {
        if is_mark(c) {
            // A mark belongs to the letter before it; vowel signs of Arabic are letters to us.
            push_latin(c, &mut current);
            continue;
        }
        if c.is_alphanumeric() {
            let this = Script::of(c);
            if is_syllable(this) || (previous_is_letter && is_syllable(script)) {
                emit(&mut current, &mut native, std::mem::take(&mut chars), script, true);
            }
            script = this;
            push_latin(c, &mut current);
            native.extend(letter(c));
            chars += 1;
            previous_is_letter = true;
            letters_since_dot += 1;
            continue;
        }
        match c {
            '\'' | '’' | '‘' | 'ʼ' | 'ʻ' | '`' | '´' | 'ʿ' | 'ʾ' | '\u{200c}' | '\u{200d}'
            | '\u{00ad}' => {}
            // `S.A.` and `J.S.C.` are one word; in `St.Petersburg` the dot separates.
            '.' if letters_since_dot == 1 && previous_is_letter => letters_since_dot = 0,
            _ => {
                emit(&mut current, &mut native, std::mem::take(&mut chars), script, false);
                previous_is_letter = false;
                letters_since_dot = 0;
            }
        }
    }
    emit(&mut current, &mut native, chars, script, false);
}

/// A word cut to the longest length that is compared; words are ASCII by construction.
fn cut(word: &str) -> &str {
    word.get(..TOKEN_BYTES_MAX).unwrap_or(word)
}

fn is_syllable(script: Script) -> bool {
    script.writing() == Writing::Syllables
}

fn is_mark(c: char) -> bool {
    let combining = 0x0300..=0x036f;
    let hebrew = 0x0591..=0x05c7;
    let arabic = [0x0610..=0x061a, 0x064b..=0x065f, 0x0670..=0x0670];
    let c = u32::from(c);
    combining.contains(&c) || hebrew.contains(&c) || arabic.iter().any(|marks| marks.contains(&c))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: &[&str]) {
        let mut found = Vec::new();
        words(text, |word| found.push(word.latin.to_owned()));
        assert_eq!(found, expect, "{text}");
    }

    #[test]
    fn names_fall_into_words() {
        check("O'Neil-Smith, Ann", &["oneil", "smith", "ann"]);
        check("NORD S.A. (former J.S.C. Nord)", &["nord", "sa", "former", "jsc", "nord"]);
        check("St.Petersburg Lines", &["st", "petersburg", "lines"]);
        check("A. B. Example", &["a", "b", "example"]);
        check("张伟 Example", &["zhang", "wei", "example"]);
        check("البحر", &["al", "bhr"]);
        check("عبدالبحري", &["abd", "al", "bhry"]);
        check("ab\u{0301}c", &["abc"]);
        check("...", &[]);
    }
}
