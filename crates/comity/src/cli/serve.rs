//! `comity serve`: answers over HTTP until it is asked to stop.

use std::net::{SocketAddr, TcpListener};
use std::time::Duration;

use comity_server::limits::ListenLimits;
use comity_server::{
    Notify, SUCCESSOR_VARIABLE, ServeOptions, ServerError, Succession, this_program,
};
use tokio::sync::oneshot;

use crate::config::{Config, Layers, Secret, Whole, flag};
use crate::failure::{Exit, Failure};
use crate::logging::LogFormat;
use crate::shell::Shell;
use crate::signals::orders;

/// Answer over HTTP, and let other commands in through the home's local socket
///
/// SIGTERM and ctrl-c let the answers under way finish; a second one ends at once. SIGUSR2 restarts
/// the node without a failed request, with the program that stands at the same path then. What is
/// not said here comes from the environment and from the configuration: `comity config`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The address and port to listen on; port 0 takes any that is free
    #[arg(long, value_name = "ADDRESS", value_parser = flag::<SocketAddr>)]
    listen: Option<SocketAddr>,
    /// An address that shows `/metrics` and the probes without a token, and nothing else; whoever
    /// reaches it sees the names of all datasets
    #[arg(long, value_name = "ADDRESS", value_parser = flag::<SocketAddr>)]
    metrics_listen: Option<SocketAddr>,
    /// The address and port where the nodes of partners are let in, over mutual TLS
    #[arg(long, value_name = "ADDRESS", value_parser = flag::<SocketAddr>)]
    partners_listen: Option<SocketAddr>,
    /// Ask every caller for a token, also those on this machine
    #[arg(long)]
    require_token: bool,
    /// Longest time that an answer may take, in seconds
    #[arg(long, value_name = "SECONDS", value_parser = flag::<Whole<1, 3600>>)]
    answer_seconds: Option<Whole<1, 3600>>,
    /// Longest time that a stopping node waits for answers under way, in seconds
    #[arg(long, value_name = "SECONDS", value_parser = flag::<Whole<0, 3600>>)]
    drain_seconds: Option<Whole<0, 3600>>,
    /// Longest time that a request waits for its turn before it is turned away with 503, in
    /// milliseconds
    #[arg(long, value_name = "MILLISECONDS", value_parser = flag::<Whole<0, 60_000>>)]
    turn_wait_millis: Option<Whole<0, 60_000>>,
    /// Longest time that a caller may take to read an answer, in seconds
    #[arg(long, value_name = "SECONDS", value_parser = flag::<Whole<1, 3600>>)]
    reader_seconds: Option<Whole<1, 3600>>,
    /// Most requests that are answered at one time; more wait a moment, then are turned away
    #[arg(long, value_name = "N", value_parser = flag::<Whole<1, 100_000>>)]
    requests_max: Option<Whole<1, 100_000>>,
    /// Most connections at one time; more wait
    #[arg(long, value_name = "N", value_parser = flag::<Whole<1, 1_000_000>>)]
    connections_max: Option<Whole<1, 1_000_000>>,
    /// What lets somebody in who asks for an update of the datasets (`POST /updatez`); better set
    /// in the environment, where other users of the machine do not see it
    #[arg(long, value_name = "SECRET", value_parser = flag::<Secret>)]
    update_token: Option<Secret>,
    /// How log lines are written
    #[arg(long, value_name = "FORMAT", value_enum)]
    log_format: Option<LogFormat>,
    /// Sockets that a service manager opened.
    #[arg(skip)]
    handed: Vec<TcpListener>,
}

impl Args {
    /// Takes the sockets that a service manager opened. It changes this process's environment, so
    /// it comes before anything else runs beside it.
    pub(crate) fn take_handed(&mut self) -> Result<(), Failure> {
        let mut found = listenfd::ListenFd::from_env();
        for at in 0..found.len() {
            let taken = found.take_tcp_listener(at).map_err(|err| {
                let message = format!("a socket that was handed over cannot be used: {err}");
                Failure::new(Exit::Refused, message)
            });
            self.handed.extend(taken?);
        }
        Ok(())
    }

