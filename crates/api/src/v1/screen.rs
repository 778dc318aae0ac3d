use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::yente::OneOrMany;

use super::{ClearedCandidate, DisputeNote, ObligationInfo, SourceRecord, Watermark};

/// Who or what is screened, why, and how it is answered.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ScreenRequest {
    /// An example of what is looked for; with `mrz` it adds to what the document says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub query: Option<Example>,
    /// The machine-readable zone of a travel document: its lines, joined by line breaks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mrz: Option<String>,
    /// Most candidates to return; 5 unless stated, at most 500.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<usize>,
    /// A threshold by its name: `high-recall`, `balanced` or `high-precision`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "balanced")]
    pub mode: Option<String>,
    /// From this score on a candidate alerts; that of the mode `balanced` unless stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub threshold: Option<f64>,
    /// Only candidates that score above this are returned; the threshold unless stated lower.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cutoff: Option<f64>,
    /// Weights of features that replace the usual ones, -1 to 1.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub weights: BTreeMap<String, f64>,
    /// Only records of these; empty lists ask for nothing.
    #[serde(default)]
    pub include: Only,
    /// No records of these.
    #[serde(default)]
    pub exclude: Only,
    /// Only records whose last change is at or after this time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "2026-01-01")]
    pub changed_since: Option<String>,
    /// Why the caller asks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "border-control")]
    pub purpose: Option<String>,
    /// The law that allows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub legal_basis: Option<String>,
    /// The caller's own reference.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<String>,
    /// The redress token that the person shows together with the document whose number and birth
    /// date the query states.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub redress: Option<String>,
}

/// An example of what is looked for.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Example {
    /// The schema; `LegalEntity` finds persons, organisations and companies.
    #[schema(example = "Vessel")]
    pub schema: String,
    /// Values by property of that schema.
    #[serde(default)]
    #[schema(example = json!({"name": ["Nordic Tern"], "flag": ["no"]}))]
    pub properties: BTreeMap<String, OneOrMany>,
}

/// A choice of records.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Only {
    /// Datasets by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub datasets: Vec<String>,
    /// Schemata, and what extends them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub schemata: Vec<String>,
    /// Topics, such as `sanction`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub topics: Vec<String>,
    /// Records by id, canonical or the publisher's own; only to exclude.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ids: Vec<String>,
}

/// The answer to one query.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ScreenResponse {
    /// Candidates, best first.
    pub candidates: Vec<CandidateInfo>,
    /// What is no candidate, because the redress token that was shown says so.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cleared: Vec<ClearedCandidate>,
    /// How many scored above the cutoff, before the limit.
    pub total: usize,
    /// Whether a limit kept candidates from being scored: then `total` is a lower bound.
    pub truncated: bool,
    /// The query as it was understood.
    pub query: Example,
    /// Properties of the query that its schema does not have: they were not compared.
    pub ignored: Vec<String>,
    /// What the document says of itself, where the query came from one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<DocumentZone>,
    /// What the answer rests on.
    pub basis: Basis,
    /// What has to be done with the answer.
    #[serde(default)]
    pub obligations: Vec<ObligationInfo>,
    /// Who got the copy, when and why, where it has to say so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub watermark: Option<Watermark>,
}

/// A machine-readable zone, as it was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DocumentZone {
    /// The layout, such as `TD3`.
    pub format: String,
    /// The document's type: `P`, `I`, `V` ...
    pub document_type: String,
    /// Code of who issued it, as it stands in the zone.
    pub issuer: String,
    /// Last day of validity, as far as it is stated.
    pub expiry_date: Option<String>,
    /// Whether the name fills its field, so that part of it may be missing.
    pub name_truncated: bool,
    /// Whether all check digits agree.
    pub valid: bool,
    /// The check digits.
    pub check_digits: Vec<CheckedDigit>,
}

/// One check digit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CheckedDigit {
    /// What it covers.
    pub field: String,
    /// Whether it agrees.
    pub ok: bool,
}

