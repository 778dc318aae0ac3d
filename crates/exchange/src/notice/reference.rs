use std::fmt;

use comity_model::{PartyId, Timestamp};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::ExchangeError;
use crate::error::malformed;

/// A notice of a party: `freedonia/7`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NoticeId {
    /// Who announced it. It alone updates and cancels it.
    pub by: PartyId,
    /// Which of its notices it is, from 1 on.
    pub number: u64,
}

/// Which version of something: each one is larger than the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoticeVersion {
    /// Its number, from 1 on.
    pub serial: u64,
    /// When it was made.
    #[serde(with = "crate::wire::text")]
    pub made: Timestamp,
}

/// One version of a notice.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoticeRef {
    /// The notice.
    pub id: NoticeId,
    /// Its version.
    pub version: NoticeVersion,
}

impl NoticeId {
    /// Reads `freedonia/7`.
    ///
    /// # Errors
    /// If it is anything else.
    pub fn parse(text: &str) -> Result<NoticeId, ExchangeError> {
        let broken = || malformed("notice's id", "it is a party and a number: `freedonia/7`");
        let (by, number) = text.split_once('/').ok_or_else(broken)?;
        let by = PartyId::new(by).map_err(|_| broken())?;
        let id = NoticeId { by, number: number.parse().map_err(|_| broken())? };
        if id.to_string() == text && id.number > 0 { Ok(id) } else { Err(broken()) }
    }
}

impl NoticeVersion {
    /// Whether it may follow another one, or be the first.
    pub(super) fn follows(self, before: Option<NoticeVersion>) -> bool {
        match before {
            None => self.serial == 1,
            Some(before) => {
                before.serial > 0
                    && before.serial.checked_add(1) == Some(self.serial)
                    && before.made <= self.made
            }
        }
    }
}

impl fmt::Display for NoticeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.by, self.number)
    }
}

impl Serialize for NoticeId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for NoticeId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<NoticeId, D::Error> {
        let text = String::deserialize(deserializer)?;
        NoticeId::parse(&text).map_err(serde::de::Error::custom)
    }
}
