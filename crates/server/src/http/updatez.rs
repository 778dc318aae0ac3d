use axum::Json;
use axum::extract::{Request, State};
use comity_api::openapi::{CompatibleRefusals, CompatibleShapeRefusals};
use comity_api::yente::{ErrorResponse, StatusResponse};
use comity_api::{Fault, FaultKind};
use comity_model::Tlp;
use subtle::ConstantTimeEq as _;
use utoipa::IntoParams;

use super::params::Params;
use super::refused::Refused;
use super::router::App;
use crate::{Actor, ActorKind, Clearance, Context};

/// Bring the datasets up to date
///
/// Works only with the node's update token, which takes the place of a caller's token here; a node
/// that has none refuses everybody.
#[utoipa::path(
    post,
    path = "/updatez",
    tag = "system",
    security(()),
    params(Asked),
    responses(
        (status = 200, description = "Done, or begun.", body = StatusResponse),
        (status = 403, description = "The token is not the node's.", body = ErrorResponse),
        CompatibleRefusals,
        CompatibleShapeRefusals,
    ),
)]
pub(super) async fn updatez(
    State(app): State<App>,
    request: Request,
) -> Result<Json<StatusResponse>, Refused> {
    let mut params = Params::of(request.uri())?;
    let token = params.text("token").unwrap_or_default();
    let sync = params.flag("sync", false);
    if !is_known(app.update_token.as_deref(), &token) {
        return Err(Fault::new(FaultKind::Forbidden, "update-token", "Invalid token.").into());
    }
    params.finish()?;
    let own = app.node.own_context();
    let actor = Actor { kind: ActorKind::Program, name: "update token".to_owned(), ..own.actor };
    let ctx = Context { actor, clearance: Clearance::of(Tlp::Clear), ..own };
    app.node.update_datasets(&ctx, sync).await?;
    if sync {
        // What others put into the store counts, too.
        app.node.refresh().await?;
    }
    Ok(Json(StatusResponse { status: "ok".to_owned() }))
}

/// What the address asks for.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "the fields describe what the handler reads")]
struct Asked {
    /// The update token.
    #[param(required = false, default = "")]
    token: String,
    /// Whether to answer when all is done; otherwise when it is begun.
    #[param(required = false, default = false)]
    sync: bool,
}

/// Whether a token is the node's. Takes as long for a wrong one as for a right one.
fn is_known(known: Option<&str>, given: &str) -> bool {
    let known = known.map(str::trim).unwrap_or_default();
    let is_same: bool = known.as_bytes().ct_eq(given.trim().as_bytes()).into();
    is_same && !known.is_empty()
}

#[cfg(test)]
mod tests {
    use super::is_known;

    #[test]
    fn nothing_is_no_token() {
        assert!(is_known(Some("made-up"), "made-up"));
        for (known, given) in
            [(None, ""), (None, "x"), (Some(""), ""), (Some(" "), " "), (Some("a"), "b")]
        {
            assert!(!is_known(known, given), "{known:?} {given}");
        }
    }
}
