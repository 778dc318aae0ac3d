use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{DisputeNote, ObligationInfo, Watermark};

/// A record, or a same-as group of records, with all that is known about it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct RecordSheet {
    /// The canonical id of the group, or the publisher's own id.
    pub id: String,
    /// The schema.
    pub schema: String,
    /// What to call it.
    pub caption: String,
    /// The datasets that it was imported into.
    pub datasets: Vec<String>,
    /// Other ids by which it is or was known.
    pub referents: Vec<String>,
    /// The records that it is made of.
    pub records: Vec<SourceRecord>,
    /// What is said against them, and not decided yet.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub disputes: Vec<DisputeNote>,
    /// What they state.
    pub statements: Vec<StatementInfo>,
    /// Listings, alerts, documents, addresses and edges, with what they state.
    pub related: Vec<RelatedRecord>,
    /// Whether there are more related records than are shown.
    pub related_truncated: bool,
    /// What has to be done with the answer.
    #[serde(default)]
    pub obligations: Vec<ObligationInfo>,
    /// Who got the copy, when and why, where it has to say so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub watermark: Option<Watermark>,
}

/// A record in its dataset.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SourceRecord {
    /// The dataset.
    pub dataset: String,
    /// The publisher's own id.
    pub id: String,
}

/// A record that describes another.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct RelatedRecord {
    /// The dataset.
    pub dataset: String,
    /// Its id there.
    pub id: String,
    /// The schema, such as `Sanction` or `Alert`.
    pub schema: String,
    /// What to call it.
    pub caption: String,
    /// What it states.
    pub statements: Vec<StatementInfo>,
}

/// One value of one property, and where it comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct StatementInfo {
    /// The statement's id, the same in every version and on every node.
    pub id: String,
    /// The record that states it.
    pub record: SourceRecord,
    /// The property.
    #[schema(example = "name")]
    pub property: String,
    /// The value in its normal form.
    pub value: String,
    /// The text as the source wrote it, where the normal form differs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub original: Option<String>,
    /// The value's language, ISO 639-3, where stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// The source's own name for the dataset.
    pub dataset: String,
    /// The party that made the statement.
    pub party: String,
    /// Who may see it, and for what.
    #[schema(example = "TLP:CLEAR")]
    pub marking: String,
    /// When it was first seen, in UTC.
    pub first_seen: Option<String>,
    /// When it was last seen.
    pub last_seen: Option<String>,
}
