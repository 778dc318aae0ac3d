use std::sync::Arc;

use arc_swap::ArcSwap;

use crate::Snapshot;

/// The version of the engine, part of every answer's basis.
pub const ENGINE_VERSION: &str = concat!("comity-", env!("CARGO_PKG_VERSION"));

/// Holds the current snapshot. Readers take it without a lock; a new one replaces it at once.
#[derive(Debug)]
pub struct Engine(ArcSwap<Snapshot>);

impl Engine {
    /// An engine over a snapshot.
    #[must_use]
    pub fn new(snapshot: Snapshot) -> Engine {
        Engine(ArcSwap::from_pointee(snapshot))
    }

    /// The snapshot that is current now; it stays whole for as long as it is held.
    #[must_use]
    pub fn current(&self) -> Arc<Snapshot> {
        self.0.load_full()
    }

    /// Puts a snapshot in place of the current one.
    pub fn swap(&self, snapshot: Snapshot) {
        self.0.store(Arc::new(snapshot));
    }
}
