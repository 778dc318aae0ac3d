use axum::extract::State;
use axum::http::Uri;
use comity_api::openapi::{NativeParameterRefusals, NativeRefusals};
use comity_api::v1::{LogFindings, LogPage, LogQuery, Problem};
use comity_audit::Usual;

use super::out::Out;
use super::params::Params;
use super::refused::Refused;
use super::router::App;
use super::segment::Caller;
use crate::limits::{LOG_DAYS_MAX, LOG_DAYS_USUAL, LOG_PAGE_MAX, LOG_PAGE_USUAL};

/// Read the log
///
/// Newest first. What was erased of an event is left out, and said to be; reading is an event
/// itself. For those who watch over the law: the policy says who.
#[utoipa::path(
    get,
    path = "/v1/log",
    operation_id = "log",
    tag = "log",
    params(
        ("actor" = Option<String>, Query, description = "Only of this account or token."),
        (
            "subject" = Option<String>,
            Query,
            description = "Only about this record, as `dataset/id`, or about whoever was asked \
                           about under this reference.",
        ),
        ("purpose" = Option<String>, Query, description = "Only for this purpose."),
        ("case" = Option<String>, Query, description = "Only of this case."),
        ("kind" = Vec<String>, Query, description = "Only of these kinds."),
        ("from" = Option<String>, Query, description = "From this day or moment on, in UTC."),
        ("until" = Option<String>, Query, description = "Before this day or moment, in UTC."),
        ("before" = Option<u64>, Query, description = "The `next` of the page before."),
        (
            "limit" = Option<usize>,
            Query,
            description = "Most events on a page; 50 unless stated, at most 1000.",
        ),
    ),
    responses(
        (status = 200, description = "One page.", body = LogPage),
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
pub(super) async fn show(
    State(app): State<App>,
    Caller(ctx): Caller,
    uri: Uri,
) -> Result<Out<LogPage>, Refused> {
    let mut params = Params::of(&uri)?;
    let before = params.sequence("before");
    let query = LogQuery {
        actor: params.text("actor"),
        subject: params.text("subject"),
        purpose: params.text("purpose"),
        case: params.text("case"),
        kinds: params.all("kind"),
        from: params.text("from"),
        until: params.text("until"),
        before: (before > 0).then_some(before),
        limit: Some(params.count("limit", LOG_PAGE_USUAL, LOG_PAGE_MAX)),
    };
    params.finish()?;
    Ok(Out(app.node.show_log(&ctx, &query).await?))
}

/// What is unusual in the log
///
/// Who read more in a day than is usual, read outside of working hours, or asked about somebody of
/// their own name. A person looks at it; it proves nothing.
#[utoipa::path(
    get,
    path = "/v1/log/unusual",
    operation_id = "log_unusual",
    tag = "log",
    params(
        (
            "days" = Option<usize>,
            Query,
            description = "Of the last so many days; 30 unless stated.",
        ),
        (
            "reads" = Option<usize>,
            Query,
            description = "What is usual at most in a day, in reads; 200 unless stated.",
        ),
        (
            "hours_from" = Option<usize>,
            Query,
            description = "When working hours begin, in UTC; 6 unless stated.",
        ),
        (
            "hours_until" = Option<usize>,
            Query,
            description = "When they end, in UTC; 20 unless stated.",
        ),
    ),
    responses(
        (status = 200, description = "What was found.", body = LogFindings),
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
pub(super) async fn unusual(
    State(app): State<App>,
    Caller(ctx): Caller,
    uri: Uri,
) -> Result<Out<LogFindings>, Refused> {
    let mut params = Params::of(&uri)?;
    let days = params.count("days", usize::from(LOG_DAYS_USUAL), usize::from(LOG_DAYS_MAX));
    let reads = params.count("reads", READS_USUAL, READS_MAX);
    let from = params.count("hours_from", 6, 24);
    let until = params.count("hours_until", 20, 24);
    params.finish()?;
    let minutes = |hours: usize| u16::try_from(hours * 60).unwrap_or_default();
    let usual = Usual {
        reads_per_day_max: Some(reads as u64),
        minutes: Some((minutes(from), minutes(until))),
        ..Usual::default()
    };
    let days = u16::try_from(days).unwrap_or(LOG_DAYS_MAX);
    Ok(Out(app.node.unusual(&ctx, days, usual).await?))
}

/// Reads in a day that are usual unless stated.
const READS_USUAL: usize = 200;
/// Most reads in a day that can be stated as usual.
const READS_MAX: usize = 1_000_000;
