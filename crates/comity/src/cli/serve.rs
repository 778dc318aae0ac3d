//! `comity serve`: answers over HTTP until it is asked to stop.

use std::net::SocketAddr;
use std::time::Duration;

use comity_server::limits::{
    ANSWER_SECONDS_MAX, CONNECTIONS_MAX, DRAIN_SECONDS_MAX, ListenLimits, REQUESTS_MAX,
};
use comity_server::{Door, ServeOptions, ServerError};
use tokio::sync::oneshot;

use crate::failure::{Exit, Failure};
use crate::logging::LogFormat;
use crate::shell::Shell;
use crate::signals::stop_asked;

/// Answer over HTTP, and let other commands in through the home's local socket
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
    /// Most requests that are answered at one time; more are turned away with 503
    #[arg(long, value_name = "N", default_value_t = REQUESTS_MAX as u32,
        value_parser = clap::value_parser!(u32).range(1..=100_000),
        env = "COMITY_REQUESTS_MAX", hide_env_values = true)]
    requests_max: u32,
    /// Most connections at one time; more wait
    #[arg(long, value_name = "N", default_value_t = CONNECTIONS_MAX as u32,
        value_parser = clap::value_parser!(u32).range(1..=1_000_000),
        env = "COMITY_CONNECTIONS_MAX", hide_env_values = true)]
    connections_max: u32,
    /// What lets somebody in who asks for an update of the datasets (`POST /updatez`); better set
    /// in the environment, where other users of the machine do not see it
    #[arg(long, value_name = "SECRET", env = "COMITY_UPDATE_TOKEN", hide_env_values = true)]
    update_token: Option<String>,
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
}

impl Args {
    fn options(&self) -> ServeOptions {
        let count = |number: u32| usize::try_from(number).unwrap_or(usize::MAX);
        let limits = ListenLimits {
            answer: Duration::from_secs(self.answer_seconds),
            drain: Duration::from_secs(self.drain_seconds),
            requests: count(self.requests_max),
            connections: count(self.connections_max),
            ..ListenLimits::default()
        };
        let usual = ServeOptions::new(self.listen);
        ServeOptions {
            require_token: self.require_token,
            update_token: self.update_token.clone(),
            limits,
            ..usual
        }
    }
}

pub(crate) async fn run(args: Args, shell: &Shell) -> Result<Exit, Failure> {
    let Door::Direct(node) = shell.door().await? else {
        let home = shell.home()?;
        return Err(Failure::new(
            Exit::Refused,
            format!("a node serves `{}` already", home.display()),
        ));
    };
    let (bound, listening) = oneshot::channel();
    let options = ServeOptions { bound: Some(bound), ..args.options() };
    let serving = comity_server::serve(node, options, stop_asked());
    let told = async {
        if let Ok(address) = listening.await {
            shell.say(&format!("Listening on http://{address}; ctrl-c stops."));
        }
    };
    let (served, ()) = tokio::join!(serving, told);
    served.map_err(|err| listen_failure(&err, args.listen))?;
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
