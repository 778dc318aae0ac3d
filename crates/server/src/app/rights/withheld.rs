use std::collections::BTreeSet;

use comity_model::{Marking, RecordRef};

use crate::ServerError;
use crate::app::law::Granted;
use crate::app::node::Node;

/// The restricted records that somebody is not to know of: what is kept beside the lists (cases,
/// alerts, hits) must not tell of them, either.
#[derive(Debug, Clone, Default)]
pub(crate) struct Withheld(BTreeSet<RecordRef>);

impl Withheld {
    /// Whether a record is one of them.
    pub(crate) fn hides(&self, dataset: &str, record: &str) -> bool {
        // Few are restricted, and names that are no names are none of them.
        let mut all = self.0.iter();
        all.any(|each| each.dataset.as_str() == dataset && each.id.as_str() == record)
    }
}

impl Node {
    /// The restricted records that somebody is not to know of.
    pub(crate) async fn withheld(&self, granted: &Granted) -> Result<Withheld, ServerError> {
        if granted.sight.shows(&Marking::default().restricted()) {
            return Ok(Withheld::default());
        }
        Ok(Withheld(self.store.restricted().await?))
    }
}
