//! Latin letters for other scripts, as passports tend to write them.

use any_ascii::any_ascii_char;

use super::script::Script;

/// Appends the Latin form of one character: lower-case letters and digits only.
pub(crate) fn push_latin(c: char, into: &mut String) {
    let own = match Script::of(c) {
        Script::Latin => latin(c),
        Script::Cyrillic => cyrillic(c),
        Script::Arabic => arabic(c),
        Script::Hebrew => hebrew(c),
        Script::Greek => greek(c),
        Script::Han | Script::Hangul | Script::Other => None,
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
        ] {
            let mut out = String::new();
            name.chars().for_each(|c| push_latin(c, &mut out));
            assert_eq!(out, latin, "{name}");
        }
    }
}
