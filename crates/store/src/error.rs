use std::path::PathBuf;

use comity_audit::AuditError;
use comity_model::ModelError;
use thiserror::Error;

/// Why the store could not answer.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The directory holds no home yet.
    #[error("`{0}` is not a home: nothing was initialised there")]
    NotAHome(PathBuf),
    /// `init` was asked for where a home is.
    #[error("`{0}` is a home already")]
    AlreadyAHome(PathBuf),
    /// Another process owns the home.
    #[error("another process owns the home `{0}`")]
    Locked(PathBuf),
    /// A newer version of the program wrote the home.
    #[error("the home was written by a newer version (schema {found}, this one knows {known})")]
    Newer {
        /// The schema's version on disk.
        found: u32,
        /// The newest one that this program knows.
        known: u32,
    },
    /// A decision contradicts an earlier one.
    #[error("{0}")]
    Conflict(String),
    /// A dataset has no version of that name.
    #[error("`{dataset}` has no version `{version}`")]
    NoSuchVersion {
        /// The dataset.
        dataset: String,
        /// The version that was asked for.
        version: String,
    },
    /// A version was erased: what it held is gone.
    #[error("the version `{version}` of `{dataset}` was erased")]
    VersionErased {
        /// The dataset.
        dataset: String,
        /// The version that was asked for.
        version: String,
    },
    /// There would be more subjects than are kept.
    #[error("there would be more than {limit} subjects")]
    TooManySubjects {
        /// How many are kept at most.
        limit: usize,
    },
    /// There would be more of something than is kept.
    #[error("there would be more than {limit} {what}")]
    TooMany {
        /// Of what.
        what: &'static str,
        /// How many are kept at most.
        limit: usize,
    },
    /// A delta does not fit the version that stands.
    #[error("the delta does not fit: {0}")]
    Unfitting(String),
    /// A stored value cannot be read back.
    #[error("a stored record cannot be read: {0}")]
    Corrupt(String),
    /// A record does not fit the model.
    #[error(transparent)]
    Model(#[from] ModelError),
    /// Something cannot be logged, or the log's data cannot be read.
    #[error(transparent)]
    Audit(#[from] AuditError),
    /// The log's files do not agree with each other: they were changed or damaged.
    #[error("the log is damaged: {0}")]
    LogDamaged(String),
    /// The log ends before a state that it is known to have had.
    #[error("the log was rolled back: it had {known} leaves, and has {found}")]
    LogRolledBack {
        /// How many leaves it is known to have had.
        known: u64,
        /// How many it has.
        found: u64,
    },
    /// The log's first leaves are not those that it is known to have had.
    #[error("the log was rewritten: its first {known} leaves are not those that were there")]
    LogRewritten {
        /// How many leaves it is known to have had.
        known: u64,
    },
    /// What was asked for was removed because its time was past.
    #[error("the log's leaves before {first} have expired")]
    LogExpired {
        /// The first leaf that is still there.
        first: u64,
    },
    /// The log could not be made durable, and takes nothing until it is opened again.
    #[error("the log could not be made durable; restart the node: {0}")]
    LogStopped(String),
    /// A file could not be read or written.
    #[error("cannot use `{path}`")]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// Running reads stand in the way; the text says of what.
    #[error("{0}")]
    Busy(String),
    /// There is no space left for the database.
    #[error("the disk is full; what was kept before stands")]
    DiskFull,
    /// The database engine failed.
    #[error("the database failed")]
    Database(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The store is shutting down.
    #[error("the store is closed")]
    Closed,
}

impl StoreError {
    /// A stable code for machines.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            StoreError::NotAHome(_) => "not-a-home",
            StoreError::AlreadyAHome(_) => "already-a-home",
            StoreError::Locked(_) => "home-locked",
            StoreError::Newer { .. } => "home-newer",
            StoreError::Conflict(_) => "conflict",
            StoreError::NoSuchVersion { .. } => "no-such-version",
            StoreError::VersionErased { .. } => "version-erased",
            StoreError::TooManySubjects { .. } => "too-many-subjects",
            StoreError::TooMany { .. } => "too-many",
            StoreError::Unfitting(_) => "delta-does-not-fit",
            StoreError::Corrupt(_) => "corrupt",
            StoreError::Model(inner) => inner.code(),
            StoreError::Audit(inner) => inner.code(),
            StoreError::LogDamaged(_) => "log-damaged",
            StoreError::LogRolledBack { .. } => "log-rolled-back",
            StoreError::LogRewritten { .. } => "log-rewritten",
            StoreError::LogExpired { .. } => "log-expired",
            StoreError::LogStopped(_) => "log-stopped",
            StoreError::Io { .. } => "io",
            StoreError::Busy(_) => "busy",
            StoreError::DiskFull => "disk-full",
            StoreError::Database(_) => "database",
            StoreError::Closed => "closed",
        }
    }
}
