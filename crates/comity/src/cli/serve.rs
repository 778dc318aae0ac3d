//! `comity serve`: answers over HTTP until it is asked to stop.

use std::net::{SocketAddr, TcpListener};
use std::time::Duration;

use comity_server::limits::{
    ANSWER_SECONDS_MAX, CONNECTIONS_MAX, DRAIN_SECONDS_MAX, ListenLimits, READER_SECONDS_MAX,
    REQUESTS_MAX, TURN_WAIT_MILLIS_MAX,
};
use comity_server::{
    Door, Notify, SUCCESSOR_VARIABLE, ServeOptions, ServerError, Succession, this_program,
};
use tokio::sync::oneshot;

use crate::failure::{Exit, Failure};
use crate::logging::LogFormat;
use crate::shell::Shell;
use crate::signals::orders;

/// Answer over HTTP, and let other commands in through the home's local socket
///
/// SIGTERM and ctrl-c let the answers under way finish; a second one ends at once. SIGUSR2 restarts
/// the node without a failed request, with the program that stands at the same path then.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The address and port to listen on; port 0 takes any that is free
    #[arg(
        long,
        value_name = "ADDRESS",
        default_value = "127.0.0.1:8000",
        env = "COMITY_LISTEN",
        hide_env_values = true
    )]
    listen: SocketAddr,
    /// An address that shows `/metrics` and the probes without a token, and nothing else; whoever
    /// reaches it sees the names of all datasets
    #[arg(long, value_name = "ADDRESS", env = "COMITY_METRICS_LISTEN", hide_env_values = true)]
    metrics_listen: Option<SocketAddr>,
    /// Ask every caller for a token, also those on this machine
    #[arg(long, env = "COMITY_REQUIRE_TOKEN", hide_env_values = true)]
    require_token: bool,
    /// Longest time that an answer may take, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = ANSWER_SECONDS_MAX,
        value_parser = clap::value_parser!(u64).range(1..=3600),
        env = "COMITY_ANSWER_SECONDS", hide_env_values = true)]
    answer_seconds: u64,
    /// Longest time that a stopping node waits for answers under way, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = DRAIN_SECONDS_MAX,
        value_parser = clap::value_parser!(u64).range(0..=3600),
        env = "COMITY_DRAIN_SECONDS", hide_env_values = true)]
    drain_seconds: u64,
    /// Longest time that a request waits for its turn before it is turned away with 503, in
    /// milliseconds
    #[arg(long, value_name = "MILLISECONDS", default_value_t = TURN_WAIT_MILLIS_MAX,
        value_parser = clap::value_parser!(u64).range(0..=60_000),
        env = "COMITY_TURN_WAIT_MILLIS", hide_env_values = true)]
    turn_wait_millis: u64,
    /// Longest time that a caller may take to read an answer, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = READER_SECONDS_MAX,
        value_parser = clap::value_parser!(u64).range(1..=3600),
        env = "COMITY_READER_SECONDS", hide_env_values = true)]
    reader_seconds: u64,
    /// Most requests that are answered at one time; more wait a moment, then are turned away
    #[arg(long, value_name = "N", default_value_t = REQUESTS_MAX as u32,
        value_parser = clap::value_parser!(u32).range(1..=100_000),
        env = "COMITY_REQUESTS_MAX", hide_env_values = true)]
    requests_max: u32,
    /// Most connections at one time; more wait
    #[arg(long, value_name = "N", default_value_t = CONNECTIONS_MAX as u32,
        value_parser = clap::value_parser!(u32).range(1..=1_000_000),
        env = "COMITY_CONNECTIONS_MAX", hide_env_values = true)]
    connections_max: u32,
    /// How log lines are written
    #[arg(
        long,
        value_name = "FORMAT",
        value_enum,
        default_value_t,
        env = "COMITY_LOG_FORMAT",
        hide_env_values = true
    )]
    pub(crate) log_format: LogFormat,
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

    fn options(&mut self) -> ServeOptions {
        let count = |number: u32| usize::try_from(number).unwrap_or(usize::MAX);
        let limits = ListenLimits {
            answer: Duration::from_secs(self.answer_seconds),
            drain: Duration::from_secs(self.drain_seconds),
            wait: Duration::from_millis(self.turn_wait_millis),
            reader: Duration::from_secs(self.reader_seconds),
            requests: count(self.requests_max),
            connections: count(self.connections_max),
            ..ListenLimits::default()
        };
        let usual = ServeOptions::new(self.listen);
        ServeOptions {
            metrics_listen: self.metrics_listen,
            handed: std::mem::take(&mut self.handed),
            require_token: self.require_token,
            limits,
            notify: Notify { socket: std::env::var_os("NOTIFY_SOCKET") },
            ..usual
        }
    }
}

pub(crate) async fn run(mut args: Args, shell: &Shell) -> Result<Exit, Failure> {
    let is_successor = std::env::var_os(SUCCESSOR_VARIABLE).is_some_and(|value| value == "1");
    let (bound, listening) = oneshot::channel();
    let options = ServeOptions { bound: Some(bound), ..args.options() };
    let program = this_program(std::env::args_os().skip(1));
    let program = program.ok_or_else(|| Failure::new(Exit::Refused, "no path to this program"))?;
    let (home, around) = (shell.home()?, shell.around.clone());
    let succession = Succession { home, around, options, program, orders: orders() };
    let serving = async {
        if is_successor {
            return succession.succeed().await.map_err(|err| listen_failure(&err, args.listen));
        }
        let Door::Direct(node) = shell.door().await? else {
            let message = format!("a node serves `{}` already", succession.home.display());
            return Err(Failure::new(Exit::Refused, message));
        };
        succession.serve(node).await.map_err(|err| listen_failure(&err, args.listen))
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
