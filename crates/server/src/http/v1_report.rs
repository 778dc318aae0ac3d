use axum::extract::State;
use axum::http::Uri;
use comity_api::openapi::{NativeParameterRefusals, NativeRefusals};
use comity_api::v1::{Problem, ProtectionReport};

use super::out::Out;
use super::params::Params;
use super::refused::Refused;
use super::router::App;
use super::segment::Caller;
use crate::app::rights::ReportSpan;

/// The data-protection report
///
/// The record of processing, made from the policy and the lists that are held, and what was done,
/// counted from the log. It names nobody; making it is an event itself.
#[utoipa::path(
    get,
    path = "/v1/rights/report",
    operation_id = "protection_report",
    tag = "rights",
    params(
        (
            "from" = Option<String>,
            Query,
            description = "From this day or moment on, in UTC; from the log's beginning unless \
                           stated.",
        ),
        (
            "to" = Option<String>,
            Query,
            description = "Up to and including this day, or up to this moment, in UTC; until now \
                           unless stated.",
        ),
    ),
    responses(
        (status = 200, description = "The report.", body = ProtectionReport),
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
pub(super) async fn report(
    State(app): State<App>,
    Caller(ctx): Caller,
    uri: Uri,
) -> Result<Out<ProtectionReport>, Refused> {
    let params = Params::of(&uri)?;
    let span = ReportSpan { from: params.text("from"), to: params.text("to") };
    params.finish()?;
    app.ready()?;
    Ok(Out(app.node.protection_report(&ctx, &span).await?))
}
