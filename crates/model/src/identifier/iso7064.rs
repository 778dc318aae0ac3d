//! The check of ISO/IEC 7064, MOD 97-10.

/// The remainder by 97 of the number that digits and letters (`A` = 10 … `Z` = 35) spell.
pub(super) fn mod_97(chars: impl Iterator<Item = char>) -> Option<u32> {
    let mut remainder = 0_u32;
    for c in chars {
        let value = c.to_digit(36)?;
        let shift = if value < 10 { 10 } else { 100 };
        remainder = (remainder * shift + value) % 97;
    }
    Some(remainder)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn one_wrong_digit_is_caught(
            number in "[0-9A-Z]{0,10}[0-9][0-9A-Z]{0,10}",
            change in 1_u32..10,
        ) {
            let place = number.find(|c: char| c.is_ascii_digit()).unwrap();
            let mut chars: Vec<char> = number.chars().collect();
            let wrong = (chars[place].to_digit(10).unwrap() + change) % 10;
            let before = mod_97(chars.iter().copied());
            chars[place] = char::from_digit(wrong, 10).unwrap();
            prop_assert_ne!(before, mod_97(chars.into_iter()));
        }
    }
}
