//! Latin letters for other scripts, as passports tend to write them.

use any_ascii::any_ascii_char;

use super::script::Script;

/// Appends the Latin form of one character: lower-case letters and digits only.
pub(crate) fn push_latin(c: char, into: &mut String) {
    if Script::of(c) == Script::Hangul && push_hangul(c, into) {
        return;
    }
    let own = match Script::of(c) {
        Script::Latin => latin(c),
        Script::Cyrillic => cyrillic(c),
        Script::Arabic => arabic(c),
        Script::Hebrew => hebrew(c),
        Script::Greek => greek(c),
        Script::Han | Script::Hangul | Script::Kana | Script::Other => None,
    };
    let form = own.unwrap_or_else(|| any_ascii_char(c));
    into.extend(form.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()));
}

fn latin(c: char) -> Option<&'static str> {
    Some(match c {
        'ə' | 'Ə' => "a",
        'ı' | 'İ' => "i",
        'đ' | 'Đ' | 'ð' | 'Ð' => "d",
        'ß' | 'ẞ' => "ss",
        _ => return None,
    })
}

/// Russian, Ukrainian, Belarusian, Bulgarian, Serbian, Macedonian and the letters that Central
/// Asian alphabets add; near ICAO Doc 9303 part 3, section 6 B.
fn cyrillic(c: char) -> Option<&'static str> {
    Some(match c {
        'а' | 'А' => "a",
        'б' | 'Б' => "b",
        'в' | 'В' => "v",
        'г' | 'Г' | 'ґ' | 'Ґ' => "g",
        'д' | 'Д' => "d",
        'е' | 'Е' | 'э' | 'Э' | 'є' | 'Є' => "e",
        'ё' | 'Ё' => "yo",
        'ж' | 'Ж' => "zh",
        'з' | 'З' => "z",
        'и' | 'И' | 'і' | 'І' | 'ї' | 'Ї' | 'ј' | 'Ј' => "i",
        'й' | 'Й' | 'ы' | 'Ы' => "y",
        'к' | 'К' | 'ќ' | 'Ќ' => "k",
        'л' | 'Л' => "l",
        'м' | 'М' => "m",
        'н' | 'Н' => "n",
        'о' | 'О' => "o",
        'п' | 'П' => "p",
        'р' | 'Р' => "r",
        'с' | 'С' => "s",
        'т' | 'Т' => "t",
        'у' | 'У' | 'ў' | 'Ў' => "u",
        'ф' | 'Ф' => "f",
        'х' | 'Х' => "kh",
        'ц' | 'Ц' => "ts",
        'ч' | 'Ч' | 'ћ' | 'Ћ' => "ch",
        'ш' | 'Ш' => "sh",
        'щ' | 'Щ' => "shch",
        'ъ' | 'Ъ' | 'ь' | 'Ь' => "",
        'ю' | 'Ю' => "yu",
        'я' | 'Я' => "ya",
        'џ' | 'Џ' => "dzh",
        'ђ' | 'Ђ' => "dj",
        'љ' | 'Љ' => "lj",
        'њ' | 'Њ' => "nj",
        'ә' | 'Ә' => "a",
        'ғ' | 'Ғ' => "g",
        'қ' | 'Қ' => "k",
        'ң' | 'Ң' => "n",
        'ө' | 'Ө' => "o",
        'ү' | 'Ү' | 'ұ' | 'Ұ' => "u",
        'һ' | 'Һ' | 'ҳ' | 'Ҳ' => "h",
        'ҷ' | 'Ҷ' => "j",
        _ => return None,
    })
}

