//! Wikidata item ids.

/// `Q` and digits, also out of a page's address.
pub(super) fn normalize(value: &str) -> Option<String> {
    let last = value.trim().rsplit('/').next()?.to_ascii_uppercase();
    let digits = last.strip_prefix('Q')?;
    let is_number = (1..=12).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    (is_number && !digits.starts_with('0')).then_some(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms() {
        assert_eq!(normalize("q42").as_deref(), Some("Q42"));
        assert_eq!(normalize("https://www.wikidata.org/wiki/Q42").as_deref(), Some("Q42"));
        for text in ["42", "Q", "Q0", "Qx", "", "/"] {
            assert_eq!(normalize(text), None, "{text}");
        }
    }
}
