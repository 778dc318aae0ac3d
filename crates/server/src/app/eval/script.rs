//! The script that a name is written in.

/// Scripts by their ranges, as far as people's names are written in them.
const RANGES: [(u32, u32, &str); 27] = [
    (0x0041, 0x024f, "Latin"),
    (0x0370, 0x03ff, "Greek"),
    (0x0400, 0x052f, "Cyrillic"),
    (0x0530, 0x058f, "Armenian"),
    (0x0590, 0x05ff, "Hebrew"),
    (0x0600, 0x06ff, "Arabic"),
    (0x0750, 0x077f, "Arabic"),
    (0x08a0, 0x08ff, "Arabic"),
    (0x0900, 0x097f, "Devanagari"),
    (0x0980, 0x09ff, "Bengali"),
    (0x0b80, 0x0bff, "Tamil"),
    (0x0e00, 0x0e7f, "Thai"),
    (0x1000, 0x109f, "Burmese"),
    (0x10a0, 0x10ff, "Georgian"),
    (0x1100, 0x11ff, "Hangul"),
    (0x1200, 0x137f, "Ethiopic"),
    (0x1780, 0x17ff, "Khmer"),
    (0x1c90, 0x1cbf, "Georgian"),
    (0x1e00, 0x1eff, "Latin"),
    (0x1f00, 0x1fff, "Greek"),
    (0x3040, 0x30ff, "kana"),
    (0x3400, 0x9fff, "Han"),
    (0xac00, 0xd7af, "Hangul"),
    (0xf900, 0xfaff, "Han"),
    (0xfb50, 0xfdff, "Arabic"),
    (0xfe70, 0xfeff, "Arabic"),
    (0x2_0000, 0x3_ffff, "Han"),
];

/// The script of most of a name's letters; of two with as many, the one that comes first. Letters
/// of no script that is named here are `other`, and a name without letters is.
pub(super) fn script(name: &str) -> &'static str {
    let mut counts: Vec<(&'static str, usize)> = Vec::new();
    for letter in name.chars().filter(|letter| letter.is_alphabetic()) {
        let code = u32::from(letter);
        let range = RANGES.iter().find(|(first, last, _)| (*first..=*last).contains(&code));
        let script = range.map_or("other", |(.., script)| script);
        match counts.iter_mut().find(|(known, _)| *known == script) {
            Some((_, count)) => *count += 1,
            None => counts.push((script, 1)),
        }
    }
    let most = counts.iter().map(|(_, count)| *count).max();
    let found = counts.iter().find(|(_, count)| Some(*count) == most);
    found.map_or("other", |(script, _)| script)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_of_most_letters_counts() {
        for (name, expected) in [
            ("Anna Maria Eriksson", "Latin"),
            ("Łucja Žižková", "Latin"),
            ("Анна Demo Мария", "Cyrillic"),
            ("Άννα", "Greek"),
            ("آنا", "Arabic"),
            ("חנה", "Hebrew"),
            ("アンナ", "kana"),
            ("安娜", "Han"),
            ("안나", "Hangul"),
            ("ანა", "Georgian"),
            ("Աննա", "Armenian"),
            ("อันนา", "Thai"),
            ("123 -", "other"),
            ("", "other"),
        ] {
            assert_eq!(script(name), expected, "{name}");
        }
    }
}
