//! Maritime mobile service identities (ITU-R M.585).

use super::{digits, key};

/// Nine digits. Only numbers of ships are valid: they begin with the three digits of a country,
/// 201 to 775.
pub(super) fn normalize(value: &str) -> Option<String> {
    let key = key(value);
    let number = key.strip_prefix("MMSI").unwrap_or(&key);
    let [a, b, c, ..] = digits::<9>(number)?;
    (201..=775).contains(&(a * 100 + b * 10 + c)).then(|| number.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms() {
        assert_eq!(normalize("MMSI 366 123 456").as_deref(), Some("366123456"));
        for text in ["036612345", "99999999", "999999999", ""] {
            assert_eq!(normalize(text), None, "{text}");
        }
    }
}
