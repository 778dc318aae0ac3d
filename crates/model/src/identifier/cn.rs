//! Unified social credit codes of Chinese organisations (GB 32100-2015).

use super::key;

const CHARS: usize = 18;
/// The standard's alphabet, in the order of the characters' values.
const ALPHABET: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";
const MODULUS: usize = 31;

/// Eighteen letters and digits.
pub(super) fn normalize(value: &str) -> Option<String> {
    let key = key(value);
    let code = key.strip_prefix("USCC").filter(|bare| bare.len() == CHARS).unwrap_or(&key);
    let values: Option<Vec<usize>> = code.chars().map(|c| ALPHABET.find(c)).collect();
    let values = values.filter(|values| values.len() == CHARS)?;
    let (check, body) = values.split_last()?;
    let weights = std::iter::successors(Some(1), |weight| Some(weight * 3 % MODULUS));
    let sum: usize = body.iter().zip(weights).map(|(value, weight)| value * weight).sum();
    (sum + check).is_multiple_of(MODULUS).then(|| code.to_owned())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const PUBLISHED: &str = "91350100M000100Y43";

    #[test]
    fn published_number() {
        assert_eq!(normalize(PUBLISHED).as_deref(), Some(PUBLISHED));
        assert_eq!(normalize("91350100M000100Y4"), None);
        assert_eq!(normalize(""), None);
    }

    proptest! {
        #[test]
        fn one_wrong_character_is_caught(place in 0..CHARS, change in 1..MODULUS) {
            let mut chars: Vec<char> = PUBLISHED.chars().collect();
            let value = ALPHABET.find(chars[place]).unwrap();
            chars[place] = ALPHABET.chars().nth((value + change) % MODULUS).unwrap();
            prop_assert_eq!(normalize(&String::from_iter(chars)), None);
        }
    }
}
