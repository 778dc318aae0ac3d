use std::path::Path;
use std::time::Duration;

use super::index::INDEX_FILE;
use super::node::Node;
use crate::ServerError;
use crate::metrics::{Dataset, DatasetFigure, NOT_KEPT};

impl Node {
    /// Brings the figures up to what the store and the index hold now.
    pub(crate) async fn measure(&self) -> Result<(), ServerError> {
        let metrics = &self.metrics;
        if let Some(loaded) = self.loaded_now() {
            metrics.index.records.set(whole(loaded.snapshot.record_count()));
            metrics.index.names.set(whole(loaded.snapshot.name_count()));
            metrics.index.generation.set(whole(loaded.snapshot.generation()));
        }
        let datasets = self.store.datasets().await?;
        let now = self.around.clock.now();
        // A dataset that was removed must not stand there with its last figures.
        for family in [&metrics.dataset_records, &metrics.dataset_age, &metrics.dataset_imported] {
            family.clear();
        }
        let mut versions = 0;
        for known in datasets {
            let label = Dataset { dataset: known.current.dataset.to_string() };
            let imported = known.current.imported_at.0;
            let set = |family: &DatasetFigure, value: i64| {
                family.get_or_create(&label).set(value);
            };
            set(&metrics.dataset_records, whole(known.current.counts.records));
            set(&metrics.dataset_age, now.0.saturating_sub(imported));
            set(&metrics.dataset_imported, imported);
            versions += self.store.versions(&known.current.dataset).await?.len();
        }
        metrics.store_versions.set(whole(versions));
        let home = self.home.clone();
        let sizes = tokio::task::spawn_blocking(move || (store_bytes(&home), index_bytes(&home)));
        let (store, index) = sizes.await?;
        metrics.store_bytes.set(whole(store));
        metrics.index.file_bytes.set(whole(index));
        Ok(())
    }

    /// Counts an import. A name that the store does not hold is not told: it may be anything.
    pub(super) async fn count_import(&self, dataset: &str, is_done: bool, took: Duration) {
        let known = self.store.datasets().await.unwrap_or_default();
        let is_kept = known.iter().any(|known| known.current.dataset.as_str() == dataset);
        let outcome = if is_done { "done" } else { "failed" };
        self.metrics.imported(if is_kept { dataset } else { NOT_KEPT }, outcome, took);
    }
}

/// Size of the store's files, in bytes.
pub(super) fn store_bytes(home: &Path) -> u64 {
    let files = ["comity.db", "comity.db-wal", "comity.db-shm"];
    files.iter().map(|name| file_bytes(&home.join(name))).sum()
}

/// Size of the kept index, in bytes.
pub(super) fn index_bytes(home: &Path) -> u64 {
    file_bytes(&home.join(INDEX_FILE))
}

fn file_bytes(path: &Path) -> u64 {
    std::fs::metadata(path).map_or(0, |about| about.len())
}

/// A count as a gauge holds it.
fn whole(count: impl TryInto<i64>) -> i64 {
    count.try_into().unwrap_or(i64::MAX)
}
