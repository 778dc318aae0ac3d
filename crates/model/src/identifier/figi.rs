//! Financial instrument global identifiers (ANSI X9.145).

use super::key;

const CHARS: usize = 12;
/// First letters that would be mistaken for an ISIN's country.
const FORBIDDEN: [&str; 7] = ["BS", "BM", "GG", "GB", "GH", "KY", "VG"];

/// Two consonants, `G`, eight consonants or digits, one check digit.
pub(super) fn normalize(value: &str) -> Option<String> {
    let key = key(value);
    let figi = key.strip_prefix("FIGI").unwrap_or(&key);
    let is_consonant = |c: char| c.is_ascii_uppercase() && !"AEIOU".contains(c);
    let has_form = figi.len() == CHARS
        && figi.chars().take(2).all(is_consonant)
        && figi.chars().nth(2) == Some('G')
        && figi.chars().all(|c| is_consonant(c) || c.is_ascii_digit())
        && figi.ends_with(|c: char| c.is_ascii_digit())
        && !FORBIDDEN.iter().any(|prefix| figi.starts_with(prefix));
    (has_form && has_check_digit(figi)).then(|| figi.to_owned())
}

/// Luhn's check over whole values: every second one is doubled before its digits are added up.
fn has_check_digit(figi: &str) -> bool {
    let values = figi.chars().filter_map(|c| c.to_digit(36));
    let sums = values.enumerate().map(|(place, value)| {
        let value = if place % 2 == 1 && place < CHARS - 1 { value * 2 } else { value };
        value / 10 + value % 10
    });
    sums.sum::<u32>().is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_numbers() {
        for figi in ["BBG000BLNQ16", "BBG000BLNNH6"] {
            assert_eq!(normalize(figi).as_deref(), Some(figi));
        }
        for text in ["BBG000BLNQ17", "BBH000BLNQ16", "BBG000BLNQ1", "BSG000BLNQ16", ""] {
            assert_eq!(normalize(text), None, "{text}");
        }
    }
}
