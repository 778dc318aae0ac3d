//! The check of ISO/IEC 7812-1, annex B (Luhn).

/// Whether the digits, the check digit last, hold.
pub(super) fn holds(digits: &[u32]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(place, digit)| match (place % 2, digit * 2) {
            (0, _) => *digit,
            (_, double) => double / 10 + double % 10,
        })
        .sum();
    sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn published_number() {
        assert!(holds(&[7, 9, 9, 2, 7, 3, 9, 8, 7, 1, 3]));
        assert!(!holds(&[7, 9, 9, 2, 7, 3, 9, 8, 7, 1, 4]));
    }

    proptest! {
        #[test]
        fn one_wrong_digit_is_caught(
            mut digits in prop::collection::vec(0_u32..10, 1..20),
            place: prop::sample::Index,
            change in 1_u32..10,
        ) {
            let check = (0..10).find(|check| holds(&[&digits[..], &[*check]].concat())).unwrap();
            digits.push(check);
            let place = place.index(digits.len());
            digits[place] = (digits[place] + change) % 10;
            prop_assert!(!holds(&digits));
        }
    }
}
