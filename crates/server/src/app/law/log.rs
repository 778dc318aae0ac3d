use std::fs::{self, OpenOptions};
use std::io::{Read as _, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::Path;
use std::sync::Arc;

use comity_api::{Fault, FaultKind};
use comity_audit::{AuditError, Hash, Kind, NodeKeys};
use comity_store::{AuditLog, LogAnchor, LogChance, LogOptions};
use tokio::sync::OnceCell;

use crate::app::node::Node;
use crate::{Chance, Context, ServerError};

/// The log of a node, opened when it is first written to, and what finds a person in it who is on
/// no list.
#[derive(Default)]
pub(crate) struct Desk {
    log: OnceCell<Arc<AuditLog>>,
    secret: OnceCell<[u8; 32]>,
}

/// Chance for the log.
pub(crate) struct NodeChance(pub(crate) Arc<dyn Chance>);

impl LogChance for NodeChance {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), AuditError> {
        for part in bytes.chunks_mut(32) {
            let chance = self.0.bytes().map_err(|_| AuditError::NoChance)?;
            part.iter_mut().zip(chance).for_each(|(byte, random)| *byte = random);
        }
        Ok(())
    }
}

/// Where the node's secret lies in the home.
const KEYS: &str = "keys";
const SECRET: &str = "node.key";
/// The setting that says how far the log was, so that one that was rolled back is noticed.
const SETTING_ANCHOR: &str = "log-anchor";

impl Node {
    /// The log.
    ///
    /// # Errors
    /// If it cannot be opened, or it or the database was rolled back.
    pub(crate) async fn log(&self) -> Result<&Arc<AuditLog>, ServerError> {
        self.desk.log.get_or_try_init(|| self.open_log()).await
    }

    /// The log, if it was opened.
    pub(crate) fn log_now(&self) -> Option<&Arc<AuditLog>> {
        self.desk.log.get()
    }

    async fn open_log(&self) -> Result<Arc<AuditLog>, ServerError> {
        let keys = Arc::new(NodeKeys::new(&self.secret().await?));
        let origin = format!("{}/comity-log", self.party().await?);
        let chance = Arc::new(NodeChance(self.around.chance.clone()));
        let mut options = LogOptions::new(origin, keys, chance);
        options.anchor = self.store.setting(SETTING_ANCHOR).await?.as_deref().and_then(anchor);
        let home = self.home.clone();
        let opened = tokio::task::spawn_blocking(move || AuditLog::open(&home, options));
        let log = Arc::new(opened.await??);
        let (logged, kept) = (log.generation(), self.store.generation().await?);
        if logged.is_some_and(|logged| logged > kept) {
            let message = "the database is older than the log: it was put back to an earlier state";
            let hint = "make a new home out of the backup: `comity restore FILE --home DIR`";
            let fault = Fault::new(FaultKind::Unavailable, "database-rolled-back", message);
            return Err(fault.with_hint(hint).into());
        }
        Ok(log)
    }

    /// Notes how far the log is, in the database.
    pub(crate) async fn anchor_log(&self) -> Result<(), ServerError> {
        let LogAnchor { size, root } = self.log().await?.anchor();
        Ok(self.store.set_setting(SETTING_ANCHOR, &format!("{size} {root}")).await?)
    }

    /// The node's secret, made when it is first needed.
    pub(crate) async fn secret(&self) -> Result<[u8; 32], ServerError> {
        let read = || async {
            let (home, around) = (self.home.clone(), self.around.clone());
            let read = tokio::task::spawn_blocking(move || secret(&home, &*around.chance));
            read.await?
        };
        self.desk.secret.get_or_try_init(read).await.copied()
    }

    /// Notes a change of what the node holds or of who may use it.
    pub(crate) async fn note_change(
        &self,
        ctx: &Context,
        kind: Kind,
        operation: &str,
        about: &str,
    ) -> Result<(), ServerError> {
        let mut event = self.event(ctx, kind, operation);
        event.generation = Some(self.store.generation().await?);
        event.request.details.insert("about".to_owned(), about.to_owned());
        self.note(event).await?;
        self.anchor_log().await
    }
}

/// Reads the secret, or makes it in a home that has none yet.
fn secret(home: &Path, chance: &dyn Chance) -> Result<[u8; 32], ServerError> {
    let folder = home.join(KEYS);
    let path = folder.join(SECRET);
    let io = |source| ServerError::Io { path: path.clone(), source };
    match fs::File::open(&path) {
        Ok(mut file) => {
            let mut secret = [0; 32];
            file.read_exact(&mut secret).map_err(io)?;
            Ok(secret)
        }
        Err(err) if err.kind() == std::io::ErrorKind::NotFound => {
            if home.join("log").exists() {
                let message = "the home has a log, and not the key that it was written with";
                let hint = format!("put `{KEYS}/{SECRET}` back into the home");
                let fault = Fault::new(FaultKind::Unavailable, "log-key-missing", message);
                return Err(fault.with_hint(hint).into());
            }
            let secret = chance.bytes()?;
            fs::DirBuilder::new().recursive(true).mode(0o700).create(&folder).map_err(io)?;
            let unfinished = path.with_extension("new");
            let mut options = OpenOptions::new();
            options.write(true).create(true).truncate(true).mode(0o600);
            let mut file = options.open(&unfinished).map_err(io)?;
            file.write_all(&secret).and_then(|()| file.sync_all()).map_err(io)?;
            fs::rename(&unfinished, &path).map_err(io)?;
            let folder = fs::File::open(&folder).and_then(|folder| folder.sync_all());
            folder.map_err(io).map(|()| secret)
        }
        Err(err) => Err(io(err)),
    }
}

fn anchor(text: &str) -> Option<LogAnchor> {
    let (size, root) = text.split_once(' ')?;
    Some(LogAnchor { size: size.parse().ok()?, root: Hash::from_hex(root).ok()? })
}
