use serde::{Deserialize, Serialize};
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
    pub coverage: Option<DataCoverage>,
    /// Not kept.
    pub resources: Vec<DataResource>,
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
    pub url: Option<String>,
    /// Not kept.
    pub name_en: Option<String>,
    /// Not kept.
    pub acronym: Option<String>,
    /// Not kept.
    pub description: Option<String>,
    /// Not kept.
    pub country: Option<String>,
    /// Not kept.
    pub country_label: Option<String>,
    /// Not kept.
    pub official: Option<bool>,
    /// Not kept.
    pub logo_url: Option<String>,
}

/// What times and countries a dataset is about.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct DataCoverage {
    /// From this day on.
    pub start: Option<String>,
    /// To this day.
    pub end: Option<String>,
    /// These countries.
    pub countries: Vec<String>,
    /// How often it is published.
    pub frequency: String,
    /// When it is published.
    pub schedule: Option<String>,
}

/// A file that a dataset was read from.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct DataResource {
    /// Its name.
    pub name: String,
    /// Where it lies.
    pub url: Option<String>,
    /// Its checksum.
    pub checksum: Option<String>,
    /// When it was made.
    pub timestamp: Option<String>,
    /// Its type.
    pub mime_type: Option<String>,
    /// Its title.
    pub title: Option<String>,
    /// Its size in bytes.
    pub size: Option<u64>,
    /// What its type is called.
    pub mime_type_label: Option<String>,
}
