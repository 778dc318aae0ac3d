use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tokio::net::UnixListener;
use tokio::sync::watch;

use super::server;
use super::spool::Spool;
use crate::http::connections::{self, Phase, Talk};
use crate::limits::{ListenLimits, SOCKET_PATH_BYTES_MAX};
use crate::{Node, ServerError};

/// The socket's name in the home.
const SOCKET: &str = "comity.sock";
/// The file that says where the socket is, if the home's path is too long for one.
const SOCKET_PATH: &str = "comity.sock.path";

/// The listening end of the home's local socket. It is gone when this is.
pub(crate) struct LocalSocket {
    listener: UnixListener,
    traces: Traces,
}

/// The files by which the socket is found, removed when the node stops.
struct Traces(Vec<PathBuf>);

impl LocalSocket {
    /// Listens. The home is this process's own, so what is left of an earlier socket is stale.
    pub(crate) fn bind(home: &Path) -> Result<LocalSocket, ServerError> {
        Spool::clear(home)?;
        let home = fs::canonicalize(home).map_err(ServerError::io(home))?;
        let (note, mut path) = (home.join(SOCKET_PATH), home.join(SOCKET));
        remove(&note)?;
        let mut traces = Traces(Vec::new());
        if path.as_os_str().as_bytes().len() > SOCKET_PATH_BYTES_MAX {
            path = private_dir(&home)?.join(SOCKET);
            traces.0.push(note.clone());
        }
        remove(&path)?;
        traces.0.push(path.clone());
        let listener = bind_private(&path)?;
        if traces.0.len() > 1 {
            fs::write(&note, path.as_os_str().as_bytes()).map_err(ServerError::io(&note))?;
        }
        Ok(LocalSocket { listener, traces })
    }

    /// Where the socket of a home is.
    pub(super) fn path(home: &Path) -> PathBuf {
        match fs::read(home.join(SOCKET_PATH)) {
            Ok(bytes) => PathBuf::from(std::ffi::OsStr::from_bytes(&bytes)),
            Err(_) => home.join(SOCKET),
        }
    }

    /// Answers until the node stops.
    pub(crate) async fn answer(
        self,
        node: Arc<Node>,
        limits: ListenLimits,
        phase: watch::Receiver<Phase>,
    ) {
        let LocalSocket { listener, traces } = self;
        let mut listener = Some(listener);
        let metrics = node.metrics.clone();
        let talk = Talk { router: server::router(node), limits, metrics, is_patient: true };
        // A command connects for one call: what is idle here has had its answer.
        connections::answer(&mut listener, Vec::new(), talk, phase).await;
        drop(traces);
    }
}

impl Drop for Traces {
    fn drop(&mut self) {
        for path in &self.0 {
            // What is left is cleared away at the next start.
            let _ = fs::remove_file(path);
        }
    }
}

/// Binds a socket that nobody else can connect to at any moment: it is made inside a directory
/// that only its owner can enter, closed to others, and then moved to its place.
fn bind_private(path: &Path) -> Result<UnixListener, ServerError> {
    let io = |source| ServerError::Io { path: path.to_owned(), source };
    let dir = path.with_extension("d");
    match fs::remove_dir_all(&dir) {
        Err(err) if err.kind() != std::io::ErrorKind::NotFound => return Err(io(err)),
        _ => {}
    }
    fs::DirBuilder::new().mode(0o700).create(&dir).map_err(io)?;
    let inside = dir.join("s");
    let listener = UnixListener::bind(&inside).map_err(io)?;
    fs::set_permissions(&inside, fs::Permissions::from_mode(0o600)).map_err(io)?;
    fs::rename(&inside, path).map_err(io)?;
    fs::remove_dir(&dir).map_err(io)?;
    Ok(listener)
}

/// A directory with a short path that only the owner of the home can enter.
fn private_dir(home: &Path) -> Result<PathBuf, ServerError> {
    let mut hasher = DefaultHasher::new();
    home.hash(&mut hasher);
    let runtime = std::env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from);
    let base = runtime.filter(|dir| dir.is_dir()).unwrap_or_else(std::env::temp_dir);
    let dir = base.join(format!("comity-{:016x}", hasher.finish()));
    let io = |source| ServerError::Io { path: dir.clone(), source };
    match fs::DirBuilder::new().mode(0o700).create(&dir) {
        Err(err) if err.kind() != std::io::ErrorKind::AlreadyExists => return Err(io(err)),
        _ => {}
    }
    // A directory that somebody else put there first is not ours to use.
    let found = fs::symlink_metadata(&dir).map_err(io)?;
    let owner = fs::metadata(home).map_err(io)?.uid();
    if !found.is_dir() || found.uid() != owner || found.mode() & 0o077 != 0 {
        return Err(io(std::io::ErrorKind::PermissionDenied.into()));
    }
    Ok(dir)
}

fn remove(path: &Path) -> Result<(), ServerError> {
    match fs::remove_file(path) {
        Err(err) if err.kind() != std::io::ErrorKind::NotFound => {
            Err(ServerError::Io { path: path.to_owned(), source: err })
        }
        _ => Ok(()),
    }
}
