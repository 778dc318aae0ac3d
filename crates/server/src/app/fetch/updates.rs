use std::sync::Arc;

use arc_swap::ArcSwap;
use tokio::sync::{Mutex, MutexGuard};

use super::{DatasetPlan, DownloadOptions};
use crate::app::node::Node;

/// How datasets come in from outside.
#[derive(Clone, Default)]
pub struct UpdateOptions {
    /// How files are downloaded.
    pub downloads: DownloadOptions,
    /// Which datasets are kept fresh.
    pub plans: Vec<DatasetPlan>,
}

impl UpdateOptions {
    pub(super) fn plan(&self, dataset: &str) -> Option<&DatasetPlan> {
        self.plans.iter().find(|plan| plan.dataset() == dataset)
    }
}

/// A node's downloads.
#[derive(Default)]
pub(crate) struct Updates {
    options: ArcSwap<UpdateOptions>,
    turn: Mutex<()>,
    /// Held while all datasets are checked because somebody asked for it and did not wait.
    pub(super) updating: Arc<Mutex<()>>,
}

impl Updates {
    pub(crate) fn options(&self) -> Arc<UpdateOptions> {
        self.options.load_full()
    }

    /// The right to download: one at a time.
    pub(super) async fn turn(&self) -> MutexGuard<'_, ()> {
        self.turn.lock().await
    }
}

impl Node {
    /// Says how datasets come in from outside. Before it is called nothing is kept fresh, and
    /// downloads are as they usually are.
    pub fn set_update_options(&self, options: UpdateOptions) {
        self.updates.options.store(Arc::new(options));
    }
}
