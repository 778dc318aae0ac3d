use comity_model::RecordRef;

use crate::{StoreError, Stored};

/// A step from what was current in earlier versions to what is current now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Newer {
    /// A state that was current and is no more.
    Gone(Stored),
    /// A state that is current and was not.
    New(Stored),
    /// A state that stayed, of a record that one which did not stay describes or is described by.
    Again(Stored),
}

/// Called for each step.
pub type NewerVisitor = Box<dyn FnMut(Newer) -> Result<(), StoreError> + Send>;

/// Tells which record of its dataset a related record describes, if any.
pub type Describes = fn(&Stored) -> Option<RecordRef>;
