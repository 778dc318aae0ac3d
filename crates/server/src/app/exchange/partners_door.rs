//! The door for the nodes of partners: two routes, behind the gate that knows whose node asks.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Extension, Json, Router};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use comity_api::{Fault, FaultKind};
use comity_exchange::PartyCard;
use comity_model::PartyId;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tower_http::catch_panic::CatchPanicLayer;

use super::Post;
use super::links::card_of;
use super::post::{ENVELOPES, Posted, QUESTIONS, WITNESS};
use super::witness::OUT_OF_STEP;
use crate::app::node::Node;
use crate::federation::{
    Authority, Call, Calls, Gate, NodeCertificate, Partner, PartnerEntry, Standing,
};
use crate::http::connections::Phase;
use crate::limits::{ENVELOPES_BYTES_MAX, LinkLimits, POST_SECONDS_MAX};
use crate::{ProxyChoice, ServerError};

/// How partners' nodes are met.
pub(crate) struct PartnersDoor {
    gate: Gate,
    listener: Option<TcpListener>,
}

impl Node {
    /// Opens the door for partners, and the way to theirs.
    ///
    /// # Errors
    /// If this party has no card, its authority cannot be used, or the place is taken.
    pub(crate) async fn open_partners_door(
        self: &Arc<Self>,
        listen: std::net::SocketAddr,
        proxy: ProxyChoice,
    ) -> Result<PartnersDoor, ServerError> {
        let own = self.own_party().await?;
        let authority = Authority::of_home(&self.home, own.party(), &self.around)?;
        let certificate = Arc::new(NodeCertificate::new(authority, self.around.clone())?);
        let partners = self.exchange.table.clone();
        self.renew_table().await?;
        let (clock, limits) = (self.around.clock.clone(), LinkLimits::default());
        let calls = Calls::new(certificate.clone(), partners.clone(), clock.clone(), proxy, limits);
        self.set_post(Arc::new(OverTls { calls }));
        let gate = Gate::new(certificate, partners, clock, routes(self.clone()), limits)?;
        let listener =
            TcpListener::bind(listen).await.map_err(ServerError::io(listen.to_string()))?;
        tracing::info!(address = %listen, "partners are let in");
        Ok(PartnersDoor { gate, listener: Some(listener) })
    }

    /// Brings what the transport knows of partners up to the store.
    pub(crate) async fn renew_table(&self) -> Result<(), ServerError> {
        let mut entries = Vec::new();
        for partner in self.store.partners().await? {
            if partner.card.is_none() {
                continue;
            }
            let card = card_of(&partner)?;
            let authority = card.authority.as_deref().map(|text| URL_SAFE_NO_PAD.decode(text));
            let authorities: Vec<Vec<u8>> = authority.into_iter().flatten().collect();
            // A link that is suspended or has ended still carries what is taken back, and receipts.
            let standing = match partner.link.frozen {
                true => Standing::Suspended,
                false => Standing::Active,
            };
            let (party, address) = (partner.party, card.address);
            entries.push(PartnerEntry { party, standing, authorities, address });
        }
        Ok(self.exchange.table.replace(entries)?)
    }
}

impl PartnersDoor {
    /// Answers partners until the node stops.
    pub(crate) async fn answer(mut self, phase: watch::Receiver<Phase>) {
        self.gate.answer(&mut self.listener, phase).await;
    }
}

/// The certificate of this party's authority, as its card carries it.
pub(super) fn authority_text(node: &Node, party: &PartyId) -> Result<String, ServerError> {
    let authority = Authority::of_home(&node.home, party, &node.around)?;
    Ok(URL_SAFE_NO_PAD.encode(authority.der()))
}

fn routes(node: Arc<Node>) -> Router {
    Router::new()
        .route(ENVELOPES, post(envelopes))
        .route(QUESTIONS, post(question))
        .route(WITNESS, post(checkpoint))
        .layer(CatchPanicLayer::custom(|_| refused(&Fault::internal("the node failed"))))
        .with_state(node)
}

