use axum::extract::State;
use comity_api::openapi::NativeRefusals;
use comity_api::v1::DatasetList;

use super::out::Out;
use super::refused::Refused;
use super::router::App;
use super::segment::Caller;

/// What the node holds
///
/// All datasets of which the caller may see anything, with counts of what they may see.
#[utoipa::path(
    get,
    path = "/v1/datasets",
    tag = "records",
    responses(
        (status = 200, description = "The datasets.", body = DatasetList),
        NativeRefusals,
    ),
)]
pub(super) async fn datasets(
    State(app): State<App>,
    Caller(ctx): Caller,
) -> Result<Out<DatasetList>, Refused> {
    app.ready()?;
    Ok(Out(app.node.datasets(&ctx).await?))
}
