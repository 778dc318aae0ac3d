use serde::{Deserialize, Serialize};
use serde_json::Value;

/// How a batch is read and answered.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BatchOrder {
    /// How the lines are written.
    #[serde(default)]
    pub format: BatchFormat,
    /// The schema of lines that name none.
    #[serde(default)]
    pub schema: Option<String>,
    /// Most candidates for each query.
    #[serde(default)]
    pub limit: Option<usize>,
    /// From this score on a candidate alerts.
    #[serde(default)]
    pub threshold: Option<f64>,
    /// Only candidates that score above this.
    #[serde(default)]
    pub cutoff: Option<f64>,
    /// Only records of these datasets; empty asks for nothing.
    #[serde(default)]
    pub include: Vec<String>,
    /// No records of these datasets.
    #[serde(default)]
    pub exclude: Vec<String>,
}

/// How the lines of a batch are written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BatchFormat {
    /// Found out from the first line.
    #[default]
    Auto,
    /// One JSON object a line, in FollowTheMoney's shape.
    Json,
    /// CSV whose header names `id`, `schema` and properties.
    Csv,
}

/// The answer to one line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BatchAnswer {
    /// The line's own id; null if it has none that can be read.
    pub id: Value,
    /// Candidates, best first.
    pub results: Vec<BatchHit>,
    /// Properties that were not compared: the schema does not have them, or a value does not fit.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ignored: Vec<String>,
    /// Why the line could not be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

/// One candidate of a line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BatchHit {
    /// The record's id as it was imported.
    pub id: String,
    /// The canonical id of the same-as group that it is in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub canonical: Option<String>,
    /// The schema.
    pub schema: String,
    /// What to call it.
    pub caption: String,
    /// How alike, 0 to 1.
    pub score: f64,
    /// Whether the score reaches the threshold.
    #[serde(rename = "match")]
    pub is_match: bool,
    /// The datasets that it was imported into.
    pub datasets: Vec<String>,
}

/// What a batch came to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BatchSummary {
    /// Lines that were answered, failed ones too.
    pub queries: u64,
    /// Lines with at least one candidate that matches.
    pub matched: u64,
    /// Lines that could not be read.
    pub failed: u64,
    /// What there is to say about the whole, such as columns that were not compared.
    pub notes: Vec<String>,
}
