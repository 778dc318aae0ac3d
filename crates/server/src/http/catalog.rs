use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use comity_api::convert;
use comity_api::openapi::CompatibleRefusals;
use comity_api::yente::DataCatalog;
use comity_policy::Released;

use super::out::Out;
use super::refused::Refused;
use super::router::App;
use super::segment::Caller;

/// What the node holds
///
/// All datasets of which the caller may see anything. `default` stands for all of them and is not
/// listed.
#[utoipa::path(
    get,
    path = "/catalog",
    tag = "records",
    responses(
        (status = 200, description = "The datasets.", body = DataCatalog),
        (status = 304, description = "Nothing changed since the version in `if-none-match`."),
        CompatibleRefusals,
    ),
)]
pub(super) async fn catalog(
    State(app): State<App>,
    Caller(ctx): Caller,
    headers: HeaderMap,
) -> Result<Response, Refused> {
    let loaded = app.ready()?;
    let basis = loaded.basis(&app.node.sight_of_figures(&ctx).await?);
    let indexed = |name: &str| {
        let version = basis.datasets.iter().find(|version| version.dataset.as_str() == name);
        version.map(|version| version.version.as_str())
    };
    let infos = app.node.datasets(&ctx).await?.into_inner().datasets;
    let datasets: Vec<_> =
        infos.iter().map(|info| convert::catalog_entry(info, indexed(&info.name))).collect();
    // One whose publisher could not be asked for too long counts as outdated as well.
    let is_stale = |name: &str| {
        let info = infos.iter().find(|info| info.name == name);
        info.and_then(|info| info.checks.as_ref()).is_some_and(|checks| checks.stale)
    };
    let (current, outdated): (Vec<_>, Vec<_>) = datasets
        .iter()
        .map(|dataset| (dataset.name.clone(), dataset.index_current && !is_stale(&dataset.name)))
        .partition(|(_, is_current)| *is_current);
    let names = |sets: Vec<(String, bool)>| sets.into_iter().map(|(name, _)| name);
    let (current, outdated): (Vec<_>, Vec<_>) =
        (names(current).collect(), names(outdated).collect());
    // What is shown hangs on the versions, on what is outdated and on the clearance alone; so
    // does the mark.
    let shown: Vec<&str> = datasets.iter().filter_map(|set| set.version.as_deref()).collect();
    let (shown, old) = (shown.join("-"), outdated.join("-"));
    let who = app.node.mark_of_sight(&ctx).await?;
    let mark = HeaderValue::from_str(&format!("\"{who}-{shown}-{}-{old}\"", outdated.len())).ok();
    let is_known = mark.is_some() && headers.get(header::IF_NONE_MATCH) == mark.as_ref();
    let mut response = if is_known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let index_stale = !outdated.is_empty();
        let catalog = DataCatalog { datasets, current, outdated, index_stale };
        Out(Released::public(catalog)).into_response()
    };
    if let Some(mark) = mark {
        response.headers_mut().insert(header::ETAG, mark);
        let asked_again = HeaderValue::from_static("private, no-cache");
        response.headers_mut().insert(header::CACHE_CONTROL, asked_again);
    }
    Ok(response)
}
