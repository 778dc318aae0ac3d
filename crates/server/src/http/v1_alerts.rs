use axum::extract::{Request, State};
use axum::http::Uri;
use comity_api::local::AlertQuery;
use comity_api::openapi::{NativeBodyRefusals, NativeParameterRefusals, NativeRefusals};
use comity_api::v1::{
    AlertCategoryList, AlertClose, AlertExtend, AlertInfo, AlertList, AlertSpec, Problem,
};
use comity_policy::Released;

use super::body::read;
use super::out::Out;
use super::params::Params;
use super::refused::Refused;
use super::router::App;
use super::segment::{Caller, Segment, numbered};
use crate::Node;
use crate::app::alerts::no_such_alert;
use crate::limits::{ALERT_PAGE_MAX, ALERT_PAGE_USUAL};

/// Issue an alert
///
/// What is asked for about whom, and why. The category's law says what may be asked for, about
/// whom, and for how long; minors get only what protects them. When this answers, the alert is
/// searched. The account of the caller names the person who issues it.
#[utoipa::path(
    post,
    path = "/v1/alerts",
    operation_id = "issue_alert",
    tag = "alerts",
    request_body = AlertSpec,
    responses(
        (status = 200, description = "The alert.", body = AlertInfo),
        (
            status = 403,
            description = "The law of its category, or the caller's clearance, forbids it; or the \
                           caller has no name.",
            body = Problem,
            content_type = "application/problem+json",
        ),
        (
            status = 409,
            description = "There are too many alerts.",
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
) -> Result<Out<AlertInfo>, Refused> {
    let spec: AlertSpec = read(request, &app).await?;
    app.ready()?;
    Ok(Out(app.node.issue_alert(&ctx, &spec).await?))
}

/// Alerts that were issued here
///
/// By number, as they are at this moment: one whose day is past is `expired`, whoever has looked.
#[utoipa::path(
    get,
    path = "/v1/alerts",
    operation_id = "alerts",
    tag = "alerts",
    params(
        (
            "state" = Option<String>,
            Query,
            description = "Only those in this state: `in-force` (those whose review is near are, \
                           too), `review-due`, `expired` or `closed`.",
        ),
        ("category" = Option<String>, Query, description = "Only those of this category."),
        (
            "limit" = Option<usize>,
            Query,
            description = "Most alerts on a page; 100 unless stated, at most 1000.",
        ),
        ("after" = Option<u64>, Query, description = "The `next` of the page before."),
    ),
    responses(
        (status = 200, description = "The alerts.", body = AlertList),
        NativeRefusals,
        NativeParameterRefusals,
    ),
)]
pub(super) async fn list(
    State(app): State<App>,
    Caller(ctx): Caller,
    uri: Uri,
) -> Result<Out<AlertList>, Refused> {
    let mut params = Params::of(&uri)?;
    let query = AlertQuery {
        state: params.text("state"),
        category: params.text("category"),
        after: params.sequence("after"),
        limit: params.count("limit", ALERT_PAGE_USUAL, ALERT_PAGE_MAX),
    };
    params.finish()?;
    Ok(Out(app.node.alert_list(&ctx, &query).await?))
}

/// The categories of alerts
///
/// What the law says of each: about whom, for how long, and what may be asked for.
#[utoipa::path(
    get,
    path = "/v1/alerts/categories",
    operation_id = "alert_categories",
    tag = "alerts",
    responses(
        (status = 200, description = "The categories.", body = AlertCategoryList),
        NativeRefusals,
    ),
)]
pub(super) async fn categories() -> Out<AlertCategoryList> {
    Out(Released::public(Node::alert_categories()))
}

/// Show an alert
///
/// With all that became of it.
#[utoipa::path(
    get,
    path = "/v1/alerts/{number}",
    operation_id = "alert",
    tag = "alerts",
    params(("number" = u64, Path, description = "Its number.")),
    responses(
        (status = 200, description = "The alert.", body = AlertInfo),
        (
            status = 404,
            description = "There is no such alert.",
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
) -> Result<Out<AlertInfo>, Refused> {
    Ok(Out(app.node.alert_info(&ctx, numbered(&number, no_such_alert)?).await?))
}

/// Keep an alert longer
///
/// Only after an individual assessment, which is recorded with the name of who made it.
#[utoipa::path(
    post,
    path = "/v1/alerts/{number}/extend",
    operation_id = "extend_alert",
    tag = "alerts",
    params(("number" = u64, Path, description = "Its number.")),
    request_body = AlertExtend,
    responses(
        (status = 200, description = "The alert.", body = AlertInfo),
        (
            status = 403,
            description = "The caller has no name.",
            body = Problem,
            content_type = "application/problem+json",
        ),
        (
            status = 404,
            description = "There is no such alert.",
            body = Problem,
            content_type = "application/problem+json",
        ),
        (
            status = 409,
            description = "The alert is over.",
            body = Problem,
            content_type = "application/problem+json",
        ),
        NativeRefusals,
        NativeBodyRefusals,
    ),
)]
pub(super) async fn extend(
    State(app): State<App>,
    Segment(number): Segment,
    Caller(ctx): Caller,
    request: Request,
) -> Result<Out<AlertInfo>, Refused> {
    let order: AlertExtend = read(request, &app).await?;
    app.ready()?;
    Ok(Out(app.node.extend_alert(&ctx, numbered(&number, no_such_alert)?, &order).await?))
}

/// Close an alert
///
/// With its outcome. When this answers, the alert is not searched any more.
#[utoipa::path(
    post,
    path = "/v1/alerts/{number}/close",
    operation_id = "close_alert",
    tag = "alerts",
    params(("number" = u64, Path, description = "Its number.")),
    request_body = AlertClose,
    responses(
        (status = 200, description = "The alert.", body = AlertInfo),
        (
            status = 403,
            description = "The caller has no name.",
            body = Problem,
            content_type = "application/problem+json",
        ),
        (
            status = 404,
            description = "There is no such alert.",
            body = Problem,
            content_type = "application/problem+json",
        ),
        (
            status = 409,
            description = "The alert is over.",
            body = Problem,
            content_type = "application/problem+json",
        ),
        NativeRefusals,
        NativeBodyRefusals,
    ),
)]
pub(super) async fn close(
    State(app): State<App>,
    Segment(number): Segment,
    Caller(ctx): Caller,
    request: Request,
) -> Result<Out<AlertInfo>, Refused> {
    let order: AlertClose = read(request, &app).await?;
    app.ready()?;
    Ok(Out(app.node.close_alert(&ctx, numbered(&number, no_such_alert)?, &order).await?))
}
