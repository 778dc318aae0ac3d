//! Connections: accepted, limited, and let finish when the node stops.

use std::sync::Arc;

use axum::Router;
use axum::serve::Listener;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::sync::{Semaphore, watch};

use crate::limits::{HEAD_BYTES_MAX, HEADERS_MAX, ListenLimits};

/// Answers connections until the node stops, then lets the answers under way finish.
///
/// HTTP/1.1 alone: there is no other protocol without TLS that a client would use unasked, and
/// waiting to find out which one is spoken has no time limit.
pub(crate) async fn answer<L: Listener>(
    mut listener: L,
    router: Router,
    limits: ListenLimits,
    mut stop: watch::Receiver<bool>,
) {
    let seats = Arc::new(Semaphore::new(limits.connections));
    let graceful = GracefulShutdown::new();
    loop {
        let accept = async {
            let seat = seats.clone().acquire_owned().await.ok();
            (seat, listener.accept().await)
        };
        let (seat, (stream, _)) = tokio::select! {
            biased;
            _ = stop.wait_for(|stopped| *stopped) => break,
            accepted = accept => accepted,
        };
        let mut builder = http1::Builder::new();
        builder
            .timer(TokioTimer::new())
            .header_read_timeout(limits.head)
            .max_buf_size(HEAD_BYTES_MAX)
            .max_headers(HEADERS_MAX)
            // A client may close its side when it has asked and still wait for the answer.
            .half_close(true);
        let service = TowerToHyperService::new(router.clone());
        let connection = graceful.watch(builder.serve_connection(TokioIo::new(stream), service));
        tokio::spawn(async move {
            if let Err(err) = connection.await {
                tracing::debug!(error = %err, "connection ended early");
            }
            drop(seat);
        });
    }
    drop(listener);
    if tokio::time::timeout(limits.drain, graceful.shutdown()).await.is_err() {
        tracing::warn!("stopped with answers under way");
    }
}
