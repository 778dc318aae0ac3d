use std::ffi::OsString;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::net::UnixDatagram;

/// The service manager, told how the node is (systemd's `NOTIFY_SOCKET`).
#[derive(Debug, Clone, Default)]
pub struct Notify {
    /// Where it listens: a path, or an abstract name after `@`. Nothing where nobody listens.
    pub socket: Option<OsString>,
}

impl Notify {
    /// The node answers.
    pub(crate) fn ready(&self) {
        self.tell("READY=1");
    }

    /// The node stops.
    pub(crate) fn stopping(&self) {
        self.tell("STOPPING=1");
    }

    /// Another process is the node now.
    pub(crate) fn successor(&self, id: u32) {
        self.tell(&format!("MAINPID={id}\nREADY=1"));
    }

    fn tell(&self, text: &str) {
        let Some(socket) = self.socket.as_ref().filter(|socket| !socket.is_empty()) else {
            return;
        };
        if let Err(err) = send(socket, text) {
            tracing::warn!(error = %err, "the service manager cannot be told");
        }
    }
}

fn send(socket: &OsString, text: &str) -> std::io::Result<()> {
    let from = UnixDatagram::unbound()?;
    match socket.as_bytes().split_first() {
        #[cfg(target_os = "linux")]
        Some((b'@', name)) => {
            use std::os::linux::net::SocketAddrExt as _;
            let address = std::os::unix::net::SocketAddr::from_abstract_name(name)?;
            from.send_to_addr(text.as_bytes(), &address)?;
        }
        _ => {
            from.send_to(text.as_bytes(), socket)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_service_manager_hears_each_word() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("notify");
        let manager = UnixDatagram::bind(&path).unwrap();
        let notify = Notify { socket: Some(path.into()) };
        notify.ready();
        notify.successor(42);
        let mut text = [0; 100];
        let mut heard = || {
            let count = manager.recv(&mut text).unwrap();
            String::from_utf8_lossy(&text[..count]).into_owned()
        };
        assert_eq!(heard(), "READY=1");
        assert_eq!(heard(), "MAINPID=42\nREADY=1");
        // Nobody to tell is no reason to fail.
        Notify { socket: Some("/nowhere/at/all".into()) }.stopping();
        Notify::default().stopping();
    }
}
