use axum::extract::{FromRequestParts as _, Path, Request, State};
use axum::response::{IntoResponse as _, Response};
use comity_api::Fault;
use comity_api::openapi::{CompatibleRefusals, CompatibleShapeRefusals};
use comity_api::yente::{AdjacentResultsResponse, EntityAdjacentResponse, ErrorResponse};
use comity_screening::limits::{SEARCH_LIMIT_DEFAULT, SEARCH_LIMIT_MAX, SEARCH_OFFSET_MAX};
use utoipa::IntoParams;

use super::entities::moved_to;
use super::fields::SORTS_MAX;
use super::out::Out;
use super::params::Params;
use super::refused::Refused;
use super::router::App;
use super::segment::{Caller, Segment};
use crate::app::neighbours::{Around, SortKey, leads_on};
use crate::app::record::Found;

/// Fetch what lies around an entity
///
/// Listings, documents, addresses, relatives, owners: by the property that leads there, a page of
/// each.
#[utoipa::path(
    get,
    path = "/entities/{entity_id}/adjacent",
    tag = "records",
    params(("entity_id" = String, Path, description = "The id."), Asked),
    responses(
        (status = 200, description = "The pages.", body = EntityAdjacentResponse),
        (status = 308, description = "It is known by another id now, see `location`."),
        (status = 404, description = "There is no such entity.", body = ErrorResponse),
        CompatibleRefusals,
        CompatibleShapeRefusals,
    ),
)]
pub(super) async fn fetch_adjacent(
    State(app): State<App>,
    Segment(id): Segment,
    Caller(ctx): Caller,
    request: Request,
) -> Result<Response, Refused> {
    let around = read(&request, None)?;
    app.ready()?;
    match app.node.find_around(&ctx, &id, &around).await?.1 {
        Found::Whole(found) => Ok(Out(found).into_response()),
        Found::Moved(now) => moved_to(&["entities", &now, "adjacent"], request.uri().query()),
        Found::Missing => Err(no_entity()),
    }
}

/// Fetch what lies around an entity by one property
///
/// A page of what the property leads to; also of a property that others call by another name, such
/// as `ownershipAsset`.
#[utoipa::path(
    get,
    path = "/entities/{entity_id}/adjacent/{property_name}",
    tag = "records",
    params(
        ("entity_id" = String, Path, description = "The id."),
        ("property_name" = String, Path, description = "The property.", example = "sanctions"),
        Asked,
    ),
    responses(
        (status = 200, description = "The page.", body = AdjacentResultsResponse),
        (status = 308, description = "It is known by another id now, see `location`."),
        (status = 404, description = "There is no such entity or property.", body = ErrorResponse),
        CompatibleRefusals,
        CompatibleShapeRefusals,
    ),
)]
pub(super) async fn fetch_adjacent_by_property(
    State(app): State<App>,
    Caller(ctx): Caller,
    request: Request,
) -> Result<Response, Refused> {
    let (mut parts, body) = request.into_parts();
    let path: Result<Path<(String, String)>, _> = Path::from_request_parts(&mut parts, &app).await;
    let Ok(Path((id, property))) = path else {
        return Err(Fault::invalid("address", "the address is not UTF-8").into());
    };
    let request = Request::from_parts(parts, body);
    let around = read(&request, Some(property.clone()))?;
    app.ready()?;
    let (schema, found) = app.node.find_around(&ctx, &id, &around).await?;
    let found = match found {
        Found::Whole(found) => found,
        Found::Moved(now) => {
            let path = ["entities", &now, "adjacent", &property];
            return moved_to(&path, request.uri().query());
        }
        Found::Missing => return Err(no_entity()),
    };
    if !schema.is_some_and(|schema| leads_on(schema, &property)) {
        return Err(Fault::not_found("no-such-property", "No such property!").into());
    }
    Ok(Out(found.project(|answer| answer.adjacent.into_values().next())).into_response())
}

/// What the address asks for.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "the fields describe what `read` reads")]
struct Asked {
    /// By what they are ordered, each as `field` or `field:desc`: `properties.startDate:desc`.
    #[param(required = false)]
    sort: Vec<String>,
    /// Most results of each property.
    #[param(required = false, default = 10, minimum = 0, maximum = 500)]
    limit: usize,
    /// How many results of each property stand before those.
    #[param(required = false, default = 0, minimum = 0, maximum = 9499)]
    offset: usize,
}

fn read(request: &Request, property: Option<String>) -> Result<Around, Refused> {
    let mut params = Params::of(request.uri())?;
    let limit = params.number_to("limit", SEARCH_LIMIT_DEFAULT, SEARCH_LIMIT_MAX);
    let offset = params.number_to("offset", 0, SEARCH_OFFSET_MAX);
    let texts = params.at_most("sort", SORTS_MAX);
    params.finish()?;
    let mut sorts = Vec::new();
    for text in texts {
        let (name, order) = text.rsplit_once(':').unwrap_or((&text, "asc"));
        let Some(key) = SortKey::named(name) else {
            let shown: String = name.chars().take(80).filter(|c| !c.is_control()).collect();
            let fault = Fault::invalid("field", format!("Invalid sort: '{shown}'"));
            let hint = "properties are named as in `properties.startDate`";
            return Err(fault.with_hint(hint).into());
        };
        sorts.push((key, order == "desc"));
    }
    Ok(Around { property, limit, offset, sorts })
}

fn no_entity() -> Refused {
    Fault::not_found("no-such-entity", "No such entity!").into()
}
