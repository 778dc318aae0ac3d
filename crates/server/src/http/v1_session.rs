use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use comity_api::Fault;
use comity_api::openapi::{NativeBodyRefusals, NativeRefusals};
use comity_api::v1::{Problem, SessionInfo, SignIn};
use comity_policy::Released;

use super::body::read;
use super::cookie;
use super::out::Out;
use super::refused::Refused;
use super::router::App;
use super::segment::Caller;
use crate::Clearance;
use crate::context::{Actor, ActorKind, Reason};

/// Sign in
///
/// A person signs in with the name and the password of their account. The answer sets a cookie,
/// which is what later requests show; it ends after a quarter of an hour without a request, and
/// after ten hours in any case.
#[utoipa::path(
    post,
    path = "/v1/session",
    tag = "accounts",
    request_body = SignIn,
    responses(
        (status = 200, description = "Signed in.", body = SessionInfo),
        (
            status = 401,
            description = "Name or password is wrong, or the account is locked.",
            body = Problem,
            content_type = "application/problem+json",
        ),
        NativeBodyRefusals,
    ),
)]
pub(super) async fn sign_in(State(app): State<App>, request: Request) -> Result<Response, Refused> {
    let asked: SignIn = read(request, &app).await?;
    let signed = app.node.sign_in(&asked).await?;
    let mut shown = info(&signed.actor, signed.clearance, &Reason::default());
    shown.ends_at = Some(signed.ends_at.to_string());
    let Some(cookie) = cookie::begin(&signed.secret) else {
        return Err(Fault::internal("a session cannot be written as a cookie").into());
    };
    Ok(([(header::SET_COOKIE, cookie)], Out(Released::public(shown))).into_response())
}

/// Who asks
///
/// Who the caller is to this node, and what they may do.
#[utoipa::path(
    get,
    path = "/v1/session",
    tag = "accounts",
    responses(
        (status = 200, description = "Who asks.", body = SessionInfo),
        NativeRefusals,
    ),
)]
pub(super) async fn session(Caller(ctx): Caller) -> Out<SessionInfo> {
    Out(Released::public(info(&ctx.actor, ctx.clearance, &ctx.reason)))
}

/// Sign out
///
/// Ends the session that the request shows.
#[utoipa::path(
    delete,
    path = "/v1/session",
    tag = "accounts",
    responses(
        (status = 204, description = "Signed out."),
        NativeRefusals,
    ),
)]
pub(super) async fn sign_out(
    State(app): State<App>,
    Caller(ctx): Caller,
    headers: HeaderMap,
) -> Result<Response, Refused> {
    if let Some(secret) = cookie::session(&headers) {
        app.node.sign_out(&ctx, &secret).await?;
    }
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, cookie::end())]).into_response())
}

fn info(actor: &Actor, clearance: Clearance, reason: &Reason) -> SessionInfo {
    let kind = match actor.kind {
        ActorKind::Person | ActorKind::Local => "person",
        ActorKind::Program => "program",
        ActorKind::Loopback => "loopback",
        ActorKind::Partner => "partner",
        ActorKind::Node => "node",
    };
    let light = match clearance {
        Clearance::Everything => comity_model::Tlp::Red,
        Clearance::UpTo(light) => light,
    };
    SessionInfo {
        name: actor.name.clone(),
        kind: kind.to_owned(),
        roles: actor.roles.iter().map(|role| role.name().to_owned()).collect(),
        clearance: light.label().to_owned(),
        purpose: reason.purpose.as_ref().map(ToString::to_string),
        legal_basis: reason.legal_basis.as_ref().map(ToString::to_string),
        ends_at: None,
    }
}
