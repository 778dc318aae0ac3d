use std::ffi::OsString;
use std::io;
use std::net::TcpStream;
use std::os::fd::{AsFd, BorrowedFd};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use comity_store::HomeHold;

use super::channel::{Channel, Kind};
use crate::http::connections::Idle;
use crate::limits::{SUCCESSOR_SECONDS_MAX, TAKE_OVER_SECONDS_MAX};

/// How a node starts the one that comes after it.
#[derive(Debug, Clone)]
pub struct Program {
    /// The program. It may have been replaced by a newer one since this process started.
    pub path: PathBuf,
    /// Its arguments.
    pub arguments: Vec<OsString>,
}

/// The variable that tells a process that it is a successor: its input is the channel.
pub const SUCCESSOR_VARIABLE: &str = "COMITY_SUCCESSOR";

/// A process that is to answer in this one's place. Unless it came to that, it ends with this.
pub(super) struct Successor {
    child: Option<Child>,
    channel: Channel,
}

impl Successor {
    /// Starts it, and waits until it could begin at once; blocks.
    pub(super) fn start(
        program: &Program,
        http: BorrowedFd<'_>,
        figures: Option<BorrowedFd<'_>>,
    ) -> io::Result<Successor> {
        let (channel, far) = Channel::pair()?;
        channel.set_wait(Duration::from_secs(SUCCESSOR_SECONDS_MAX))?;
        let child = Command::new(&program.path)
            .args(&program.arguments)
            .env(SUCCESSOR_VARIABLE, "1")
            .env_remove("LISTEN_FDS")
            .env_remove("LISTEN_PID")
            .stdin(Stdio::from(far))
            .spawn()?;
        let successor = Successor { child: Some(child), channel };
        successor.channel.send(Kind::Http, b"", Some(http))?;
        if let Some(figures) = figures {
            successor.channel.send(Kind::Figures, b"", Some(figures))?;
        }
        successor.prepare()?;
        Ok(successor)
    }

    /// Lets it get ready, or ready once more after something changed; blocks until it is.
    pub(super) fn prepare(&self) -> io::Result<()> {
        self.channel.send(Kind::Prepare, b"", None)?;
        self.expect(Kind::Ready)
    }

    /// Gives it the idle connections and the home, and waits until it answers; blocks.
    pub(super) fn take_over(mut self, hold: HomeHold, idle: &[Idle<TcpStream>]) -> io::Result<u32> {
        self.channel.set_wait(Duration::from_secs(TAKE_OVER_SECONDS_MAX))?;
        for connection in idle {
            let file = connection.io.as_fd();
            self.channel.send(Kind::Connection, &connection.read, Some(file))?;
        }
        let file = hold.into_file();
        self.channel.send(Kind::Released, b"", Some(file.as_fd()))?;
        self.expect(Kind::Serving)?;
        let child = self.child.take().ok_or(io::ErrorKind::NotFound)?;
        Ok(child.id())
    }

    fn expect(&self, kind: Kind) -> io::Result<()> {
        match self.channel.receive()? {
            Some(message) if message.kind == kind => Ok(()),
            Some(_) => Err(io::ErrorKind::InvalidData.into()),
            None => Err(io::Error::other("it ended before its time")),
        }
    }
}

impl Drop for Successor {
    fn drop(&mut self) {
        if let Some(child) = &mut self.child {
            // It may have ended by itself.
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}
