use axum::extract::State;
use axum::http::Uri;
use axum::response::{IntoResponse, Response};
use comity_api::Fault;
use comity_api::openapi::{NativeParameterRefusals, NativeRefusals};
use comity_api::v1::{Problem, RecordSheet};

use super::entities::moved;
use super::out::Out;
use super::params::Params;
use super::refused::Refused;
use super::router::App;
use super::segment::{Caller, Segment};
use crate::app::record::Found;

/// Show a record
///
/// By its canonical id, or by the id of any record that is part of it: then the answer is a
/// redirect. Every statement comes with its dataset, party and marking; listings, alerts,
/// documents, addresses and edges come beside.
#[utoipa::path(
    get,
    path = "/v1/records/{id}",
    tag = "records",
    params(
        ("id" = String, Path, description = "The id."),
        (
            "full" = Option<bool>,
            Query,
            description = "With what is masked otherwise. The policy says who may, and whether a \
                           supervisor has to approve it.",
        ),
    ),
    responses(
        (status = 200, description = "The record.", body = RecordSheet),
        (status = 308, description = "It is known by another id now, see `location`."),
        (
            status = 403,
            description = "The policy does not permit it, or a supervisor has to approve it first.",
            body = Problem,
            content_type = "application/problem+json",
        ),
        (
            status = 404,
            description = "There is no such record.",
            body = Problem,
            content_type = "application/problem+json",
        ),
        NativeRefusals,
        NativeParameterRefusals,
    ),
)]
pub(super) async fn record(
    State(app): State<App>,
    Segment(id): Segment,
    Caller(ctx): Caller,
    uri: Uri,
) -> Result<Response, Refused> {
    let mut params = Params::of(&uri)?;
    let full = params.flag("full", false);
    params.finish()?;
    app.ready()?;
    match app.node.find_sheet(&ctx, &id, full).await? {
        Found::Whole(sheet) => Ok(Out(sheet).into_response()),
        Found::Moved(now) => moved("/v1/records/", &now, uri.query()),
        Found::Missing => {
            Err(Fault::not_found("no-such-record", "there is no record of that id").into())
        }
    }
}