/// A possible match. A person decides whether it is one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CandidateInfo {
    /// The canonical id of the group, or the publisher's own id.
    pub id: String,
    /// The schema.
    pub schema: String,
    /// What to call it.
    pub caption: String,
    /// The probability that it is whom the query means, 0 to 1, at the prior that docs/score.md
    /// states.
    pub score: f64,
    /// Whether it alerts: the score reaches the threshold, or the rule says so.
    #[serde(rename = "match")]
    pub is_match: bool,
    /// Whether a queried name equals a strong listed one: such a candidate alerts by rule,
    /// whatever its score.
    #[serde(default)]
    pub by_rule: bool,
    /// Whether this is a victim whose identity somebody else uses. Such a candidate stands before
    /// all others: the person at the desk may be the victim.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub misused_identity: bool,
    /// Alerts of the party's own about it that are in force.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub alerts: Vec<CandidateAlert>,
    /// That somebody decided that the same question does not mean this, and nothing has changed
    /// since. Such a candidate stands below all others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rejected_before: Option<RejectedBefore>,
    /// What has to be done about this candidate beside what the whole answer obliges to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub obligations: Vec<ObligationInfo>,
    /// What is said against its records, and not decided yet.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub disputes: Vec<DisputeNote>,
    /// The datasets that it was imported into.
    pub datasets: Vec<String>,
    /// The records that it is made of, the best match first.
    pub records: Vec<SourceRecord>,
    /// What they state.
    pub properties: BTreeMap<String, Vec<String>>,
    /// Why the score is what it is: it recomputes from these.
    pub explanation: Vec<FeatureInfo>,
}

/// An alert of the party's own about a candidate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CandidateAlert {
    /// Its number.
    pub number: u64,
    /// Why.
    pub category: String,
    /// What the officer is asked to do, once a person confirmed the hit.
    pub measure: String,
    /// `in-force` or `review-due`.
    pub state: String,
}

/// A decision that a candidate is not whom the question means.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RejectedBefore {
    /// The number of the case in which it was decided.
    pub case: u64,
    /// Who decided.
    pub by: String,
    /// When, in UTC.
    pub at: String,
    /// Why.
    pub reason: String,
}

/// One compared feature.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct FeatureInfo {
    /// The feature.
    #[schema(example = "name_match")]
    pub feature: String,
    /// How strongly it speaks, 0 to 1.
    pub score: f64,
    /// How much it counts, -1 to 1.
    pub weight: f64,
    /// What the query said.
    pub query: String,
    /// What the record says.
    pub candidate: String,
    /// One sentence.
    pub detail: String,
    /// For names: how the tokens were set against each other.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub alignment: Vec<AlignedTokens>,
    /// For names: what the alignment adds up to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub common: Option<CommonInfo>,
}

/// What two names have in common: the score of a pair of names follows from these.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CommonInfo {
    /// Whether the pair was weighed as persons' names are.
    pub person: bool,
    /// Share of the query's weight that agrees, 0 to 1.
    pub query_share: f64,
    /// Share of the listed name's weight that agrees, 0 to 1.
    pub candidate_share: f64,
    /// Letters that agree, each as much as its word tells.
    pub letters: f64,
    /// Whether the whole names are equal.
    pub equal: bool,
}

/// Tokens of two names set against each other, or one left alone.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct AlignedTokens {
    /// The query's tokens; empty for one that only the record has.
    pub query: String,
    /// The record's tokens; empty for one that only the query has.
    pub candidate: String,
    /// The query's tokens in their own script, where that is not Latin.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub query_native: String,
    /// The record's tokens in their own script, where that is not Latin.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub candidate_native: String,
    /// Why they were set against each other.
    #[schema(example = "transliteration")]
    pub relation: String,
    /// For a transliteration: which letters stand for which, and at what cost.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub spelling: Vec<SpelledLetters>,
    /// How alike, 0 to 1.
    pub similarity: f64,
    /// What the letters of the side tell that tells less, in average letters.
    pub letters: f64,
    /// How much the query's side counts.
    pub query_weight: f64,
    /// How much the record's side counts.
    pub candidate_weight: f64,
}

/// Native letters and the Latin letters that stand for them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SpelledLetters {
    /// The native letters; empty for Latin letters that stand for nothing.
    pub native: String,
    /// The Latin letters; empty for native letters that nothing stands for.
    pub latin: String,
    /// What it costs beside the most common spelling, in twentieths of a nat.
    pub cost: u32,
}

/// What an answer rests on, so that it can be repeated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Basis {
    /// The engine's version.
    pub engine: String,
    /// The version of each dataset.
    pub datasets: Vec<BasisDataset>,
}

/// A dataset's version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct BasisDataset {
    /// The dataset.
    pub name: String,
    /// The version.
    pub version: String,
}
