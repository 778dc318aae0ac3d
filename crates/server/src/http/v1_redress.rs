use axum::extract::{Request, State};
use axum::http::Uri;
use comity_api::openapi::{NativeBodyRefusals, NativeParameterRefusals, NativeRefusals};
use comity_api::v1::{NewRedressToken, Problem, RedressInfo, RedressList, RedressOrder, RightsEnd};

use super::body::read;
use super::out::Out;
use super::params::Params;
use super::refused::Refused;
use super::router::App;
use super::segment::{Caller, Segment, numbered};
use super::v1_rights::asked_page;
use crate::app::rights::no_such_redress;

/// Issue a redress token
///
/// To a person who was cleared. Whoever shows it together with the same documents (`redress` of
/// `/v1/screen`) is no candidate for the records that it names, as long as those say what they say
/// now. It is shown this once: only its hash is kept.
#[utoipa::path(
    post,
    path = "/v1/rights/redress",
    operation_id = "issue_redress",
    tag = "rights",
    request_body = RedressOrder,
    responses(
        (status = 200, description = "The token.", body = NewRedressToken),
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
            description = "There are too many tokens.",
            body = Problem,
            content_type = "application/problem+json",
        ),
        NativeRefusals,
        NativeBodyRefusals,
    ),
)]
pub(super) async fn issue(
    State(app): State<App>,
    Caller(ctx): Caller,
    request: Request,
) -> Result<Out<NewRedressToken>, Refused> {
    let order: RedressOrder = read(request, &app).await?;
    Ok(Out(app.node.issue_redress(&ctx, &order).await?))
}

/// Which redress tokens there are
///
/// By number, without the tokens themselves.
#[utoipa::path(
    get,
    path = "/v1/rights/redress",
    operation_id = "redress",
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
        (status = 200, description = "The tokens.", body = RedressList),
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
) -> Result<Out<RedressList>, Refused> {
    let query = asked_page(Params::of(&uri)?)?;
    Ok(Out(app.node.redress_list(&ctx, &query).await?))
}

/// Revoke a redress token
///
/// It clears nobody any more.
#[utoipa::path(
    post,
    path = "/v1/rights/redress/{number}/revoke",
    operation_id = "revoke_redress",
    tag = "rights",
    params(("number" = u64, Path, description = "Its number.")),
    request_body = RightsEnd,
    responses(
        (status = 200, description = "The token.", body = RedressInfo),
        (
            status = 403,
            description = "The policy does not permit it, or the caller has no name.",
            body = Problem,
            content_type = "application/problem+json",
        ),
        (
            status = 404,
            description = "There is no such token.",
            body = Problem,
            content_type = "application/problem+json",
        ),
        (
            status = 409,
            description = "It was revoked before.",
            body = Problem,
            content_type = "application/problem+json",
        ),
        NativeRefusals,
        NativeBodyRefusals,
    ),
)]
pub(super) async fn revoke(
    State(app): State<App>,
    Segment(number): Segment,
    Caller(ctx): Caller,
    request: Request,
) -> Result<Out<RedressInfo>, Refused> {
    let order: RightsEnd = read(request, &app).await?;
    let number = numbered(&number, no_such_redress)?;
    Ok(Out(app.node.revoke_redress(&ctx, number, &order).await?))
}
