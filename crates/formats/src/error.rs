use std::io;

use comity_model::ModelError;
use thiserror::Error;

/// Why a publication could not be read. Nothing of it counts: the caller rolls back.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum FormatError {
    /// There is nothing to read.
    #[error("no file was given")]
    NoFile,
    /// A file has no content.
    #[error("`{file}` is empty; fetch it again")]
    Empty {
        /// The file.
        file: String,
    },
    /// A file ends too early.
    #[error("`{file}` is cut off ({reason}); fetch it again")]
    CutOff {
        /// The file.
        file: String,
        /// How that shows.
        reason: String,
    },
    /// A file breaks the rules of its encoding, compression or syntax.
    #[error("`{file}` is damaged ({reason}); fetch it again")]
    Damaged {
        /// The file.
        file: String,
        /// How that shows.
        reason: String,
    },
    /// A file holds what no list needs and attackers use.
    #[error("`{file}` was refused: {reason}")]
    Refused {
        /// The file.
        file: String,
        /// What it holds.
        reason: String,
    },
    /// A file passes a limit.
    #[error("`{file}`: {what} passes the limit of {limit}")]
    TooLarge {
        /// The file.
        file: String,
        /// What is too large, long, deep or many.
        what: &'static str,
        /// The limit, with its unit.
        limit: String,
    },
    /// No format fits a file.
    #[error("`{file}` has no format that is known here: {reason}")]
    UnknownFormat {
        /// The file.
        file: String,
        /// What it looks like, and what to do.
        reason: String,
    },
    /// A file has another format than was asked for or than the files before it.
    #[error("`{file}` is not {expected}: {reason}")]
    OtherFormat {
        /// The file.
        file: String,
        /// The format that it should have.
        expected: &'static str,
        /// What it looks like.
        reason: String,
    },
    /// A file is a delta where a whole list was asked for.
    #[error("`{file}` is a delta: it says what changed since an edition, and is no list by itself")]
    Delta {
        /// The file.
        file: String,
    },
    /// A mapping cannot be read, or does not fit the list.
    #[error("the mapping does not fit: {reason}")]
    Mapping {
        /// What to mend.
        reason: String,
    },
    /// Nothing that is screened was found.
    #[error("no record was found in {files}; {skipped} were left out{first}")]
    NoRecords {
        /// The files.
        files: String,
        /// How many rows, elements and values were left out.
        skipped: u64,
        /// The first reason, with its place.
        first: String,
    },
    /// The caller's stream failed.
    #[error("`{file}` could not be read")]
    Io {
        /// The file.
        file: String,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The caller's sink failed.
    #[error("the records could not be taken")]
    Sink(#[source] SinkStopped),
    /// A record that this crate made up itself was refused by the model.
    #[error("a reader made a record that the model refuses")]
    Model(#[from] ModelError),
}

/// The failure of a sink, in its own words.
#[derive(Debug, Error)]
#[error(transparent)]
pub struct SinkStopped(pub Box<dyn std::error::Error + Send + Sync>);

impl FormatError {
    /// A stable code for machines.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            FormatError::NoFile => "no-file",
            FormatError::Empty { .. } => "empty-file",
            FormatError::CutOff { .. } => "cut-off",
            FormatError::Damaged { .. } => "damaged",
            FormatError::Refused { .. } => "refused",
            FormatError::TooLarge { .. } => "too-large",
            FormatError::UnknownFormat { .. } => "unknown-format",
            FormatError::OtherFormat { .. } => "other-format",
            FormatError::Delta { .. } => "delta",
            FormatError::Mapping { .. } => "bad-mapping",
            FormatError::NoRecords { .. } => "no-records",
            FormatError::Io { .. } => "unreadable",
            FormatError::Sink(_) => "sink-stopped",
            FormatError::Model(_) => "model",
        }
    }

    /// What a failed read of a file means: the adapters of this crate leave their reason in it.
    pub(crate) fn of_io(file: &str, error: &io::Error) -> FormatError {
        let file = file.to_owned();
        let stop = error.get_ref().and_then(|inner| inner.downcast_ref::<Stop>());
        if let Some(stop) = stop {
            let Stop { what, limit } = stop.clone();
            return FormatError::TooLarge { file, what, limit };
        }
        match error.kind() {
            io::ErrorKind::UnexpectedEof => {
                FormatError::CutOff { file, reason: "the compressed data ends early".to_owned() }
            }
            io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput => {
                FormatError::Damaged { file, reason: error.to_string() }
            }
            kind => {
                // `io::Error` cannot be cloned; kind and words are what a caller can use.
                let source = io::Error::new(kind, error.to_string());
                FormatError::Io { file, source }
            }
        }
    }
}

/// A limit that an adapter met, on its way through `io::Error`.
#[derive(Debug, Clone, Error)]
#[error("{what} passes the limit of {limit}")]
pub(crate) struct Stop {
    pub(crate) what: &'static str,
    pub(crate) limit: String,
}

impl Stop {
    pub(crate) fn io(what: &'static str, limit: impl std::fmt::Display, unit: &str) -> io::Error {
        io::Error::other(Stop { what, limit: format!("{limit} {unit}") })
    }
}
