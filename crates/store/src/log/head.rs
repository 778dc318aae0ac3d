use std::sync::Arc;

use comity_audit::{Hash, Month};

/// The state of the log that everybody sees: what is durable.
#[derive(Debug, Clone)]
pub(super) struct Head {
    /// How many leaves there are.
    pub(super) size: u64,
    /// The root of their tree.
    pub(super) root: Hash,
    /// The signed checkpoint; none as long as there is no leaf.
    pub(super) checkpoint: Option<Arc<str>>,
    /// The last generation of the store that an event names.
    pub(super) generation: Option<u64>,
    /// How many bytes of the last file count.
    pub(super) bytes: u64,
    /// The files, by their first leaf, with the month of their events.
    pub(super) files: Arc<[(u64, Month)]>,
}

impl Head {
    /// The first leaf that is still there.
    pub(super) fn first(&self) -> u64 {
        self.files.first().map_or(self.size, |(first, _)| *first)
    }

    /// The files with one more; one that begins at the same leaf is replaced.
    pub(super) fn files_with(&self, first: u64, month: Month) -> Arc<[(u64, Month)]> {
        let kept = self.files.iter().filter(|(other, _)| *other != first).copied();
        kept.chain([(first, month)]).collect()
    }
}
