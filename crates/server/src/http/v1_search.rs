use axum::extract::{Request, State};
use axum::response::Response;
use comity_api::local::SearchRequest;
use comity_api::openapi::{NativeRefusals, NativeSearchRefusals};
use comity_api::v1::{Problem, SearchPage};
use comity_screening::limits::{SEARCH_LIMIT_DEFAULT, SEARCH_LIMIT_MAX, SEARCH_OFFSET_MAX};
use utoipa::IntoParams;

use super::out::Out;
use super::params::Params;
use super::refused::Refused;
use super::router::App;
use super::segment::Caller;

/// Search by words
///
/// For a person who looks something up: slips are forgiven and rank lower, and where nothing has
/// the words, names that are alike are shown (`alike`). A search alerts nobody; screen for that.
#[utoipa::path(
    get,
    path = "/v1/search",
    tag = "records",
    params(Asked),
    responses(
        (status = 200, description = "One page.", body = SearchPage),
        (
            status = 404,
            description = "There is no such dataset.",
            body = Problem,
            content_type = "application/problem+json",
        ),
        NativeRefusals,
        NativeSearchRefusals,
    ),
)]
pub(super) async fn search(
    State(app): State<App>,
    Caller(ctx): Caller,
    request: Request,
) -> Result<Response, Refused> {
    let mut params = Params::of(request.uri())?;
    let asked = Asked {
        q: params.text("q").unwrap_or_default(),
        schema: params.text("schema"),
        dataset: params.all("dataset"),
        country: params.all("country"),
        topic: params.all("topic"),
        facets: params.flag("facets", false),
        limit: params.number_to("limit", SEARCH_LIMIT_DEFAULT, SEARCH_LIMIT_MAX),
        offset: params.number_to("offset", 0, SEARCH_OFFSET_MAX),
    };
    params.finish()?;
    app.ready()?;
    let room = app.room(1, asked.limit.max(1)).await?;
    let search = SearchRequest {
        text: asked.q,
        schema: asked.schema,
        datasets: asked.dataset,
        countries: asked.country,
        topics: asked.topic,
        facets: asked.facets,
        limit: Some(asked.limit),
        offset: asked.offset,
    };
    Ok(room.answer(Out(app.node.search(&ctx, &search).await?)))
}

/// What the address asks for.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
struct Asked {
    /// The words, as in `/search/{dataset}`.
    #[param(required = false, default = "")]
    q: String,
    /// The kind of thing; `Thing` unless stated.
    schema: Option<String>,
    /// Only records of these datasets.
    #[param(required = false)]
    dataset: Vec<String>,
    /// Only records of these countries, by code.
    #[param(required = false)]
    country: Vec<String>,
    /// Only records with one of these topics.
    #[param(required = false)]
    topic: Vec<String>,
    /// Whether countries, topics, datasets and schemata are counted.
    #[param(required = false, default = false)]
    facets: bool,
    /// Most results on the page.
    #[param(required = false, default = 10, minimum = 1, maximum = 500)]
    limit: usize,
    /// How many results stand before the page.
    #[param(required = false, default = 0, minimum = 0, maximum = 9499)]
    offset: usize,
}
