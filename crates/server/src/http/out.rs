use axum::Json;
use axum::response::{IntoResponse, Response};
use comity_policy::Released;
use serde::Serialize;

/// An answer in JSON: what was released, and nothing else.
pub(super) struct Out<T>(pub(super) Released<T>);

impl<T: Serialize> IntoResponse for Out<T> {
    fn into_response(self) -> Response {
        Json(self.0.into_inner()).into_response()
    }
}
