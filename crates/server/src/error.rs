use std::error::Error as _;
use std::path::PathBuf;

use comity_api::{Fault, FaultKind};
use comity_exchange::ExchangeError;
use comity_formats::FormatError;
use comity_model::{AlertError, ModelError};
use comity_screening::ScreeningError;
use comity_store::StoreError;
use thiserror::Error;

use crate::app::fetch::FetchError;
use crate::federation::FederationError;

/// Why a use case failed.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ServerError {
    /// The request cannot be answered.
    #[error(transparent)]
    Refused(#[from] Fault),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A publication could not be read.
    #[error(transparent)]
    Format(#[from] FormatError),
    /// A publication could not be downloaded.
    #[error(transparent)]
    Fetch(#[from] FetchError),
    /// Something between this node and a partner's.
    #[error(transparent)]
    Federation(#[from] FederationError),
    /// A value does not fit the model.
    #[error(transparent)]
    Model(#[from] ModelError),
    /// The law of its category does not allow an alert.
    #[error(transparent)]
    Alert(#[from] AlertError),
    /// Something of the protocol between parties could not be made or believed.
    #[error(transparent)]
    Exchange(#[from] ExchangeError),
    /// The index could not be made or read.
    #[error("the index cannot be used")]
    Index(#[from] ScreeningError),
    /// A file could not be read or written.
    #[error("cannot use `{path}`")]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The machine gives no randomness.
    #[error("the machine gives no randomness")]
    NoRandomness,
    /// A task of the node ended before its time.
    #[error("a task of the node ended before its time")]
    Task(#[from] tokio::task::JoinError),
    /// The listeners ended by themselves.
    #[error("the node stopped answering by itself")]
    StoppedAnswering,
    /// The other side of the local socket broke off.
    #[error("the connection to the node broke off")]
    BrokenOff(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl ServerError {
    /// A failure of a file.
    pub(crate) fn io(path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> ServerError {
        let path = path.into();
        move |source| ServerError::Io { path, source }
    }

    /// A stable code for machines.
    #[must_use]
    pub fn code(&self) -> &str {
        match self {
            ServerError::Refused(fault) => &fault.code,
            ServerError::Store(err) => err.code(),
            ServerError::Format(err) => err.code(),
            ServerError::Fetch(err) => err.code(),
            ServerError::Federation(err) => err.code(),
            ServerError::Model(err) => err.code(),
            ServerError::Alert(err) => err.code(),
            ServerError::Exchange(err) => err.code(),
            ServerError::Index(_) => "index",
            ServerError::Io { .. } => "io",
            ServerError::NoRandomness => "no-randomness",
            ServerError::Task(_) => "task",
            ServerError::BrokenOff(_) => "broken-off",
            ServerError::StoppedAnswering => "stopped-answering",
        }
    }

    /// What to tell somebody who can read the home: the whole chain of causes.
    #[must_use]
    pub fn to_fault(&self) -> Fault {
        let (kind, hint) = match self {
            ServerError::Refused(fault) => return fault.clone(),
            ServerError::Alert(err) => return alert_fault(err),
            ServerError::Store(err) => store_kind(err),
            ServerError::Format(FormatError::Delta { .. }) => (FaultKind::Input, Some(NAME_BASE)),
            ServerError::Format(_) => (FaultKind::Input, None),
            ServerError::Fetch(err) => err.kind(),
            ServerError::Federation(err) => err.kind(),
            ServerError::Model(_) | ServerError::Exchange(_) => (FaultKind::Invalid, None),
            ServerError::BrokenOff(_) => (FaultKind::Unavailable, None),
            ServerError::Index(_)
            | ServerError::Io { .. }
            | ServerError::NoRandomness
            | ServerError::StoppedAnswering
            | ServerError::Task(_) => (FaultKind::Internal, None),
        };
        let fault = Fault::new(kind, self.code(), self.chain());
        match hint {
            Some(hint) => fault.with_hint(hint),
            None => fault,
        }
    }

    /// The error and its causes in one line.
    #[must_use]
    pub fn chain(&self) -> String {
        let mut text = self.to_string();
        let mut cause = self.source();
        while let Some(err) = cause {
            let said = err.to_string();
            if !text.ends_with(&said) {
                text.push_str(": ");
                text.push_str(&said);
            }
            cause = err.source();
        }
        text
    }
}

fn alert_fault(err: &AlertError) -> Fault {
    let kind = match err {
        AlertError::Over(_) => FaultKind::Conflict,
        AlertError::Minor(_) | AlertError::NoConsent => FaultKind::Forbidden,
        _ => FaultKind::Invalid,
    };
    let fault = Fault::new(kind, err.code(), err.to_string());
    match err.hint() {
        Some(hint) => fault.with_hint(hint),
        None => fault,
    }
}

/// What to do with a delta that was taken for a list.
const NAME_BASE: &str = "name the edition that it starts from (`--base`) and its own (`--edition`)";
/// What to do about a delta that does not fit.
const IMPORT_WHOLE: &str = "import the deltas in between first, in their order, or the publisher's \
                            whole export with its `--edition`";

fn store_kind(err: &StoreError) -> (FaultKind, Option<&'static str>) {
    match err {
        StoreError::NotAHome(_) => (FaultKind::NotFound, Some("`comity init` makes one")),
        StoreError::AlreadyAHome(_) => (FaultKind::Conflict, None),
        StoreError::Locked(_) => {
            (FaultKind::Unavailable, Some("wait until the other command is done"))
        }
        StoreError::Newer { .. } => (FaultKind::Unavailable, Some("use the newer program")),
        StoreError::NoSuchVersion { .. } | StoreError::VersionErased { .. } => {
            (FaultKind::NotFound, Some("`comity datasets --versions NAME` lists what is kept"))
        }
        StoreError::TooManySubjects { .. } => (
            FaultKind::Conflict,
            Some("`comity subject remove` makes room; an expiry date does so by itself"),
        ),
        StoreError::TooMany { .. } => {
            (FaultKind::Conflict, Some("close or decide some of those that there are"))
        }
        StoreError::Conflict(_) => (FaultKind::Conflict, None),
        StoreError::Unfitting(_) => (FaultKind::Conflict, Some(IMPORT_WHOLE)),
        StoreError::DiskFull => {
            (FaultKind::Unavailable, Some("free some space; `comity doctor` says how much is left"))
        }
        StoreError::Model(_) => (FaultKind::Invalid, None),
        _ => (FaultKind::Internal, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_chain_names_every_cause_once() {
        let source = std::io::Error::other("disk is full");
        let err = ServerError::Io { path: "index.bin".into(), source };
        assert_eq!(err.chain(), "cannot use `index.bin`: disk is full");
        assert_eq!(err.to_fault().kind, FaultKind::Internal);
        let err = ServerError::Store(StoreError::NotAHome("home".into()));
        assert_eq!(err.to_fault().code, "not-a-home");
        assert!(err.to_fault().hint.is_some());
    }
}
