//! IMO numbers of ships and of their owners (IMO resolutions A.1117(30) and MSC.160(78)).

use super::{digits, key, weighted};

/// How many digits an IMO number has.
pub(super) const DIGITS: usize = 7;

/// `IMO` and seven digits.
pub(super) fn normalize(value: &str) -> Option<String> {
    let key = key(value);
    let bare = ["IMONUMBER", "IMONO", "IMO"]
        .iter()
        .find_map(|label| key.strip_prefix(label))
        .unwrap_or(&key);
    let number = digits::<DIGITS>(bare).filter(|number| number.first() != Some(&0))?;
    (is_ship(&number) || is_company(&number)).then(|| format!("IMO{bare}"))
}

fn is_ship(number: &[u32; DIGITS]) -> bool {
    let [.., check] = *number;
    weighted(number, &[7, 6, 5, 4, 3, 2]) % 10 == check
}

fn is_company(number: &[u32; DIGITS]) -> bool {
    let [.., check] = *number;
    (11 - weighted(number, &[8, 6, 4, 2, 9, 7]) % 11) % 10 == check
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn published_numbers() {
        for text in ["IMO 9074729", "9074729", "imo: 9074729", "IMO number 9074729"] {
            assert_eq!(normalize(text).as_deref(), Some("IMO9074729"), "{text}");
        }
        assert_eq!(normalize("IMO 8814275").as_deref(), Some("IMO8814275"));
        for text in ["9074728", "907472", "90747290", "0000000", "", "IMO"] {
            assert_eq!(normalize(text), None, "{text}");
        }
    }

    proptest! {
        /// The weights 7 and 3, and the check digit itself, catch every change of one digit.
        #[test]
        fn one_wrong_digit_is_caught(
            body in prop::array::uniform6(0_u32..10),
            place in prop::sample::select(vec![0_usize, 4, 6]),
            change in 1_u32..10,
        ) {
            let check = weighted(&body, &[7, 6, 5, 4, 3, 2]) % 10;
            let mut number = [body[0], body[1], body[2], body[3], body[4], body[5], check];
            prop_assert!(is_ship(&number));
            number[place] = (number[place] + change) % 10;
            prop_assert!(!is_ship(&number));
        }
    }
}
