//! Connections: accepted, limited, and let finish when the node stops.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::Poll;

use axum::Router;
use axum::body::Bytes;
use axum::serve::Listener;
use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service as _, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use prometheus_client::metrics::gauge::Gauge;
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpStream, UnixStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::task::JoinSet;

use super::paced::Paced;
use crate::limits::{HEAD_BYTES_MAX, HEADERS_MAX, ListenLimits};
use crate::metrics::Metrics;

/// How a listener goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Phase {
    /// It answers.
    Open,
    /// It lets the answers under way finish and closes what is idle.
    Close,
    /// It lets the answers under way finish and gives back what is idle, for another process.
    HandOver,
}

/// A connection between two requests, and what was read of the next one.
#[derive(Debug)]
pub(crate) struct Idle<I> {
    pub(crate) io: I,
    pub(crate) read: Bytes,
}

/// Who is at the other end of a connection, where the machine's kernel says so.
pub(crate) trait Peer {
    /// The number of the machine's user.
    fn uid(&self) -> Option<u32>;
}

impl Peer for TcpStream {
    fn uid(&self) -> Option<u32> {
        None
    }
}

impl Peer for UnixStream {
    fn uid(&self) -> Option<u32> {
        self.peer_cred().ok().map(|peer| peer.uid())
    }
}

/// The number of the user of this machine who sent a request.
#[derive(Clone, Copy)]
pub(crate) struct PeerUid(pub(crate) u32);

/// What all connections of a listener share.
#[derive(Clone)]
pub(crate) struct Talk {
    pub(crate) router: Router,
    pub(crate) limits: ListenLimits,
    pub(crate) metrics: Metrics,
    /// Whether callers may take their time to read: those on this machine, who read a batch.
    pub(crate) is_patient: bool,
}

/// Answers connections until the node stops, then lets the answers under way finish. A listener
/// that is handed over stays open: who connects from then on waits for whoever answers next.
///
/// HTTP/1.1 alone: there is no other protocol without TLS that a client would use unasked, and
/// waiting to find out which one is spoken has no time limit.
pub(crate) async fn answer<L: Listener<Io: Peer>>(
    open: &mut Option<L>,
    adopted: Vec<Idle<L::Io>>,
    talk: Talk,
    mut phase: watch::Receiver<Phase>,
) -> Vec<Idle<L::Io>> {
    let seats = Arc::new(Semaphore::new(talk.limits.connections));
    let mut talking = JoinSet::new();
    for idle in adopted {
        let seat = seats.clone().try_acquire_owned().ok();
        talking.spawn(converse(idle, talk.clone(), phase.clone(), seat));
    }
    while let Some(listener) = open.as_mut() {
        let accept = async {
            let seat = seats.clone().acquire_owned().await.ok();
            (seat, listener.accept().await)
        };
        let (seat, (io, _)) = tokio::select! {
            biased;
            _ = phase.wait_for(|phase| *phase != Phase::Open) => break,
            accepted = accept => accepted,
        };
        let fresh = Idle { io, read: Bytes::new() };
        talking.spawn(converse(fresh, talk.clone(), phase.clone(), seat));
        // Those that ended need not be remembered.
        while talking.try_join_next().is_some() {}
    }
    if *phase.borrow() == Phase::Close {
        *open = None;
    }
    let mut left = Vec::new();
    let drain = async {
        while let Some(ended) = talking.join_next().await {
            left.extend(ended.ok().flatten());
        }
    };
    if tokio::time::timeout(talk.limits.drain, drain).await.is_err() {
        tracing::warn!("stopped with answers under way");
        // What still runs must not keep the node alive.
        talking.shutdown().await;
    }
    left
}

/// Answers one connection to its end; gives it back if it is handed over between two requests.
async fn converse<I>(
    idle: Idle<I>,
    talk: Talk,
    phase: watch::Receiver<Phase>,
    _seat: Option<OwnedSemaphorePermit>,
) -> Option<Idle<I>>
where
    I: Peer + AsyncRead + AsyncWrite + Send + Unpin + 'static,
{
    let peer = idle.io.uid().map(PeerUid);
    let _open = (!talk.is_patient).then(|| Counted::new(&talk.metrics.connections));
    let limit = (!talk.is_patient).then_some(talk.limits.reader);
    let io = Paced::new(idle.io, idle.read, limit);
    let pace = io.pace();
    let asked = Arc::new(AtomicUsize::new(0));
    let (counter, router) = (asked.clone(), TowerToHyperService::new(talk.router));
    // A boxed answer can be moved, and so the connection can be taken apart when it is idle.
    let service = service_fn(move |mut request: Request<Incoming>| {
        counter.fetch_add(1, Ordering::Relaxed);
        if let Some(peer) = peer {
            request.extensions_mut().insert(peer);
        }
        let (counter, answer) = (counter.clone(), router.call(request));
        Box::pin(async move {
            let answer = answer.await;
            counter.fetch_sub(1, Ordering::Relaxed);
            answer
        })
    });
    let mut connection = builder(&talk.limits).serve_connection(TokioIo::new(io), service);
    let mut ending = phase.clone();
    let mut ending = std::pin::pin!(ending.wait_for(|phase| *phase != Phase::Open));
    let (mut is_over, mut is_told, mut is_idle) = (false, false, false);
    let ended = std::future::poll_fn(|cx| {
        if let Poll::Ready(ended) = connection.poll_without_shutdown(cx) {
            return Poll::Ready(ended);
        }
        is_over = is_over || ending.as_mut().poll(cx).is_ready();
        // What waits to be written would be lost if the connection counted as idle now.
        if !is_over || is_told || pace.is_stalled() {
            return Poll::Pending;
        }
        is_told = true;
        let is_quiet = asked.load(Ordering::Relaxed) == 0;
        Pin::new(&mut connection).graceful_shutdown();
        // One that is idle ends with this, before anything more is read from it.
        let ended = connection.poll_without_shutdown(cx);
        is_idle = is_quiet && ended.is_ready();
        ended
    });
    if let Err(err) = ended.await {
        if pace.gave_up() {
            talk.metrics.turn_away("slow-reader");
        }
        tracing::debug!(error = %err, "connection ended early");
        return None;
    }
    let parts = connection.into_parts();
    let (mut io, unread) = parts.io.into_inner().into_parts();
    if is_idle && *phase.borrow() == Phase::HandOver {
        return Some(Idle { io, read: [parts.read_buf, unread].concat().into() });
    }
    // The other side may have gone.
    let _ = io.shutdown().await;
    None
}

fn builder(limits: &ListenLimits) -> http1::Builder {
    let mut builder = http1::Builder::new();
    builder
        .timer(TokioTimer::new())
        .header_read_timeout(limits.head)
        .max_buf_size(HEAD_BYTES_MAX)
        .max_headers(HEADERS_MAX)
        // A client may close its side when it has asked and still wait for the answer.
        .half_close(true);
    builder
}

/// A connection that is counted as long as it is open.
struct Counted(Gauge);

impl Counted {
    fn new(gauge: &Gauge) -> Counted {
        gauge.inc();
        Counted(gauge.clone())
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.dec();
    }
}
