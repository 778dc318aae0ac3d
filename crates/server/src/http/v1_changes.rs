use axum::extract::State;
use axum::http::Uri;
use comity_api::openapi::{NativeParameterRefusals, NativeRefusals};
use comity_api::v1::{ChangeList, Problem, VersionList};

use super::out::Out;
use super::params::Params;
use super::refused::Refused;
use super::router::App;
use super::segment::{Caller, Segment};
use crate::app::changes::ChangesAsk;
use crate::limits::{CHANGES_MAX, CHANGES_USUAL};

/// The versions of a dataset
///
/// Those that are kept, oldest first. An import makes a version; erased ones are gone.
#[utoipa::path(
    get,
    path = "/v1/datasets/{name}/versions",
    tag = "records",
    params(("name" = String, Path, description = "The dataset.")),
    responses(
        (status = 200, description = "The versions.", body = VersionList),
        (
            status = 404,
            description = "There is no such dataset.",
            body = Problem,
            content_type = "application/problem+json",
        ),
        NativeRefusals,
    ),
)]
pub(super) async fn versions(
    State(app): State<App>,
    Segment(name): Segment,
    Caller(ctx): Caller,
) -> Result<Out<VersionList>, Refused> {
    app.ready()?;
    Ok(Out(app.node.version_list(&ctx, &name).await?))
}

/// What changed between two versions of a dataset
///
/// Which records came, went and say something else, and what: each with the statements that only
/// one of the versions has. Records that describe others (listings, documents, addresses, edges)
/// are counted apart and name whom they describe. What the caller may not see takes no part in it.
#[utoipa::path(
    get,
    path = "/v1/datasets/{name}/changes",
    tag = "records",
    params(
        ("name" = String, Path, description = "The dataset."),
        (
            "from" = Option<String>,
            Query,
            description = "The version that is compared; unless stated, the one before `to`.",
        ),
        (
            "to" = Option<String>,
            Query,
            description = "The version that it is compared with; unless stated, the current one.",
        ),
        (
            "limit" = Option<usize>,
            Query,
            description = "Most records on a page; 100 unless stated, at most 1000.",
        ),
        ("after" = Option<String>, Query, description = "The `next` of the page before."),
    ),
    responses(
        (status = 200, description = "The difference.", body = ChangeList),
        (
            status = 404,
            description = "There is no such dataset or version, or the version was erased.",
            body = Problem,
            content_type = "application/problem+json",
        ),
        NativeRefusals,
        NativeParameterRefusals,
    ),
)]
pub(super) async fn changes(
    State(app): State<App>,
    Segment(name): Segment,
    Caller(ctx): Caller,
    uri: Uri,
) -> Result<Out<ChangeList>, Refused> {
    app.ready()?;
    let mut params = Params::of(&uri)?;
    let ask = ChangesAsk {
        from: params.text("from"),
        to: params.text("to"),
        after: params.text("after"),
        limit: params.count("limit", CHANGES_USUAL, CHANGES_MAX),
    };
    params.finish()?;
    Ok(Out(app.node.changes(&ctx, &name, ask).await?))
}
