use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::serve::Listener as _;
use comity_model::PartyId;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use super::node_certificate::NodeCertificate;
use super::partners::Partners;
use super::refusal::Refusal;
use super::refusals::{Refusals, Refused};
use super::seats::{Seat, Seats};
use super::vouch::{Side, Vouched, vouch};
use super::{FederationError, talk, tls};
use crate::http::connections::Phase;
use crate::limits::LinkLimits;
use crate::{Clock, ServerError};

/// The partner whose node sent a request; each request that comes through the gate has one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Partner(pub(crate) PartyId);

/// Where the nodes of partners come in, and nobody else.
#[derive(Clone)]
pub(crate) struct Gate {
    pub(super) partners: Arc<Partners>,
    pub(super) router: Router,
    pub(super) limits: LinkLimits,
    pub(super) refusals: Arc<Refusals>,
    clock: Arc<dyn Clock>,
    acceptor: TlsAcceptor,
    seats: Arc<Seats>,
}

impl Gate {
    /// A gate with a router behind it, whose routes find a [`Partner`] in each request.
    ///
    /// # Errors
    /// If the cryptographic library refuses the settings.
    pub(crate) fn new(
        certificate: Arc<NodeCertificate>,
        partners: Arc<Partners>,
        clock: Arc<dyn Clock>,
        router: Router,
        limits: LinkLimits,
    ) -> Result<Gate, ServerError> {
        let config = tls::answering(certificate, partners.clone(), clock.clone())
            .map_err(|err| FederationError::Certificate(err.to_string()))?;
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let seats = Arc::new(Seats::new(limits));
        let refusals = Arc::default();
        Ok(Gate { partners, router, limits, refusals, clock, acceptor, seats })
    }

    /// The last connections that were refused.
    pub(crate) fn refusals(&self) -> &Refusals {
        &self.refusals
    }

    /// Lets partners in and answers them until the node stops, then lets the answers under way
    /// finish. A listener that is handed over stays open; what was said in secret cannot be handed
    /// over, so the connections end in either case.
    pub(crate) async fn answer(
        &self,
        open: &mut Option<TcpListener>,
        mut phase: watch::Receiver<Phase>,
    ) {
        let handshakes = Arc::new(Semaphore::new(self.limits.handshakes));
        let mut talking = JoinSet::new();
        while let Some(listener) = open.as_mut() {
            let accept = async {
                let permit = handshakes.clone().acquire_owned().await.ok();
                (permit, listener.accept().await)
            };
            let (permit, (io, from)) = tokio::select! {
                biased;
                _ = phase.wait_for(|phase| *phase != Phase::Open) => break,
                accepted = accept => accepted,
            };
            talking.spawn(self.clone().meet(io, from, permit, phase.clone()));
            // Those that ended need not be remembered.
            while talking.try_join_next().is_some() {}
        }
        if *phase.borrow() == Phase::Close {
            *open = None;
        }
        let drain = async { while talking.join_next().await.is_some() {} };
        if tokio::time::timeout(self.limits.drain, drain).await.is_err() {
            tracing::warn!("stopped with answers to partners under way");
            talking.shutdown().await;
        }
    }

    /// Shakes hands with one caller, and answers if it is a partner. The permit is given back when
    /// the handshake is done, however it ends.
    async fn meet(
        self,
        io: TcpStream,
        from: SocketAddr,
        permit: Option<OwnedSemaphorePermit>,
        phase: watch::Receiver<Phase>,
    ) {
        // Questions and answers are small; they should not wait for more.
        let _ = io.set_nodelay(true);
        let shaken = tokio::time::timeout(self.limits.handshake, self.acceptor.accept(io)).await;
        drop(permit);
        let met = match shaken {
            Err(_) => Err(Refusal::Slow),
            Ok(Err(error)) => Err(Refusal::of_handshake(&error)),
            Ok(Ok(stream)) => self.admit(&stream).map(|(vouched, seat)| (stream, vouched, seat)),
        };
        match met {
            Ok((stream, vouched, seat)) => {
                if let Err(reason) = talk::answer(&self, stream, vouched, seat, phase).await {
                    self.refuse(from, reason);
                }
            }
            Err(reason) => self.refuse(from, reason),
        }
    }

    /// Who it is that shook hands, with a seat for it.
    fn admit(&self, stream: &TlsStream<TcpStream>) -> Result<(Vouched, Seat), Refusal> {
        let (_, session) = stream.get_ref();
        let group = session.negotiated_key_exchange_group().map(|group| group.name());
        if group != Some(tls::GROUP) {
            return Err(Refusal::NoHybrid);
        }
        let shown = session.peer_certificates().and_then(<[_]>::first);
        let certificate = shown.ok_or(Refusal::NoCertificate)?;
        let now = tls::unix_time(&*self.clock);
        let now = now.ok_or_else(|| Refusal::BrokenOff("the clock is before 1970".to_owned()))?;
        let vouched = vouch(&self.partners.now(), certificate, Side::Caller, now)?;
        let seat = self.seats.take(&vouched.party)?;
        Ok((vouched, seat))
    }

    fn refuse(&self, from: SocketAddr, reason: Refusal) {
        let is_partner =
            reason.party().is_some_and(|party| self.partners.now().contains_key(party));
        self.refusals.note(Refused { at: self.clock.now(), from, reason }, is_partner);
    }
}
