use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::header;
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use comity_api::Fault;
use comity_api::openapi::CompatibleRefusals;
use comity_api::yente::ErrorResponse;
use comity_policy::Action;
use prometheus_client::encoding::text;
use prometheus_client::registry::Registry;
use tower_http::catch_panic::CatchPanicLayer;

use super::refused::Refused;
use super::router::App;
use super::segment::Caller;
use super::{health, layers};
use crate::ServerError;
use crate::metrics::{Metrics, Routes};

/// All figures, and how they are shown.
pub(crate) struct Exposition {
    pub(super) routes: Routes,
    registry: Registry,
    /// Held while figures are read: two readers must not mix theirs.
    reading: tokio::sync::Mutex<()>,
}

const CONTENT_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

impl Exposition {
    pub(super) fn new(metrics: &Metrics, patterns: impl IntoIterator<Item = String>) -> Exposition {
        let routes = Routes::new(patterns);
        let registry = metrics.registry(routes.clone(), env!("CARGO_PKG_VERSION"));
        Exposition { routes, registry, reading: tokio::sync::Mutex::new(()) }
    }

    /// All figures as OpenMetrics text.
    fn text(&self) -> Result<String, ServerError> {
        let mut out = String::new();
        text::encode(&mut out, &self.registry)
            .map_err(|_| Fault::internal("the figures cannot be written"))?;
        Ok(out)
    }
}

/// Figures for monitoring
///
/// OpenMetrics text. The names of all datasets stand in it, so it is for callers who may see
/// everything: those on a loopback listener without a token, and tokens with clearance RED.
#[utoipa::path(
    get,
    path = "/metrics",
    tag = "system",
    responses(
        (
            status = 200,
            description = "The figures.",
            body = String,
            content_type = "application/openmetrics-text",
        ),
        (status = 403, description = "The token may not see them.", body = ErrorResponse),
        CompatibleRefusals,
    ),
)]
pub(super) async fn metrics(
    State(app): State<App>,
    Caller(ctx): Caller,
) -> Result<Response, Refused> {
    app.node.may_run(&ctx, Action::ManageNode).await?;
    show(&app).await
}

async fn show(app: &App) -> Result<Response, Refused> {
    let _turn = app.figures.reading.lock().await;
    app.node.measure().await?;
    let text = app.figures.text()?;
    Ok(([(header::CONTENT_TYPE, CONTENT_TYPE)], text).into_response())
}

async fn open(State(app): State<App>) -> Result<Response, Refused> {
    show(&app).await
}

/// The routes of a listener for figures alone. It asks for no token: whoever opens it chooses who
/// can reach it.
pub(crate) fn router(app: App) -> Router {
    Router::new()
        .route("/metrics", get(open))
        .route("/healthz", get(health::healthz))
        .route("/readyz", get(health::readyz))
        .fallback(super::router::no_such_route)
        .layer(CatchPanicLayer::custom(layers::panicked))
        .layer(from_fn_with_state(app.clone(), layers::observe))
        .with_state(app)
}

/// Figures shared by all listeners of a node.
pub(super) type Figures = Arc<Exposition>;
