//! Business identifier codes (ISO 9362).

use super::key;
use crate::Country;

/// Eight characters, or eleven for a branch; `XXX`, the head office, is left out.
pub(super) fn normalize(value: &str) -> Option<String> {
    let key = key(value);
    let code = ["BIC", "SWIFT"]
        .iter()
        .find_map(|label| key.strip_prefix(label))
        .filter(|bare| is_length(bare))
        .unwrap_or(&key);
    let (party, rest) = code.split_at_checked(4)?;
    let (country, suffix) = rest.split_at_checked(2)?;
    let is_valid = is_length(code)
        && party.bytes().all(|b| b.is_ascii_alphanumeric())
        && suffix.bytes().all(|b| b.is_ascii_alphanumeric())
        && Country::of(&country.to_ascii_lowercase()).is_some();
    let short = if code.len() == 11 { code.strip_suffix("XXX").unwrap_or(code) } else { code };
    is_valid.then(|| short.to_owned())
}

fn is_length(code: &str) -> bool {
    matches!(code.len(), 8 | 11)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms() {
        assert_eq!(normalize("DEUTDEFF").as_deref(), Some("DEUTDEFF"));
        assert_eq!(normalize("deut de ff xxx").as_deref(), Some("DEUTDEFF"));
        assert_eq!(normalize("DEUTDEFF500").as_deref(), Some("DEUTDEFF500"));
        assert_eq!(normalize("SWIFT: DEUTDEFF").as_deref(), Some("DEUTDEFF"));
        for text in ["DEUTQQFF", "DEUTDEF", "DEUTDEFF50", ""] {
            assert_eq!(normalize(text), None, "{text}");
        }
    }
}
