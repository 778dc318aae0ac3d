//! What texts that people write have to be, so that every program shows them as they were written.

use crate::ExchangeError;
use crate::error::malformed;
use crate::limits::{NOTICE_CONTACT_BYTES_MAX, NOTICE_TEXT_BYTES_MAX};

/// Several lines.
pub(super) fn check_text(what: &'static str, text: &str) -> Result<(), ExchangeError> {
    check(what, text, NOTICE_TEXT_BYTES_MAX, |each| each != '\n')
}

/// One line.
pub(super) fn check_line(what: &'static str, text: &str) -> Result<(), ExchangeError> {
    check(what, text, NOTICE_CONTACT_BYTES_MAX, |_| true)
}

fn check(
    what: &'static str,
    text: &str,
    limit: usize,
    is_bad: fn(char) -> bool,
) -> Result<(), ExchangeError> {
    if text.len() > limit {
        return Err(ExchangeError::TooMuch { what, limit, unit: "bytes in a text" });
    }
    if text.is_empty() || text.trim() != text {
        return Err(malformed(what, "a text is empty, or begins or ends with white space"));
    }
    // XML has no form for the last two.
    let refused =
        |each: char| each.is_control() && is_bad(each) || matches!(each, '\u{fffe}' | '\u{ffff}');
    if text.chars().any(refused) {
        return Err(malformed(what, "a text has control characters"));
    }
    Ok(())
}
