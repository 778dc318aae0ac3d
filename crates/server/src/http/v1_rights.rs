use axum::extract::{Request, State};
use axum::response::Response;
use comity_api::local::RightsQuery;
use comity_api::openapi::{NativeBodyRefusals, NativeRefusals};
use comity_api::v1::{AccessAnswer, AccessRequest, IndirectAnswer, LogErased, LogErasure, Problem};
use comity_screening::limits::LIMIT_MAX;

use super::body::read;
use super::out::Out;
use super::params::Params;
use super::refused::Refused;
use super::router::App;
use super::segment::Caller;
use crate::limits::{RIGHTS_PAGE_MAX, RIGHTS_PAGE_USUAL};

/// What is held about somebody
///
/// Records, subjects, cases, and the log: who was told, when and why. For the data-protection
/// officer who answers whoever asks: the policy says who. Records are found by likeness, so a
/// person decides which of them are meant before anything is handed over.
#[utoipa::path(
    post,
    path = "/v1/rights/access",
    operation_id = "access",
    tag = "rights",
    request_body = AccessRequest,
    responses(
        (status = 200, description = "What is held.", body = AccessAnswer),
        (
            status = 403,
            description = "The policy does not permit it.",
            body = Problem,
            content_type = "application/problem+json",
        ),
        NativeRefusals,
        NativeBodyRefusals,
    ),
)]
pub(super) async fn access(
    State(app): State<App>,
    Caller(ctx): Caller,
    request: Request,
) -> Result<Response, Refused> {
    let asked: AccessRequest = read(request, &app).await?;
    app.ready()?;
    let room = app.room(1, LIMIT_MAX).await?;
    Ok(room.answer(Out(app.node.access(&ctx, &asked).await?)))
}

/// What an authority tells somebody
///
/// For a request that comes through a supervisory authority. The same is looked for, and the answer
/// is the same whether anything is held, withheld or not there.
#[utoipa::path(
    post,
    path = "/v1/rights/indirect-access",
    operation_id = "indirect_access",
    tag = "rights",
    request_body = AccessRequest,
    responses(
        (status = 200, description = "What can be told.", body = IndirectAnswer),
        (
            status = 403,
            description = "The policy does not permit it.",
            body = Problem,
            content_type = "application/problem+json",
        ),
        NativeRefusals,
        NativeBodyRefusals,
    ),
)]
pub(super) async fn indirect_access(
    State(app): State<App>,
    Caller(ctx): Caller,
    request: Request,
) -> Result<Response, Refused> {
    let asked: AccessRequest = read(request, &app).await?;
    app.ready()?;
    let room = app.room(1, LIMIT_MAX).await?;
    Ok(room.answer(Out(app.node.indirect_access(&ctx, &asked).await?)))
}

/// Erase what the log says of somebody
///
/// Under the references that the answer to an access request tells, and for good. The leaves stay,
/// so that proofs and checkpoints hold; the answer says what the lists still hold.
#[utoipa::path(
    post,
    path = "/v1/rights/erase",
    operation_id = "erase_of_log",
    tag = "rights",
    request_body = LogErasure,
    responses(
        (status = 200, description = "What was erased.", body = LogErased),
        (
            status = 403,
            description = "The policy does not permit it.",
            body = Problem,
            content_type = "application/problem+json",
        ),
        NativeRefusals,
        NativeBodyRefusals,
    ),
)]
pub(super) async fn erase(
    State(app): State<App>,
    Caller(ctx): Caller,
    request: Request,
) -> Result<Out<LogErased>, Refused> {
    let order: LogErasure = read(request, &app).await?;
    Ok(Out(app.node.erase_of_log(&ctx, &order).await?))
}

/// Which page of a list is asked for.
pub(super) fn asked_page(mut params: Params) -> Result<RightsQuery, Refused> {
    let query = RightsQuery {
        after: params.sequence("after"),
        limit: params.count("limit", RIGHTS_PAGE_USUAL, RIGHTS_PAGE_MAX),
        all: params.flag("all", false),
    };
    params.finish()?;
    Ok(query)
}
