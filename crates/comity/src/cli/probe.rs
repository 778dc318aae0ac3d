//! `comity probe`: asks a node over HTTP whether it can answer, for places without another client.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::failure::{Exit, Failure};
use crate::shell::Shell;

/// Ask a node over HTTP whether it can answer; exit code 1 if it cannot
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The address on which it listens; one that stands for all is asked on this machine
    #[arg(
        long,
        value_name = "ADDRESS",
        default_value = "127.0.0.1:8000",
        env = "COMITY_LISTEN",
        hide_env_values = true
    )]
    listen: SocketAddr,
    /// Only ask whether it lives, not whether its index is loaded
    #[arg(long)]
    alive: bool,
    /// Longest time that the answer may take, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 5,
        value_parser = clap::value_parser!(u64).range(1..=600))]
    seconds: u64,
}

/// Most bytes of an answer that are read: its first line is enough.
const ANSWER_BYTES_MAX: usize = 512;

pub(crate) async fn run(args: &Args, shell: &Shell) -> Result<Exit, Failure> {
    let path = if args.alive { "/healthz" } else { "/readyz" };
    let place = reachable(args.listen);
    let limit = Duration::from_secs(args.seconds);
    let said = match tokio::time::timeout(limit, ask(place, path)).await {
        Ok(Ok(status)) if status == "200" => return Ok(Exit::Done),
        Ok(Ok(status)) if status == "503" => "the node cannot answer yet".to_owned(),
        Ok(Ok(status)) => format!("http://{place}{path} answers with `{status}`"),
        Ok(Err(err)) => format!("http://{place} does not answer: {err}"),
        Err(_) => format!("http://{place} does not answer within {} seconds", args.seconds),
    };
    shell.say(&said);
    Ok(Exit::Unmet)
}

/// An address that stands for all of this machine's can be listened on and not connected to.
fn reachable(listen: SocketAddr) -> SocketAddr {
    let ip = match listen.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::V6(Ipv6Addr::LOCALHOST),
        ip => ip,
    };
    SocketAddr::new(ip, listen.port())
}

/// The status of the answer, as it stands there.
async fn ask(place: SocketAddr, path: &str) -> std::io::Result<String> {
    let mut stream = TcpStream::connect(place).await?;
    let request = format!("GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await?;
    let mut answer = Vec::new();
    stream.take(ANSWER_BYTES_MAX as u64).read_to_end(&mut answer).await?;
    let text = String::from_utf8_lossy(&answer);
    let status = text.strip_prefix("HTTP/1.1 ").and_then(|rest| rest.split(' ').next());
    status.map(str::to_owned).ok_or_else(|| std::io::ErrorKind::InvalidData.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_addresses_are_asked_on_this_machine() {
        for (listen, asked) in [
            ("0.0.0.0:8000", "127.0.0.1:8000"),
            ("[::]:8000", "[::1]:8000"),
            ("10.0.0.7:9000", "10.0.0.7:9000"),
        ] {
            assert_eq!(reachable(listen.parse().unwrap()), asked.parse().unwrap());
        }
    }
}
