//! Identifiers: normal forms and check digits.
//!
//! Lists contain wrong identifiers, so a check digit that does not hold never refuses a value: it
//! only keeps the value from taking the normal form of its format.
//!
//! ```
//! use comity_model::identifier::{Check, check, key, normalize};
//!
//! assert_eq!(normalize("imo", "imo no. 9074729").as_deref(), Some("IMO9074729"));
//! assert_eq!(check("imo", "9074728"), Check::Invalid);
//! assert_eq!(key("IMO 9074729"), key("9074729"));
//! ```

mod bic;
mod cn;
mod figi;
mod iban;
mod imo;
mod isin;
mod iso7064;
mod lei;
mod luhn;
mod mmsi;
mod ru;
mod us;
mod wikidata;

/// What an identifier's format says of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Check {
    /// It has the format's form, and its check digits hold.
    Valid,
    /// It has not.
    Invalid,
    /// The format is not known here.
    Unknown,
}

type Normalize = fn(&str) -> Option<String>;

/// Formats by the names that FollowTheMoney gives them.
const FORMATS: [(&str, Normalize); 15] = [
    ("bic", bic::normalize),
    ("figi", figi::normalize),
    ("iban", iban::normalize),
    ("imo", imo::normalize),
    ("inn", ru::normalize_inn),
    ("isin", isin::normalize),
    ("lei", lei::normalize),
    ("mmsi", mmsi::normalize),
    ("npi", us::normalize_npi),
    ("ogrn", ru::normalize_ogrn),
    ("qid", wikidata::normalize),
    ("ssn", us::normalize_ssn),
    ("uei", us::normalize_uei),
    ("uscc", cn::normalize),
    ("wikidata", wikidata::normalize),
];

/// The normal form of a value of that format; `None` if it is not valid or the format is unknown.
#[must_use]
pub fn normalize(format: &str, value: &str) -> Option<String> {
    normalizer(format).and_then(|normalize| normalize(value))
}

/// Whether a value is valid in that format.
#[must_use]
pub fn check(format: &str, value: &str) -> Check {
    match normalizer(format).map(|normalize| normalize(value)) {
        None => Check::Unknown,
        Some(None) => Check::Invalid,
        Some(Some(_)) => Check::Valid,
    }
}

/// What two identifiers are compared by: upper-case letters and digits only, full-width forms and
/// other scripts' digits folded, without the `IMO` before a ship's seven digits.
#[must_use]
pub fn key(value: &str) -> String {
    let key: String = value.chars().flat_map(fold).filter(|c| c.is_alphanumeric()).collect();
    match key.strip_prefix("IMO") {
        Some(digits) if digits.len() == imo::DIGITS && is_digits(digits) => digits.to_owned(),
        _ => key,
    }
}

fn normalizer(format: &str) -> Option<Normalize> {
    FORMATS.iter().find(|row| row.0 == format).map(|row| row.1)
}

fn fold(c: char) -> impl Iterator<Item = char> {
    let code = u32::from(c);
    let folded = match code {
        // Full-width forms lie in the order of ASCII.
        0xff10..=0xff5a => code.checked_sub(0xff10 - 0x30),
        0x0660..=0x0669 => code.checked_sub(0x0660 - 0x30),
        0x06f0..=0x06f9 => code.checked_sub(0x06f0 - 0x30),
        _ => None,
    };
    folded.and_then(char::from_u32).unwrap_or(c).to_uppercase()
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit())
}

/// The digits of a text that has nothing else, and as many as asked for.
fn digits<const N: usize>(text: &str) -> Option<[u32; N]> {
    let all: Option<Vec<u32>> = text.chars().map(|c| c.to_digit(10)).collect();
    all?.try_into().ok()
}

/// The sum of each digit times its weight; extra digits or weights do not count.
fn weighted(digits: &[u32], weights: &[u32]) -> u32 {
    digits.iter().zip(weights).map(|(digit, weight)| digit * weight).sum()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn keys_ignore_how_it_was_written() {
        assert_eq!(key("IMO 9074729"), "9074729");
        assert_eq!(key("９０７４７２９"), "9074729");
        assert_eq!(key("ab-12.3 / x"), "AB123X");
        assert_eq!(key("٠١٢"), "012");
        assert_eq!(key("IMO 123"), "IMO123");
        assert_eq!(key("№ 12-АБ"), "12АБ");
    }

    #[test]
    fn an_unknown_format_says_so() {
        assert_eq!(check("library-card", "1"), Check::Unknown);
        assert_eq!(normalize("library-card", "1"), None);
    }

    proptest! {
        #[test]
        fn no_text_panics_and_normal_forms_are_stable(
            text in "\\PC{0,40}",
            near in "[A-Z0-9 -]{0,36}",
        ) {
            for (format, _) in FORMATS {
                for text in [&text, &near] {
                    if let Some(normal) = normalize(format, text) {
                        let again = normalize(format, &normal);
                        prop_assert_eq!(again.as_ref(), Some(&normal));
                        if format != "wikidata" && format != "qid" && format != "bic" {
                            prop_assert!(key(text).ends_with(&key(&normal)));
                        }
                    }
                }
            }
            prop_assert_eq!(key(&key(&text)), key(&text));
        }
    }
}
