use axum::extract::{Request, State};
use axum::http::Uri;
use comity_api::local::ApprovalQuery;
use comity_api::openapi::{NativeBodyRefusals, NativeParameterRefusals, NativeRefusals};
use comity_api::v1::{ApprovalGrant, ApprovalInfo, ApprovalList, ApprovalRefusal, Problem};

use super::body::read;
use super::out::Out;
use super::params::Params;
use super::refused::Refused;
use super::router::App;
use super::segment::{Caller, Segment, numbered};
use crate::app::approvals::no_such_approval;
use crate::limits::{APPROVAL_PAGE_MAX, APPROVAL_PAGE_USUAL};

/// What waits for a supervisor
///
/// Requests by number: those that wait, unless another state is asked for. A request begins to
/// wait when somebody asks what they may not do alone; the refusal tells its number (`approval`).
/// Each says who asks, what, and why; the record that it is about is named to those alone who may
/// see it.
#[utoipa::path(
    get,
    path = "/v1/approvals",
    operation_id = "approvals",
    tag = "approvals",
    params(
        (
            "state" = Option<String>,
            Query,
            description = "Only those in this state: `waiting` unless stated, `given`, `refused`, \
                           `used`, or `all` for all.",
        ),
        (
            "limit" = Option<usize>,
            Query,
            description = "Most requests on a page; 100 unless stated, at most 1000.",
        ),
        ("after" = Option<u64>, Query, description = "The `next` of the page before."),
    ),
    responses(
        (status = 200, description = "The requests.", body = ApprovalList),
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
) -> Result<Out<ApprovalList>, Refused> {
    let mut params = Params::of(&uri)?;
    let query = ApprovalQuery {
        state: params.text("state"),
        after: params.sequence("after"),
        limit: params.count("limit", APPROVAL_PAGE_USUAL, APPROVAL_PAGE_MAX),
    };
    params.finish()?;
    Ok(Out(app.node.approval_list(&ctx, &query).await?))
}

/// Show a request
///
/// With what became of it.
#[utoipa::path(
    get,
    path = "/v1/approvals/{number}",
    operation_id = "approval",
    tag = "approvals",
    params(("number" = u64, Path, description = "Its number.")),
    responses(
        (status = 200, description = "The request.", body = ApprovalInfo),
        (
            status = 403,
            description = "The policy does not permit it.",
            body = Problem,
            content_type = "application/problem+json",
        ),
        (
            status = 404,
            description = "There is no such request.",
            body = Problem,
            content_type = "application/problem+json",
        ),
        NativeRefusals,
    ),
)]
pub(super) async fn show(
    State(app): State<App>,
    Segment(number): Segment,
    Caller(ctx): Caller,
) -> Result<Out<ApprovalInfo>, Refused> {
    Ok(Out(app.node.approval(&ctx, numbered(&number, no_such_approval)?).await?))
}

macro_rules! orders {
    ($($(#[doc = $doc:literal])* $name:ident($path:literal, $id:literal, $order:ident)
        $call:ident;)*) => {$(
        $(#[doc = $doc])*
        #[utoipa::path(
            post,
            path = $path,
            operation_id = $id,
            tag = "approvals",
            params(("number" = u64, Path, description = "Its number.")),
            request_body = $order,
            responses(
                (status = 200, description = "The request.", body = ApprovalInfo),
                (
                    status = 403,
                    description = "The policy does not permit it, or it is the caller's own.",
                    body = Problem,
                    content_type = "application/problem+json",
                ),
                (
                    status = 404,
                    description = "There is no such request.",
                    body = Problem,
                    content_type = "application/problem+json",
                ),
                (
                    status = 409,
                    description = "It was decided before, or its time is past.",
                    body = Problem,
                    content_type = "application/problem+json",
                ),
                NativeRefusals,
                NativeBodyRefusals,
            ),
        )]
        pub(super) async fn $name(
            State(app): State<App>,
            Segment(number): Segment,
            Caller(ctx): Caller,
            request: Request,
        ) -> Result<Out<ApprovalInfo>, Refused> {
            let order: $order = read(request, &app).await?;
            Ok(Out(app.node.$call(&ctx, numbered(&number, no_such_approval)?, &order).await?))
        }
    )*};
}

orders! {
    /// Approve a request
    ///
    /// Exactly as it was asked, once, and for eight hours: who asked asks the same again, and is
    /// answered. Nobody approves their own request.
    give("/v1/approvals/{number}/give", "give_approval", ApprovalGrant) give_approval;
    /// Refuse a request
    ///
    /// With a reason, which whoever asked is told.
    refuse("/v1/approvals/{number}/refuse", "refuse_approval", ApprovalRefusal) refuse_approval;
}
