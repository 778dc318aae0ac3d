//! Durable state behind one trait.
//!
//! [`Store`] is what the rest of the house sees; [`SqliteStore`] keeps it in one directory (the
//! *home*), and one process at a time owns that directory. Every import is a new version of its
//! dataset and lands whole or not at all; what was acknowledged survives `kill -9`; old versions
//! can be erased for good.
//!
//! [`AuditLog`] stands beside it in files of its own: what was asked and shown, in an order that
//! nobody can change unseen.
//!
//! ```
//! use comity_model::{DatasetName, Marking, Origin, PartyId, Record, RecordId, Schema, Timestamp};
//! use comity_store::{ImportHeader, ImportReport, SqliteStore, Store};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let (folder, now) = (tempfile::tempdir()?, Timestamp(1_795_343_312));
//! # let home = folder.path().join("home");
//! let store = SqliteStore::init(&home, now)?;
//! let (dataset, publisher) = (DatasetName::new("demo_list")?, PartyId::new("demo-party")?);
//! let origin = Origin::of(dataset.clone(), publisher.clone(), Marking::default());
//! let mut record = Record::new(RecordId::new("demo-1")?, Schema::named("Vessel")?);
//! record.add("name", "NORDIC TERN", &origin)?;
//!
//! let header = ImportHeader { dataset, title: None, publisher, now };
//! let mut import = store.begin_import(header).await?;
//! import.put(record)?;
//! assert!(store.records("demo-1").await?.is_empty(), "nobody sees half an import");
//! let version = import.commit(ImportReport::default(), now)?;
//! assert_eq!((version.version.as_str(), version.counts.records), ("20261122102832-1", 1));
//! assert_eq!(store.records("demo-1").await?.len(), 1);
//! # Ok(())
//! # }
//! ```

mod account;
mod alert;
mod approval;
mod body;
mod change;
mod decide;
mod dispute;
mod error;
mod hit_case;
pub mod limits;
mod log;
mod newer;
mod owed;
mod partner;
mod policy;
mod redress;
mod report;
mod rights;
mod sqlite;
mod subject;
mod types;
mod webhook;

use std::future::Future;
use std::path::Path;
use std::pin::Pin;

use comity_model::{DatasetName, DatasetVersion, DeltaStep, Record, SameAs, Timestamp};

pub use account::{Account, AccountStore, Session, Token};
pub use alert::{
    AlertClosing, AlertExtension, AlertPage, AlertStore, AlertTerm, IssuedAlert, KeptAlert,
};
pub use approval::{
    Approval, ApprovalLimits, ApprovalPage, ApprovalStep, ApprovalStore, NewApproval,
};
pub use change::{Between, Change, ChangeVisitor};
pub use dispute::{Dispute, DisputeOutcome, NewDispute};
pub use error::StoreError;
pub use hit_case::{
    CaseEvent, CaseMeasure, CasePage, CaseStep, CaseStore, HitCase, NewCase, Rejection,
};
pub use log::{
    AuditLog, Expired, LogAnchor, LogBackup, LogChance, LogExport, LogFilter, LogOptions, LogProof,
    LogRestore, LogRestored, LogVisitor, LoggedEvent, LoggedPart, Receipt, RestoredKeys, log_keys,
    log_secret_path, restore_log,
};
pub use newer::{Describes, Newer, NewerVisitor};
pub use owed::{NewOwed, Owed, OwedStore};
pub use partner::{
    ChangedPage, Holding, KeptShare, NewShare, Outgoing, OwedReceipt, Partner, PartnerStore,
    Recall, Sent, ShareCursor, Taken, Told,
};
pub use policy::{KeptPolicy, NewPolicy, PolicyStore};
pub use redress::{NewRedress, Redress, RedressRecord};
pub use rights::{NewRestriction, Restriction, RightsEnding, RightsPage, RightsStore};
pub use sqlite::{HomeHold, SqliteStore, restore, take_back_restore};
pub use subject::{
    Event, EventPage, Events, Happened, Hit, HitChange, Rescreened, Subject, SubjectStore, Watched,
};
pub use types::{Dataset, ImportHeader, ImportReport, RowKey, SkippedRow, SourceFile, Stored};
pub use webhook::{Webhook, WebhookState, WebhookStore};

