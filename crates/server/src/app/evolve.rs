//! The next index out of the one before: only what changed is read and analysed.

use std::sync::{Arc, Mutex, PoisonError};

use comity_model::Groups;
use comity_screening::{IndexBuilder, Snapshot, described_by};
use comity_store::{Newer, StoreError, Stored};
use rustc_hash::FxHashSet;

use super::loaded::{Census, Loaded};
use super::node::Node;
use crate::ServerError;
use crate::limits::ADDED_RECORDS_MIN;

/// What became of the records since an index was made.
#[derive(Default)]
struct Steps {
    /// The keys of states that the next index has no more, or reads again.
    left_out: FxHashSet<i64>,
    added: Vec<Stored>,
    /// Most records to add; beyond them the index is better made anew.
    added_max: usize,
    census: Census,
}

impl Steps {
    /// Takes a step; false once there are too many.
    fn take(&mut self, step: Newer) -> bool {
        match step {
            Newer::Gone(state) => {
                self.census.remove(&state.dataset, &state.record);
                self.left_out.insert(state.key.0);
            }
            Newer::New(state) => {
                self.census.add(&state.dataset, &state.record);
                self.added.push(state);
            }
            Newer::Again(state) => {
                self.left_out.insert(state.key.0);
                self.added.push(state);
            }
        }
        self.added.len() <= self.added_max
    }
}

impl Node {
    /// The index of the store's present state, made from the one before; nothing, if it has to be
    /// made anew: the way from there cannot be told any more, most of it changed, or it has grown
    /// old with words that nothing uses.
    pub(super) async fn evolve(
        &self,
        before: &Arc<Loaded>,
        generation: u64,
        groups: &Groups,
    ) -> Result<Option<(Snapshot, Census)>, ServerError> {
        if before.snapshot.is_worn() {
            return Ok(None);
        }
        let since = before.snapshot.basis().datasets;
        let census = before.census.clone();
        let added_max = before.snapshot.record_count().max(ADDED_RECORDS_MIN);
        let steps = Arc::new(Mutex::new(Steps { census, added_max, ..Steps::default() }));
        let shared = steps.clone();
        let visitor = Box::new(move |step| -> Result<(), StoreError> {
            let mut steps = shared.lock().unwrap_or_else(PoisonError::into_inner);
            // Any error ends the visit.
            if steps.take(step) { Ok(()) } else { Err(StoreError::Closed) }
        });
        let describes = |stored: &Stored| described_by(&stored.dataset, &stored.record);
        let told = self.store.newer(since, describes, visitor).await;
        let steps = std::mem::take(&mut *steps.lock().unwrap_or_else(PoisonError::into_inner));
        if steps.added.len() > steps.added_max {
            return Ok(None);
        }
        let Some(versions) = told? else { return Ok(None) };
        let (before, groups) = (before.clone(), groups.clone());
        let made = tokio::task::spawn_blocking(move || {
            let mut builder = IndexBuilder::over(&before.snapshot, &steps.left_out, &versions);
            for state in &steps.added {
                builder.add(state.key.0, &state.dataset, &state.record);
            }
            builder.groups(&groups);
            (builder.finish(versions, generation), steps.census)
        });
        Ok(Some(made.await?))
    }
}