/// Arabic, Persian, Urdu, Pashto. Short vowels are not written and are not guessed.
fn arabic(c: char) -> Option<&'static str> {
    Some(match c {
        'ا' | 'أ' | 'إ' | 'آ' | 'ٱ' | 'ى' | 'ع' => "a",
        'ب' => "b",
        'پ' => "p",
        'ت' | 'ط' | 'ټ' => "t",
        'ث' => "th",
        'ج' => "j",
        'چ' => "ch",
        'ح' | 'ه' | 'ھ' | 'ہ' => "h",
        'خ' | 'ځ' => "kh",
        'د' | 'ض' | 'ډ' | 'ڈ' => "d",
        'ذ' => "dh",
        'ر' | 'ړ' | 'ڑ' => "r",
        'ز' | 'ظ' | 'ږ' => "z",
        'ژ' => "zh",
        'س' | 'ص' => "s",
        'ش' | 'ښ' => "sh",
        'غ' => "gh",
        'ف' | 'ڤ' => "f",
        'ق' => "q",
        'ك' | 'ک' | 'ګ' => "k",
        'گ' => "g",
        'ل' => "l",
        'م' => "m",
        'ن' | 'ڼ' | 'ں' => "n",
        'و' | 'ؤ' | 'ۇ' | 'ۆ' => "w",
        'ي' | 'ی' | 'ئ' | 'ې' | 'ۍ' | 'ے' => "y",
        'ة' => "a",
        'ء' | 'ـ' => "",
        // Vowel signs, doubling and other marks.
        '\u{064e}' => "a",
        '\u{064f}' => "u",
        '\u{0650}' => "i",
        '\u{0610}'..='\u{061a}' | '\u{064b}'..='\u{065f}' | '\u{0670}' => "",
        _ => return None,
    })
}

fn hebrew(c: char) -> Option<&'static str> {
    Some(match c {
        'א' | 'ע' => "a",
        'ב' => "b",
        'ג' => "g",
        'ד' => "d",
        'ה' => "h",
        'ו' => "w",
        'ז' => "z",
        'ח' => "h",
        'ט' | 'ת' => "t",
        'י' => "y",
        'כ' | 'ך' => "k",
        'ל' => "l",
        'מ' | 'ם' => "m",
        'נ' | 'ן' => "n",
        'ס' => "s",
        'פ' | 'ף' => "p",
        'צ' | 'ץ' => "ts",
        'ק' => "k",
        'ר' => "r",
        'ש' => "sh",
        '\u{0591}'..='\u{05c7}' => "",
        _ => return None,
    })
}

fn greek(c: char) -> Option<&'static str> {
    Some(match c {
        'χ' | 'Χ' => "ch",
        'ψ' | 'Ψ' => "ps",
        'ξ' | 'Ξ' => "x",
        'θ' | 'Θ' => "th",
        'φ' | 'Φ' => "f",
        'υ' | 'Υ' | 'ύ' | 'Ύ' => "y",
        'β' | 'Β' => "v",
        _ => return None,
    })
}

const HANGUL_FIRST: u32 = 0xac00;
const HANGUL_COUNT: u32 = 11_172;
/// First consonants, vowels and last consonants in the order of the Unicode block (The Unicode
/// Standard, section 3.12), spelled as names of Koreans mostly are on lists: `Kim`, not `Gim`.
const HANGUL_INITIALS: [&str; 19] = [
    "k", "k", "n", "t", "t", "r", "m", "p", "p", "s", "s", "", "ch", "ch", "ch", "k", "t", "p", "h",
];
const HANGUL_VOWELS: [&str; 21] = [
    "a", "ae", "ya", "yae", "o", "e", "yo", "ye", "o", "wa", "wae", "oe", "yo", "u", "wo", "we",
    "wi", "yu", "u", "ui", "i",
];
const HANGUL_FINALS: [&str; 28] = [
    "", "k", "k", "k", "n", "n", "n", "t", "l", "k", "m", "l", "l", "l", "p", "l", "m", "p", "p",
    "t", "t", "ng", "t", "t", "k", "t", "p", "t",
];

/// Takes a Hangul syllable apart; false for what is none.
fn push_hangul(c: char, into: &mut String) -> bool {
    let Some(at) = u32::from(c).checked_sub(HANGUL_FIRST).filter(|at| *at < HANGUL_COUNT) else {
        return false;
    };
    let parts = [
        (&HANGUL_INITIALS[..], at / (21 * 28)),
        (&HANGUL_VOWELS[..], at / 28 % 21),
        (&HANGUL_FINALS[..], at % 28),
    ];
    for (letters, place) in parts {
        into.push_str(letters.get(place as usize).copied().unwrap_or_default());
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_become_latin() {
        for (name, latin) in [
            ("Щербаков", "shcherbakov"),
            ("Ðøřğe", "dorge"),
            ("Æsir", "aesir"),
            ("سفينة", "sfyna"),
            ("שלום", "shlwm"),
            ("Θεόφιλος", "theofilos"),
            ("Əli", "ali"),
            ("김혁", "kimhyok"),
            ("박찬", "pakchan"),
        ] {
            let mut out = String::new();
            name.chars().for_each(|c| push_latin(c, &mut out));
            assert_eq!(out, latin, "{name}");
        }
    }
}
