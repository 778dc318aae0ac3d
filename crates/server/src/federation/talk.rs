//! One connection of a partner, from its handshake to its end.

use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use hyper::body::Incoming;
use hyper::service::{Service, service_fn};
use hyper::{Request, Response};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::time::Instant;
use tokio_rustls::server::TlsStream;

use super::activity::Activity;
use super::gate::{Gate, Partner};
use super::partners::still;
use super::portions::Portions;
use super::refusal::Refusal;
use super::seats::Seat;
use super::tls;
use super::vouch::Vouched;
use crate::http::connections::Phase;
use crate::http::paced::Paced;
use crate::limits::{
    HEAD_BYTES_MAX, HEADERS_MAX, LINK_HEAD_BYTES_MAX, LINK_PING_SECONDS, LINK_PONG_SECONDS_MAX,
    LINK_SEND_BYTES_MAX, LINK_STREAMS_MAX, LinkLimits,
};

/// Answers a partner until the connection ends. Says why if the partner may not go on.
pub(super) async fn answer(
    gate: &Gate,
    stream: TlsStream<TcpStream>,
    vouched: Vouched,
    _seat: Seat,
    mut phase: watch::Receiver<Phase>,
) -> Result<(), Refusal> {
    let limits = gate.limits;
    let activity = Arc::new(Activity::default());
    let builder = builder(&limits, stream.get_ref().1.alpn_protocol() == Some(tls::HTTP_2));
    let io = TokioIo::new(Paced::new(stream, Bytes::new(), Some(limits.reader)));
    let service = service(gate, &vouched, activity.clone());
    let mut connection = pin!(builder.serve_connection(io, service));
    let mut ending = pin!(phase.wait_for(|phase| *phase != Phase::Open));
    let mut changes = gate.partners.changes();
    let mut removed = pin!(async {
        let table = changes.wait_for(|table| still(table, &vouched).is_err()).await;
        table.map_or(Ok(()), |table| still(&table, &vouched))
    });
    let mut turns = tokio::time::interval_at(Instant::now() + limits.idle, limits.idle);
    let mut age = pin!(tokio::time::sleep(limits.age));
    let mut drained = pin!(tokio::time::sleep(limits.age + limits.drain));
    let mut is_ending = false;
    loop {
        let must_end = tokio::select! {
            biased;
            // Whoever was removed gets nothing more, not even the rest of an answer.
            removed = &mut removed => return removed,
            ended = connection.as_mut() => return over(ended),
            _ = &mut ending, if !is_ending => true,
            () = &mut age, if !is_ending => true,
            () = &mut drained => return Ok(()),
            _ = turns.tick() => {
                let turn = activity.turn();
                if limits.idle.saturating_mul(u32::try_from(turn.oldest).unwrap_or(u32::MAX))
                    > limits.reader
                {
                    tracing::warn!(partner = %vouched.party, "a partner does not read its answer");
                    return Ok(());
                }
                turn.is_idle
            }
        };
        if must_end && !is_ending {
            is_ending = true;
            connection.as_mut().graceful_shutdown();
            drained.as_mut().reset(Instant::now() + limits.drain);
        }
    }
}

/// The router, which learns with each request whose it is, as long as the partner may be there.
fn service(
    gate: &Gate,
    vouched: &Vouched,
    activity: Arc<Activity>,
) -> impl Service<Request<Incoming>, Response = Served, Error = Refusal, Future = Answer> + use<> {
    let router = TowerToHyperService::new(gate.router.clone());
    let (partners, vouched) = (gate.partners.clone(), vouched.clone());
    service_fn(move |mut request: Request<Incoming>| -> Answer {
        if let Err(refusal) = still(&partners.now(), &vouched) {
            return Box::pin(async { Err(refusal) });
        }
        let under_way = activity.begin();
        request.extensions_mut().insert(Partner(vouched.party.clone()));
        let answer = router.call(request);
        Box::pin(async move {
            let Ok(answer) = answer.await;
            Ok(answer.map(|body| Portions::new(body, under_way)))
        })
    })
}

/// HTTP/1.1 or HTTP/2, as the handshake says: nothing has to be found out.
fn builder(limits: &LinkLimits, is_http_2: bool) -> Builder<TokioExecutor> {
    let mut builder = Builder::new(TokioExecutor::new());
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.head)
        .max_buf_size(HEAD_BYTES_MAX)
        .max_headers(HEADERS_MAX);
    builder
        .http2()
        .timer(TokioTimer::new())
        .max_concurrent_streams(LINK_STREAMS_MAX)
        .max_header_list_size(LINK_HEAD_BYTES_MAX)
        .max_send_buf_size(LINK_SEND_BYTES_MAX)
        .keep_alive_interval(Duration::from_secs(LINK_PING_SECONDS))
        .keep_alive_timeout(Duration::from_secs(LINK_PONG_SECONDS_MAX));
    if is_http_2 { builder.http2_only() } else { builder.http1_only() }
}

type Served = Response<Portions>;
type Answer = Pin<Box<dyn Future<Output = Result<Served, Refusal>> + Send>>;
type Ended = Result<(), Box<dyn std::error::Error + Send + Sync>>;

fn over(ended: Ended) -> Result<(), Refusal> {
    let Err(error) = ended else { return Ok(()) };
    // A request of somebody who may not be there any more ends the connection.
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(&*error);
    while let Some(inner) = cause {
        if let Some(refusal) = inner.downcast_ref::<Refusal>() {
            return Err(refusal.clone());
        }
        cause = inner.source();
    }
    tracing::debug!(%error, "a partner's connection ended early");
    Ok(())
}
