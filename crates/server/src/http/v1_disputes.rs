use axum::extract::{Request, State};
use axum::http::Uri;
use comity_api::openapi::{NativeBodyRefusals, NativeParameterRefusals, NativeRefusals};
use comity_api::v1::{DisputeEnd, DisputeInfo, DisputeList, DisputeOrder, Problem};

use super::body::read;
use super::out::Out;
use super::params::Params;
use super::refused::Refused;
use super::router::App;
use super::segment::{Caller, Segment, numbered};
use super::v1_rights::asked_page;
use crate::app::rights::no_such_dispute;

/// Record a dispute
///
/// What somebody says is wrong in a record of another party's list, which only its publisher can
/// correct. It is shown beside the record to everybody who sees the record, until it ends; it is to
/// be decided within 30 days.
#[utoipa::path(
    post,
    path = "/v1/rights/disputes",
    operation_id = "dispute",
    tag = "rights",
    request_body = DisputeOrder,
    responses(
        (status = 200, description = "The dispute.", body = DisputeInfo),
        (
            status = 403,
            description = "The policy does not permit it, or the caller has no name.",
            body = Problem,
            content_type = "application/problem+json",
        ),
        (
            status = 404,
            description = "There is no such record.",
            body = Problem,
            content_type = "application/problem+json",
        ),
        (
            status = 409,
            description = "There are too many disputes.",
            body = Problem,
            content_type = "application/problem+json",
        ),
        NativeRefusals,
        NativeBodyRefusals,
    ),
)]
pub(super) async fn open(
    State(app): State<App>,
    Caller(ctx): Caller,
    request: Request,
) -> Result<Out<DisputeInfo>, Refused> {
    let order: DisputeOrder = read(request, &app).await?;
    Ok(Out(app.node.dispute(&ctx, &order).await?))
}

/// Which records are disputed
///
/// By number, with whether what was imported since says something else.
#[utoipa::path(
    get,
    path = "/v1/rights/disputes",
    operation_id = "disputes",
    tag = "rights",
    params(
        ("all" = Option<bool>, Query, description = "Those that have ended, too."),
        (
            "limit" = Option<usize>,
            Query,
            description = "Most of them on a page; 100 unless stated, at most 1000.",
        ),
        ("after" = Option<u64>, Query, description = "The `next` of the page before."),
    ),
    responses(
        (status = 200, description = "The disputes.", body = DisputeList),
        (
            status = 403,
            description = "The policy does not permit it.",
            body = Problem,
            content_type = "application/problem+json",
        ),
        NativeRefusals,
        NativeParameterRefusals,
    ),
)]
pub(super) async fn list(
    State(app): State<App>,
    Caller(ctx): Caller,
    uri: Uri,
) -> Result<Out<DisputeList>, Refused> {
    let query = asked_page(Params::of(&uri)?)?;
    Ok(Out(app.node.dispute_list(&ctx, &query).await?))
}

/// End a dispute
///
/// Upheld, which restricts the record until its publisher has corrected it; corrected, if what was
/// imported since says something else; or rejected.
#[utoipa::path(
    post,
    path = "/v1/rights/disputes/{number}/end",
    operation_id = "end_dispute",
    tag = "rights",
    params(("number" = u64, Path, description = "Its number.")),
    request_body = DisputeEnd,
    responses(
        (status = 200, description = "The dispute.", body = DisputeInfo),
        (
            status = 403,
            description = "The policy does not permit it, or the caller has no name.",
            body = Problem,
            content_type = "application/problem+json",
        ),
        (
            status = 404,
            description = "There is no such dispute.",
            body = Problem,
            content_type = "application/problem+json",
        ),
        (
            status = 409,
            description = "It has ended before, or the record still says what was disputed.",
            body = Problem,
            content_type = "application/problem+json",
        ),
        NativeRefusals,
        NativeBodyRefusals,
    ),
)]
pub(super) async fn end(
    State(app): State<App>,
    Segment(number): Segment,
    Caller(ctx): Caller,
    request: Request,
) -> Result<Out<DisputeInfo>, Refused> {
    let order: DisputeEnd = read(request, &app).await?;
    app.ready()?;
    let number = numbered(&number, no_such_dispute)?;
    Ok(Out(app.node.end_dispute(&ctx, number, &order).await?))
}
