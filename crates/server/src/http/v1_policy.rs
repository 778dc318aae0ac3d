use axum::extract::State;
use comity_api::openapi::NativeRefusals;
use comity_api::v1::PolicyInfo;

use super::out::Out;
use super::refused::Refused;
use super::router::App;
use super::segment::Caller;

/// The policy in force
///
/// Its hash stands in every event of the log. Another one is put into force on the command line of
/// the node's machine alone (`comity policy adopt`), with a supervisor's approval.
#[utoipa::path(
    get,
    path = "/v1/policy",
    operation_id = "policy",
    tag = "system",
    responses((status = 200, description = "The policy.", body = PolicyInfo), NativeRefusals),
)]
pub(super) async fn policy(
    State(app): State<App>,
    Caller(_): Caller,
) -> Result<Out<PolicyInfo>, Refused> {
    Ok(Out(app.node.policy_info()))
}
