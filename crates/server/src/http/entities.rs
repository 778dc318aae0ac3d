use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use comity_api::Fault;
use comity_api::openapi::{CompatibleRefusals, CompatibleShapeRefusals};
use comity_api::yente::{Entity, ErrorResponse};
use utoipa::IntoParams;

use super::out::Out;
use super::params::Params;
use super::refused::Refused;
use super::router::App;
use super::segment::{Caller, Segment};
use crate::app::record::Found;

/// Fetch an entity
///
/// By its canonical id, or by the id of any record that is part of it: then the answer is a
/// redirect. With `nested`, listings, documents, addresses and edges stand inside.
#[utoipa::path(
    get,
    path = "/entities/{entity_id}",
    tag = "records",
    params(
        ("entity_id" = String, Path, description = "The id."),
        Asked,
    ),
    responses(
        (status = 200, description = "The entity.", body = Entity),
        (status = 308, description = "It is known by another id now, see `location`."),
        (status = 404, description = "There is no such entity.", body = ErrorResponse),
        CompatibleRefusals,
        CompatibleShapeRefusals,
    ),
)]
pub(super) async fn fetch_entity(
    State(app): State<App>,
    Segment(id): Segment,
    Caller(ctx): Caller,
    request: Request,
) -> Result<Response, Refused> {
    let mut params = Params::of(request.uri())?;
    let nested = params.flag("nested", true);
    params.finish()?;
    app.ready()?;
    match app.node.find_entity(&ctx, &id, nested).await? {
        Found::Whole(entity) => Ok(Out(entity).into_response()),
        Found::Moved(now) => moved("/entities/", &now, request.uri().query()),
        Found::Missing => Err(Fault::not_found("no-such-entity", "No such entity!").into()),
    }
}

/// What the address asks for.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "the field describes what the handler reads")]
struct Asked {
    /// Whether related records come too.
    #[param(required = false, default = true)]
    nested: bool,
}

/// A redirect to where a record is known now.
pub(super) fn moved(under: &str, id: &str, query: Option<&str>) -> Result<Response, Refused> {
    redirect(format!("{under}{}", escaped(id)), query)
}

/// A redirect to a path of several parts.
pub(super) fn moved_to(parts: &[&str], query: Option<&str>) -> Result<Response, Refused> {
    redirect(parts.iter().map(|part| format!("/{}", escaped(part))).collect(), query)
}

fn redirect(mut location: String, query: Option<&str>) -> Result<Response, Refused> {
    if let Some(query) = query {
        location.push('?');
        location.push_str(query);
    }
    let location = HeaderValue::from_str(&location)
        .map_err(|_| Fault::internal("an id cannot stand in an address"))?;
    Ok((StatusCode::PERMANENT_REDIRECT, [(header::LOCATION, location)]).into_response())
}

/// An id as one segment of an address (RFC 3986 section 2.3).
pub(super) fn escaped(id: &str) -> String {
    let mut escaped = String::with_capacity(id.len());
    for byte in id.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            escaped.push(char::from(byte));
        } else {
            escaped.push_str(&format!("%{byte:02X}"));
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    #[test]
    fn ids_are_escaped() {
        assert_eq!(super::escaped("cm-1_a~b.c"), "cm-1_a~b.c");
        assert_eq!(super::escaped("a/b?c#é"), "a%2Fb%3Fc%23%C3%A9");
    }
}
