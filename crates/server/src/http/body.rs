use axum::body::{Body, Bytes, HttpBody as _};
use axum::extract::Request;
use axum::http::{HeaderMap, header};
use comity_api::{Fault, FaultKind};
use http_body_util::{BodyExt, LengthLimitError, Limited};

use super::refused::Refused;
use super::router::App;
use crate::limits::{BODY_BYTES_MAX, LARGE_BODY_BYTES};

/// A whole body.
pub(super) struct Whole {
    pub(super) bytes: Bytes,
}

/// Reads the whole body of a request that must be JSON.
pub(super) async fn json(request: Request, app: &App) -> Result<Whole, Refused> {
    check_type(request.headers())?;
    if stated_bytes(request.headers()).is_some_and(|length| length > BODY_BYTES_MAX as u64) {
        return Err(too_large().into());
    }
    let body: Limited<Body> = Limited::new(request.into_body(), BODY_BYTES_MAX);
    match tokio::time::timeout(app.limits.body, body.collect()).await {
        Ok(Ok(whole)) => Ok(Whole { bytes: whole.to_bytes() }),
        Ok(Err(err)) if err.is::<LengthLimitError>() => Err(too_large().into()),
        Ok(Err(_)) => Err(Fault::invalid("body-broken-off", "the body broke off").into()),
        Err(_) => {
            let message = format!("no whole body within {} seconds", app.limits.body.as_secs());
            Err(Fault::new(FaultKind::RequestTimeout, "slow-body", message).into())
        }
    }
}

/// Whether a request has a body that is large, or does not say how large it is.
pub(super) fn is_large(request: &Request) -> bool {
    match stated_bytes(request.headers()) {
        Some(length) => length >= LARGE_BODY_BYTES,
        None => !request.body().is_end_stream(),
    }
}

/// How long the body is, as the head says.
pub(super) fn stated_bytes(headers: &HeaderMap) -> Option<u64> {
    headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

fn too_large() -> Fault {
    let message = format!("the body has more than {BODY_BYTES_MAX} bytes");
    Fault::new(FaultKind::TooLarge, "body-too-large", message).with_hint("send fewer queries")
}

fn check_type(headers: &HeaderMap) -> Result<(), Fault> {
    let refuse = |message: String| {
        Fault::new(FaultKind::UnsupportedType, "unsupported-type", message)
            .with_hint("send `content-type: application/json`, not compressed")
    };
    if let Some(encoding) = headers.get(header::CONTENT_ENCODING)
        && encoding != "identity"
    {
        return Err(refuse("the body is compressed".to_owned()));
    }
    let given = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let Some(given) = given else {
        return Err(refuse("the request does not say of what type its body is".to_owned()));
    };
    let essence = given.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let is_json = essence == "application/json"
        || (essence.starts_with("application/") && essence.ends_with("+json"));
    if is_json { Ok(()) } else { Err(refuse(format!("a body of type `{essence}` is not read"))) }
}
