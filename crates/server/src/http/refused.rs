use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use comity_api::v1::Problem;
use comity_api::yente::Detail;
use comity_api::{Fault, FaultKind};

use crate::ServerError;

/// A request that was not answered. The outermost layer writes it in the shape of its route.
pub(crate) struct Refused(pub(crate) Box<Fault>);

/// The fault of a response whose body is not written yet.
#[derive(Clone)]
struct Unwritten(Box<Fault>);

/// Seconds after which a caller who was turned away may try again.
const RETRY_SECONDS: &str = "1";

impl From<Fault> for Refused {
    fn from(fault: Fault) -> Refused {
        Refused(Box::new(fault))
    }
}

impl From<ServerError> for Refused {
    /// What the node failed at is for its log; the caller hears that it failed.
    fn from(err: ServerError) -> Refused {
        let fault = err.to_fault();
        if fault.kind == FaultKind::Internal {
            tracing::error!(code = err.code(), error = err.chain(), "request failed");
            let hint = "the node's log says more under the request's id";
            return Fault::internal("the node failed").with_hint(hint).into();
        }
        fault.into()
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.0.kind.status());
        let mut response = status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR).into_response();
        let headers = response.headers_mut();
        match self.0.kind {
            FaultKind::Unavailable | FaultKind::TooManyRequests => {
                headers.insert(header::RETRY_AFTER, HeaderValue::from_static(RETRY_SECONDS));
            }
            FaultKind::Unauthorized => {
                let scheme = HeaderValue::from_static("Bearer realm=\"comity\"");
                headers.insert(header::WWW_AUTHENTICATE, scheme);
            }
            // What was not read of the request would be taken for the next one.
            FaultKind::TooLarge | FaultKind::RequestTimeout => {
                headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
            }
            _ => {}
        }
        response.extensions_mut().insert(Unwritten(self.0));
        response
    }
}

/// The code of the fault of a response whose body is not written yet.
pub(super) fn fault_code(response: &Response) -> Option<&str> {
    response.extensions().get::<Unwritten>().map(|unwritten| unwritten.0.code.as_str())
}

/// Whether a route is a native one.
pub(super) fn is_native(path: &str) -> bool {
    path == "/v1" || path.starts_with("/v1/")
}

/// Writes the body of a response that refuses, in the shape of its route: problem+json under
/// `/v1`, `{"detail": ...}` elsewhere.
pub(super) fn write(response: Response, path: &str, request_id: &str) -> Response {
    let Some(Unwritten(fault)) = response.extensions().get::<Unwritten>().cloned() else {
        return response;
    };
    let (text, kind) = if is_native(path) {
        (serde_json::to_vec(&Problem::of(&fault, Some(request_id))), "application/problem+json")
    } else {
        (serde_json::to_vec(&Detail::from(&*fault)), "application/json")
    };
    let (mut parts, _) = response.into_parts();
    parts.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    parts.headers.remove(header::CONTENT_LENGTH);
    Response::from_parts(parts, Body::from(text.unwrap_or_default()))
}
