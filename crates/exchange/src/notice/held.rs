use std::collections::{BTreeMap, BTreeSet};

use comity_model::{PartyId, Timestamp};
use serde::{Deserialize, Serialize};

use super::{Acknowledgement, Cancellation, Notice, NoticeStatus, NoticeVersion};

/// A notice with what became of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldNotice {
    /// Its versions, the last one last; none if only its end has come.
    pub versions: Vec<Notice>,
    /// How it was cancelled.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub cancelled: Option<Cancellation>,
    /// To whom it was sent; none for a notice of another party.
    #[serde(with = "crate::wire::texts")]
    pub recipients: BTreeSet<PartyId>,
    /// The newest version that each has read.
    #[serde(with = "crate::by_party")]
    pub acknowledged: BTreeMap<PartyId, Acknowledgement>,
}

impl HeldNotice {
    /// Its last version, unless it was cancelled.
    #[must_use]
    pub fn live(&self) -> Option<&Notice> {
        self.versions.last().filter(|_| self.cancelled.is_none())
    }

    /// The number of its last version, of its end if it was cancelled.
    #[must_use]
    pub fn last(&self) -> Option<NoticeVersion> {
        let cancelled = self.cancelled.as_ref().map(|cancelled| cancelled.version);
        cancelled.or_else(|| self.versions.last().map(|last| last.version))
    }

    pub(super) fn knows(&self, version: NoticeVersion) -> bool {
        self.last() == Some(version) || self.versions.iter().any(|each| each.version == version)
    }

    pub(super) fn status(&self) -> Option<NoticeStatus> {
        let last = self.versions.last().map(|last| last.says.status);
        last.or_else(|| self.cancelled.as_ref().map(|cancelled| cancelled.status))
    }

    pub(super) fn end(&self) -> Option<Timestamp> {
        let cancelled = self.cancelled.as_ref().map(|cancelled| cancelled.version.made);
        cancelled.or_else(|| self.versions.last().map(|last| last.says.ends))
    }
}
