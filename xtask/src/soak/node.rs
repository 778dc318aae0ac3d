//! The node that is soaked.

use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use super::client::Client;
use crate::clock;

/// Longest time that the node may take to start or to stop.
const WAIT_MAX: Duration = Duration::from_secs(60);
const STEP: Duration = Duration::from_millis(20);

/// A running node; dropping it ends it.
pub(super) struct Node {
    child: Child,
    pub(super) port: u16,
}

impl Node {
    pub(super) fn start(binary: &Path, home: &Path) -> Result<Node> {
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let child = Command::new(binary)
            .args(["serve", "--listen", &format!("127.0.0.1:{port}")])
            .env("COMITY_HOME", home)
            .env("COMITY_LOG", "warn")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn()
            .context("the node does not start")?;
        let mut node = Node { child, port };
        let begun = clock::now();
        while begun.elapsed() < WAIT_MAX {
            if let Some(status) = node.child.try_wait()? {
                bail!("the node ended with {status}");
            }
            let answer = Client::connect(port).and_then(|mut client| client.ask("/readyz", None));
            if matches!(answer, Ok((200, _))) {
                return Ok(node);
            }
            thread::sleep(STEP);
        }
        bail!("the node was not ready within {WAIT_MAX:?}")
    }

    /// The number of its process.
    pub(super) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Asks it to stop, as a service manager does, and waits; the error says what went wrong.
    pub(super) fn stop(&mut self) -> Result<()> {
        if let Some(status) = self.child.try_wait()? {
            bail!("the node had ended with {status}");
        }
        let asked = Command::new("kill").args(["-TERM", &self.id().to_string()]).status()?;
        let begun = clock::now();
        while asked.success() && begun.elapsed() < WAIT_MAX {
            match self.child.try_wait()? {
                Some(status) if status.success() => return Ok(()),
                Some(status) => bail!("the node ended with {status}"),
                None => thread::sleep(STEP),
            }
        }
        bail!("the node did not stop when asked")
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        // It has ended by itself where all went well.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
