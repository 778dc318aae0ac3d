//! Small steps that several readers share.

use comity_model::country_code;

/// Text with every run of white space and control characters made one space, and trimmed.
pub(crate) fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split(|c: char| c.is_whitespace() || c.is_control()) {
        if !word.is_empty() {
            if !out.is_empty() {
                out.push(' ');
            }
            out.push_str(word);
        }
    }
    out
}

/// The parts that are not empty, joined.
pub(crate) fn join<'a>(parts: impl IntoIterator<Item = &'a str>, separator: &str) -> String {
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join(separator)
}

/// What follows a prefix of any ASCII case.
pub(crate) fn strip_prefix_any_case<'t>(text: &'t str, prefix: &str) -> Option<&'t str> {
    let (head, rest) = text.split_at_checked(prefix.len())?;
    head.eq_ignore_ascii_case(prefix).then_some(rest)
}

/// A key that is the same in every edition of a list for the same content: FNV-1a, 64 bits. It
/// tells apart the few addresses and documents of one party, so a collision is out of the question.
pub(crate) fn content_key(parts: &[&str]) -> String {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for part in parts {
        // 0xff is no part of UTF-8, so that no two lists of parts look alike.
        for byte in part.bytes().chain([0xff]) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    format!("{hash:016x}")
}

/// The country at the end of a place such as `Port Louis, Freedonia` or `Korea, North`.
pub(crate) fn country_of_place(place: &str) -> Option<&'static str> {
    let last = place.rsplit(',').next().map(str::trim).and_then(country_code);
    last.or_else(|| {
        let two = place.rmatch_indices(',').nth(1).and_then(|(at, _)| place.get(at + 1..));
        country_code(two.unwrap_or(place).trim())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_and_control_characters_become_one_space() {
        assert_eq!(tidy("  MV\u{0}\r\n\tNORDIC   TERN\u{1a} "), "MV NORDIC TERN");
        assert_eq!(tidy(" \n "), "");
    }

    #[test]
    fn keys_depend_on_content_and_its_parts() {
        assert_eq!(content_key(&["a", "bc"]), content_key(&["a", "bc"]));
        assert_ne!(content_key(&["a", "bc"]), content_key(&["ab", "c"]));
    }
}
