use axum::extract::{Request, State};
use axum::http::Uri;
use comity_api::local::CaseQuery;
use comity_api::openapi::{NativeBodyRefusals, NativeParameterRefusals, NativeRefusals};
use comity_api::v1::{
    CaseDecision, CaseInfo, CaseList, CaseMeasureSpec, CaseReview, CaseSpec, OwedList, Problem,
};
use comity_model::CaseState;

use super::body::read;
use super::out::Out;
use super::params::Params;
use super::refused::Refused;
use super::router::App;
use super::segment::{Caller, Segment, numbered};
use crate::app::cases::no_such_case;
use crate::limits::{CASE_PAGE_MAX, CASE_PAGE_USUAL, OWED_PAGE_MAX, OWED_PAGE_USUAL};

/// Have a candidate decided
///
/// Opens a case about a candidate of a screening, whose clock begins now, or finds the one that
/// there is. The node asks the question again: nobody makes a case of what it does not find. What
/// subjects hit becomes a case by itself.
#[utoipa::path(
    post,
    path = "/v1/hits",
    operation_id = "open_hit",
    tag = "hits",
    request_body = CaseSpec,
    responses(
        (status = 200, description = "The case.", body = CaseInfo),
        (
            status = 403,
            description = "The caller has no name.",
            body = Problem,
            content_type = "application/problem+json",
        ),
        (
            status = 404,
            description = "The record is no candidate of this question.",
            body = Problem,
            content_type = "application/problem+json",
        ),
        (
            status = 409,
            description = "It was rejected before, and nothing has changed since.",
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
) -> Result<Out<CaseInfo>, Refused> {
    let spec: CaseSpec = read(request, &app).await?;
    app.ready()?;
    Ok(Out(app.node.open_case(&ctx, &spec).await?))
}

/// Possible matches, and what persons made of them
///
/// By number.
#[utoipa::path(
    get,
    path = "/v1/hits",
    operation_id = "hits",
    tag = "hits",
    params(
        (
            "state" = Option<String>,
            Query,
            description = "Only those in this state: `candidate`, `under-review`, `confirmed`, \
                           `rejected` or `withdrawn`.",
        ),
        (
            "overdue" = Option<bool>,
            Query,
            description = "Only those that nobody has decided in time.",
        ),
        ("reviewer" = Option<String>, Query, description = "Only those of this reviewer."),
        (
            "limit" = Option<usize>,
            Query,
            description = "Most cases on a page; 100 unless stated, at most 1000.",
        ),
        ("after" = Option<u64>, Query, description = "The `next` of the page before."),
    ),
    responses(
        (status = 200, description = "The cases.", body = CaseList),
        NativeRefusals,
        NativeParameterRefusals,
    ),
)]
pub(super) async fn list(
    State(app): State<App>,
    Caller(ctx): Caller,
    uri: Uri,
) -> Result<Out<CaseList>, Refused> {
    let mut params = Params::of(&uri)?;
    let query = CaseQuery {
        state: params.text("state"),
        overdue: params.flag("overdue", false),
        reviewer: params.text("reviewer"),
        after: params.sequence("after"),
        limit: params.count("limit", CASE_PAGE_USUAL, CASE_PAGE_MAX),
    };
    params.finish()?;
    Ok(Out(app.node.case_list(&ctx, &query).await?))
}

/// Show a case
///
/// With all that became of it.
#[utoipa::path(
    get,
    path = "/v1/hits/{number}",
    operation_id = "hit",
    tag = "hits",
    params(("number" = u64, Path, description = "Its number.")),
    responses(
        (status = 200, description = "The case.", body = CaseInfo),
        (
            status = 404,
            description = "There is no such case.",
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
) -> Result<Out<CaseInfo>, Refused> {
    Ok(Out(app.node.case_info(&ctx, numbered(&number, no_such_case)?).await?))
}

/// What owners of records have to be told
///
/// A measure on another party's record, or all of it read: what the policy obliges to tell its
/// owner waits here until it was sent. Of records that the caller may see.
#[utoipa::path(
    get,
    path = "/v1/hits/owed",
    operation_id = "owed",
    tag = "hits",
    params(
        ("all" = Option<bool>, Query, description = "Also what was sent."),
        (
            "limit" = Option<usize>,
            Query,
            description = "Most entries on a page; 100 unless stated, at most 1000.",
        ),
        ("after" = Option<u64>, Query, description = "The `next` of the page before."),
    ),
    responses(
        (status = 200, description = "What is owed.", body = OwedList),
        NativeRefusals,
        NativeParameterRefusals,
    ),
)]
pub(super) async fn owed(
    State(app): State<App>,
    Caller(ctx): Caller,
    uri: Uri,
) -> Result<Out<OwedList>, Refused> {
    let mut params = Params::of(&uri)?;
    let all = params.flag("all", false);
    let after = params.sequence("after");
    let limit = params.count("limit", OWED_PAGE_USUAL, OWED_PAGE_MAX);
    params.finish()?;
    Ok(Out(app.node.owed_list(&ctx, after, limit, all).await?))
}

macro_rules! orders {
    ($($(#[doc = $doc:literal])* $name:ident($path:literal, $id:literal, $order:ident)
        |$node:ident, $ctx:ident, $number:ident, $read:ident| $call:expr;)*) => {$(
        $(#[doc = $doc])*
        #[utoipa::path(
            post,
            path = $path,
            operation_id = $id,
            tag = "hits",
            params(("number" = u64, Path, description = "Its number.")),
            request_body = $order,
            responses(
                (status = 200, description = "The case.", body = CaseInfo),
                (
                    status = 403,
                    description = "The caller has no name, or is not the one who may.",
                    body = Problem,
                    content_type = "application/problem+json",
                ),
                (
                    status = 404,
                    description = "There is no such case.",
                    body = Problem,
                    content_type = "application/problem+json",
                ),
                (
                    status = 409,
                    description = "The case is not in a state that allows it.",
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
            Caller($ctx): Caller,
            request: Request,
        ) -> Result<Out<CaseInfo>, Refused> {
            let $read: $order = read(request, &app).await?;
            app.ready()?;
            let ($node, $number) = (&app.node, numbered(&number, no_such_case)?);
            Ok(Out($call.await?))
        }
    )*};
}

orders! {
    /// Take a case to review it
    ///
    /// From nobody, from somebody else, or after a decision that may have been wrong; then with a
    /// reason. The caller's account names the reviewer.
    review("/v1/hits/{number}/review", "review_hit", CaseReview)
        |node, ctx, number, order| node.review_case(&ctx, number, &order);
    /// Confirm a hit
    ///
    /// The reviewer says that this is the one.
    confirm("/v1/hits/{number}/confirm", "confirm_hit", CaseDecision)
        |node, ctx, number, order| {
            node.decide_case(&ctx, number, CaseState::Confirmed, &order)
        };
    /// Reject a candidate
    ///
    /// The reviewer says that this is not the one. The same question does not bring the same
    /// record again until one of them says something else.
    reject("/v1/hits/{number}/reject", "reject_hit", CaseDecision)
        |node, ctx, number, order| {
            node.decide_case(&ctx, number, CaseState::Rejected, &order)
        };
    /// Record a measure
    ///
    /// Only on a hit that a named person confirmed; there is no other way from a score to one.
    measure("/v1/hits/{number}/measure", "measure_hit", CaseMeasureSpec)
        |node, ctx, number, order| node.record_measure(&ctx, number, &order);
}
