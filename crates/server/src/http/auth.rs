use axum::extract::{Request, State};
use axum::http::header;
use axum::http::request::Parts;
use axum::http::uri::Authority;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use comity_api::{Fault, FaultKind};

use super::layers::{RequestId, is_probe};
use super::page;
use super::refused::Refused;
use super::router::App;
use crate::{Actor, Clearance, Context};

/// Lets in who holds a token, and on a loopback listener who sends none. Probes are open.
pub(super) async fn authenticate(
    State(app): State<App>,
    mut request: Request,
    next: Next,
) -> Response {
    // The update token takes the place of a caller's, and the page holds no data.
    let path = request.uri().path();
    if is_probe(&request) || path == "/updatez" || page::PATHS.contains(&path) {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    let (actor, clearance) = match admit(&app, &parts).await {
        Ok(admitted) => admitted,
        Err(refused) => return refused.into_response(),
    };
    let id = parts.extensions.get::<RequestId>().map(|id| id.0.clone()).unwrap_or_default();
    let ctx =
        Context { actor, clearance, request_id: id, ..Context::local(app.node.around.clock.now()) };
    request = Request::from_parts(parts, body);
    request.extensions_mut().insert(ctx);
    next.run(request).await
}

async fn admit(app: &App, parts: &Parts) -> Result<(Actor, Clearance), Refused> {
    let Some(given) = parts.headers.get(header::AUTHORIZATION) else {
        if !app.is_open {
            return Err(unauthorized("a token is needed").into());
        }
        if !is_loopback_name(host(parts)) {
            let message = "without a token only requests to a loopback name are answered";
            let hint = "send a token, or use 127.0.0.1 or localhost as the host";
            let fault = Fault::new(FaultKind::Misdirected, "misdirected", message);
            return Err(fault.with_hint(hint).into());
        }
        return Ok((Actor::Loopback, Clearance::Everything));
    };
    let secret =
        given.to_str().ok().and_then(|text| text.split_once(' ')).and_then(|(scheme, secret)| {
            let known = ["bearer", "apikey"];
            known.contains(&scheme.to_ascii_lowercase().as_str()).then_some(secret.trim())
        });
    let Some(secret) = secret else {
        return Err(unauthorized("the `authorization` header holds no token").into());
    };
    match app.node.holder(secret).await? {
        Some(holder) => Ok((Actor::Token(holder.name), holder.clearance)),
        None => Err(unauthorized("this node does not know the token").into()),
    }
}

fn unauthorized(message: &str) -> Fault {
    Fault::new(FaultKind::Unauthorized, "unauthorized", message)
        .with_hint("send `authorization: Bearer` and a token made with `comity token create`")
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
    use super::is_loopback_name;

    #[test]
    fn only_names_of_this_machine_are_loopback() {
        for host in ["localhost", "LOCALHOST:8000", "127.0.0.1:80", "127.1.2.3", "[::1]:8000"] {
            assert!(is_loopback_name(host), "{host}");
        }
        for host in ["", "example.org", "localhost.example.org:80", "10.0.0.1", "[::2]", "127.1"] {
            assert!(!is_loopback_name(host), "{host}");
        }
    }
}
