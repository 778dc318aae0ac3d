use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::uri::Authority;
use axum::http::{HeaderMap, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use comity_api::{Fault, FaultKind};

use super::cookie;
use super::layers::{RequestId, is_probe};
use super::page;
use super::refused::{Refused, is_native};
use super::router::App;
use super::v1_session_provider::{PROVIDER_PATH, RETURN_PATH};
use crate::context::{Actor, ActorKind, Reason};
use crate::{Clearance, Context};

/// Somebody who was let in.
struct Admitted {
    actor: Actor,
    clearance: Clearance,
    /// Why they ask, where that is fixed.
    fixed: Reason,
}

/// Lets in who holds a token, who is signed in, and on a loopback listener who shows nothing.
/// Probes are open.
pub(super) async fn authenticate(
    State(app): State<App>,
    mut request: Request,
    next: Next,
) -> Response {
    // The update token takes the place of a caller's, the page holds no data, and who signs in is
    // not known yet.
    let path = request.uri().path();
    let signs_in = match *request.method() {
        Method::POST => path == SESSION_PATH,
        Method::GET => [PROVIDER_PATH, RETURN_PATH].contains(&path),
        _ => false,
    };
    if is_probe(&request) || path == "/updatez" || page::PATHS.contains(&path) || signs_in {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    let ctx = match context(&app, &parts).await {
        Ok(ctx) => ctx,
        Err(refused) => return refused.into_response(),
    };
    request = Request::from_parts(parts, body);
    request.extensions_mut().insert(ctx);
    next.run(request).await
}

/// Where people sign in and out.
pub(super) const SESSION_PATH: &str = "/v1/session";

async fn context(app: &App, parts: &Parts) -> Result<Context, Refused> {
    let Admitted { actor, clearance, fixed } = admit(app, parts).await?;
    app.rates.check(&actor)?;
    let stated = Reason::of_headers(&parts.headers)?;
    let request_id = parts.extensions.get::<RequestId>().map(|id| id.0.clone()).unwrap_or_default();
    let now = app.node.around.clock.now();
    Ok(Context { actor, clearance, reason: stated.under(&fixed)?, now, request_id })
}

async fn admit(app: &App, parts: &Parts) -> Result<Admitted, Refused> {
    if let Some(given) = parts.headers.get(header::AUTHORIZATION) {
        let secret = given.to_str().ok().and_then(|text| text.split_once(' '));
        let secret = secret.and_then(|(scheme, secret)| {
            let known = ["bearer", "apikey"];
            known.contains(&scheme.to_ascii_lowercase().as_str()).then_some(secret.trim())
        });
        let Some(secret) = secret else {
            return Err(unauthorized("the `authorization` header holds no token").into());
        };
        let Some(holder) = app.node.holder(secret).await? else {
            return Err(unauthorized("this node does not know the token").into());
        };
        let (actor, clearance) = (holder.actor, holder.clearance);
        return Ok(Admitted { actor, clearance, fixed: holder.reason });
    }
    if let Some(secret) = cookie::session(&parts.headers) {
        if !parts.method.is_safe() {
            from_own_page(&parts.headers, host(parts))?;
        }
        let Some(signed) = app.node.signed_in(&secret).await? else {
            return Err(unauthorized("the session is over")
                .with_hint("sign in again: `POST /v1/session`")
                .into());
        };
        let (actor, clearance) = (signed.actor, signed.clearance);
        return Ok(Admitted { actor, clearance, fixed: Reason::default() });
    }
    let Some(loopback) = &app.loopback else {
        return Err(unauthorized("a token is needed").into());
    };
    if !is_loopback_name(host(parts)) {
        let message = "without a token only requests to a loopback name are answered";
        let hint = "send a token, or use 127.0.0.1 or localhost as the host";
        let fault = Fault::new(FaultKind::Misdirected, "misdirected", message);
        return Err(fault.with_hint(hint).into());
    }
    let actor = Actor {
        kind: ActorKind::Loopback,
        name: "loopback".to_owned(),
        roles: loopback.roles.clone(),
        assurance: 0,
    };
    // A native request says why it is made; a compatible one cannot.
    let fixed =
        if is_native(parts.uri.path()) { Reason::default() } else { loopback.reason.clone() };
    Ok(Admitted { actor, clearance: Clearance::Everything, fixed })
}

fn unauthorized(message: &str) -> Fault {
    Fault::new(FaultKind::Unauthorized, "unauthorized", message)
        .with_hint("send `authorization: Bearer` and a token made with `comity token create`")
}

/// A page of another origin must not act for somebody who is signed in. Browsers say where a
/// request comes from; what is no browser holds no cookie that it was not given.
fn from_own_page(headers: &HeaderMap, host: &str) -> Result<(), Fault> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let is_own = match (text("sec-fetch-site"), text("origin")) {
        (Some(site), _) => matches!(site, "same-origin" | "none"),
        (None, Some(origin)) => origin.split_once("://").is_some_and(|(_, from)| from == host),
        (None, None) => true,
    };
    if is_own {
        return Ok(());
    }
    let message = "a page of another origin sent this";
    Err(Fault::new(FaultKind::Forbidden, "other-origin", message))
}

/// The name that the request was sent to.
fn host(parts: &Parts) -> &str {
    parts
        .headers
        .get(header::HOST)
        .and_then(|value| value.to_str().ok())
        .or_else(|| parts.uri.authority().map(Authority::as_str))
        .unwrap_or_default()
}

/// Whether a name can only mean this machine. A page in a browser, or a proxy that hands requests
/// on from elsewhere, names another host: neither must get in without a token.
pub(super) fn is_loopback_name(host: &str) -> bool {
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    name.eq_ignore_ascii_case("localhost")
        || name.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_of_this_machine_are_loopback() {
        for host in ["localhost", "LOCALHOST:8000", "127.0.0.1:80", "127.1.2.3", "[::1]:8000"] {
            assert!(is_loopback_name(host), "{host}");
        }
        for host in ["", "example.org", "localhost.example.org:80", "10.0.0.1", "[::2]", "127.1"] {
            assert!(!is_loopback_name(host), "{host}");
        }
    }

    #[test]
    fn pages_of_other_origins_do_not_act_for_somebody() {
        let asked = |headers: &[(&'static str, &'static str)]| {
            let pairs = headers.iter().map(|(name, value)| {
                (header::HeaderName::from_static(name), header::HeaderValue::from_static(value))
            });
            from_own_page(&pairs.collect(), "node.example").is_ok()
        };
        assert!(asked(&[]) && asked(&[("sec-fetch-site", "same-origin")]));
        assert!(asked(&[("origin", "https://node.example")]));
        assert!(!asked(&[("origin", "https://other.example")]));
        assert!(!asked(&[("sec-fetch-site", "same-site")]) && !asked(&[("origin", "null")]));
        let both = [("sec-fetch-site", "cross-site"), ("origin", "https://node.example")];
        assert!(!asked(&both));
    }
}
