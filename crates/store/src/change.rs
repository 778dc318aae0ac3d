use std::ops::ControlFlow;

use comity_model::DatasetName;

use crate::{StoreError, Stored};

/// Which difference is asked for: between two kept versions of one dataset, in either order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Between {
    /// The dataset.
    pub dataset: DatasetName,
    /// The name of the version that is compared.
    pub from: String,
    /// The name of the version that it is compared with.
    pub to: String,
    /// Only records whose id sorts after this one, for going on where a page ended.
    pub after: Option<String>,
}

/// A record that the two versions do not hold in the same state. At least one side is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Its state in the version that is compared; `None` if that does not hold it.
    pub before: Option<Stored>,
    /// Its state in the version that it is compared with; `None` if that does not hold it.
    pub after: Option<Stored>,
}

/// Called for each change, by record id; it says whether there is need for more.
pub type ChangeVisitor = Box<dyn FnMut(Change) -> Result<ControlFlow<()>, StoreError> + Send>;