/// The future of an answer of the store.
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send + 'a>>;

/// Called for each record of a scan.
pub type Visitor = Box<dyn FnMut(Stored) -> Result<(), StoreError> + Send>;

/// Durable state. Times and randomness are handed in; nothing here reads a clock.
pub trait Store:
    AccountStore
    + AlertStore
    + ApprovalStore
    + CaseStore
    + OwedStore
    + PartnerStore
    + PolicyStore
    + RightsStore
    + SubjectStore
    + WebhookStore
    + Send
    + Sync
    + 'static
{
    /// All datasets with their current version, by name.
    fn datasets(&self) -> Answer<'_, Vec<Dataset>>;

    /// All versions of one dataset that are still kept, oldest first.
    fn versions<'a>(&'a self, dataset: &'a DatasetName) -> Answer<'a, Vec<DatasetVersion>>;

    /// The report of the import that made a dataset's current version.
    fn report<'a>(&'a self, dataset: &'a DatasetName) -> Answer<'a, Option<ImportReport>>;

    /// Opens an import: a new version of a dataset that lands whole, on [`Import::commit`], or
    /// leaves the old version standing. Waits while another import is open; while this one is,
    /// reads see the old version and other writes wait.
    fn begin_import(&self, header: ImportHeader) -> Answer<'_, Box<dyn Import>>;

    /// As [`Store::begin_import`], for a delta: what it does not name is carried over from the
    /// version that stands. `base` is the edition that it starts from, by the publisher's name of
    /// it or the store's, `edition` the one that it makes; [`StoreError::Unfitting`] if the
    /// dataset does not stand at `base`, or if `edition` does not come after it.
    fn begin_delta<'a>(
        &'a self,
        header: ImportHeader,
        base: &'a str,
        edition: &'a str,
    ) -> Answer<'a, Box<dyn DeltaImport>>;

    /// Removes a dataset with all its versions for good.
    fn remove_dataset<'a>(&'a self, dataset: &'a DatasetName) -> Answer<'a, bool>;

    /// Erases, for good, the versions of a dataset before its newest `keep` ones, and returns how
    /// many; the current one always stays. What only they held is overwritten on disk, which waits
    /// for reads that still see it.
    fn erase_versions<'a>(&'a self, dataset: &'a DatasetName, keep: usize) -> Answer<'a, usize>;

    /// One record as it stood in the version that made the key: the key stays valid as long as
    /// the version is kept, whatever is imported meanwhile.
    fn record(&self, key: RowKey) -> Answer<'_, Option<Stored>>;

    /// The current records with this id, one a dataset, by dataset name.
    fn records<'a>(&'a self, id: &'a str) -> Answer<'a, Vec<Stored>>;

    /// The current records that their publishers know by this id besides their own, by dataset
    /// name.
    fn once_known<'a>(&'a self, id: &'a str) -> Answer<'a, Vec<Stored>>;

    /// The current records of the same dataset that point to this one (listings, documents,
    /// alerts, edges), at most `limit`.
    fn referring<'a>(
        &'a self,
        dataset: &'a DatasetName,
        id: &'a str,
        limit: usize,
    ) -> Answer<'a, Vec<Stored>>;

    /// Visits every current record of every dataset in one consistent view and returns the
    /// versions that were visited.
    fn scan(&self, visitor: Visitor) -> Answer<'_, Vec<DatasetVersion>>;

    /// Visits, in one consistent view, what became current and what stopped being so since these
    /// versions were the current ones, and returns those that are now. `None`, before anything is
    /// visited, if that cannot be told: a version was erased, or a dataset removed.
    fn newer(
        &self,
        since: Vec<DatasetVersion>,
        describes: Describes,
        visitor: NewerVisitor,
    ) -> Answer<'_, Option<Vec<DatasetVersion>>>;

    /// Visits, by record id and in one consistent view, every record that two kept versions of a
    /// dataset do not hold in the same state, and returns the two versions. A version that is not
    /// known or was erased is refused with [`StoreError::NoSuchVersion`] or
    /// [`StoreError::VersionErased`].
    fn changes(
        &self,
        between: Between,
        visitor: ChangeVisitor,
    ) -> Answer<'_, (DatasetVersion, DatasetVersion)>;

    /// The parties and things that a related record describes, as they stood in a kept version:
    /// those that it points to and those that point to it, at most `limit`.
    fn described<'a>(
        &'a self,
        dataset: &'a DatasetName,
        version: &'a str,
        id: &'a str,
        limit: usize,
    ) -> Answer<'a, Vec<Stored>>;

    /// Keeps a person's decision about two records. One about a pair that was decided before takes
    /// that back; one that contradicts other decisions, or is about a record that is not there, is
    /// refused with [`StoreError::Conflict`].
    fn decide<'a>(&'a self, decision: &'a SameAs) -> Answer<'a, ()>;

    /// All decisions, in the order in which they were made.
    fn decisions(&self) -> Answer<'_, Vec<SameAs>>;

    /// A value of this home's small settings, such as the party's id.
    fn setting<'a>(&'a self, key: &'a str) -> Answer<'a, Option<String>>;

    /// Keeps a setting.
    fn set_setting<'a>(&'a self, key: &'a str, value: &'a str) -> Answer<'a, ()>;

    /// A number that changes with every committed import, removal, erasure, decision and
    /// restriction, so that a kept index can tell whether it is still true.
    fn generation(&self) -> Answer<'_, u64>;

    /// Writes a consistent copy of everything to a new file while others read and write. A file
    /// that is there is never overwritten.
    fn backup<'a>(&'a self, to: &'a Path) -> Answer<'a, ()>;

    /// Checks the file's own integrity; the text says what is wrong.
    fn check(&self) -> Answer<'_, Vec<String>>;
}

