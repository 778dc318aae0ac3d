use std::sync::Arc;

use comity_api::{Fault, FaultKind};
use comity_audit::{AuditError, Hash, Kind};
use comity_store::{
    AuditLog, LogAnchor, LogChance, LogOptions, SqliteStore, Store as _, log_keys, log_secret_path,
};
use tokio::sync::OnceCell;

use crate::app::node::Node;
use crate::{Chance, Context, ServerError};

/// The log of a node, opened when it is first written to.
#[derive(Default)]
pub(crate) struct Desk {
    log: OnceCell<Arc<AuditLog>>,
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

    async fn open_log(&self) -> Result<Arc<AuditLog>, ServerError> {
        let origin = format!("{}/comity-log", self.party().await?);
        let chance: Arc<dyn LogChance> = Arc::new(NodeChance(self.around.chance.clone()));
        let anchor = self.store.setting(SETTING_ANCHOR).await?.as_deref().and_then(anchor);
        let home = self.home.clone();
        let opened = tokio::task::spawn_blocking(move || {
            let keys = Arc::new(log_keys(&home, &log_secret_path(&home), &*chance)?);
            let options = LogOptions { anchor, ..LogOptions::new(origin, keys, chance) };
            AuditLog::open(&home, options)
        });
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

    /// A home that was made out of a backup has no log yet: what its database says of the one that
    /// it came from is forgotten.
    pub(crate) async fn begin_log_anew(home: &std::path::Path) -> Result<(), ServerError> {
        let place = home.to_owned();
        let store = tokio::task::spawn_blocking(move || SqliteStore::open(&place)).await??;
        Ok(store.set_setting(SETTING_ANCHOR, "").await?)
    }

    /// Notes how far the log is, in the database.
    pub(crate) async fn anchor_log(&self) -> Result<(), ServerError> {
        let LogAnchor { size, root } = self.log().await?.anchor();
        Ok(self.store.set_setting(SETTING_ANCHOR, &format!("{size} {root}")).await?)
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

fn anchor(text: &str) -> Option<LogAnchor> {
    let (size, root) = text.split_once(' ')?;
    Some(LogAnchor { size: size.parse().ok()?, root: Hash::from_hex(root).ok()? })
}
