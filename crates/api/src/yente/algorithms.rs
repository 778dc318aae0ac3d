use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The algorithms that score candidates.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct AlgorithmResponse {
    /// All of them.
    pub algorithms: Vec<AlgorithmModel>,
    /// The one that answers a request that names none.
    pub default: String,
    /// The one that answers a request for `best`.
    pub best: String,
}

/// One algorithm.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct AlgorithmModel {
    /// Its name.
    #[schema(example = "comity-v1")]
    pub name: String,
    /// What it does.
    pub description: Option<String>,
    /// The same as `docs.features`.
    pub features: BTreeMap<String, FeatureDoc>,
    /// Everything about it.
    pub docs: AlgorithmDocs,
}

/// Everything about an algorithm.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct AlgorithmDocs {
    /// Its name.
    pub name: String,
    /// What it does.
    pub description: Option<String>,
    /// Its parameters; ours has none.
    pub config: BTreeMap<String, ConfigVar>,
    /// Its features by name.
    pub features: BTreeMap<String, FeatureDoc>,
}

/// One parameter of an algorithm.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ConfigVar {
    /// `string`, `integer`, `float` or `boolean`.
    #[serde(rename = "type")]
    pub kind: String,
    /// What it does.
    pub description: Option<String>,
    /// What holds unless a request sets it.
    pub default: serde_json::Value,
}

/// One feature of an algorithm.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct FeatureDoc {
    /// What it compares.
    pub description: Option<String>,
    /// Its weight unless the request sets another.
    pub coefficient: f64,
    /// Where to read more.
    pub url: String,
}

/// Whether the node lives, or is ready.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct StatusResponse {
    /// `ok`.
    #[schema(example = "ok")]
    pub status: String,
}