/// One import in progress. Blocking: readers of formats are, and run on their own thread.
/// Dropping it without [`Import::commit`] leaves the old version standing.
pub trait Import: Send {
    /// Adds a record; one whose id came before in this import is merged with it.
    ///
    /// # Errors
    /// If the store fails or the records cannot be merged. Records are written in batches, so an
    /// error may come some records later, or on commit; the import is over then.
    fn put(&mut self, record: Record) -> Result<(), StoreError>;

    /// Makes the new version current. When this returns, it is on disk. How many records and
    /// related records it has is counted by the store, since rows with one id become one record;
    /// the report's own count of what was skipped stands.
    ///
    /// # Errors
    /// If the store fails; then the old version stands.
    fn commit(
        self: Box<Self>,
        report: ImportReport,
        now: Timestamp,
    ) -> Result<DatasetVersion, StoreError>;
}

/// One import of a delta in progress; otherwise as [`Import`].
pub trait DeltaImport: Send {
    /// Takes one step. One that does not fit the state so far ends the import: adding what is
    /// there, modifying or removing what is not.
    ///
    /// # Errors
    /// As [`Import::put`], and [`StoreError::Unfitting`].
    fn step(&mut self, step: DeltaStep) -> Result<(), StoreError>;

    /// Makes the new version current, as [`Import::commit`].
    ///
    /// # Errors
    /// If the store fails, or the delta leaves no record; then the old version stands.
    fn commit(
        self: Box<Self>,
        report: ImportReport,
        now: Timestamp,
    ) -> Result<DatasetVersion, StoreError>;
}
