//! Numbers of the United States: social security, health-care providers, federal contractors.

use super::{digits, key, luhn};

/// A social security number as `123-45-6789`; ranges that are never issued are not valid.
pub(super) fn normalize_ssn(value: &str) -> Option<String> {
    let key = key(value);
    let number = key.strip_prefix("SSN").unwrap_or(&key);
    digits::<9>(number)?;
    let (area, rest) = number.split_at_checked(3)?;
    let (group, serial) = rest.split_at_checked(2)?;
    let is_issued = !matches!(area, "000" | "666")
        && !area.starts_with('9')
        && group != "00"
        && serial != "0000";
    is_issued.then(|| format!("{area}-{group}-{serial}"))
}

/// A national provider identifier: ten digits whose Luhn check covers the prefix `80840`.
pub(super) fn normalize_npi(value: &str) -> Option<String> {
    let key = key(value);
    let number = key.strip_prefix("NPI").unwrap_or(&key);
    let digits = digits::<10>(number).filter(|digits| matches!(digits.first(), Some(1 | 2)))?;
    luhn::holds(&[&[8, 0, 8, 4, 0][..], &digits].concat()).then(|| number.to_owned())
}

/// A unique entity identifier: twelve letters and digits without `I` and `O`, not beginning with
/// zero. Its check digit is not published.
pub(super) fn normalize_uei(value: &str) -> Option<String> {
    let key = key(value);
    let number = key.strip_prefix("UEI").filter(|bare| bare.len() == 12).unwrap_or(&key);
    let is_allowed = |c: char| c.is_ascii_alphanumeric() && !matches!(c, 'I' | 'O');
    let is_valid = number.len() == 12 && number.chars().all(is_allowed) && !number.starts_with('0');
    is_valid.then(|| number.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms() {
        assert_eq!(normalize_ssn("SSN 536 90 4399").as_deref(), Some("536-90-4399"));
        for text in ["000-90-4399", "666-90-4399", "936-90-4399", "536-00-4399", "536-90-0000"] {
            assert_eq!(normalize_ssn(text), None, "{text}");
        }
        assert_eq!(normalize_npi("1234567893").as_deref(), Some("1234567893"));
        assert_eq!(normalize_npi("1234567892"), None);
        assert_eq!(normalize_uei("ZQGGHJH74DW7").as_deref(), Some("ZQGGHJH74DW7"));
        assert_eq!(normalize_uei("ZQGGHJH74DO7"), None);
        assert_eq!(normalize_uei("0QGGHJH74DW7"), None);
    }
}
