//! How long to wait before another try.

use std::time::Duration;

use super::{DownloadOptions, FetchError};

/// The wait before another try after `tries` of them, or none if no other is worth it. `spice` is
/// chance: it spreads callers who failed at one moment.
pub(super) fn wait(
    options: &DownloadOptions,
    failed: &FetchError,
    tries: u32,
    spice: u8,
) -> Option<Duration> {
    if tries >= options.tries_max || !failed.may_pass() {
        return None;
    }
    if let FetchError::Status { retry_after_seconds: Some(seconds), .. } = failed {
        let asked = Duration::from_secs(*seconds);
        // A server that asks for more than we wait is left alone until the next check.
        return (asked <= options.retry_max).then_some(asked);
    }
    let doubled = options.retry_first.saturating_mul(1_u32 << (tries - 1).min(16));
    let usual = doubled.min(options.retry_max);
    Some(usual.saturating_add(usual.mul_f64(f64::from(spice) / 510.0)))
}

/// The seconds of a `Retry-After` header, which is a number or a moment.
pub(super) fn retry_after(value: &str, now: i64) -> Option<u64> {
    let value = value.trim();
    if let Ok(seconds) = value.parse() {
        return Some(seconds);
    }
    let moment = jiff::fmt::rfc2822::parse(value).ok()?.timestamp().as_second();
    Some(u64::try_from(moment.saturating_sub(now)).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(status: u16, retry_after_seconds: Option<u64>) -> FetchError {
        FetchError::Status { address: String::new(), status, retry_after_seconds }
    }

    #[test]
    fn waits_grow_up_to_a_limit() {
        let options = DownloadOptions {
            retry_first: Duration::from_secs(2),
            retry_max: Duration::from_secs(5),
            tries_max: 4,
            ..DownloadOptions::default()
        };
        let secs = |tries| wait(&options, &status(503, None), tries, 0).map(|wait| wait.as_secs());
        assert_eq!([1, 2, 3, 4].map(secs), [Some(2), Some(4), Some(5), None]);
        let most = wait(&options, &status(503, None), 1, 255).unwrap();
        assert_eq!(most, Duration::from_secs(3));
        assert_eq!(wait(&options, &status(404, None), 1, 0), None);
        assert_eq!(wait(&options, &status(429, Some(5)), 1, 9), Some(Duration::from_secs(5)));
        assert_eq!(wait(&options, &status(429, Some(6)), 1, 9), None);
    }

    #[test]
    fn a_server_may_say_when_to_come_back() {
        assert_eq!(retry_after(" 120 ", 0), Some(120));
        assert_eq!(retry_after("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_770), Some(7));
        assert_eq!(retry_after("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_999), Some(0));
        for value in ["", "soon", "-5", "1e3"] {
            assert_eq!(retry_after(value, 0), None, "{value}");
        }
    }
}
