use axum::Json;
use axum::extract::State;
use comity_api::yente::{ErrorResponse, StatusResponse};

use super::refused::Refused;
use super::router::App;

/// Does the node live?
#[utoipa::path(
    get,
    path = "/healthz",
    tag = "system",
    security(()),
    responses(
        (status = 200, description = "It does.", body = StatusResponse),
        (status = 500, description = "It does not.", body = ErrorResponse),
    ),
)]
pub(super) async fn healthz() -> Json<StatusResponse> {
    Json(StatusResponse { status: "ok".to_owned() })
}

/// Can the node answer?
///
/// It can when its index is loaded.
#[utoipa::path(
    get,
    path = "/readyz",
    tag = "system",
    security(()),
    responses(
        (status = 200, description = "It can.", body = StatusResponse),
        (status = 503, description = "Not yet.", body = ErrorResponse),
    ),
)]
pub(super) async fn readyz(State(app): State<App>) -> Result<Json<StatusResponse>, Refused> {
    app.ready()?;
    Ok(Json(StatusResponse { status: "ok".to_owned() }))
}
