//! The page that shows the routes: built into the node, and without anything from elsewhere.

use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use utoipa_axum::router::OpenApiRouter;

use super::router::App;

const HTML: &str = include_str!("page/index.html");
const STYLE: &str = include_str!("page/page.css");
const SCRIPT: &str = include_str!("page/page.js");
const SCHEMA: &str = include_str!("page/schema.js");

/// Only what the node itself serves runs, looks and connects; nothing shows the page in a frame.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
    connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Where the page and its parts lie. They hold no data, and whoever has no token yet needs the
/// page to give one.
pub(super) const PATHS: [&str; 5] =
    ["/", "/docs", "/page/page.css", "/page/page.js", "/page/schema.js"];

/// The routes of the page. They are not part of the interface that the page describes.
pub(super) fn routes() -> OpenApiRouter<App> {
    let html = || async { answer(HTML, "text/html; charset=utf-8") };
    let script = "text/javascript; charset=utf-8";
    OpenApiRouter::new()
        .route("/", get(html))
        .route("/docs", get(html))
        .route("/page/page.css", get(|| async { answer(STYLE, "text/css; charset=utf-8") }))
        .route("/page/page.js", get(move || async move { answer(SCRIPT, script) }))
        .route("/page/schema.js", get(move || async move { answer(SCHEMA, script) }))
}

fn answer(text: &'static str, kind: &'static str) -> Response {
    let headers: [(HeaderName, HeaderValue); 5] = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY)),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
        // The next version of the node may have another page.
        (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
    ];
    (headers, text).into_response()
}
