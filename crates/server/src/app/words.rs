//! Words that people state with their orders.

use comity_api::Fault;
use comity_api::limits::WORDS_CHARS_MAX;

/// Words that must be there.
pub(super) fn needed(field: &str, words: &str) -> Result<String, Fault> {
    short(field, Some(words))?.ok_or_else(|| {
        let code = format!("no-{}", field.replace('_', "-"));
        Fault::invalid(&code, format!("`{field}` is needed, in words"))
    })
}

/// Words that may be there; none if they say nothing.
pub(super) fn short(field: &str, words: Option<&str>) -> Result<Option<String>, Fault> {
    let words = words.map(str::trim).filter(|words| !words.is_empty());
    if words.is_some_and(|words| words.chars().count() > WORDS_CHARS_MAX) {
        let message = format!("`{field}` is longer than {WORDS_CHARS_MAX} characters");
        return Err(Fault::invalid("too-many-words", message));
    }
    Ok(words.map(str::to_owned))
}
