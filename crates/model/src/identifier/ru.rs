//! Russian registration numbers: OGRN and OGRNIP (state registers of legal entities and of
//! entrepreneurs), INN (taxpayers).

use super::{digits, key, weighted};

/// Thirteen digits of a legal entity, fifteen of an entrepreneur.
pub(super) fn normalize_ogrn(value: &str) -> Option<String> {
    let key = key(value);
    let number = ["OGRNIP", "OGRN", "ОГРНИП", "ОГРН"]
        .iter()
        .find_map(|label| key.strip_prefix(label))
        .unwrap_or(&key);
    let modulus = match number.len() {
        13 => 11,
        15 => 13,
        _ => return None,
    };
    let whole: u64 = number.parse().ok()?;
    (whole / 10 % modulus % 10 == whole % 10 && whole >= 10).then(|| number.to_owned())
}

/// Ten digits of an organisation, twelve of a person.
pub(super) fn normalize_inn(value: &str) -> Option<String> {
    let key = key(value);
    let number = ["INN", "ИНН"].iter().find_map(|label| key.strip_prefix(label)).unwrap_or(&key);
    let is_nothing = number.bytes().all(|b| b == b'0');
    let is_valid = digits(number).is_some_and(|inn| is_organisation(&inn))
        || digits(number).is_some_and(|inn| is_person(&inn));
    (is_valid && !is_nothing).then(|| number.to_owned())
}

fn is_organisation(inn: &[u32; 10]) -> bool {
    let [.., check] = *inn;
    weighted(inn, &[2, 4, 10, 3, 5, 9, 4, 6, 8]) % 11 % 10 == check
}

fn is_person(inn: &[u32; 12]) -> bool {
    let [.., first, second] = *inn;
    weighted(inn, &[7, 2, 4, 10, 3, 5, 9, 4, 6, 8]) % 11 % 10 == first
        && weighted(inn, &[3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8]) % 11 % 10 == second
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn published_numbers() {
        assert_eq!(normalize_ogrn("OGRN 1027700132195").as_deref(), Some("1027700132195"));
        assert_eq!(normalize_ogrn("304500116000157").as_deref(), Some("304500116000157"));
        assert_eq!(normalize_inn("7707083893").as_deref(), Some("7707083893"));
        assert_eq!(normalize_inn("ИНН 500100732259").as_deref(), Some("500100732259"));
        for text in ["1027700132196", "102770013219", "0000000000000", "+102770013219", ""] {
            assert_eq!(normalize_ogrn(text), None, "{text}");
        }
        for text in ["7707083894", "500100732258", "770708389", "0000000000", "000000000000", ""] {
            assert_eq!(normalize_inn(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_wrong_check_digit_is_caught(
            body in 100_000_000_000_u64..999_999_999_999,
            change in 1_u64..10,
        ) {
            let check = body % 11 % 10;
            let right = format!("{body}{check}");
            let wrong = format!("{body}{}", (check + change) % 10);
            prop_assert_eq!(normalize_ogrn(&right), Some(right.clone()));
            prop_assert_eq!(normalize_ogrn(&wrong), None);
        }
    }
}
