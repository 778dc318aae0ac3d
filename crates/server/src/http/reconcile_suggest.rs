use axum::extract::{Request, State};
use comity_api::Fault;
use comity_api::openapi::{CompatibleRefusals, CompatibleShapeRefusals};
use comity_api::yente::{
    ErrorResponse, FreebaseEntity, FreebaseExtendPropertiesResponse, FreebaseSuggestResponse,
    FreebaseType,
};
use comity_policy::{Action, Released};
use comity_screening::limits::{SEARCH_LIMIT_DEFAULT, SEARCH_LIMIT_MAX};

use super::out::Out;
use super::params::Params;
use super::refused::Refused;
use super::router::App;
use super::segment::{Caller, Segment};
use crate::app::law::{Granted, Told};
use crate::app::scope::{Scope, scope};
use crate::app::suggest::extend_properties;
use crate::limits::PREFIX_BYTES_MAX;

/// Suggest an entity
///
/// Entities with a name that begins with the words.
#[utoipa::path(
    get,
    path = "/reconcile/{dataset}/suggest/entity",
    tag = "reconciliation",
    params(
        ("dataset" = String, Path, description = "A dataset, or `default`."),
        ("prefix" = Option<String>, Query, description = "The beginning."),
        ("limit" = Option<usize>, Query, description = "Most suggestions.", maximum = 500),
    ),
    responses(
        (
            status = 200,
            description = "The entities.",
            body = FreebaseSuggestResponse<FreebaseEntity>,
        ),
        (status = 404, description = "There is no such dataset.", body = ErrorResponse),
        CompatibleRefusals,
        CompatibleShapeRefusals,
    ),
)]
pub(super) async fn entity(
    State(app): State<App>,
    Segment(dataset): Segment,
    Caller(ctx): Caller,
    request: Request,
) -> Result<Out<FreebaseSuggestResponse<FreebaseEntity>>, Refused> {
    let granted = app.node.may(&ctx, Action::Search).await?;
    let (prefix, limit, scope) = read(&app, &granted, &dataset, &request)?;
    let result = app.node.suggest_entities(&granted, &scope, &prefix, limit).await?;
    let told = app.node.prefix_told(&prefix, &result).await?;
    let answer = FreebaseSuggestResponse::of(prefix, result);
    Ok(Out(app.node.tell(&granted, told, answer).await?))
}

/// Suggest a property
///
/// Properties of records in the dataset whose name begins so.
#[utoipa::path(
    get,
    path = "/reconcile/{dataset}/suggest/property",
    tag = "reconciliation",
    params(
        ("dataset" = String, Path, description = "A dataset, or `default`."),
        ("prefix" = Option<String>, Query, description = "The beginning."),
    ),
    responses(
        (
            status = 200,
            description = "The properties.",
            body = FreebaseSuggestResponse<FreebaseType>,
        ),
        (status = 404, description = "There is no such dataset.", body = ErrorResponse),
        CompatibleRefusals,
        CompatibleShapeRefusals,
    ),
)]
pub(super) async fn property(
    State(app): State<App>,
    Segment(dataset): Segment,
    Caller(ctx): Caller,
    request: Request,
) -> Result<Out<FreebaseSuggestResponse<FreebaseType>>, Refused> {
    let granted = app.node.may(&ctx, Action::Search).await?;
    let (prefix, _, scope) = read(&app, &granted, &dataset, &request)?;
    let result = app.node.suggest_properties(&granted, &scope, &prefix).await?;
    let answer = FreebaseSuggestResponse::of(prefix, result);
    Ok(Out(app.node.tell(&granted, Told::default(), answer).await?))
}

/// Suggest a type
///
/// Schemata of records in the dataset whose name begins so.
#[utoipa::path(
    get,
    path = "/reconcile/{dataset}/suggest/type",
    tag = "reconciliation",
    params(
        ("dataset" = String, Path, description = "A dataset, or `default`."),
        ("prefix" = Option<String>, Query, description = "The beginning."),
    ),
    responses(
        (status = 200, description = "The types.", body = FreebaseSuggestResponse<FreebaseType>),
        (status = 404, description = "There is no such dataset.", body = ErrorResponse),
        CompatibleRefusals,
        CompatibleShapeRefusals,
    ),
)]
pub(super) async fn kind(
    State(app): State<App>,
    Segment(dataset): Segment,
    Caller(ctx): Caller,
    request: Request,
) -> Result<Out<FreebaseSuggestResponse<FreebaseType>>, Refused> {
    let granted = app.node.may(&ctx, Action::Search).await?;
    let (prefix, _, scope) = read(&app, &granted, &dataset, &request)?;
    let result = app.node.suggest_types(&granted, &scope, &prefix).await?;
    let answer = FreebaseSuggestResponse::of(prefix, result);
    Ok(Out(app.node.tell(&granted, Told::default(), answer).await?))
}

/// Propose properties for new columns
///
/// The properties of a type.
#[utoipa::path(
    get,
    path = "/reconcile/{dataset}/extend/property",
    tag = "reconciliation",
    params(
        ("dataset" = String, Path, description = "A dataset, or `default`."),
        ("type" = Option<String>, Query, description = "The type; `Thing` unless stated."),
        ("limit" = Option<usize>, Query, description = "Most properties; 0 for all."),
    ),
    responses(
        (status = 200, description = "The properties.", body = FreebaseExtendPropertiesResponse),
        (status = 404, description = "There is no such dataset.", body = ErrorResponse),
        CompatibleRefusals,
        CompatibleShapeRefusals,
    ),
)]
pub(super) async fn extend_property(
    State(app): State<App>,
    Segment(dataset): Segment,
    Caller(ctx): Caller,
    request: Request,
) -> Result<Out<FreebaseExtendPropertiesResponse>, Refused> {
    let mut params = Params::of(request.uri())?;
    let kind = params.text("type").unwrap_or_else(|| "Thing".to_owned());
    let limit = params.number_to("limit", 0, SEARCH_LIMIT_MAX);
    params.finish()?;
    let loaded = app.ready()?;
    let sight = app.node.sight_of_figures(&ctx).await?;
    scope(&loaded, &sight, &dataset, &[], &[])?;
    Ok(Out(Released::public(extend_properties(&kind, limit)?)))
}

fn read(
    app: &App,
    granted: &Granted,
    dataset: &str,
    request: &Request,
) -> Result<(String, usize, Scope), Refused> {
    let mut params = Params::of(request.uri())?;
    let prefix = params.text("prefix").unwrap_or_default();
    let limit = params.number_to("limit", SEARCH_LIMIT_DEFAULT, SEARCH_LIMIT_MAX);
    params.finish()?;
    if prefix.len() > PREFIX_BYTES_MAX {
        let message = format!("the prefix has more than {PREFIX_BYTES_MAX} bytes");
        return Err(Fault::invalid("prefix", message).into());
    }
    let loaded = app.ready()?;
    let scope = scope(&loaded, &granted.sight, dataset, &[], &[])?;
    Ok((prefix, limit, scope))
}
