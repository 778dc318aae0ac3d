//! `comity serve`: answers over HTTP until it is asked to stop.

use std::net::SocketAddr;
use std::time::Duration;

use comity_server::limits::ListenLimits;
use comity_server::{Door, ServeOptions, ServerError};
use tokio::sync::oneshot;

use crate::config::{Config, Layers, Whole, flag};
use crate::failure::{Exit, Failure};
use crate::logging::LogFormat;
use crate::shell::Shell;
use crate::signals::stop_asked;

/// Answer over HTTP, and let other commands in through the home's local socket
///
/// What is not said here comes from the environment and from the configuration: `comity config`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The address and port to listen on; port 0 takes any that is free
    #[arg(long, value_name = "ADDRESS", value_parser = flag::<SocketAddr>)]
    listen: Option<SocketAddr>,
    /// Ask every caller for a token, also those on this machine
    #[arg(long)]
    require_token: bool,
    /// Longest time that an answer may take, in seconds
    #[arg(long, value_name = "SECONDS", value_parser = flag::<Whole<1, 3600>>)]
    answer_seconds: Option<Whole<1, 3600>>,
    /// Longest time that a stopping node waits for answers under way, in seconds
    #[arg(long, value_name = "SECONDS", value_parser = flag::<Whole<0, 3600>>)]
    drain_seconds: Option<Whole<0, 3600>>,
    /// Most requests that are answered at one time; more are turned away with 503
    #[arg(long, value_name = "N", value_parser = flag::<Whole<1, 100_000>>)]
    requests_max: Option<Whole<1, 100_000>>,
    /// Most connections at one time; more wait
    #[arg(long, value_name = "N", value_parser = flag::<Whole<1, 1_000_000>>)]
    connections_max: Option<Whole<1, 1_000_000>>,
    /// How log lines are written
    #[arg(long, value_name = "FORMAT", value_enum)]
    log_format: Option<LogFormat>,
}

impl Args {
    /// Puts these flags over the rest of the configuration.
    pub(crate) fn over(&self, layers: &mut Layers) {
        layers.flag(("serve", "listen"), |c| &mut c.serve.listen, self.listen);
        let token = self.require_token.then_some(true);
        layers.flag(("serve", "require_token"), |c| &mut c.serve.require_token, token);
        let name = |key| ("limits", key);
        layers.flag(name("answer_seconds"), |c| &mut c.limits.answer_seconds, self.answer_seconds);
        layers.flag(name("drain_seconds"), |c| &mut c.limits.drain_seconds, self.drain_seconds);
        layers.flag(name("requests_max"), |c| &mut c.limits.requests_max, self.requests_max);
        let connections = self.connections_max;
        layers.flag(name("connections_max"), |c| &mut c.limits.connections_max, connections);
        layers.flag(("log", "format"), |c| &mut c.log.format, self.log_format);
    }
}

fn options(config: &Config) -> ServeOptions {
    let limits = ListenLimits {
        answer: Duration::from_secs(config.limits.answer_seconds.get()),
        drain: Duration::from_secs(config.limits.drain_seconds.get()),
        requests: config.limits.requests_max.count(),
        connections: config.limits.connections_max.count(),
        ..ListenLimits::default()
    };
    let usual = ServeOptions::new(config.serve.listen);
    ServeOptions { require_token: config.serve.require_token, limits, ..usual }
}

pub(crate) async fn run(args: Args, shell: &Shell) -> Result<Exit, Failure> {
    let mut layers = shell.layers()?;
    args.over(&mut layers);
    let config = layers.config;
    let Door::Direct(node) = shell.door().await? else {
        let home = shell.home()?;
        return Err(Failure::new(
            Exit::Refused,
            format!("a node serves `{}` already", home.display()),
        ));
    };
    let (bound, listening) = oneshot::channel();
    let options = ServeOptions { bound: Some(bound), ..options(&config) };
    let serving = comity_server::serve(node, options, stop_asked());
    let told = async {
        if let Ok(address) = listening.await {
            shell.say(&format!("Listening on http://{address}; ctrl-c stops."));
        }
    };
    let (served, ()) = tokio::join!(serving, told);
    served.map_err(|err| listen_failure(&err, config.serve.listen))?;
    Ok(Exit::Done)
}

/// A port that is taken deserves its own words.
pub(crate) fn listen_failure(err: &ServerError, listen: SocketAddr) -> Failure {
    let taken = matches!(
        err,
        ServerError::Io { source, .. } if source.kind() == std::io::ErrorKind::AddrInUse
    );
    if taken {
        return Failure::new(Exit::Refused, format!("another program listens on {listen}"))
            .with_hint("name another place: `--listen 127.0.0.1:8001`");
    }
    Failure::from(err.to_fault())
}
