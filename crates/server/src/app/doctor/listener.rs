use std::net::SocketAddr;
use std::time::Duration;

use comity_api::local::DoctorCheck;

use super::{bad, good};
use crate::limits::DOCTOR_CONNECT_SECONDS_MAX;

/// How a node listens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Listening {
    /// Where.
    pub(crate) address: SocketAddr,
    /// Whether callers without a token are let in.
    pub(crate) is_open: bool,
}

/// What is to be said about the listener; nothing listens where no node serves the home.
pub(super) async fn check(listening: Option<Listening>, tokens: usize) -> Vec<DoctorCheck> {
    let Some(listening) = listening else {
        return vec![good("listener", "no node serves the home now".to_owned())];
    };
    vec![reached(listening.address).await, guarded(listening, tokens)]
}

/// Whether a caller on this machine gets through.
async fn reached(address: SocketAddr) -> DoctorCheck {
    let mut place = address;
    if place.ip().is_unspecified() {
        place.set_ip(match place {
            SocketAddr::V4(_) => std::net::Ipv4Addr::LOCALHOST.into(),
            SocketAddr::V6(_) => std::net::Ipv6Addr::LOCALHOST.into(),
        });
    }
    let limit = Duration::from_secs(DOCTOR_CONNECT_SECONDS_MAX);
    match tokio::time::timeout(limit, tokio::net::TcpStream::connect(place)).await {
        Ok(Ok(_)) => good("listener", format!("connections to {address} are taken")),
        Ok(Err(err)) => {
            let hint = "is there a firewall on this machine?";
            bad("listener", &format!("{address} cannot be reached: {err}"), Some(hint))
        }
        Err(_) => {
            let hint = "more connections may be open than `--connections-max` lets in";
            bad("listener", &format!("{address} takes no connection"), Some(hint))
        }
    }
}

/// Whether those who can reach the node can ask it, and nobody else.
fn guarded(listening: Listening, tokens: usize) -> DoctorCheck {
    let Listening { address, is_open } = listening;
    let count = match tokens {
        1 => "there is 1".to_owned(),
        count => format!("there are {count}"),
    };
    if is_open {
        return good("tokens", format!("callers on this machine need none; {count}"));
    }
    if tokens == 0 {
        let detail = format!("{address} asks every caller for a token, and there is none");
        return bad("tokens", &detail, Some("`comity token create NAME --clearance AMBER`"));
    }
    good("tokens", format!("every caller needs one; {count}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_listener_that_takes_nobody_is_found() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let listening = Listening { address: listener.local_addr().unwrap(), is_open: false };
        let oks = |checks: Vec<DoctorCheck>| -> Vec<bool> {
            checks.into_iter().map(|check| check.ok).collect()
        };
        assert_eq!(oks(check(Some(listening), 1).await), [true, true]);
        assert_eq!(oks(check(Some(listening), 0).await), [true, false], "nobody can ask it");
        drop(listener);
        let open = Listening { is_open: true, ..listening };
        assert_eq!(oks(check(Some(open), 0).await), [false, true]);
        assert_eq!(oks(check(None, 0).await), [true]);
    }
}