    /// Puts these flags over the rest of the configuration.
    pub(crate) fn over(&self, layers: &mut Layers) {
        layers.flag(("serve", "listen"), |c| &mut c.serve.listen, self.listen);
        let place = self.metrics_listen.map(Some);
        layers.flag(("serve", "metrics_listen"), |c| &mut c.serve.metrics_listen, place);
        let place = self.partners_listen.map(Some);
        layers.flag(("serve", "partners_listen"), |c| &mut c.serve.partners_listen, place);
        let token = self.require_token.then_some(true);
        layers.flag(("serve", "require_token"), |c| &mut c.serve.require_token, token);
        let name = |key| ("limits", key);
        layers.flag(name("answer_seconds"), |c| &mut c.limits.answer_seconds, self.answer_seconds);
        layers.flag(name("drain_seconds"), |c| &mut c.limits.drain_seconds, self.drain_seconds);
        let wait = self.turn_wait_millis;
        layers.flag(name("turn_wait_millis"), |c| &mut c.limits.turn_wait_millis, wait);
        layers.flag(name("reader_seconds"), |c| &mut c.limits.reader_seconds, self.reader_seconds);
        layers.flag(name("requests_max"), |c| &mut c.limits.requests_max, self.requests_max);
        let connections = self.connections_max;
        layers.flag(name("connections_max"), |c| &mut c.limits.connections_max, connections);
        layers.flag(("log", "format"), |c| &mut c.log.format, self.log_format);
        let secret = self.update_token.clone().map(Some);
        layers.flag(("serve", "update_token"), |c| &mut c.serve.update_token, secret);
    }
}

fn options(config: &Config, handed: Vec<TcpListener>) -> Result<ServeOptions, Failure> {
    let limits = ListenLimits {
        answer: Duration::from_secs(config.limits.answer_seconds.get()),
        drain: Duration::from_secs(config.limits.drain_seconds.get()),
        wait: Duration::from_millis(config.limits.turn_wait_millis.get()),
        reader: Duration::from_secs(config.limits.reader_seconds.get()),
        requests: config.limits.requests_max.count(),
        connections: config.limits.connections_max.count(),
        ..ListenLimits::default()
    };
    let usual = ServeOptions::new(config.serve.listen);
    Ok(ServeOptions {
        metrics_listen: config.serve.metrics_listen,
        partners_listen: config.serve.partners_listen,
        handed,
        require_token: config.serve.require_token,
        loopback: config.loopback.loopback(),
        limits,
        updates: Some(config.updates()),
        update_token: config.serve.update_token.as_ref().map(|secret| secret.reveal().to_owned()),
        identity: config.identity()?,
        notify: Notify { socket: std::env::var_os("NOTIFY_SOCKET") },
        ..usual
    })
}

pub(crate) async fn run(mut args: Args, shell: &Shell) -> Result<Exit, Failure> {
    let mut layers = shell.layers()?;
    args.over(&mut layers);
    let config = layers.config;
    let listen = config.serve.listen;
    let is_successor = std::env::var_os(SUCCESSOR_VARIABLE).is_some_and(|value| value == "1");
    let (bound, listening) = oneshot::channel();
    let handed = std::mem::take(&mut args.handed);
    let options = ServeOptions { bound: Some(bound), ..options(&config, handed)? };
    let program = this_program(std::env::args_os().skip(1));
    let program = program.ok_or_else(|| Failure::new(Exit::Refused, "no path to this program"))?;
    let (home, around) = (shell.home()?, shell.around.clone());
    let succession = Succession { home, around, options, program, orders: orders() };
    let serving = async {
        if is_successor {
            return succession.succeed().await.map_err(|err| listen_failure(&err, listen));
        }
        let Some(node) = shell.door().await?.node().cloned() else {
            let message = format!("a node serves `{}` already", succession.home.display());
            return Err(Failure::new(Exit::Refused, message));
        };
        succession.serve(node).await.map_err(|err| listen_failure(&err, listen))
    };
    let told = async {
        if let Ok(address) = listening.await {
            shell.say(&format!("Listening on http://{address}; ctrl-c stops."));
        }
    };
    let (served, ()) = tokio::join!(serving, told);
    served?;
    Ok(Exit::Done)
}

/// A port that is taken deserves its own words.
pub(crate) fn listen_failure(err: &ServerError, listen: SocketAddr) -> Failure {
    if let ServerError::Io { path, source } = err
        && source.kind() == std::io::ErrorKind::AddrInUse
    {
        let place = path.to_str().map_or_else(|| listen.to_string(), str::to_owned);
        return Failure::new(Exit::Refused, format!("another program listens on {place}"))
            .with_hint("name another place: `--listen 127.0.0.1:8001`");
    }
    Failure::from(err.to_fault())
}
