//! The node's side of the local socket.

use std::io::{Read, Write};
use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Extension, Json, Router};
use comity_api::local::{BatchOrder, Call, ImportOrder, ReadOrder};
use comity_api::{Fault, FaultKind};
use http_body_util::StreamBody;
use hyper::body::Frame;
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::sync::{OwnedRwLockReadGuard, mpsc};
use tokio_stream::StreamExt as _;
use tokio_stream::wrappers::ReceiverStream;
use tower_http::catch_panic::CatchPanicLayer;

use super::frames::{Frames, Kind};
use super::pipe::{PipeReader, PipeWriter};
use super::spool::Spool;
use crate::app::loaded::Loaded;
use crate::http::connections::PeerUid;
use crate::limits::{CALL_BYTES_MAX, CHUNKS_WAITING_MAX};
use crate::{Context, LocalCaller, Node, Reason, ServerError};

/// What parts the lines of a batch from its summary: it stands in no JSON text.
pub(super) const SUMMARY_MARK: u8 = 0;

pub(super) fn router(node: Arc<Node>) -> Router {
    Router::new()
        .route("/call", post(call))
        .route("/lease", post(lease))
        .route("/import", post(import))
        .route("/batch", post(batch))
        .route("/read", post(read))
        .layer(CatchPanicLayer::custom(|_| failed(&Fault::internal("the node failed"))))
        .with_state(node)
}

fn failed(fault: &Fault) -> Response {
    let status = StatusCode::from_u16(fault.kind.status());
    (status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR), Json(fault)).into_response()
}

fn answered<T: Serialize>(outcome: Result<T, ServerError>) -> Response {
    match outcome {
        Ok(value) => Json(value).into_response(),
        Err(err) => failed(&err.to_fault()),
    }
}

/// Who calls, and why: the kernel says the one, headers the other.
async fn context(
    node: &Node,
    peer: Option<Extension<PeerUid>>,
    headers: &HeaderMap,
) -> Result<Context, ServerError> {
    let Some(Extension(PeerUid(uid))) = peer else {
        let message = "the machine does not say who calls";
        return Err(Fault::new(FaultKind::Forbidden, "no-account", message).into());
    };
    let reason = Reason::of_headers(headers)?;
    node.local_context(&LocalCaller { uid, reason }).await
}

async fn call(
    State(node): State<Arc<Node>>,
    peer: Option<Extension<PeerUid>>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let outcome = async {
        let ctx = context(&node, peer, &headers).await?;
        let bytes = axum::body::to_bytes(body, CALL_BYTES_MAX)
            .await
            .map_err(|err| ServerError::BrokenOff(Box::new(err)))?;
        let call: Call = serde_json::from_slice(&bytes).map_err(unread)?;
        Ok::<_, ServerError>(node.answer(&ctx, call).await?.into_inner())
    };
    answered(outcome.await)
}

/// The header that names work which was promised.
pub(super) const LEASE: HeaderName = HeaderName::from_static("x-lease");

/// Promises work that a restart has to wait for.
async fn lease(State(node): State<Arc<Node>>) -> Response {
    answered(node.lease().map_err(ServerError::from))
}

/// The work that was promised to a command, or new work.
fn work(node: &Node, headers: &HeaderMap) -> Result<OwnedRwLockReadGuard<()>, Fault> {
    let number = headers.get(LEASE).and_then(|value| value.to_str().ok()?.parse().ok());
    match number.and_then(|number| node.claim(number)) {
        Some(work) => Ok(work),
        None => node.work(),
    }
}

async fn import(
    State(node): State<Arc<Node>>,
    peer: Option<Extension<PeerUid>>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let outcome = async {
        let ctx = context(&node, peer, &headers).await?;
        let work = work(&node, &headers)?;
        let mut frames = Frames::new(body);
        let order: ImportOrder = order(&mut frames).await?;
        let spool = Spool::receive(&node, &mut frames).await?;
        let files = spool.open()?;
        node.import_under(work, &ctx, order, files).await
    };
    answered(outcome.await)
}

