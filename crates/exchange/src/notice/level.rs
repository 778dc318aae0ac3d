use std::fmt;

use comity_model::{Country, DAY_SECONDS, PartyId, Timestamp};
use serde::{Deserialize, Serialize};

use super::NoticeVersion;
use super::words::{check_line, check_text};
use crate::ExchangeError;
use crate::error::malformed;
use crate::limits::NOTICE_AHEAD_DAYS_MAX;

pub(super) const WHAT: &str = "threat level";

/// How great a party holds the threat to be, for itself or for an area. It informs people; nothing
/// acts on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ThreatLevel {
    /// Who says so. It alone changes it.
    #[serde(with = "crate::wire::text")]
    pub by: PartyId,
    /// Which of its levels it is, over all areas.
    pub version: NoticeVersion,
    /// Its level before this one; none for its first.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub replaces: Option<NoticeVersion>,
    /// What it says.
    pub says: LevelDraft,
}

/// What a threat level says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LevelDraft {
    /// The level.
    pub level: Level,
    /// For which area: a country (ISO 3166-1, two capital letters) or the name of a region; none
    /// for all that the party answers for.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub area: Option<String>,
    /// Why.
    pub reason: String,
    /// What people should do.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub advice: Option<String>,
    /// From when on.
    #[serde(with = "crate::wire::text")]
    pub from: Timestamp,
    /// Until when; none until it is changed.
    #[serde(with = "crate::wire::maybe", skip_serializing_if = "Option::is_none", default)]
    pub until: Option<Timestamp>,
}

/// Five levels, the lowest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// Something happening is very unlikely.
    Low,
    /// It is possible, but not likely.
    Moderate,
    /// It is likely.
    Substantial,
    /// It is very likely.
    Severe,
    /// It is expected soon.
    Critical,
}

impl Level {
    /// All of them, the lowest first.
    pub const ALL: [Level; 5] =
        [Level::Low, Level::Moderate, Level::Substantial, Level::Severe, Level::Critical];

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Level::Low => "low",
            Level::Moderate => "moderate",
            Level::Substantial => "substantial",
            Level::Severe => "severe",
            Level::Critical => "critical",
        }
    }

    /// What it means.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Level::Low => "an attack is very unlikely",
            Level::Moderate => "an attack is possible, but not likely",
            Level::Substantial => "an attack is likely",
            Level::Severe => "an attack is very likely",
            Level::Critical => "an attack is expected soon",
        }
    }
}

impl ThreatLevel {
    /// Whether it is one at all. Whose it is, a state checks.
    ///
    /// # Errors
    /// If its versions do not follow each other, or what it says is not valid.
    pub fn check(&self) -> Result<(), ExchangeError> {
        if !self.version.follows(self.replaces) {
            return Err(malformed(WHAT, "it does not say which one it replaces"));
        }
        self.says.check(self.version.made)
    }
}

impl LevelDraft {
    /// Whether it may be published at a moment.
    ///
    /// # Errors
    /// If its area is not known, its time is none or too far away, or a text is missing.
    pub fn check(&self, made: Timestamp) -> Result<(), ExchangeError> {
        check_text(WHAT, &self.reason)?;
        self.advice.iter().try_for_each(|advice| check_text(WHAT, advice))?;
        if let Some(area) = &self.area {
            check_line(WHAT, area)?;
            let is_code = area.len() == 2 && area.bytes().all(|byte| byte.is_ascii_uppercase());
            if is_code && Country::of(&area.to_ascii_lowercase()).is_none() {
                return Err(malformed(WHAT, "its area is no country (ISO 3166-1, two letters)"));
            }
        }
        if self.until.is_some_and(|until| until <= self.from) {
            return Err(malformed(WHAT, "it ends before it begins"));
        }
        let ahead = NOTICE_AHEAD_DAYS_MAX * DAY_SECONDS;
        if self.from.0.saturating_sub(made.0) > ahead {
            return Err(malformed(WHAT, "it begins in more than two years"));
        }
        if self.until.is_some_and(|until| until.0.saturating_sub(self.from.0) > ahead) {
            return Err(malformed(WHAT, "its end is more than two years after its beginning"));
        }
        Ok(())
    }

    /// Whether it holds at a moment.
    #[must_use]
    pub fn holds(&self, now: Timestamp) -> bool {
        self.from <= now && self.until.is_none_or(|until| now < until)
    }
}

/// In plain words.
impl fmt::Display for ThreatLevel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let LevelDraft { level, area, from, until, .. } = &self.says;
        let place = area.as_deref().unwrap_or("all that it answers for");
        write!(f, "{} holds the threat to be {} for {place}", self.by, level.name())?;
        write!(f, " from {from}Z")?;
        if let Some(until) = until {
            write!(f, " until {until}Z")?;
        }
        write!(f, ": {}", level.words())
    }
}
