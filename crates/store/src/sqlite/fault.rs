use comity_model::ModelError;

use crate::StoreError;

/// An error on its way out of this module: lets `?` take the driver's errors without making the
/// driver a part of what the crate shows.
#[derive(Debug)]
pub(super) struct Fault(pub(super) StoreError);

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Fault {
        Fault(error)
    }
}

impl From<ModelError> for Fault {
    fn from(error: ModelError) -> Fault {
        Fault(StoreError::Model(error))
    }
}

impl From<rusqlite::Error> for Fault {
    fn from(error: rusqlite::Error) -> Fault {
        Fault(StoreError::Database(Box::new(error)))
    }
}

/// What work inside this module returns.
pub(super) type Outcome<T> = Result<T, Fault>;
