use axum::extract::{Request, State};
use axum::http::Uri;
use comity_api::openapi::{NativeBodyRefusals, NativeParameterRefusals, NativeRefusals};
use comity_api::v1::{Problem, RestrictionInfo, RestrictionList, RestrictionOrder, RightsEnd};

use super::body::read;
use super::out::Out;
use super::params::Params;
use super::refused::Refused;
use super::router::App;
use super::segment::{Caller, Segment, numbered};
use super::v1_rights::asked_page;
use crate::app::rights::no_such_restriction;

/// Restrict a record
///
/// For a record that is disputed and of which it cannot be found out yet whether it is right. When
/// this answers, it takes no part in anything but what the data-protection officer asks for data
/// protection, as if it were not there, whatever is imported; so does what describes it.
#[utoipa::path(
    post,
    path = "/v1/rights/restrictions",
    operation_id = "restrict",
    tag = "rights",
    request_body = RestrictionOrder,
    responses(
        (status = 200, description = "The restriction.", body = RestrictionInfo),
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
            description = "The record is restricted already, or too many are.",
            body = Problem,
            content_type = "application/problem+json",
        ),
        NativeRefusals,
        NativeBodyRefusals,
    ),
)]
pub(super) async fn restrict(
    State(app): State<App>,
    Caller(ctx): Caller,
    request: Request,
) -> Result<Out<RestrictionInfo>, Refused> {
    let order: RestrictionOrder = read(request, &app).await?;
    app.ready()?;
    Ok(Out(app.node.restrict(&ctx, &order).await?))
}

/// Which records are restricted
///
/// By number, with since when and why.
#[utoipa::path(
    get,
    path = "/v1/rights/restrictions",
    operation_id = "restrictions",
    tag = "rights",
    params(
        ("all" = Option<bool>, Query, description = "Those that were lifted, too."),
        (
            "limit" = Option<usize>,
            Query,
            description = "Most of them on a page; 100 unless stated, at most 1000.",
        ),
        ("after" = Option<u64>, Query, description = "The `next` of the page before."),
    ),
    responses(
        (status = 200, description = "The restrictions.", body = RestrictionList),
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
) -> Result<Out<RestrictionList>, Refused> {
    let query = asked_page(Params::of(&uri)?)?;
    Ok(Out(app.node.restriction_list(&ctx, &query).await?))
}

/// Lift a restriction
///
/// Because the record is right, or was corrected. When this answers, it takes part in everything
/// again.
#[utoipa::path(
    post,
    path = "/v1/rights/restrictions/{number}/lift",
    operation_id = "lift_restriction",
    tag = "rights",
    params(("number" = u64, Path, description = "Its number.")),
    request_body = RightsEnd,
    responses(
        (status = 200, description = "The restriction.", body = RestrictionInfo),
        (
            status = 403,
            description = "The policy does not permit it, or the caller has no name.",
            body = Problem,
            content_type = "application/problem+json",
        ),
        (
            status = 404,
            description = "There is no such restriction.",
            body = Problem,
            content_type = "application/problem+json",
        ),
        (
            status = 409,
            description = "It was lifted before.",
            body = Problem,
            content_type = "application/problem+json",
        ),
        NativeRefusals,
        NativeBodyRefusals,
    ),
)]
pub(super) async fn lift(
    State(app): State<App>,
    Segment(number): Segment,
    Caller(ctx): Caller,
    request: Request,
) -> Result<Out<RestrictionInfo>, Refused> {
    let order: RightsEnd = read(request, &app).await?;
    app.ready()?;
    let number = numbered(&number, no_such_restriction)?;
    Ok(Out(app.node.lift_restriction(&ctx, number, &order).await?))
}
