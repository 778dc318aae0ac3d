//! International securities identification numbers (ISO 6166).

use super::{key, luhn};

const CHARS: usize = 12;

/// Two letters, nine letters or digits, one check digit.
pub(super) fn normalize(value: &str) -> Option<String> {
    let key = key(value);
    let isin = key.strip_prefix("ISIN").unwrap_or(&key);
    let has_form = isin.len() == CHARS
        && isin.bytes().take(2).all(|b| b.is_ascii_uppercase())
        && isin.ends_with(|c: char| c.is_ascii_digit());
    let values: Option<Vec<u32>> = isin.chars().map(|c| c.to_digit(36)).collect();
    let digits: Vec<u32> = values?.into_iter().flat_map(decimal).collect();
    (has_form && luhn::holds(&digits)).then(|| isin.to_owned())
}

/// One or two decimal digits of a value below 36.
fn decimal(value: u32) -> impl Iterator<Item = u32> {
    Some(value / 10).filter(|tens| *tens > 0).into_iter().chain([value % 10])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_numbers() {
        for isin in ["US0378331005", "AU0000XVGZA3", "GB0002634946", "US38259P5089"] {
            assert_eq!(normalize(isin).as_deref(), Some(isin));
        }
        for text in ["US0378331006", "US03783310055", "120378331005", "US037833100A", ""] {
            assert_eq!(normalize(text), None, "{text}");
        }
    }
}
