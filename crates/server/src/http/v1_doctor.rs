use axum::extract::State;
use comity_api::openapi::NativeRefusals;
use comity_api::v1::{NodeChecks, Problem};
use comity_policy::{Action, Released};

use super::out::Out;
use super::refused::Refused;
use super::router::App;
use super::segment::Caller;

/// Check the node
///
/// The same checks as `comity doctor`; the whole store is read, so ask seldom. For callers who may
/// see everything: those on a loopback listener without a token, and tokens with clearance RED.
#[utoipa::path(
    get,
    path = "/v1/doctor",
    tag = "system",
    responses(
        (status = 200, description = "What was found, good or bad.", body = NodeChecks),
        (
            status = 403,
            description = "The token may not see it.",
            body = Problem,
            content_type = "application/problem+json",
        ),
        NativeRefusals,
    ),
)]
pub(super) async fn doctor(
    State(app): State<App>,
    Caller(ctx): Caller,
) -> Result<Out<NodeChecks>, Refused> {
    app.node.may_run(&ctx, Action::ManageNode).await?;
    app.ready()?;
    Ok(Out(Released::public(app.node.doctor(&ctx).await.into())))
}
