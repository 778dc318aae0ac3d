use std::pin::Pin;
use std::sync::Arc;
use std::task;

use axum::Router;
use axum::body::{Body, Bytes, HttpBody};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use comity_api::{Fault, FaultKind, NO_SUCH_ROUTE};
use hyper::body::{Frame, SizeHint};
use tower_http::catch_panic::CatchPanicLayer;
use utoipa::openapi::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::metrics::{Exposition, Figures};
use super::rates::Rates;
use super::refused::Refused;
use super::turns::{Turn, Turns};
use super::{
    adjacent, algorithms, auth, catalog, cors, document, entities, health, layers, match_entities,
    metrics, page, reconcile, reconcile_suggest, reconcile_view, search, updatez, v1_alerts,
    v1_approvals, v1_changes, v1_datasets, v1_disputes, v1_doctor, v1_hits, v1_log, v1_policy,
    v1_records, v1_redress, v1_report, v1_restrictions, v1_rights, v1_screen, v1_search,
    v1_session, v1_session_provider, v1_subjects,
};
use crate::app::accounts::Provider;
use crate::app::loaded::Loaded;
use crate::limits::ListenLimits;
use crate::{Loopback, Node};

/// What all routes share.
#[derive(Clone)]
pub(crate) struct App {
    pub(crate) node: Arc<Node>,
    pub(crate) limits: ListenLimits,
    /// As whom callers without a token are let in: only where the listener is on loopback.
    pub(crate) loopback: Option<Arc<Loopback>>,
    pub(super) rates: Arc<Rates>,
    pub(crate) turns: Arc<Turns>,
    pub(super) figures: Figures,
    /// What the ids of requests begin with.
    pub(crate) run: Arc<str>,
    /// What lets somebody in who asks for an update; nobody unless there is one.
    pub(crate) update_token: Option<Arc<str>>,
    /// The identity provider that people may sign in with.
    pub(crate) provider: Option<Arc<Provider>>,
}

impl App {
    /// The shared state of a listener.
    pub(crate) fn new(
        node: Arc<Node>,
        limits: ListenLimits,
        loopback: Option<Loopback>,
        run: &str,
    ) -> App {
        let rates = Arc::new(Rates::new(&limits, node.around.clock.clone()));
        let turns = Arc::new(Turns::new(&limits, &node.metrics.waiting));
        let patterns = openapi().paths.paths.into_keys();
        let figures = Arc::new(Exposition::new(&node.metrics, patterns));
        App {
            node,
            limits,
            loopback: loopback.map(Arc::new),
            rates,
            turns,
            figures,
            run: run.into(),
            update_token: None,
            provider: None,
        }
    }

    /// Room for the answers to so many queries with so many results in all. It is held until the
    /// answer is sent.
    pub(super) async fn room(&self, queries: usize, results: usize) -> Result<Room, Fault> {
        Ok(Room { _turn: self.turns.room(queries, results).await? })
    }

    /// What is searched. A node that has not loaded its index yet says so at once.
    pub(super) fn ready(&self) -> Result<Arc<Loaded>, Fault> {
        let message = "the index is not loaded yet";
        let not_ready = || Fault::new(FaultKind::Unavailable, "not-ready", message);
        self.node.loaded_now().ok_or_else(not_ready)
    }
}

/// Room for the results of one request.
pub(super) struct Room {
    _turn: Turn,
}

impl Room {
    /// An answer that keeps its room until it is sent or given up.
    pub(super) fn answer(self, answer: impl IntoResponse) -> Response {
        let (parts, body) = answer.into_response().into_parts();
        Response::from_parts(parts, Body::new(Held { body, _room: self }))
    }
}

/// A body that keeps its room. It tells its size as the body does, so that the answer states its
/// length and is not cut into chunks.
struct Held {
    body: Body,
    _room: Room,
}

impl HttpBody for Held {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut task::Context<'_>,
    ) -> task::Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// All routes with their descriptions.
