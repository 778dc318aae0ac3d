use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use super::auth::is_loopback_name;

/// What a page may send and read.
const HEADERS: [(HeaderName, &str); 4] = [
    (header::ACCESS_CONTROL_ALLOW_METHODS, "GET, POST, OPTIONS"),
    (header::ACCESS_CONTROL_ALLOW_HEADERS, "authorization, content-type, x-requested-with"),
    (header::ACCESS_CONTROL_EXPOSE_HEADERS, "x-batch-size, x-request-id"),
    (header::ACCESS_CONTROL_MAX_AGE, "600"),
];

/// Lets pages of this machine use the reconciliation routes, as OpenRefine's does.
///
/// Only those: a page from elsewhere in the browser of somebody who may ask without a token must
/// not read what they may see.
pub(super) async fn let_in(request: Request, next: Next) -> Response {
    let is_reconciling = request.uri().path().starts_with("/reconcile/");
    let origin = request.headers().get(header::ORIGIN).filter(|origin| is_loopback(origin));
    let Some(origin) = origin.filter(|_| is_reconciling).cloned() else {
        return next.run(request).await;
    };
    // A browser asks before it sends, without a token.
    let asks_before = request.method() == Method::OPTIONS
        && request.headers().contains_key(header::ACCESS_CONTROL_REQUEST_METHOD);
    let mut response =
        if asks_before { StatusCode::NO_CONTENT.into_response() } else { next.run(request).await };
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    headers.append(header::VARY, HeaderValue::from_static("origin"));
    for (name, value) in HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

/// Whether a page comes from this machine.
fn is_loopback(origin: &HeaderValue) -> bool {
    let text = origin.to_str().unwrap_or_default();
    let host = text.strip_prefix("http://").or_else(|| text.strip_prefix("https://"));
    host.is_some_and(|host| !host.contains(['/', '@', ' ']) && is_loopback_name(host))
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::is_loopback;

    #[test]
    fn only_pages_of_this_machine_come_in() {
        let check = |origin: &'static str| is_loopback(&HeaderValue::from_static(origin));
        for origin in ["http://127.0.0.1:3333", "http://localhost:3333", "https://[::1]:1"] {
            assert!(check(origin), "{origin}");
        }
        for origin in [
            "null",
            "http://example.org",
            "http://localhost.example.org",
            "http://127.0.0.1@example.org",
            "http://example.org/127.0.0.1",
            "file://localhost",
            "",
        ] {
            assert!(!check(origin), "{origin}");
        }
    }
}
