use std::collections::BTreeSet;
use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;

use comity_model::Role;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{oneshot, watch};

use crate::app::accounts::Provider;
use crate::app::doctor::Listening;
use crate::hash::hex;
use crate::http::connections::{self, Idle, Phase, Talk};
use crate::http::metrics;
use crate::http::router::{App, router};
use crate::limits::ListenLimits;
use crate::local::LocalSocket;
use crate::notify::Notify;
use crate::{IdentityProvider, Node, Reason, ServerError, UpdateOptions};

/// How a node answers over HTTP.
pub struct ServeOptions {
    /// Where it listens; port 0 takes any that is free.
    pub listen: SocketAddr,
    /// Where it shows its figures to whoever can reach that; nowhere else but at `/metrics`.
    pub metrics_listen: Option<SocketAddr>,
    /// Where the nodes of partners are let in; nowhere unless there is a place.
    pub partners_listen: Option<SocketAddr>,
    /// Sockets that listen already, opened by a service manager: for callers, then for figures.
    pub handed: Vec<std::net::TcpListener>,
    /// Whether callers need a token even where the listener is on loopback.
    pub require_token: bool,
    /// As whom callers on this machine are answered who show no token.
    pub loopback: Loopback,
    /// What lets somebody in who asks for an update (`/updatez`); nobody unless there is one.
    pub update_token: Option<String>,
    /// The identity provider that people may sign in with, beside their passwords.
    pub identity: Option<IdentityProvider>,
    /// Times and numbers.
    pub limits: ListenLimits,
    /// Told where the node listens, once it does.
    pub bound: Option<oneshot::Sender<SocketAddr>>,
    /// The service manager.
    pub notify: Notify,
    /// Datasets that the node keeps fresh, and how it downloads; `None` leaves that as it is.
    pub updates: Option<UpdateOptions>,
}

/// As whom callers on this machine are answered who show no token.
#[derive(Debug, Clone)]
pub struct Loopback {
    /// Why they ask, on routes where a request cannot say so.
    pub reason: Reason,
    /// What they may do.
    pub roles: BTreeSet<Role>,
}

impl Default for Loopback {
    /// A desk's questions about lists, and the operator's about the node.
    fn default() -> Loopback {
        let reason = Reason::read(Some("due-diligence"), Some("sanctions-screening"), None);
        Loopback {
            reason: reason.unwrap_or_default(),
            roles: BTreeSet::from([Role::Officer, Role::Analyst, Role::Administrator]),
        }
    }
}

impl ServeOptions {
    /// Options as they usually are.
    #[must_use]
    pub fn new(listen: SocketAddr) -> ServeOptions {
        ServeOptions {
            listen,
            metrics_listen: None,
            partners_listen: None,
            handed: Vec::new(),
            require_token: false,
            loopback: Loopback::default(),
            update_token: None,
            identity: None,
            limits: ListenLimits::default(),
            bound: None,
            notify: Notify::default(),
            updates: None,
        }
    }

    /// How the nodes of partners are reached.
    fn proxy(&self) -> crate::ProxyChoice {
        let downloads = self.updates.as_ref().map(|updates| updates.downloads.proxy.clone());
        downloads.unwrap_or(crate::ProxyChoice::Direct)
    }

    /// The identity provider, which is reached as downloads are.
    fn provider(&self) -> Result<Option<Arc<Provider>>, ServerError> {
        let Some(identity) = &self.identity else { return Ok(None) };
        let downloads = self.updates.as_ref().map(|updates| updates.downloads.clone());
        let downloads = downloads.unwrap_or_default();
        Ok(Some(Arc::new(Provider::new(identity.clone(), &downloads)?)))
    }
}

/// Answers over HTTP and on the home's local socket until `stop` is done, then lets the answers
/// under way finish.
///
/// # Errors
/// If it cannot listen, or the index cannot be made.
pub async fn serve(
    node: Arc<Node>,
    mut options: ServeOptions,
    stop: impl Future<Output = ()> + Send,
) -> Result<(), ServerError> {
    let mut listeners = Listeners::open(&mut options).await?;
    let ending = async {
        stop.await;
        (Phase::Close, ())
    };
    answer(node, &mut listeners, &mut options, Vec::new(), || {}, ending).await.1
}

/// The sockets on which a node listens, as far as they are open. They outlive the node where
/// another process takes over.
pub(crate) struct Listeners {
    pub(crate) http: Option<TcpListener>,
    pub(crate) figures: Option<TcpListener>,
}

impl Listeners {
    /// Takes the sockets that were handed, and opens the others.
    pub(crate) async fn open(options: &mut ServeOptions) -> Result<Listeners, ServerError> {
        let mut handed = std::mem::take(&mut options.handed).into_iter();
        let http = Some(Listeners::one(handed.next(), options.listen).await?);
        let figures = match (handed.next(), options.metrics_listen) {
            (None, None) => None,
            (handed, place) => Some(Listeners::one(handed, place.unwrap_or(options.listen)).await?),
        };
        Ok(Listeners { http, figures })
    }

