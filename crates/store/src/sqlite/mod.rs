//! The store in one SQLite file.
//!
//! # Threads
//!
//! One thread owns the connection that writes and takes jobs from a bounded queue; a few threads
//! read, each with its own connection (write-ahead log: readers never wait for the writer). The
//! async methods hand over a job and await its answer. An import holds the writing thread until it
//! ends: other writes queue, reads go on and see the old version.
//!
//! # States and versions
//!
//! A row of `record` is one *state* of a record, valid in the versions `from_seq` to `to_seq`. An
//! import leaves the row of an unchanged record alone; a changed record gets a new row; one that
//! is gone has its row closed. So versions share what they have in common, the difference between
//! two is a query, and the key of a row is good as long as a version with that state is kept.
//!
//! # What lies in the home
//!
//! `comity.db` (with `-wal` and `-shm` while it is open) and `lock`, which the owning process
//! holds locked and in which its number stands.

mod accounts;
mod alerts;
mod approvals;
mod backup;
mod cases;
mod changes;
mod check;
mod connection;
mod deciding;
mod delta;
mod disputes;
mod erase;
mod events;
mod fault;
mod hold;
mod home;
mod import;
mod keep;
mod migrate;
mod newer;
mod outgoing;
mod owed;
mod partners;
mod policies;
mod queries;
mod redresses;
mod restrictions;
mod righting;
mod rows;
mod scan;
mod session;
mod shares;
mod sharing;
mod subjects;
mod threads;
mod watching;
mod webhooks;

use std::path::Path;
use std::sync::Arc;

use comity_model::{DatasetName, DatasetVersion, SameAs, Timestamp};

use self::fault::Fault;
use self::home::HomeLock;
use self::threads::Threads;
use crate::{
    Answer, Between, ChangeVisitor, Dataset, DeltaImport, Describes, Import, ImportHeader,
    ImportReport, KeptPolicy, NewerVisitor, RowKey, Store, StoreError, Stored, Visitor,
};

pub use backup::{restore, take_back_restore};
pub use hold::HomeHold;

/// The store in a home directory that this process owns.
///
/// Dropping it waits for what was handed over, closes the database and gives the home free; an
/// open import keeps it open.
pub struct SqliteStore {
    threads: Arc<Threads>,
    /// The policy that was in force when the home was opened.
    policy: Option<KeptPolicy>,
}

impl SqliteStore {
    /// Makes a home in a directory, which is made if it is not there, and opens it.
    ///
    /// # Errors
    /// [`StoreError::AlreadyAHome`], [`StoreError::Locked`], or if files cannot be written.
    pub fn init(home: &Path, now: Timestamp) -> Result<SqliteStore, StoreError> {
        let home = std::path::absolute(home).map_err(home::io(home))?;
        home::create(&home)?;
        let lock = HomeLock::acquire(&home)?;
        let database = home::database(&home);
        if database.symlink_metadata().is_ok() {
            return Err(StoreError::AlreadyAHome(home));
        }
        let unfinished = home::unfinished(&home);
        home::remove_database(&unfinished)?;
        home::create_file(&unfinished)?;
        let made = connection::writer(&unfinished).and_then(|mut connection| {
            migrate::migrate(&mut connection, Some(now))?;
            connection.close().map_err(|(_, error)| Fault::from(error))
        });
        made.map_err(|fault| fault.0)?;
        home::put_in_place(&unfinished, &database)?;
        SqliteStore::open_locked(&home, lock)
    }

    /// Opens a home, migrating it to this version's schema where needed.
    ///
    /// # Errors
    /// [`StoreError::NotAHome`], [`StoreError::Locked`] if another process owns it,
    /// [`StoreError::Newer`] if a newer version wrote it, or if the database fails.
    pub fn open(home: &Path) -> Result<SqliteStore, StoreError> {
        let home = std::path::absolute(home).map_err(home::io(home))?;
        if !home::database(&home).is_file() {
            return Err(StoreError::NotAHome(home));
        }
        let lock = HomeLock::acquire(&home)?;
        SqliteStore::open_locked(&home, lock)
    }

    /// The number of the process that last owned a home, for a message about
    /// [`StoreError::Locked`].
    #[must_use]
    pub fn owner(home: &Path) -> Option<u32> {
        home::owner(home)
    }

    fn open_locked(home: &Path, lock: HomeLock) -> Result<SqliteStore, StoreError> {
        let open = || {
            let mut connection = connection::writer(&home::database(home))?;
            migrate::migrate(&mut connection, None)?;
            if let Err(Fault(error)) = erase::finish(&mut connection, home) {
                // A full disk, say, must not keep a node from starting; a check says it again.
                tracing::error!(%error, "what was erased may still be on disk");
            }
            let policy = policies::newest(&connection)?;
            Ok((Threads::start(home, connection, lock)?, policy))
        };
        let (threads, policy) = open().map_err(|fault: Fault| fault.0)?;
        Ok(SqliteStore { threads: Arc::new(threads), policy })
    }

    /// The policy that was in force when the home was opened: who answers needs one at once.
    #[must_use]
    pub fn policy_at_open(&self) -> Option<&KeptPolicy> {
        self.policy.as_ref()
    }
}

