use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use comity_api::Fault;

use super::refused::Refused;
use crate::Context;

/// The variable part of an address.
pub(super) struct Segment(pub(super) String);

impl<S: Send + Sync> FromRequestParts<S> for Segment {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Segment, Refused> {
        let path: Result<Path<String>, _> = Path::from_request_parts(parts, state).await;
        match path {
            Ok(Path(text)) => Ok(Segment(text)),
            Err(_) => Err(Fault::invalid("address", "the address is not UTF-8").into()),
        }
    }
}

/// Who asks, as the layers found out.
pub(super) struct Caller(pub(super) Context);

impl<S: Send + Sync> FromRequestParts<S> for Caller {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Caller, Refused> {
        match parts.extensions.get::<Context>() {
            Some(ctx) => Ok(Caller(ctx.clone())),
            None => Err(Fault::internal("a request came past the layer that admits").into()),
        }
    }
}

/// The number in an address; what is none names nothing that there could be.
pub(super) fn numbered(text: &str, missing: fn(&str) -> Fault) -> Result<u64, Fault> {
    text.parse().map_err(|_| missing(text))
}
