use std::sync::Arc;

use comity_api::Fault;
use comity_model::DatasetName;

use super::alerts::is_own;
use super::datasets::no_such_dataset;
use super::node::Node;
use crate::ServerError;

impl Node {
    /// Removes a dataset with all its versions for good, and from the index.
    pub(crate) async fn remove(self: &Arc<Self>, dataset: &str) -> Result<bool, ServerError> {
        if is_own(dataset) {
            let message = format!("`{dataset}` holds the alerts that are issued here");
            let hint = "close them (`comity alert close`), and they leave it";
            return Err(Fault::invalid("reserved-name", message).with_hint(hint).into());
        }
        let removed = self.store.remove_dataset(&DatasetName::new(dataset)?).await?;
        if !removed {
            return Err(no_such_dataset(dataset).into());
        }
        self.forget_checks(dataset).await?;
        self.refresh().await?;
        Ok(removed)
    }

    /// Erases the versions of a dataset before its newest `keep` ones, for good.
    pub(super) async fn erase(
        self: &Arc<Self>,
        dataset: &str,
        keep: usize,
    ) -> Result<usize, ServerError> {
        let name = DatasetName::new(dataset)?;
        if self.store.versions(&name).await?.is_empty() {
            return Err(no_such_dataset(dataset).into());
        }
        // The current version is what is searched: removing it is another order.
        let erased = self.store.erase_versions(&name, keep.max(1)).await?;
        if self.loaded_now().is_some() {
            self.refresh().await?;
        }
        Ok(erased)
    }
}