async fn envelopes(
    State(node): State<Arc<Node>>,
    Extension(Partner(from)): Extension<Partner>,
    body: Body,
) -> Response {
    let taken = async {
        let text = text(body).await?;
        Ok::<_, ServerError>(node.receive(Some(&from), &text).await?.to_string())
    };
    answered(taken.await)
}

async fn question(
    State(node): State<Arc<Node>>,
    Extension(Partner(from)): Extension<Partner>,
    body: Body,
) -> Response {
    let answer = async {
        let text = text(body).await?;
        node.answer_question(&from, &text).await
    };
    answered(answer.await)
}

async fn checkpoint(
    State(node): State<Arc<Node>>,
    Extension(Partner(from)): Extension<Partner>,
    body: Body,
) -> Response {
    let cosigned = async {
        let text = text(body).await?;
        node.cosign(&from, &text).await
    };
    match cosigned.await {
        // As the standard has it: the size alone.
        Err(ServerError::Refused(fault)) if fault.code == OUT_OF_STEP => {
            let kind = [(header::CONTENT_TYPE, TLOG_SIZE)];
            (StatusCode::CONFLICT, kind, format!("{}\n", fault.message)).into_response()
        }
        other => answered(other),
    }
}

/// The media type of a size (C2SP tlog-witness).
const TLOG_SIZE: &str = "text/x.tlog.size";

async fn text(body: Body) -> Result<String, ServerError> {
    let bytes = axum::body::to_bytes(body, ENVELOPES_BYTES_MAX)
        .await
        .map_err(|error| ServerError::BrokenOff(Box::new(error)))?;
    String::from_utf8(bytes.into())
        .map_err(|_| Fault::invalid("not-utf-8", "the body is not UTF-8").into())
}

fn answered(outcome: Result<String, ServerError>) -> Response {
    match outcome {
        Ok(text) => text.into_response(),
        Err(error) => {
            let fault = error.to_fault();
            if fault.kind == FaultKind::Internal {
                tracing::error!(error = error.chain(), "a partner is not answered");
                return refused(&Fault::internal("the node failed"));
            }
            refused(&fault)
        }
    }
}

fn refused(fault: &Fault) -> Response {
    let status = StatusCode::from_u16(fault.kind.status());
    let status = status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    (status, Json(fault)).into_response()
}

/// The way to partners' nodes.
struct OverTls {
    calls: Calls,
}

impl Post for OverTls {
    fn reaches(&self, to: &PartyCard) -> bool {
        to.address.is_some()
    }

    fn post<'a>(&'a self, to: &'a PartyCard, path: &'static str, text: String) -> Posted<'a> {
        Box::pin(async move {
            let call = Call {
                method: Method::POST,
                path: path.to_owned(),
                headers: HeaderMap::new(),
                body: text.into(),
                bytes_max: ENVELOPES_BYTES_MAX,
                within: Duration::from_secs(POST_SECONDS_MAX),
            };
            let answer = self.calls.call(&to.party, call).await;
            let answer = answer.map_err(|error| ServerError::from(error).to_fault())?;
            if answer.status == StatusCode::OK {
                return String::from_utf8(answer.body.into()).map_err(|_| {
                    Fault::new(FaultKind::Input, "not-utf-8", "the partner's answer is no text")
                });
            }
            let kind = answer.headers.get(header::CONTENT_TYPE);
            if kind.is_some_and(|kind| kind.as_bytes() == TLOG_SIZE.as_bytes()) {
                let size = String::from_utf8_lossy(&answer.body).trim().to_owned();
                return Err(Fault::new(FaultKind::Conflict, OUT_OF_STEP, size));
            }
            let fault = serde_json::from_slice::<Fault>(&answer.body);
            Err(fault.unwrap_or_else(|_| {
                let message = format!("the partner's node answers with status {}", answer.status);
                Fault::new(FaultKind::Unavailable, "partner-failed", message)
            }))
        })
    }
}
