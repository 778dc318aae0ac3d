use std::fs::File;
use std::path::Path;

use super::SqliteStore;
use super::home::HomeLock;
use crate::StoreError;

/// The ownership of a home, apart from the store that is open in it.
///
/// One process can give it to another one as an open file: the system keeps the lock as long as
/// one of the two has the file open, so nobody else can take the home in between.
#[derive(Debug)]
pub struct HomeHold(HomeLock);

impl HomeHold {
    /// The ownership as an open file.
    #[must_use]
    pub fn into_file(self) -> File {
        self.0.into_file()
    }

    /// The ownership of a home that another process handed over.
    ///
    /// # Errors
    /// [`StoreError::Locked`] if the file does not own this home.
    pub fn from_file(home: &Path, file: File) -> Result<HomeHold, StoreError> {
        HomeLock::adopt(home, file).map(HomeHold)
    }

    /// The same ownership once more.
    ///
    /// # Errors
    /// If the process may open no more files.
    pub fn share(&self, home: &Path) -> Result<HomeHold, StoreError> {
        self.0.share(home).map(HomeHold)
    }
}

impl SqliteStore {
    /// The ownership of the home, which outlives this store if it is kept. The home may be opened
    /// with it when this store is dropped, and not before.
    ///
    /// # Errors
    /// If the process may open no more files.
    pub fn hold(&self, home: &Path) -> Result<HomeHold, StoreError> {
        self.threads.lock().share(home).map(HomeHold)
    }

    /// Opens a home that this process owns already.
    ///
    /// # Errors
    /// As [`SqliteStore::open`].
    pub fn open_held(home: &Path, hold: HomeHold) -> Result<SqliteStore, StoreError> {
        let home = std::path::absolute(home).map_err(super::home::io(home))?;
        if !super::home::database(&home).is_file() {
            return Err(StoreError::NotAHome(home));
        }
        SqliteStore::open_locked(&home, hold.0)
    }
}
