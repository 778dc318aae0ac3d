use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use comity_api::Fault;
use tokio::sync::OwnedRwLockReadGuard;

use super::node::Node;
use crate::limits::LEASE_SECONDS_MAX;

/// Work that was promised to a command before it began to send its files, by number.
#[derive(Default)]
pub(crate) struct Leases(Mutex<BTreeMap<u64, OwnedRwLockReadGuard<()>>>);

impl Node {
    /// Promises that work may begin: a restart waits for it, or until the promise has lapsed.
    pub(crate) fn lease(self: &Arc<Self>) -> Result<u64, Fault> {
        let work = self.work()?;
        let number = self.next_serial();
        self.leases.0.lock().unwrap_or_else(PoisonError::into_inner).insert(number, work);
        let node = Arc::downgrade(self);
        tokio::spawn(async move {
            tokio::time::sleep(Duration::from_secs(LEASE_SECONDS_MAX)).await;
            if let Some(node) = node.upgrade() {
                node.claim(number);
            }
        });
        Ok(number)
    }

    /// What was promised under a number, if it has not lapsed.
    pub(crate) fn claim(&self, number: u64) -> Option<OwnedRwLockReadGuard<()>> {
        self.leases.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&number)
    }
}
