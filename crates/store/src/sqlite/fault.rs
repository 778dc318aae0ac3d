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
        if error.sqlite_error_code() == Some(rusqlite::ErrorCode::DiskFull) {
            return Fault(StoreError::DiskFull);
        }
        Fault(StoreError::Database(Box::new(error)))
    }
}

/// What work inside this module returns.
pub(super) type Outcome<T> = Result<T, Fault>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_has_words_of_its_own() {
        let database = rusqlite::Connection::open_in_memory().unwrap();
        // The engine says the same of a file that may not grow as of a disk that is full.
        database.execute_batch("CREATE TABLE t (x); PRAGMA max_page_count = 3").unwrap();
        let insert = || database.execute("INSERT INTO t VALUES (zeroblob(3000))", []);
        let failed = (0..10).find_map(|_| insert().err()).unwrap();
        assert!(matches!(Fault::from(failed).0, StoreError::DiskFull));
        let other = database.execute("nonsense", []).unwrap_err();
        assert!(matches!(Fault::from(other).0, StoreError::Database(_)));
    }
}
