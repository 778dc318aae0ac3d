use comity_model::{DAY_SECONDS, Timestamp};
use serde::{Deserialize, Serialize};

use super::words::{check_line, check_text};
use super::{Area, NoticeId, NoticeRef, NoticeVersion};
use crate::ExchangeError;
use crate::error::malformed;
use crate::limits::{NOTICE_AHEAD_DAYS_MAX, NOTICE_DAYS_MAX};

pub(super) const WHAT: &str = "notice";

/// An area and a time that a party announces so that others keep clear.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Notice {
    /// Which notice.
    pub id: NoticeId,
    /// Which version of it.
    pub version: NoticeVersion,
    /// The version that it replaces; none for the first.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub replaces: Option<NoticeVersion>,
    /// What it says.
    pub says: NoticeDraft,
}

/// What a notice says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoticeDraft {
    /// Whether it is meant.
    pub status: NoticeStatus,
    /// What is there.
    pub kind: NoticeKind,
    /// Where.
    pub area: Area,
    /// From when on.
    #[serde(with = "crate::wire::text")]
    pub begins: Timestamp,
    /// Until when.
    #[serde(with = "crate::wire::text")]
    pub ends: Timestamp,
    /// What people are told.
    pub text: String,
    /// Whom they ask.
    pub contact: String,
}

/// Whether something is meant, as CAP 1.2 tells it apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NoticeStatus {
    /// It is meant.
    Actual,
    /// It is a part of an exercise of those who receive it.
    Exercise,
    /// It tests the way that it goes.
    Test,
}

/// What a notice announces.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NoticeKind {
    /// An exercise that others might take for something else.
    Exercise,
    /// An area that is closed.
    ClosedArea,
    /// A search or a rescue.
    SearchAndRescue,
    /// Something dangerous.
    Hazard,
    /// Vessels that move together.
    Movement,
    /// Something else, which the text says.
    Other,
}

impl NoticeKind {
    /// All of them.
    pub const ALL: [NoticeKind; 6] = [
        NoticeKind::Exercise,
        NoticeKind::ClosedArea,
        NoticeKind::SearchAndRescue,
        NoticeKind::Hazard,
        NoticeKind::Movement,
        NoticeKind::Other,
    ];

    /// In plain words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            NoticeKind::Exercise => "exercise",
            NoticeKind::ClosedArea => "closed area",
            NoticeKind::SearchAndRescue => "search and rescue",
            NoticeKind::Hazard => "hazard",
            NoticeKind::Movement => "movement of vessels",
            NoticeKind::Other => "other notice",
        }
    }
}

impl Notice {
    /// The name of this version.
    #[must_use]
    pub fn reference(&self) -> NoticeRef {
        NoticeRef { id: self.id.clone(), version: self.version }
    }

    /// Whether it is one at all. Whose it is, a state checks.
    ///
    /// # Errors
    /// If its versions do not follow each other, or what it says is not valid.
    pub fn check(&self) -> Result<(), ExchangeError> {
        if !self.version.follows(self.replaces) {
            return Err(malformed(WHAT, "it does not say which version it replaces"));
        }
        self.says.check(self.version.made)
    }
}

impl NoticeDraft {
    /// Whether it may be announced at a moment.
    ///
    /// # Errors
    /// If its area is not valid, its time is none, too long or too far away, or a text is missing.
    pub fn check(&self, made: Timestamp) -> Result<(), ExchangeError> {
        self.area.check()?;
        check_text(WHAT, &self.text)?;
        check_line(WHAT, &self.contact)?;
        if self.begins >= self.ends {
            return Err(malformed(WHAT, "it ends before it begins"));
        }
        let days = |days: i64| days * DAY_SECONDS;
        if self.ends.0.saturating_sub(self.begins.0) > days(NOTICE_DAYS_MAX) {
            return Err(malformed(WHAT, "it holds for more than 366 days"));
        }
        if self.begins.0.saturating_sub(made.0) > days(NOTICE_AHEAD_DAYS_MAX) {
            return Err(malformed(WHAT, "it begins in more than two years"));
        }
        if self.ends <= made {
            return Err(malformed(WHAT, "it was over before it was made"));
        }
        Ok(())
    }
}
