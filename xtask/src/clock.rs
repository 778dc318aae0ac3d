//! The one place of this tool that reads a clock.

use std::time::Instant;

/// The present instant, for durations.
#[expect(clippy::disallowed_methods, reason = "a developer's tool measures real time")]
pub(crate) fn now() -> Instant {
    Instant::now()
}

/// Today's date and time in UTC, to the second, as in `2030-01-31T12:00:00Z`.
#[cfg(feature = "bench")]
#[expect(clippy::disallowed_methods, reason = "a figure carries the date of its measurement")]
pub(crate) fn date() -> String {
    jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}
