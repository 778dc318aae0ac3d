//! What happens around every request.

use std::any::Any;

use axum::body::HttpBody as _;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use comity_api::{Fault, FaultKind};
use prometheus_client::metrics::gauge::Gauge;
use tracing::Instrument;

use super::body::{is_large, stated_bytes};
use super::refused::{Refused, fault_code, write};
use super::router::App;
use crate::limits::{REQUEST_ID_BYTES_MAX, URI_BYTES_MAX};
use crate::{ActorKind, Context};

/// The header that carries a request's id, from the caller or from the node.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// A request's id.
#[derive(Clone)]
pub(super) struct RequestId(pub(super) String);

/// Names the request, writes errors in the shape of the route, and logs. The log has no address
/// beyond the route's pattern and no part of a body: both may name people.
pub(super) async fn observe(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let id = request_id(&app, request.headers());
    request.extensions_mut().insert(RequestId(id.clone()));
    let matched = request.extensions().get::<MatchedPath>().cloned();
    let route = matched.as_ref().map_or("unknown", MatchedPath::as_str);
    let metrics = &app.node.metrics;
    metrics.request_bytes.inc_by(stated_bytes(request.headers()).unwrap_or_default());
    let under_way = UnderWay::begin(&metrics.under_way);
    let path = request.uri().path().to_owned();
    let method = request.method().clone();
    let clock = app.node.around.clock.clone();
    let began = clock.elapsed();
    let span = tracing::info_span!("request", id);
    let answered = next.run(request).instrument(span.clone()).await;
    drop(under_way);
    if let Some(code) = fault_code(&answered) {
        metrics.turn_away(code);
    }
    let mut response = write(answered, &path, &id);
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    // Answers name people: nothing on the way may keep them.
    let kept = response.headers_mut().entry(header::CACHE_CONTROL);
    kept.or_insert(HeaderValue::from_static("no-store"));
    let took = clock.elapsed().saturating_sub(began);
    app.figures.routes.answered(route, &method, response.status(), took);
    metrics.answer_bytes.inc_by(response.body().size_hint().lower());
    let (took, status) = (took.as_micros(), response.status().as_u16());
    span.in_scope(|| tracing::info!(%method, route, status, took_us = took, "answered"));
    response
}

/// A request that is counted as long as it is under way, also if its caller goes away.
struct UnderWay<'m>(&'m Gauge);

impl UnderWay<'_> {
    fn begin(gauge: &Gauge) -> UnderWay<'_> {
        gauge.inc();
        UnderWay(gauge)
    }
}

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        self.0.dec();
    }
}

/// The caller's own id if it is a plain word, or a new one.
fn request_id(app: &App, headers: &HeaderMap) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.:".contains(&byte);
    let given = headers.get(REQUEST_ID).and_then(|value| value.to_str().ok());
    match given {
        Some(id)
            if !id.is_empty() && id.len() <= REQUEST_ID_BYTES_MAX && id.bytes().all(is_plain) =>
        {
            id.to_owned()
        }
        _ => format!("{}-{}", app.run, app.node.next_serial()),
    }
}

/// Turns away requests whose address is too long.
pub(super) async fn short_address(request: Request, next: Next) -> Response {
    let length = request.uri().path_and_query().map_or(0, |whole| whole.as_str().len());
    if length > URI_BYTES_MAX {
        let message = format!("the address has {length} bytes, at most {URI_BYTES_MAX} are read");
        let fault = Fault::new(FaultKind::UriTooLong, "uri-too-long", message);
        return Refused::from(fault.with_hint("put fewer filters into it")).into_response();
    }
    next.run(request).await
}

/// Lets requests be answered in turn, and turns away those that would wait too long. Probes and
/// figures always pass: a busy node lives, and is watched.
pub(super) async fn in_turn(State(app): State<App>, request: Request, next: Next) -> Response {
    if is_probe(&request) || request.uri().path() == "/metrics" {
        return next.run(request).await;
    }
    let ctx = request.extensions().get::<Context>();
    let caller = ctx.and_then(|ctx| match &ctx.actor.kind {
        ActorKind::Person | ActorKind::Program | ActorKind::Partner => {
            Some(ctx.actor.name.as_str())
        }
        ActorKind::Local | ActorKind::Loopback | ActorKind::Node => None,
    });
    match app.turns.take(caller, is_large(&request)).await {
        Ok(_turn) => next.run(request).await,
        Err(fault) => Refused::from(fault).into_response(),
    }
}

/// Gives up a request whose answer takes too long.
pub(super) async fn in_time(State(app): State<App>, request: Request, next: Next) -> Response {
    match tokio::time::timeout(app.limits.answer, next.run(request)).await {
        Ok(response) => response,
        Err(_) => {
            let message = format!("no answer within {} seconds", app.limits.answer.as_secs());
            let fault = Fault::new(FaultKind::Timeout, "timeout", message);
            Refused::from(fault.with_hint("send fewer queries at one time")).into_response()
        }
    }
}

/// Whether the request only asks how the node is.
pub(super) fn is_probe(request: &Request) -> bool {
    matches!(request.uri().path(), "/healthz" | "/readyz")
}

/// What a caller hears when the node broke over a request.
pub(super) fn panicked(cause: Box<dyn Any + Send>) -> Response {
    let text = cause
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| cause.downcast_ref::<&str>().copied())
        .unwrap_or("unknown");
    tracing::error!(cause = text, "a request ended in a panic");
    Refused::from(Fault::internal("the node failed")).into_response()
}
