use std::sync::Arc;
use std::time::Duration;

use arc_swap::ArcSwap;
use comity_api::Fault;
use comity_api::local::FetchOrder;
use comity_model::PartyId;
use tokio::sync::{Mutex, MutexGuard};

use super::DownloadOptions;
use super::publication::Publication;
use crate::ServerError;
use crate::app::import::options;
use crate::app::node::{Node, PARTY_DEFAULT};

/// A dataset that is kept fresh.
#[derive(Clone)]
pub struct DatasetPlan {
    /// What is downloaded; its dataset is named.
    pub order: FetchOrder,
    /// How long to wait between two checks.
    pub every: Duration,
    /// How long after the last check that came to its end the dataset is called stale.
    pub stale_after: Duration,
}

impl DatasetPlan {
    /// The dataset's name.
    #[must_use]
    pub fn dataset(&self) -> &str {
        &self.order.import.dataset
    }

    /// Whether the plan can be carried out, as far as can be told without asking anybody.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn check(&self) -> Result<(), Fault> {
        let checked = || -> Result<(), ServerError> {
            // Whether there is a token where one is needed shows when it is needed.
            let token = Some("token".to_owned());
            let downloads = DownloadOptions { token, ..DownloadOptions::default() };
            let publication = Publication::of(self.order.clone(), &downloads)?;
            options(&publication.import, PartyId::new(PARTY_DEFAULT)?).map(|_| ())
        };
        checked().map_err(|err| err.to_fault())
    }
}

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
