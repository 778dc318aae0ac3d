//! The table of categories and measures, as it is committed.

/// Its lines, without remarks.
pub(super) fn lines() -> impl Iterator<Item = &'static str> {
    let text = include_str!("../../resources/alerts.txt");
    text.lines().filter(|line| !line.starts_with('#') && !line.is_empty())
}

/// How the table says whether something protects.
pub(super) fn is_protective(word: &str) -> Option<bool> {
    match word {
        "protective" => Some(true),
        "coercive" => Some(false),
        _ => None,
    }
}
