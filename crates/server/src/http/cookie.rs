//! The cookies of a session and of an attempt to get one.

use axum::http::{HeaderMap, HeaderValue, header};

use crate::app::accounts::COOKIE_AGE;
use crate::limits::PROVIDER_ATTEMPT_SECONDS_MAX;

/// Its name: browsers take a cookie of this name only over TLS or from this machine, and send it to
/// the host that set it alone.
const NAME: &str = "__Host-comity";

/// The name of that of somebody who is on their way through the identity provider. They come back
/// from another site, so it is sent then, too.
const ATTEMPT_NAME: &str = "__Host-comity-sign-in";

/// The secret of the session that a request shows.
pub(super) fn session(headers: &HeaderMap) -> Option<String> {
    named(headers, NAME)
}

/// The secret of the attempt that a request shows.
pub(super) fn attempt(headers: &HeaderMap) -> Option<String> {
    named(headers, ATTEMPT_NAME)
}

fn named(headers: &HeaderMap, wanted: &str) -> Option<String> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    cookies
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(name, _)| *name == wanted)
        .map(|(_, secret)| secret.to_owned())
}

/// Hands a session to a browser.
pub(super) fn begin(secret: &str) -> Option<HeaderValue> {
    let age = COOKIE_AGE.as_secs();
    let text = format!("{NAME}={secret}; Path=/; Max-Age={age}; Secure; HttpOnly; SameSite=Strict");
    HeaderValue::from_str(&text).ok()
}

/// Takes it away.
pub(super) fn end() -> HeaderValue {
    HeaderValue::from_static("__Host-comity=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Strict")
}

/// Hands an attempt to a browser.
pub(super) fn begin_attempt(secret: &str) -> Option<HeaderValue> {
    let age = PROVIDER_ATTEMPT_SECONDS_MAX;
    let rest = format!("Path=/; Max-Age={age}; Secure; HttpOnly; SameSite=Lax");
    HeaderValue::from_str(&format!("{ATTEMPT_NAME}={secret}; {rest}")).ok()
}

/// Takes it away.
pub(super) fn end_attempt() -> HeaderValue {
    let gone = "__Host-comity-sign-in=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Lax";
    HeaderValue::from_static(gone)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_session_is_found_among_other_cookies() {
        let mut headers = HeaderMap::new();
        assert_eq!(session(&headers), None);
        let line = "a=1; __Host-comity=secret; b=2";
        headers.insert(header::COOKIE, HeaderValue::from_static(line));
        assert_eq!(session(&headers).as_deref(), Some("secret"));
        let both = "__Host-comity=a; __Host-comity-sign-in=b";
        headers.insert(header::COOKIE, HeaderValue::from_static(both));
        assert_eq!((session(&headers), attempt(&headers)), (Some("a".into()), Some("b".into())));
        let set = begin("secret").unwrap();
        assert!(set.to_str().unwrap().ends_with("Secure; HttpOnly; SameSite=Strict"));
    }
}