impl Store for SqliteStore {
    fn datasets(&self) -> Answer<'_, Vec<Dataset>> {
        Box::pin(self.threads.read(|reader| queries::datasets(&reader.connection)))
    }

    fn versions<'a>(&'a self, dataset: &'a DatasetName) -> Answer<'a, Vec<DatasetVersion>> {
        let dataset = dataset.clone();
        Box::pin(self.threads.read(move |reader| queries::versions(&reader.connection, &dataset)))
    }

    fn report<'a>(&'a self, dataset: &'a DatasetName) -> Answer<'a, Option<ImportReport>> {
        let dataset = dataset.clone();
        Box::pin(self.threads.read(move |reader| queries::report(&reader.connection, &dataset)))
    }

    fn begin_import(&self, header: ImportHeader) -> Answer<'_, Box<dyn Import>> {
        Box::pin(import::begin(Arc::clone(&self.threads), header))
    }

    fn begin_delta<'a>(
        &'a self,
        header: ImportHeader,
        base: &'a str,
        edition: &'a str,
    ) -> Answer<'a, Box<dyn DeltaImport>> {
        let span = delta::Span { base: base.to_owned(), edition: edition.to_owned() };
        Box::pin(import::begin_delta(Arc::clone(&self.threads), header, span))
    }

    fn remove_dataset<'a>(&'a self, dataset: &'a DatasetName) -> Answer<'a, bool> {
        let dataset = dataset.clone();
        Box::pin(self.threads.write(move |writer| erase::remove_dataset(writer, &dataset)))
    }

    fn erase_versions<'a>(&'a self, dataset: &'a DatasetName, keep: usize) -> Answer<'a, usize> {
        let dataset = dataset.clone();
        Box::pin(self.threads.write(move |writer| erase::erase_versions(writer, &dataset, keep)))
    }

    fn record(&self, key: RowKey) -> Answer<'_, Option<Stored>> {
        Box::pin(self.threads.read(move |reader| queries::record(reader, key)))
    }

    fn records<'a>(&'a self, id: &'a str) -> Answer<'a, Vec<Stored>> {
        let id = id.to_owned();
        Box::pin(self.threads.read(move |reader| queries::records(reader, &id)))
    }

    fn once_known<'a>(&'a self, id: &'a str) -> Answer<'a, Vec<Stored>> {
        let id = id.to_owned();
        Box::pin(self.threads.read(move |reader| queries::once_known(reader, &id)))
    }

    fn referring<'a>(
        &'a self,
        dataset: &'a DatasetName,
        id: &'a str,
        limit: usize,
    ) -> Answer<'a, Vec<Stored>> {
        let (dataset, id) = (dataset.clone(), id.to_owned());
        Box::pin(self.threads.read(move |reader| queries::referring(reader, &dataset, &id, limit)))
    }

    fn scan(&self, visitor: Visitor) -> Answer<'_, Vec<DatasetVersion>> {
        Box::pin(self.threads.read_long(move |reader| scan::scan(reader, visitor)))
    }

    fn newer(
        &self,
        since: Vec<DatasetVersion>,
        describes: Describes,
        visitor: NewerVisitor,
    ) -> Answer<'_, Option<Vec<DatasetVersion>>> {
        Box::pin(
            self.threads.read_long(move |reader| newer::newer(reader, &since, describes, visitor)),
        )
    }

    fn changes(
        &self,
        between: Between,
        visitor: ChangeVisitor,
    ) -> Answer<'_, (DatasetVersion, DatasetVersion)> {
        Box::pin(self.threads.read_long(move |reader| changes::changes(reader, &between, visitor)))
    }

    fn described<'a>(
        &'a self,
        dataset: &'a DatasetName,
        version: &'a str,
        id: &'a str,
        limit: usize,
    ) -> Answer<'a, Vec<Stored>> {
        let (dataset, version, id) = (dataset.clone(), version.to_owned(), id.to_owned());
        Box::pin(
            self.threads
                .read(move |reader| changes::described(reader, &dataset, &version, &id, limit)),
        )
    }

    fn decide<'a>(&'a self, decision: &'a SameAs) -> Answer<'a, ()> {
        let decision = decision.clone();
        Box::pin(self.threads.write(move |writer| keep::decide(&mut writer.connection, &decision)))
    }

    fn decisions(&self) -> Answer<'_, Vec<SameAs>> {
        Box::pin(self.threads.read(|reader| keep::decisions(&reader.connection)))
    }

    fn setting<'a>(&'a self, key: &'a str) -> Answer<'a, Option<String>> {
        let key = key.to_owned();
        Box::pin(self.threads.read(move |reader| keep::setting(&reader.connection, &key)))
    }

    fn set_setting<'a>(&'a self, key: &'a str, value: &'a str) -> Answer<'a, ()> {
        let (key, value) = (key.to_owned(), value.to_owned());
        Box::pin(
            self.threads.write(move |writer| keep::set_setting(&writer.connection, &key, &value)),
        )
    }

    fn generation(&self) -> Answer<'_, u64> {
        Box::pin(self.threads.read(|reader| keep::generation(&reader.connection)))
    }

    fn backup<'a>(&'a self, to: &'a Path) -> Answer<'a, ()> {
        Box::pin(async move {
            let to = std::path::absolute(to).map_err(home::io(to))?;
            self.threads.read_long(move |reader| backup::backup(&reader.connection, &to)).await
        })
    }

    fn check(&self) -> Answer<'_, Vec<String>> {
        Box::pin(self.threads.read_long(|reader| check::check(&reader.connection)))
    }
}