async fn batch(
    State(node): State<Arc<Node>>,
    peer: Option<Extension<PeerUid>>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let ctx = context(&node, peer, &headers).await;
    lines(node, ctx, headers, body, |node, ctx, loaded, order: &BatchOrder, input, output| {
        let mut progress: crate::Progress = Box::new(|_| {});
        node.batch(ctx, loaded, order, input, output, &mut progress)
    })
    .await
}

async fn read(
    State(node): State<Arc<Node>>,
    peer: Option<Extension<PeerUid>>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let ctx = context(&node, peer, &headers).await;
    lines(node, ctx, headers, body, |node, ctx, loaded, order: &ReadOrder, input, output| {
        node.read(ctx, &loaded, order, input, output)
    })
    .await
}

/// Answers an input with lines while it comes, and after them with a summary.
async fn lines<O, S, F>(
    node: Arc<Node>,
    ctx: Result<Context, ServerError>,
    headers: HeaderMap,
    body: Body,
    run: F,
) -> Response
where
    O: DeserializeOwned + Send + 'static,
    S: Serialize,
    F: FnOnce(
            &Node,
            &Context,
            Arc<Loaded>,
            &O,
            Box<dyn Read + Send>,
            &mut (dyn Write + Send),
        ) -> Result<S, ServerError>
        + Send
        + 'static,
{
    let mut frames = Frames::new(body);
    let begun = async {
        let ctx = ctx?;
        let work = work(&node, &headers)?;
        Ok::<_, ServerError>((ctx, order(&mut frames).await?, node.loaded().await?, work))
    };
    let (ctx, order, loaded, work): (_, O, _, _) = match begun.await {
        Ok(begun) => begun,
        Err(err) => return failed(&err.to_fault()),
    };
    let (lines, reader) = mpsc::channel(CHUNKS_WAITING_MAX);
    tokio::spawn(async move {
        loop {
            let chunk = match frames.next().await {
                Ok((Kind::Data, bytes)) => Ok(Bytes::from(bytes)),
                Ok((Kind::End, _)) => return,
                Ok(_) => Err(std::io::ErrorKind::InvalidData.into()),
                Err(err) => Err(std::io::Error::other(err)),
            };
            let is_last = chunk.is_err();
            if lines.send(chunk).await.is_err() || is_last {
                return;
            }
        }
    });
    let (answers, shown) = mpsc::channel::<Bytes>(CHUNKS_WAITING_MAX);
    tokio::task::spawn_blocking(move || {
        let _work = work;
        let mut output = PipeWriter::new(answers.clone());
        let input = Box::new(PipeReader::new(reader));
        let done = run(&node, &ctx, loaded, &order, input, &mut output);
        // If nobody listens any more there is nobody to tell.
        let _ = answers.blocking_send(summary(done));
    });
    let frames = ReceiverStream::new(shown).map(|chunk| Ok::<_, ServerError>(Frame::data(chunk)));
    Response::new(Body::new(StreamBody::new(frames)))
}

fn summary<S: Serialize>(done: Result<S, ServerError>) -> Bytes {
    let done: Result<S, Fault> = done.map_err(|err| err.to_fault());
    let mut text = vec![SUMMARY_MARK];
    text.extend(serde_json::to_vec(&done).unwrap_or_default());
    text.into()
}

async fn order<T: DeserializeOwned>(frames: &mut Frames) -> Result<T, ServerError> {
    match frames.next().await? {
        (Kind::Order, text) => serde_json::from_slice(&text).map_err(unread),
        _ => Err(Fault::invalid("frames", "the first frame is no order").into()),
    }
}

fn unread(err: serde_json::Error) -> ServerError {
    Fault::invalid("call", format!("the call cannot be read: {err}"))
        .with_hint("are the command and the node of one version?")
        .into()
}