fn described() -> OpenApiRouter<App> {
    OpenApiRouter::with_openapi(comity_api::openapi::base())
        .routes(routes!(match_entities::match_entities))
        .routes(routes!(search::search))
        .routes(routes!(entities::fetch_entity))
        .routes(routes!(adjacent::fetch_adjacent))
        .routes(routes!(adjacent::fetch_adjacent_by_property))
        .routes(routes!(reconcile::manifest, reconcile::reconcile))
        .routes(routes!(reconcile_suggest::entity))
        .routes(routes!(reconcile_suggest::property))
        .routes(routes!(reconcile_suggest::kind))
        .routes(routes!(reconcile_suggest::extend_property))
        .routes(routes!(reconcile_view::view))
        .routes(routes!(catalog::catalog))
        .routes(routes!(algorithms::algorithms))
        .routes(routes!(updatez::updatez))
        .routes(routes!(health::healthz))
        .routes(routes!(health::readyz))
        .routes(routes!(metrics::metrics))
        .routes(routes!(v1_session::sign_in, v1_session::session, v1_session::sign_out))
        .routes(routes!(v1_session_provider::leave))
        .routes(routes!(v1_session_provider::come_back))
        .routes(routes!(v1_screen::screen))
        .routes(routes!(v1_search::search))
        .routes(routes!(v1_records::record))
        .routes(routes!(v1_datasets::datasets))
        .routes(routes!(v1_changes::versions))
        .routes(routes!(v1_changes::changes))
        .routes(routes!(v1_subjects::list))
        .routes(routes!(v1_subjects::changes))
        .routes(routes!(v1_subjects::put_all))
        .routes(routes!(v1_subjects::put, v1_subjects::show, v1_subjects::remove))
        .routes(routes!(v1_alerts::list, v1_alerts::issue))
        .routes(routes!(v1_alerts::categories))
        .routes(routes!(v1_alerts::show))
        .routes(routes!(v1_alerts::extend))
        .routes(routes!(v1_alerts::close))
        .routes(routes!(v1_hits::list, v1_hits::open))
        .routes(routes!(v1_hits::owed))
        .routes(routes!(v1_hits::show))
        .routes(routes!(v1_hits::review))
        .routes(routes!(v1_hits::confirm))
        .routes(routes!(v1_hits::reject))
        .routes(routes!(v1_hits::measure))
        .routes(routes!(v1_approvals::list))
        .routes(routes!(v1_approvals::show))
        .routes(routes!(v1_approvals::give))
        .routes(routes!(v1_approvals::refuse))
        .routes(routes!(v1_log::show))
        .routes(routes!(v1_log::unusual))
        .routes(routes!(v1_rights::access))
        .routes(routes!(v1_rights::indirect_access))
        .routes(routes!(v1_rights::erase))
        .routes(routes!(v1_policy::policy))
        .routes(routes!(v1_disputes::list, v1_disputes::open))
        .routes(routes!(v1_disputes::end))
        .routes(routes!(v1_redress::list, v1_redress::issue))
        .routes(routes!(v1_redress::revoke))
        .routes(routes!(v1_report::report))
        .routes(routes!(v1_restrictions::list, v1_restrictions::restrict))
        .routes(routes!(v1_restrictions::lift))
        .routes(routes!(v1_doctor::doctor))
        .routes(routes!(document::openapi))
        .merge(page::routes())
}

/// The description of all routes.
pub(super) fn openapi() -> OpenApi {
    super::classes::classed(described().split_for_parts().1)
}

/// All routes behind all layers. A request passes the layers from the last to the first.
pub(crate) fn router(app: App) -> Router {
    let (routes, _) = described().split_for_parts();
    routes
        .fallback(no_such_route)
        .method_not_allowed_fallback(other_method)
        .layer(from_fn_with_state(app.clone(), layers::in_time))
        .layer(from_fn_with_state(app.clone(), layers::in_turn))
        .layer(from_fn_with_state(app.clone(), auth::authenticate))
        .layer(from_fn(cors::let_in))
        .layer(from_fn(layers::short_address))
        .layer(CatchPanicLayer::custom(layers::panicked))
        .layer(from_fn_with_state(app.clone(), layers::observe))
        .with_state(app)
}

pub(super) async fn no_such_route() -> Refused {
    Fault::not_found(NO_SUCH_ROUTE, "there is no such route")
        .with_hint("`/openapi.json` describes what there is")
        .into()
}

async fn other_method() -> Refused {
    let message = "the route does not take this method";
    Fault::new(FaultKind::MethodNotAllowed, "method-not-allowed", message).into()
}

#[cfg(test)]
mod tests {
    use axum::extract::Request;
    use axum::http::StatusCode;
    use axum::routing::get;
    use http_body_util::BodyExt as _;
    use tower::ServiceExt as _;

    use super::*;
    use crate::Around;

    async fn app(home: &std::path::Path) -> App {
        Node::init(home, None, &Around::system()).await.unwrap();
        let node = Node::open(home, Around::system()).unwrap();
        App::new(node, ListenLimits::default(), Some(Loopback::default()), "test")
    }

    async fn status(router: &Router, path: &str) -> StatusCode {
        let request = Request::get(path).header("host", "localhost").body(Body::empty()).unwrap();
        router.clone().oneshot(request).await.unwrap().status()
    }

    #[tokio::test]
    async fn nothing_that_needs_the_index_is_answered_before_it_is_loaded() {
        let home = tempfile::tempdir().unwrap();
        let app = app(home.path()).await;
        let routes = router(app.clone());
        let waiting = ["/readyz", "/catalog", "/v1/datasets", "/entities/a", "/v1/records/a"];
        for path in waiting {
            assert_eq!(status(&routes, path).await, StatusCode::SERVICE_UNAVAILABLE, "{path}");
        }
        for path in ["/healthz", "/algorithms", "/openapi.json"] {
            assert_eq!(status(&routes, path).await, StatusCode::OK, "{path}");
        }
        app.node.refresh().await.unwrap();
        assert_eq!(status(&routes, "/readyz").await, StatusCode::OK);
        assert_eq!(status(&routes, "/catalog").await, StatusCode::OK);
    }

    #[tokio::test]
    async fn a_panic_ends_one_request_and_tells_nothing() {
        let home = tempfile::tempdir().unwrap();
        let app = app(home.path()).await;
        async fn broken() -> StatusCode {
            panic!("secret")
        }
        let routes: Router = Router::new()
            .route("/v1/broken", get(broken))
            .layer(CatchPanicLayer::custom(layers::panicked))
            .layer(from_fn_with_state(app, layers::observe));
        let request = Request::get("/v1/broken").body(Body::empty()).unwrap();
        let response = routes.oneshot(request).await.unwrap();
        assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
        let body = response.into_body().collect().await.unwrap().to_bytes();
        let text = String::from_utf8_lossy(&body);
        assert!(text.contains("urn:comity:fault:internal") && !text.contains("secret"), "{text}");
    }
}
