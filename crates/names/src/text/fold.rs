/// A text in lower-case Latin letters and digits, its words separated by single spaces: what two
/// addresses or whole names are compared by when only equality counts.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    super::tokenize::words(text, |word| {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word.latin);
    });
    out
}

#[cfg(test)]
mod tests {
    #[test]
    fn texts_fold() {
        assert_eq!(super::fold("  Zürich-CH 8022, (Süd) "), "zurich ch 8022 sud");
        assert_eq!(super::fold("…"), "");
    }
}
