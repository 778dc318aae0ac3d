use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::body::Bytes;
use axum::http::{HeaderMap, Method, StatusCode};
use comity_model::PartyId;
use reqwest::redirect::Policy;
use reqwest::{Client, NoProxy, Proxy, Response, Url};

use super::node_certificate::NodeCertificate;
use super::partners::{Known, Partners};
use super::{FederationError, failure, tls};
use crate::limits::{
    CALL_IDLE_SECONDS, LINK_HEAD_BYTES_MAX, LINK_PING_SECONDS, LINK_PONG_SECONDS_MAX, LinkLimits,
};
use crate::{Clock, ProxyChoice};

/// How this node reaches the nodes of its partners: one client for each of them, which trusts
/// nobody else and shows this node's certificate to nobody else.
pub(crate) struct Calls {
    certificate: Arc<NodeCertificate>,
    partners: Arc<Partners>,
    clock: Arc<dyn Clock>,
    proxy: ProxyChoice,
    limits: LinkLimits,
    clients: Mutex<HashMap<PartyId, Ready>>,
}

/// What one partner is asked.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    /// The method.
    pub(crate) method: Method,
    /// Path and query, from `/` on.
    pub(crate) path: String,
    /// Headers, as far as they are not those of every request.
    pub(crate) headers: HeaderMap,
    /// The body.
    pub(crate) body: Bytes,
    /// Largest answer that is read, in bytes.
    pub(crate) bytes_max: usize,
    /// Longest time until the answer is there, whole.
    pub(crate) within: Duration,
}

/// What the partner's node answered.
#[derive(Debug, Clone)]
pub(crate) struct CallAnswer {
    /// The status: also one that says that something is wrong.
    pub(crate) status: StatusCode,
    /// The headers.
    pub(crate) headers: HeaderMap,
    /// The body.
    pub(crate) body: Bytes,
}

/// A client, and the entry that it was made for.
struct Ready {
    known: Arc<Known>,
    client: Client,
}

impl Calls {
    /// Reaches partners, through a proxy if that is chosen.
    pub(crate) fn new(
        certificate: Arc<NodeCertificate>,
        partners: Arc<Partners>,
        clock: Arc<dyn Clock>,
        proxy: ProxyChoice,
        limits: LinkLimits,
    ) -> Calls {
        Calls { certificate, partners, clock, proxy, limits, clients: Mutex::default() }
    }

    /// Asks a partner.
    ///
    /// # Errors
    /// If it is not an active partner with an address, is not reached, is not the partner, does
    /// not let this node in, or does not answer whole, in time and within the limit.
    pub(crate) async fn call(
        &self,
        partner: &PartyId,
        call: Call,
    ) -> Result<CallAnswer, FederationError> {
        let (client, mut url) = self.reach(partner)?;
        let (path, query) = call
            .path
            .split_once('?')
            .map_or((&*call.path, None), |(path, query)| (path, Some(query)));
        url.set_path(path);
        url.set_query(query);
        let request = client.request(call.method, url).headers(call.headers).body(call.body);
        let whole = async {
            let answer = request.send().await.map_err(|err| failure::of(partner, err))?;
            read(partner, answer, call.bytes_max).await
        };
        let seconds = call.within.as_secs_f64();
        let late = |_| FederationError::TooSlow { party: partner.clone(), seconds };
        tokio::time::timeout(call.within, whole).await.map_err(late)?
    }

    /// The client for a partner, made anew if what is known of the partner has changed: so its
    /// connections end, too.
    pub(super) fn reach(&self, partner: &PartyId) -> Result<(Client, Url), FederationError> {
        let table = self.partners.now();
        let mut clients = self.clients.lock().unwrap_or_else(PoisonError::into_inner);
        clients.retain(|party, ready| {
            table.get(party).is_some_and(|known| Arc::ptr_eq(known, &ready.known))
        });
        let known = table.get(partner);
        let known = known.ok_or_else(|| FederationError::NoPartner(partner.clone()))?;
        if !known.is_active() {
            return Err(FederationError::Suspended(partner.clone()));
        }
        let address = known.address.clone();
        let address = address.ok_or_else(|| FederationError::NoAddress(partner.clone()))?;
        if let Some(ready) = clients.get(partner) {
            return Ok((ready.client.clone(), address));
        }
        let client = self.client(partner)?;
        let ready = Ready { known: known.clone(), client: client.clone() };
        clients.insert(partner.clone(), ready);
        Ok((client, address))
    }

    fn client(&self, partner: &PartyId) -> Result<Client, FederationError> {
        let setup = |reason: String| FederationError::Setup { party: partner.clone(), reason };
        let (certificate, partners) = (self.certificate.clone(), self.partners.clone());
        let config = tls::asking(partner.clone(), certificate, partners, self.clock.clone());
        let builder = Client::builder()
            .tls_backend_preconfigured(config.map_err(|err| setup(err.to_string()))?)
            .https_only(true)
            .user_agent(concat!("comity/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(self.limits.connect)
            .redirect(Policy::none())
            .referer(false)
            // One connection carries all requests, and those that come first wait for it.
            .http2_prior_knowledge()
            .http2_max_header_list_size(LINK_HEAD_BYTES_MAX)
            .http2_keep_alive_interval(Duration::from_secs(LINK_PING_SECONDS))
            .http2_keep_alive_timeout(Duration::from_secs(LINK_PONG_SECONDS_MAX))
            .pool_idle_timeout(Duration::from_secs(CALL_IDLE_SECONDS));
        let builder = match &self.proxy {
            ProxyChoice::Environment => builder,
            ProxyChoice::Direct => builder.no_proxy(),
            ProxyChoice::Named { url, except } => {
                let wrong = |_| setup("the proxy's address is not one".to_owned());
                let proxy = Proxy::all(url.as_str()).map_err(wrong)?;
                builder.proxy(proxy.no_proxy(NoProxy::from_string(except)))
            }
        };
        builder.build().map_err(|err| setup(failure::chain(&err.without_url())))
    }
}

/// Reads an answer whole, or not at all.
async fn read(
    partner: &PartyId,
    mut answer: Response,
    bytes_max: usize,
) -> Result<CallAnswer, FederationError> {
    let too_large = || FederationError::TooLarge { party: partner.clone(), bytes_max };
    let stated = answer.content_length().unwrap_or_default();
    if usize::try_from(stated).map_or(true, |stated| stated > bytes_max) {
        return Err(too_large());
    }
    let (status, headers) = (answer.status(), std::mem::take(answer.headers_mut()));
    let mut body = Vec::new();
    while let Some(chunk) = answer.chunk().await.map_err(|err| failure::of(partner, err))? {
        if body.len() + chunk.len() > bytes_max {
            return Err(too_large());
        }
        body.extend_from_slice(&chunk);
    }
    Ok(CallAnswer { status, headers, body: body.into() })
}
