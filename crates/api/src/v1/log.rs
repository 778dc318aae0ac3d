use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{ObligationInfo, Watermark};

/// Which events of the log are asked for; what is not stated asks for all.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LogQuery {
    /// Those of this account or token.
    pub actor: Option<String>,
    /// Those about this record, as `dataset/id`, or about whoever was asked about under this
    /// reference.
    pub subject: Option<String>,
    /// Those for this purpose.
    pub purpose: Option<String>,
    /// Those of this case.
    pub case: Option<String>,
    /// Those of these kinds.
    pub kinds: Vec<String>,
    /// Those from this day or moment on.
    pub from: Option<String>,
    /// Those before this day or moment.
    pub until: Option<String>,
    /// Those before this number.
    pub before: Option<u64>,
    /// Most events.
    pub limit: Option<usize>,
}

/// A page of the log, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LogPage {
    /// The events.
    pub events: Vec<LogEntry>,
    /// Where the next page begins: ask for what is before it. Nothing at the end.
    pub next: Option<u64>,
    /// The newest signed checkpoint (C2SP signed note): whoever keeps it can tell later whether
    /// the log was rewritten.
    pub checkpoint: Option<String>,
    /// The key that checkpoints are verified with.
    pub key: String,
    /// What has to be done with the answer.
    #[serde(default)]
    pub obligations: Vec<ObligationInfo>,
    /// Who got the copy, when and why, where it has to say so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub watermark: Option<Watermark>,
}

/// One event. What was erased of it is left out, and said to be.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LogEntry {
    /// The number of its leaf.
    pub sequence: u64,
    /// When it happened, in UTC.
    pub time: String,
    /// What kind of event.
    pub kind: String,
    /// What was asked for or done.
    pub operation: String,
    /// `open`, `erased` or `damaged`: whether what follows can still be read.
    pub state: String,
    /// Who.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actor: Option<String>,
    /// `person`, `program`, `loopback`, `partner` or `node`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actor_kind: Option<String>,
    /// What they may do.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<String>,
    /// Why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub purpose: Option<String>,
    /// Under which law.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub legal_basis: Option<String>,
    /// Their own reference.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub case: Option<String>,
    /// The request's id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// `answered`, or the code of the refusal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome: Option<String>,
    /// Who was told.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub recipients: Vec<String>,
    /// How much of what.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub counts: BTreeMap<String, u64>,
    /// What else is known that is about nobody.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub details: BTreeMap<String, String>,
    /// The persons and things that it was about.
    pub concerned: Vec<LogSubject>,
}

/// A person or thing that an event was about.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LogSubject {
    /// `open`, `erased` or `damaged`.
    pub state: String,
    /// The record, as `dataset/id`, or the reference of whoever was asked about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// The properties that were shown.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub shown: Vec<String>,
    /// The score, in thousandths.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub score_permille: Option<u16>,
    /// What was asked.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub details: BTreeMap<String, String>,
}

/// What looks unusual in the log: for a person to look at, and no more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LogFindings {
    /// How many events were looked at.
    pub events: usize,
    /// What was found.
    pub findings: Vec<LogFinding>,
    /// What has to be done with the answer.
    #[serde(default)]
    pub obligations: Vec<ObligationInfo>,
    /// Who got the copy, when and why, where it has to say so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub watermark: Option<Watermark>,
}

/// Something unusual.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LogFinding {
    /// `volume`, `out-of-hours` or `self-look-up`.
    pub kind: String,
    /// Whose.
    pub actor: String,
    /// What, in words.
    pub detail: String,
    /// When it began, in UTC.
    pub from: String,
    /// The number of its first event.
    pub sequence: u64,
    /// How many events it is, on that day.
    pub events: u64,
}
