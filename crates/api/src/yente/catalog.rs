use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

/// What the node holds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct DataCatalog {
    /// The datasets, by name.
    pub datasets: Vec<DatasetModel>,
    /// Names of those whose current version is in the index.
    pub current: Vec<String>,
    /// Names of those whose index is older than their current version.
    pub outdated: Vec<String>,
    /// Whether any is.
    pub index_stale: bool,
}

/// One dataset. Fields that this node does not keep are null or empty.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct DatasetModel {
    /// Its name.
    #[schema(example = "un_sc")]
    pub name: String,
    /// Its title, for people.
    pub title: String,
    /// Not kept.
    pub license: Option<String>,
    /// Not kept.
    pub summary: Option<String>,
    /// Not kept.
    pub description: Option<String>,
    /// Not kept.
    pub url: Option<String>,
    /// When the current version was imported.
    pub updated_at: Option<String>,
    /// The same.
    pub last_export: Option<String>,
    /// All records, related ones too.
    pub entity_count: Option<u64>,
    /// Listed parties.
    pub thing_count: Option<u64>,
    /// The current version.
    pub version: Option<String>,
    /// Not kept.
    pub category: Option<String>,
    /// Not kept.
    pub tags: Vec<String>,
    /// Who publishes it.
    pub publisher: Option<Publisher>,
    /// Not kept.
    pub coverage: Option<Value>,
    /// Not kept.
    pub resources: Vec<Value>,
    /// Always empty: there are no collections but `default`, which is everything.
    pub children: Vec<String>,
    /// Not kept.
    pub deprecation: Option<String>,
    /// Always false.
    pub deprecated: bool,
    /// Always true: what is imported is searched.
    pub load: bool,
    /// Not kept.
    pub entities_url: Option<String>,
    /// Not kept.
    pub delta_url: Option<String>,
    /// Always false: ids are kept as they came.
    pub namespace: bool,
    /// The version in the index.
    pub index_version: Option<String>,
    /// Whether that is the current one.
    pub index_current: bool,
}

/// Who publishes a dataset.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Publisher {
    /// The party's id.
    pub name: String,
    /// Not kept.
    pub country_label: Option<String>,
}
