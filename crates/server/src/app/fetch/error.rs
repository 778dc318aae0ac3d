use comity_api::FaultKind;
use thiserror::Error;

/// Why a publication could not be downloaded. Addresses stand in it without what may be secret.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum FetchError {
    /// The text is no address that can be downloaded from.
    #[error("`{address}` cannot be downloaded: {reason}")]
    Address {
        /// The address.
        address: String,
        /// What is wrong with it.
        reason: String,
    },
    /// There is no such official source.
    #[error("there is no source `{0}`")]
    NoSource(String),
    /// The source's address needs a token.
    #[error("the source `{0}` asks for a token, and none is configured")]
    NoToken(String),
    /// The settings of downloads cannot be used.
    #[error("downloads cannot be set up: {0}")]
    Setup(String),
    /// The server cannot be reached.
    #[error("`{address}` cannot be reached: {reason}")]
    Connect {
        /// The address.
        address: String,
        /// Why.
        reason: String,
    },
    /// The server cannot show that it is the one that was asked for.
    #[error("`{address}` is not trusted: {reason}")]
    Untrusted {
        /// The address.
        address: String,
        /// Why.
        reason: String,
    },
    /// The server answered with something else than the file.
    #[error("`{address}` answered with status {status}")]
    Status {
        /// The address.
        address: String,
        /// The status.
        status: u16,
        /// For how long the server asks not to be asked again, in seconds.
        retry_after_seconds: Option<u64>,
    },
    /// A redirect that is not followed.
    #[error("`{address}` redirects, which is not followed: {reason}")]
    Redirect {
        /// The address.
        address: String,
        /// Why not.
        reason: String,
    },
    /// Nothing came for too long.
    #[error("`{address}` sent nothing for {seconds} s")]
    Idle {
        /// The address.
        address: String,
        /// How long was waited.
        seconds: f64,
    },
    /// The whole took too long.
    #[error("`{address}` was not downloaded within {seconds} s")]
    TooSlow {
        /// The address.
        address: String,
        /// How long was waited.
        seconds: f64,
    },
    /// The file is too large.
    #[error("`{address}` has more than {bytes_max} bytes")]
    TooLarge {
        /// The address.
        address: String,
        /// The limit.
        bytes_max: u64,
    },
    /// The transfer broke off, or was no HTTP.
    #[error("the transfer from `{address}` broke off after {bytes} bytes: {reason}")]
    Broken {
        /// The address.
        address: String,
        /// How much had come.
        bytes: u64,
        /// Why.
        reason: String,
    },
    /// What came is not as long as was said.
    #[error("`{address}` said that it sends {stated} bytes and sent {read}")]
    Length {
        /// The address.
        address: String,
        /// What the server said.
        stated: u64,
        /// What it sent.
        read: u64,
    },
    /// What came is certainly no list.
    #[error("`{address}` sent {what}, and no list")]
    NotAList {
        /// The address.
        address: String,
        /// What it sent.
        what: String,
    },
    /// What came is not what the checksum is of.
    #[error("`{address}` has the {kind} {found}, and {expected} was expected")]
    Checksum {
        /// The address.
        address: String,
        /// `SHA-256` or `SHA-1`.
        kind: &'static str,
        /// What was expected.
        expected: String,
        /// What came.
        found: String,
    },
    /// The index of a source does not say where its file is.
    #[error("the index `{address}` cannot be used: {reason}")]
    Listing {
        /// The address.
        address: String,
        /// Why.
        reason: String,
    },
}

impl FetchError {
    /// A stable code for machines.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            FetchError::Address { .. } => "address",
            FetchError::NoSource(_) => "no-such-source",
            FetchError::NoToken(_) => "no-token",
            FetchError::Setup(_) => "download-setup",
            FetchError::Connect { .. } => "not-reached",
            FetchError::Untrusted { .. } => "not-trusted",
            FetchError::Status { .. } => "download-status",
            FetchError::Redirect { .. } => "redirect",
            FetchError::Idle { .. } => "download-idle",
            FetchError::TooSlow { .. } => "download-slow",
            FetchError::TooLarge { .. } => "download-too-large",
            FetchError::Broken { .. } => "download-broken",
            FetchError::Length { .. } => "download-length",
            FetchError::NotAList { .. } => "not-a-list",
            FetchError::Checksum { .. } => "checksum",
            FetchError::Listing { .. } => "source-index",
        }
    }

    /// Whether another try may help.
    pub(super) fn may_pass(&self) -> bool {
        match self {
            FetchError::Status { status, .. } => {
                matches!(status, 408 | 425 | 429 | 500 | 502 | 503 | 504)
            }
            FetchError::Connect { .. }
            | FetchError::Idle { .. }
            | FetchError::Broken { .. }
            | FetchError::Length { .. } => true,
            _ => false,
        }
    }

    /// What kind of fault it is, and what to do about it.
    pub(crate) fn kind(&self) -> (FaultKind, Option<&'static str>) {
        match self {
            FetchError::Address { .. } => (FaultKind::Invalid, None),
            FetchError::NoSource(_) => {
                (FaultKind::Invalid, Some("`comity fetch --list` shows what there is"))
            }
            FetchError::NoToken(_) => {
                (FaultKind::Invalid, Some("set `token` under `[datasets]`, or `COMITY_EU_TOKEN`"))
            }
            FetchError::Setup(_) => {
                (FaultKind::Invalid, Some("look at `[downloads]` with `comity config`"))
            }
            FetchError::Untrusted { .. } => (
                FaultKind::Input,
                Some("`downloads.ca_file` names certificates that are trusted as well"),
            ),
            FetchError::TooLarge { .. } => {
                (FaultKind::Input, Some("`downloads.file_mebibytes_max` is the limit"))
            }
            FetchError::TooSlow { .. } => {
                (FaultKind::Input, Some("`downloads.file_seconds_max` is the limit"))
            }
            FetchError::Redirect { .. } => {
                (FaultKind::Input, Some("name the address that it leads to, if you trust it"))
            }
            FetchError::Checksum { .. } => {
                (FaultKind::Input, Some("ask the publisher which of the two is right"))
            }
            _ => (FaultKind::Input, None),
        }
    }
}
