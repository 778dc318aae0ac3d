use axum::extract::{Request, State};
use axum::response::Response;
use comity_api::openapi::{NativeBodyRefusals, NativeRefusals};
use comity_api::v1::{Problem, ScreenRequest, ScreenResponse};
use comity_screening::limits::LIMIT_DEFAULT;

use super::body::read;
use super::out::Out;
use super::refused::Refused;
use super::router::App;
use super::segment::Caller;

/// Screen one person, organisation, vessel or document
///
/// Compares an example, or the holder of a travel document, with everything that the caller may
/// see. Each candidate comes with the reasons for its score; the answer names the versions that it
/// rests on. A score decides nothing: a person does.
#[utoipa::path(
    post,
    path = "/v1/screen",
    tag = "screening",
    request_body = ScreenRequest,
    responses(
        (status = 200, description = "The answer.", body = ScreenResponse),
        (
            status = 404,
            description = "There is no such dataset.",
            body = Problem,
            content_type = "application/problem+json",
        ),
        NativeRefusals,
        NativeBodyRefusals,
    ),
)]
pub(super) async fn screen(
    State(app): State<App>,
    Caller(ctx): Caller,
    request: Request,
) -> Result<Response, Refused> {
    let asked: ScreenRequest = read(request, &app).await?;
    app.ready()?;
    let room = app.room(1, asked.limit.unwrap_or(LIMIT_DEFAULT)).await?;
    Ok(room.answer(Out(app.node.screen(&ctx, &asked).await?)))
}
