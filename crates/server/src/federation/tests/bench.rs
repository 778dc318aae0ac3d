use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::Path;
use axum::http::{HeaderMap, Method};
use axum::routing::{get, post};
use axum::{Extension, Router};
use comity_model::{PartyId, Timestamp};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::super::{
    Authority, Call, CallAnswer, Calls, FederationError, Gate, NodeCertificate, Partner,
    PartnerEntry, Partners, Refusal, Standing,
};
use crate::http::connections::Phase;
use crate::limits::LinkLimits;
use crate::{Around, Clock, ProxyChoice};

/// The day on which these tests happen.
pub(super) const TODAY: i64 = 1_795_343_312;
pub(super) const DAY: i64 = 24 * 3_600;

/// A clock that stands still unless it is set.
pub(super) struct SetClock(AtomicI64);

impl SetClock {
    pub(super) fn new() -> Arc<SetClock> {
        Arc::new(SetClock(AtomicI64::new(TODAY)))
    }

    pub(super) fn forward(&self, seconds: i64) {
        self.0.fetch_add(seconds, Ordering::SeqCst);
    }
}

impl Clock for SetClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::SeqCst))
    }

    fn elapsed(&self) -> Duration {
        Duration::ZERO
    }
}

/// A node of a party, with its gate open on this machine.
pub(super) struct Bench {
    pub(super) party: PartyId,
    pub(super) certificate: Arc<NodeCertificate>,
    pub(super) partners: Arc<Partners>,
    pub(super) gate: Gate,
    pub(super) calls: Calls,
    pub(super) address: SocketAddr,
    pub(super) phase: watch::Sender<Phase>,
    pub(super) answering: JoinHandle<()>,
}

impl Bench {
    pub(super) async fn start(party: &str, clock: &Arc<SetClock>) -> Bench {
        Bench::limited(party, clock, LinkLimits::default()).await
    }

    pub(super) async fn limited(party: &str, clock: &Arc<SetClock>, limits: LinkLimits) -> Bench {
        let party = id(party);
        let around = around(clock);
        let authority = Authority::make(&party, &*around.chance, around.clock.now()).unwrap();
        let certificate = Arc::new(NodeCertificate::new(authority, around.clone()).unwrap());
        let partners = Arc::new(Partners::new());
        let (shown, known) = (certificate.clone(), partners.clone());
        let gate = Gate::new(shown, known, around.clock.clone(), router(), limits).unwrap();
        let (shown, known) = (certificate.clone(), partners.clone());
        let calls = Calls::new(shown, known, around.clock, ProxyChoice::Direct, limits);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (phase, changes) = watch::channel(Phase::Open);
        let open = gate.clone();
        let answering =
            tokio::spawn(async move { open.answer(&mut Some(listener), changes).await });
        Bench { party, certificate, partners, gate, calls, address, phase, answering }
    }

    /// How others know it.
    pub(super) fn entry(&self) -> PartnerEntry {
        PartnerEntry {
            party: self.party.clone(),
            standing: Standing::Active,
            authorities: vec![self.certificate.authority().der().to_vec()],
            address: Some(format!("https://{}", self.address)),
        }
    }

    /// Makes two parties partners.
    pub(super) fn link(&self, other: &Bench) {
        self.partners.set(other.entry()).unwrap();
        other.partners.set(self.entry()).unwrap();
    }

    /// Asks a partner for something.
    pub(super) async fn get(&self, other: &Bench, path: &str) -> Result<String, FederationError> {
        let answer = self.calls.call(&other.party, get_call(path)).await?;
        Ok(String::from_utf8(answer.body.to_vec()).unwrap())
    }

    /// Sends a partner something.
    pub(super) async fn post(
        &self,
        other: &Bench,
        path: &str,
        body: Bytes,
    ) -> Result<CallAnswer, FederationError> {
        let call = Call { method: Method::POST, body, ..get_call(path) };
        self.calls.call(&other.party, call).await
    }

    /// The reasons for which its gate refused somebody, once there are so many.
    pub(super) async fn refused(&self, count: usize) -> Vec<Refusal> {
        for _ in 0..500 {
            let refused = self.gate.refusals().all();
            if refused.len() >= count {
                return refused.into_iter().map(|refused| refused.reason).collect();
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("{:?}", self.gate.refusals().all());
    }
}

pub(super) fn around(clock: &Arc<SetClock>) -> Around {
    Around { clock: clock.clone(), ..Around::system() }
}

pub(super) fn id(party: &str) -> PartyId {
    PartyId::new(party).unwrap()
}

pub(super) fn get_call(path: &str) -> Call {
    Call {
        method: Method::GET,
        path: path.to_owned(),
        headers: HeaderMap::new(),
        body: Bytes::new(),
        bytes_max: 1_000_000,
        within: Duration::from_secs(60),
    }
}

/// What the nodes answer.
fn router() -> Router {
    let large = |Path(bytes): Path<usize>| async move { "x".repeat(bytes) };
    let slow = |Path(millis): Path<u64>| async move {
        tokio::time::sleep(Duration::from_millis(millis)).await;
        "slow"
    };
    Router::new()
        .route(
            "/who",
            get(|Extension(Partner(party)): Extension<Partner>| async move { party.to_string() }),
        )
        .route("/large/{bytes}", get(large))
        .route("/slow/{millis}", get(slow))
        .route("/length", post(|body: Bytes| async move { body.len().to_string() }))
        .layer(axum::extract::DefaultBodyLimit::disable())
}
