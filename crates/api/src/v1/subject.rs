use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Example;

/// Whom the caller wants to be told about.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SubjectSpec {
    /// The caller's own id; in a single request it stands in the address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "crossing-4711")]
    pub id: Option<String>,
    /// An example of what is looked for.
    pub query: Example,
    /// The last day (`2026-12-01`) or the moment until which it is a subject; without it, until it
    /// is removed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "2026-12-01")]
    pub expires: Option<String>,
    /// From this score on a record is a hit; that of the mode `balanced` unless stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub threshold: Option<f64>,
    /// The most restrictive traffic light of what it is compared with; all that the caller may see
    /// unless stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "TLP:GREEN")]
    pub clearance: Option<String>,
    /// Why it is watched for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "border-control")]
    pub purpose: Option<String>,
    /// The law that allows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub legal_basis: Option<String>,
    /// The caller's own reference.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<String>,
}

/// Several subjects of one register. All are kept, or none.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SubjectBatch {
    /// The subjects, each with its id; at most 1000.
    pub subjects: Vec<SubjectSpec>,
}

/// What became of several subjects.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SubjectsKept {
    /// How many were kept.
    pub kept: usize,
    /// How many of them hit anything.
    pub with_hits: usize,
    /// Properties that are not compared: the schema does not have them, or a value does not fit.
    pub ignored: Vec<String>,
}

/// A subject that is kept, and what it hits.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SubjectInfo {
    /// The register.
    pub register: String,
    /// Its id in the register.
    pub id: String,
    /// What is looked for, as it was understood.
    pub query: Example,
    /// From when on it is no subject any more, in UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<String>,
    /// From this score on a record is a hit.
    pub threshold: f64,
    /// The most restrictive traffic light of what it is compared with, or `everything`.
    pub clearance: String,
    /// Why it is watched for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purpose: Option<String>,
    /// The law that allows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub legal_basis: Option<String>,
    /// The caller's own reference.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<String>,
    /// When it was last changed, in UTC.
    pub changed_at: String,
    /// Whether it was screened since. Until then `hits` says nothing.
    pub screened: bool,
    /// The records that it hits. A person decides whether one is meant.
    pub hits: Vec<HitInfo>,
}

/// A record that a subject hits.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct HitInfo {
    /// The canonical id of the group, or the publisher's own id.
    pub id: String,
    /// The dataset.
    pub dataset: String,
    /// The publisher's id of the record.
    pub record: String,
    /// How alike, 0 to 1.
    pub score: f64,
}

/// Subjects, by register and id.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SubjectList {
    /// The subjects.
    pub subjects: Vec<SubjectInfo>,
    /// What to give as `after` for the next page, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// What became of a hit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum HitKind {
    /// It was not there before.
    New,
    /// The record, or what describes it, says something else.
    Changed,
    /// It is there no more.
    Withdrawn,
}

/// A hit that is new, changed or withdrawn.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SubjectChange {
    /// Its number; later ones have higher numbers.
    pub sequence: u64,
    /// When, in UTC.
    pub at: String,
    /// What became of it.
    pub kind: HitKind,
    /// The subject's register.
    pub register: String,
    /// The subject's id.
    pub subject: String,
    /// The hit as it is or, if it was withdrawn, was.
    pub hit: HitInfo,
}

/// New, changed and withdrawn hits, in the order in which they happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SubjectChangeList {
    /// What happened.
    pub changes: Vec<SubjectChange>,
    /// What to give as `since` next time. What happens later has a higher number.
    pub next: u64,
    /// Whether there is more already.
    pub more: bool,
    /// Whether older ones were asked for that are not kept any more.
    pub missed: bool,
    /// Whether all subjects were screened against everything that is imported; otherwise more may
    /// follow.
    pub current: bool,
}
