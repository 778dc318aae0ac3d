use std::sync::LazyLock;

use axum::http::header;
use axum::response::{IntoResponse, Response};
use comity_api::openapi::CompatibleRefusals;

use super::router;

static DOCUMENT: LazyLock<String> = LazyLock::new(|| {
    let mut text = router::openapi().to_pretty_json().unwrap_or_default();
    text.push('\n');
    text
});

/// The description of all routes as an OpenAPI 3.1 document.
#[must_use]
pub fn openapi_json() -> String {
    DOCUMENT.clone()
}

/// The description of all routes
#[utoipa::path(
    get,
    path = "/openapi.json",
    tag = "system",
    responses(
        (status = 200, description = "An OpenAPI 3.1 document.", body = serde_json::Value),
        CompatibleRefusals,
    ),
)]
pub(super) async fn openapi() -> Response {
    ([(header::CONTENT_TYPE, "application/json")], DOCUMENT.as_str()).into_response()
}
