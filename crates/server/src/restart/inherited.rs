use std::io;
use std::net::{TcpListener, TcpStream};
use std::os::fd::OwnedFd;
use std::path::Path;
use std::time::Duration;

use axum::body::Bytes;
use comity_store::HomeHold;

use super::channel::{Channel, Kind};
use crate::app::index::Preloaded;
use crate::http::connections::Idle;
use crate::limits::SUCCESSION_SECONDS_MAX;

/// What a successor gets from the node before it; blocks where it waits.
pub(super) struct Inherited {
    channel: Channel,
    pub(super) http: TcpListener,
    pub(super) figures: Option<TcpListener>,
}

/// What it gets last, with the index that it has read by then.
pub(super) struct Given {
    pub(super) hold: HomeHold,
    pub(super) idle: Vec<Idle<TcpStream>>,
    pub(super) index: Preloaded,
}

impl Inherited {
    /// The sockets, before anything else.
    pub(super) fn receive() -> io::Result<Inherited> {
        let channel = Channel::from_stdin()?;
        channel.set_wait(Duration::from_secs(SUCCESSION_SECONDS_MAX))?;
        let (mut http, mut figures) = (None, None);
        loop {
            let message = channel.receive()?.ok_or_else(given_up)?;
            match message.kind {
                Kind::Http => http = Some(socket(message.file)?),
                Kind::Figures => figures = Some(socket(message.file)?),
                Kind::Prepare => break,
                _ => return Err(io::ErrorKind::InvalidData.into()),
            }
        }
        let http = http.ok_or(io::ErrorKind::InvalidData)?;
        Ok(Inherited { channel, http, figures })
    }

    /// Says that this process could begin, and waits for the home and the idle connections. The
    /// index that was read in advance is read again if it has changed when the node before asks.
    pub(super) fn wait_for_home(&self, home: &Path, index: Preloaded) -> io::Result<Given> {
        let mut index = index;
        self.channel.send(Kind::Ready, b"", None)?;
        let mut idle = Vec::new();
        loop {
            let message = self.channel.receive()?.ok_or_else(given_up)?;
            match message.kind {
                Kind::Prepare => {
                    index = index.renewed(home);
                    self.channel.send(Kind::Ready, b"", None)?;
                }
                Kind::Connection => {
                    let read = Bytes::copy_from_slice(&message.bytes);
                    let file = message.file.ok_or(io::ErrorKind::InvalidData)?;
                    idle.push(Idle { io: TcpStream::from(file), read });
                }
                Kind::Released => {
                    let hold = HomeHold::from_file(home, message.file()?);
                    return Ok(Given { hold: hold.map_err(io::Error::other)?, idle, index });
                }
                _ => return Err(io::ErrorKind::InvalidData.into()),
            }
        }
    }

    /// Says that this process answers.
    pub(super) fn say_serving(&self) -> io::Result<()> {
        self.channel.send(Kind::Serving, b"", None)
    }
}

fn socket(file: Option<OwnedFd>) -> io::Result<TcpListener> {
    file.map(TcpListener::from).ok_or_else(|| io::ErrorKind::InvalidData.into())
}

fn given_up() -> io::Error {
    io::Error::other("the node before gave up its restart")
}
