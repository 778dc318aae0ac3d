use comity_model::Timestamp;
use comity_policy::Public;
use serde::{Deserialize, Serialize};

use super::announce::WHAT;
use super::words::check_text;
use super::{Notice, NoticeRef, NoticeStatus, NoticeVersion, ThreatLevel};
use crate::ExchangeError;
use crate::error::malformed;

/// What an envelope of the kind `notice` holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum NoticeBody {
    /// A notice, for the first time.
    Publish(Notice),
    /// A notice in place of its version before.
    Update(Notice),
    /// A notice that no longer holds.
    Cancel(Cancellation),
    /// The sender's people have read a notice.
    Acknowledge(Acknowledgement),
    /// A threat level.
    Level(ThreatLevel),
    /// What the sender says of an overlap.
    Overlap(OverlapWord),
}

/// Areas, times and levels: about places, and about nobody.
impl Public for NoticeBody {}

/// That a notice no longer holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cancellation {
    /// The notice, and its last version.
    pub replaces: NoticeRef,
    /// The version after it, in which it no longer holds.
    pub version: NoticeVersion,
    /// Whether the notice was meant.
    pub status: NoticeStatus,
    /// Why.
    pub reason: String,
}

/// That a recipient has read a notice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Acknowledgement {
    /// The notice, and the version that was read.
    pub of: NoticeRef,
    /// Whether the notice was meant.
    pub status: NoticeStatus,
    /// When.
    #[serde(with = "crate::wire::text")]
    pub made: Timestamp,
}

/// What a party says of an overlap of a notice of its own with another one: that it has seen it,
/// and with a note that it is settled for its part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OverlapWord {
    /// The two versions, sorted.
    pub between: [NoticeRef; 2],
    /// When.
    #[serde(with = "crate::wire::text")]
    pub made: Timestamp,
    /// How it is settled; none if it was only seen.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub note: Option<String>,
}

impl Cancellation {
    /// The name of the version in which it no longer holds.
    #[must_use]
    pub fn reference(&self) -> NoticeRef {
        NoticeRef { id: self.replaces.id.clone(), version: self.version }
    }
}

impl NoticeBody {
    /// Whether it is one at all. Whether its sender may say so, a state checks.
    ///
    /// # Errors
    /// If what it says is not valid.
    pub fn check(&self) -> Result<(), ExchangeError> {
        match self {
            NoticeBody::Publish(notice) => {
                if notice.replaces.is_some() {
                    return Err(malformed(WHAT, "what replaces a version is an update"));
                }
                notice.check()
            }
            NoticeBody::Update(notice) => {
                if notice.replaces.is_none() {
                    return Err(malformed(WHAT, "an update says which version it replaces"));
                }
                notice.check()
            }
            NoticeBody::Cancel(Cancellation { replaces, version, reason, .. }) => {
                if !version.follows(Some(replaces.version)) {
                    return Err(malformed(WHAT, "it is cancelled in the version after its last"));
                }
                check_text(WHAT, reason)
            }
            NoticeBody::Acknowledge(_) => Ok(()),
            NoticeBody::Level(level) => level.check(),
            NoticeBody::Overlap(OverlapWord { between: [one, other], note, .. }) => {
                if one.id >= other.id {
                    return Err(malformed("overlap", "it is between two notices, in order"));
                }
                note.iter().try_for_each(|note| check_text("overlap", note))
            }
        }
    }

    /// When it was made.
    #[must_use]
    pub fn made(&self) -> Timestamp {
        match self {
            NoticeBody::Publish(notice) | NoticeBody::Update(notice) => notice.version.made,
            NoticeBody::Cancel(cancellation) => cancellation.version.made,
            NoticeBody::Acknowledge(acknowledgement) => acknowledgement.made,
            NoticeBody::Level(level) => level.version.made,
            NoticeBody::Overlap(word) => word.made,
        }
    }
}
