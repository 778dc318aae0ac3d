use std::fmt::Write as _;
use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::sync::{oneshot, watch};

use crate::http::connections;
use crate::http::router::{App, router};
use crate::limits::ListenLimits;
use crate::local::LocalSocket;
use crate::{Node, ServerError};

/// How a node answers over HTTP.
pub struct ServeOptions {
    /// Where it listens; port 0 takes any that is free.
    pub listen: SocketAddr,
    /// Whether callers need a token even where the listener is on loopback.
    pub require_token: bool,
    /// What lets somebody in who asks for an update (`/updatez`); nobody unless there is one.
    pub update_token: Option<String>,
    /// Times and numbers.
    pub limits: ListenLimits,
    /// Told where the node listens, once it does.
    pub bound: Option<oneshot::Sender<SocketAddr>>,
}

impl ServeOptions {
    /// Options as they usually are.
    #[must_use]
    pub fn new(listen: SocketAddr) -> ServeOptions {
        let limits = ListenLimits::default();
        ServeOptions { listen, require_token: false, update_token: None, limits, bound: None }
    }
}

/// Answers over HTTP and on the home's local socket until `stop` is done, then lets the answers
/// under way finish.
///
/// # Errors
/// If it cannot listen, or the index cannot be made.
pub async fn serve(
    node: Arc<Node>,
    options: ServeOptions,
    stop: impl Future<Output = ()> + Send,
) -> Result<(), ServerError> {
    let place = options.listen.to_string();
    let listener = TcpListener::bind(options.listen).await.map_err(ServerError::io(&place))?;
    let address = listener.local_addr().map_err(ServerError::io(&place))?;
    let socket = LocalSocket::bind(node.home())?;
    let is_open = address.ip().is_loopback() && !options.require_token;
    let mut app = App::new(node.clone(), options.limits, is_open, &run_name(&node)?);
    app.update_token = options.update_token.as_deref().map(Into::into);
    let (stopper, stopped) = watch::channel(false);
    let http = connections::answer(listener, router(app), options.limits, stopped.clone());
    let local = socket.answer(node.clone(), options.limits, stopped);
    let mut answering = std::pin::pin!(async { tokio::join!(http, local) });
    if let Some(bound) = options.bound {
        // Whoever asked for it may have gone.
        let _ = bound.send(address);
    }
    tracing::info!(%address, "listening");
    let ready = async {
        match node.refresh().await {
            Ok(_) => std::future::pending().await,
            Err(err) => err,
        }
    };
    let outcome = tokio::select! {
        _ = &mut answering => Ok(()),
        () = stop => Ok(()),
        err = ready => Err(err),
    };
    tracing::info!("stopping");
    let _ = stopper.send(true);
    answering.await;
    outcome
}

/// What the ids of this run's requests begin with.
fn run_name(node: &Node) -> Result<String, ServerError> {
    let mut name = String::new();
    for byte in node.around.chance.bytes()?.into_iter().take(4) {
        // Writing to a string cannot fail.
        let _ = write!(name, "{byte:02x}");
    }
    Ok(name)
}