    async fn one(
        handed: Option<std::net::TcpListener>,
        place: SocketAddr,
    ) -> Result<TcpListener, ServerError> {
        let opened = match handed {
            Some(listener) => {
                listener.set_nonblocking(true).and_then(|()| TcpListener::from_std(listener))
            }
            None => TcpListener::bind(place).await,
        };
        opened.map_err(ServerError::io(place.to_string()))
    }
}

/// Answers until `ending` says how to end; gives the connections that are handed over, and what
/// `ending` gave. `ready` is called when the first request can be answered.
pub(crate) async fn answer<E>(
    node: Arc<Node>,
    listeners: &mut Listeners,
    options: &mut ServeOptions,
    adopted: Vec<Idle<TcpStream>>,
    ready: impl FnOnce() + Send,
    ending: impl Future<Output = (Phase, E)> + Send,
) -> (Vec<Idle<TcpStream>>, Result<E, ServerError>) {
    let opened = || {
        let http = listeners.http.as_ref().ok_or(ServerError::StoppedAnswering)?;
        let address = http.local_addr().map_err(ServerError::io("socket"))?;
        let provider = options.provider()?;
        Ok((address, LocalSocket::bind(node.home())?, run_name(&node)?, provider))
    };
    let (address, socket, run, provider) = match opened() {
        Ok(opened) => opened,
        Err(err) => return (adopted, Err(err)),
    };
    if let Some(updates) = options.updates.clone() {
        node.set_update_options(updates);
    }
    let partners = match options.partners_listen {
        None => None,
        Some(place) => match node.open_partners_door(place, options.proxy()).await {
            Ok(door) => Some(door),
            Err(err) => return (adopted, Err(err)),
        },
    };
    let figures_place = listeners.figures.as_ref().map(TcpListener::local_addr);
    let limits = options.limits;
    let is_open = address.ip().is_loopback() && !options.require_token;
    let loopback = is_open.then(|| options.loopback.clone());
    node.listening.store(Some(Arc::new(Listening { address, is_open })));
    let mut app = App::new(node.clone(), limits, loopback, &run);
    app.update_token = options.update_token.as_deref().map(Into::into);
    app.provider = provider;
    let metrics = node.metrics.clone();
    let (phase, changes) = watch::channel(Phase::Open);
    let talk = Talk { router: router(app.clone()), limits, metrics, is_patient: false };
    let figures_talk = Talk { router: metrics::router(app), ..talk.clone() };
    let http = connections::answer(&mut listeners.http, adopted, talk, changes.clone());
    // Whoever reads figures connects again: of these, nothing is handed over.
    let figures =
        connections::answer(&mut listeners.figures, Vec::new(), figures_talk, changes.clone());
    let local = socket.answer(node.clone(), limits, changes.clone());
    let met = async {
        if let Some(door) = partners {
            door.answer(changes.clone()).await;
        }
    };
    let (stopper, stopped) = watch::channel(false);
    let watch = node.clone().watch(stopped.clone());
    let deliver = node.clone().deliver(stopped.clone());
    let alerts = node.clone().keep_alerts(stopped.clone());
    let exchange = node.clone().exchange_with_partners(stopped.clone());
    let updates = node.keep_datasets_fresh(stopped);
    let beside = async { tokio::join!(watch, deliver, alerts, updates, exchange, met) };
    let mut answering = std::pin::pin!(async { tokio::join!(http, figures, local, beside) });
    if let Some(bound) = options.bound.take() {
        // Whoever asked for it may have gone.
        let _ = bound.send(address);
    }
    tracing::info!(%address, "listening");
    if let Some(Ok(place)) = figures_place {
        tracing::info!(address = %place, "showing figures");
    }
    let failed = async {
        match node.refresh().await {
            Ok(_) => {
                ready();
                options.notify.ready();
                std::future::pending().await
            }
            Err(err) => err,
        }
    };
    let (how, outcome) = tokio::select! {
        // The listeners answer until they are told otherwise.
        (left, ..) = &mut answering => return (left, Err(ServerError::StoppedAnswering)),
        (how, ending) = ending => (how, Ok(ending)),
        err = failed => (Phase::Close, Err(err)),
    };
    if how == Phase::Close {
        options.notify.stopping();
    }
    tracing::info!("stopping");
    phase.send_replace(how);
    stopper.send_replace(true);
    let (left, ..) = answering.await;
    (left, outcome)
}

/// What the ids of this run's requests begin with.
fn run_name(node: &Node) -> Result<String, ServerError> {
    let mut name = hex(&node.around.chance.bytes()?);
    name.truncate(8);
    Ok(name)
}
