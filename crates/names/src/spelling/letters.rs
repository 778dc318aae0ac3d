//! Native letters as the spelling tables know them.

use crate::text::script::Script;

/// Syllables of Hangul begin here in Unicode; they are taken apart by arithmetic (The Unicode
/// Standard, section 3.12).
const HANGUL_FIRST: u32 = 0xac00;
const HANGUL_COUNT: u32 = 11_172;
const HANGUL_INITIALS: u32 = 0x1100;
const HANGUL_VOWELS: u32 = 0x1161;
const HANGUL_FINALS: u32 = 0x11a7;
/// Hiragana lies so far below katakana.
const KANA_DISTANCE: u32 = 0x60;

/// The letters of a word in a native script, as they stand in the tables: one letter for shapes
/// that differ by font or place only, vowel signs left out, Hangul syllables taken apart, kana as
/// katakana. Letters of other scripts are left out.
pub fn letters(word: &str) -> impl Iterator<Item = char> {
    word.chars().flat_map(letter)
}

/// The letters that stand for one character.
pub(crate) fn letter(c: char) -> impl Iterator<Item = char> {
    let out = match Script::of(c) {
        Script::Arabic => [arabic(c), None, None],
        Script::Hebrew => [hebrew(c), None, None],
        Script::Cyrillic => [cyrillic(c), None, None],
        Script::Hangul => hangul(c),
        Script::Kana => [kana(c), None, None],
        Script::Han => [Some(c), None, None],
        Script::Latin | Script::Greek | Script::Other => [None; 3],
    };
    out.into_iter().flatten()
}

/// Native letters as people write them: Hangul in syllables again.
#[must_use]
pub fn readable(letters: &str) -> String {
    let mut out: Vec<char> = Vec::new();
    for c in letters.chars() {
        let code = u32::from(c);
        let before = out.last().map(|last| u32::from(*last));
        let made = match before {
            Some(first @ 0x1100..=0x1112) if (0x1161..=0x1175).contains(&code) => {
                Some(HANGUL_FIRST + ((first - HANGUL_INITIALS) * 21 + (code - HANGUL_VOWELS)) * 28)
            }
            Some(open @ 0xac00..=0xd7a3)
                if (0x11a8..=0x11c2).contains(&code)
                    && (open - HANGUL_FIRST).is_multiple_of(28) =>
            {
                Some(open + (code - HANGUL_FINALS))
            }
            _ => None,
        };
        match made.and_then(char::from_u32) {
            Some(syllable) => {
                out.pop();
                out.push(syllable);
            }
            None => out.push(c),
        }
    }
    out.into_iter().collect()
}

fn arabic(c: char) -> Option<char> {
    Some(match c {
        'أ' | 'إ' | 'آ' | 'ٱ' => 'ا',
        'ى' | 'ی' | 'ئ' | 'ې' | 'ۍ' | 'ے' => 'ي',
        'ک' | 'ګ' => 'ك',
        'ھ' | 'ہ' | 'ۀ' | 'ە' => 'ه',
        'ؤ' | 'ۇ' | 'ۆ' => 'و',
        'ں' | 'ڼ' => 'ن',
        'ټ' | 'ٹ' => 'ت',
        'ډ' | 'ڈ' => 'د',
        'ړ' | 'ڑ' => 'ر',
        'ء' | 'ـ' => return None,
        '\u{0610}'..='\u{061a}' | '\u{064b}'..='\u{065f}' | '\u{0670}' => return None,
        other => other,
    })
}

fn hebrew(c: char) -> Option<char> {
    Some(match c {
        'ך' => 'כ',
        'ם' => 'מ',
        'ן' => 'נ',
        'ף' => 'פ',
        'ץ' => 'צ',
        '\u{0591}'..='\u{05cf}' => return None,
        '׳' | '״' => return None,
        other => other,
    })
}

fn cyrillic(c: char) -> Option<char> {
    c.to_lowercase().next().filter(|c| !matches!(c, 'ъ' | 'ь'))
}

fn kana(c: char) -> Option<char> {
    match u32::from(c) {
        code @ 0x3041..=0x3096 => char::from_u32(code + KANA_DISTANCE),
        _ => Some(c),
    }
}

fn hangul(c: char) -> [Option<char>; 3] {
    let Some(at) = u32::from(c).checked_sub(HANGUL_FIRST).filter(|at| *at < HANGUL_COUNT) else {
        return [Some(c), None, None];
    };
    let last = at % 28;
    [
        char::from_u32(HANGUL_INITIALS + at / (21 * 28)),
        char::from_u32(HANGUL_VOWELS + at / 28 % 21),
        (last > 0).then(|| char::from_u32(HANGUL_FINALS + last)).flatten(),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_of_one_letter_are_one() {
        for (word, expect) in [
            ("أحمدی", "احمدي"),
            ("שָׁלוֹם", "שלומ"),
            ("Ольга", "олга"),
            ("さくら", "サクラ"),
            ("한", "\u{1112}\u{1161}\u{11ab}"),
            ("伟", "伟"),
            ("Latin", ""),
        ] {
            assert_eq!(letters(word).collect::<String>(), expect, "{word}");
        }
        for word in ["한글", "김정", "سليمان", "가"] {
            assert_eq!(readable(&letters(word).collect::<String>()), word);
        }
    }
}
