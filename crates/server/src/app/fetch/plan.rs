use std::time::Duration;

use comity_api::Fault;
use comity_api::local::FetchOrder;
use comity_model::PartyId;

use super::DownloadOptions;
use super::publication::Publication;
use crate::ServerError;
use crate::app::import::options;
use crate::app::node::PARTY_DEFAULT;

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
