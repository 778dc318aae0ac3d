use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

/// What a reconciliation client must know of the node (Reconciliation Service API 0.2).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct FreebaseManifest {
    /// The versions of the interface.
    #[schema(example = json!(["0.2"]))]
    pub versions: Vec<String>,
    /// What the service is called.
    pub name: String,
    /// What ids are unique in.
    pub identifier_space: String,
    /// Where types and properties are described.
    pub schema_space: String,
    /// Where the routes are described.
    pub documentation: String,
    /// Most queries that a client should send at one time.
    pub batch_size: usize,
    /// Where an entity is shown.
    pub view: FreebaseManifestView,
    /// Where an entity is shown in short.
    pub preview: FreebaseManifestPreview,
    /// Where beginnings of words are completed.
    pub suggest: FreebaseManifestSuggest,
    /// How tables are extended.
    pub extend: FreebaseManifestExtend,
    /// The types that there are.
    pub default_types: Vec<FreebaseType>,
}

/// Where an entity is shown; `{{id}}` stands for its id.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct FreebaseManifestView {
    /// The address.
    pub url: String,
}

/// Where an entity is shown in short; `{{id}}` stands for its id.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct FreebaseManifestPreview {
    /// The address.
    pub url: String,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
}

/// Where beginnings of words are completed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct FreebaseManifestSuggest {
    /// Names of entities.
    pub entity: FreebaseManifestSuggestType,
    /// Types.
    #[serde(rename = "type")]
    pub kind: FreebaseManifestSuggestType,
    /// Properties.
    pub property: FreebaseManifestSuggestType,
}

/// The address of one service.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct FreebaseManifestSuggestType {
    /// Its first part.
    pub service_url: String,
    /// The rest.
    pub service_path: String,
}

/// How tables are extended.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct FreebaseManifestExtend {
    /// Where properties are proposed.
    pub propose_properties: FreebaseManifestSuggestType,
    /// What can be set for a property.
    pub propose_settings: Vec<FreebaseManifestExtendPropertySetting>,
}

/// Something that can be set for a property.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct FreebaseManifestExtendPropertySetting {
    /// Its name in requests.
    pub name: String,
    /// What it is called.
    pub label: String,
    /// `number` or `select`.
    #[serde(rename = "type")]
    pub kind: String,
    /// What holds unless it is set.
    pub default: Value,
    /// What it does.
    pub help_text: String,
    /// What can be chosen.
    pub choices: Vec<FreebaseManifestExtendPropertySettingChoice>,
}

/// One choice.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct FreebaseManifestExtendPropertySettingChoice {
    /// Its name in requests.
    pub id: String,
    /// What it is called.
    pub name: String,
}

/// A type or a property.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FreebaseType {
    /// Its name in requests.
    #[schema(example = "Vessel")]
    pub id: String,
    /// What it is called.
    #[schema(example = "Vessels")]
    pub name: String,
    /// One sentence about it.
    pub description: Option<String>,
}

/// A candidate for one row of a table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct FreebaseScoredEntity {
    /// The canonical id.
    pub id: String,
    /// What to call it.
    pub name: String,
    /// What kind of thing it is.
    pub description: Option<String>,
    /// Its types.
    #[serde(rename = "type")]
    pub types: Vec<FreebaseType>,
    /// How alike, 0 to 1.
    pub score: f64,
    /// Whether the score reaches the threshold.
    #[serde(rename = "match")]
    pub is_match: bool,
    /// What was compared, and how alike it is.
    pub features: Vec<FreebaseFeature>,
}

/// How alike two sides are in one respect.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct FreebaseFeature {
    /// The feature's name.
    pub id: String,
    /// How strongly it speaks, 0 to 1.
    pub value: f64,
}

/// The candidates for one row.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct FreebaseEntityResult {
    /// The best first.
    pub result: Vec<FreebaseScoredEntity>,
}

/// An entity that a beginning may mean.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct FreebaseEntity {
    /// The canonical id.
    pub id: String,
    /// What to call it.
    pub name: String,
    /// What kind of thing it is.
    pub description: Option<String>,
    /// Its types.
    #[serde(rename = "type")]
    pub types: Vec<FreebaseType>,
}

/// What beginnings of words may mean.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct FreebaseSuggestResponse<T: ToSchema> {
    /// Always `/api/status/ok`.
    pub code: String,
    /// Always `200 OK`.
    pub status: String,
    /// The beginning.
    pub prefix: String,
    /// What it may mean.
    pub result: Vec<T>,
}

impl<T: ToSchema> FreebaseSuggestResponse<T> {
    /// An answer.
    #[must_use]
    pub fn of(prefix: String, result: Vec<T>) -> FreebaseSuggestResponse<T> {
        let (code, status) = ("/api/status/ok".to_owned(), "200 OK".to_owned());
        FreebaseSuggestResponse { code, status, prefix, result }
    }
}

/// A property by which a table can be extended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FreebaseExtendProperty {
    /// Its name in requests.
    #[schema(example = "flag")]
    pub id: String,
    /// What it is called.
    #[schema(example = "Flag")]
    pub name: String,
}

/// The properties by which a table can be extended.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct FreebaseExtendPropertiesResponse {
    /// Most properties; 0 for all.
    pub limit: usize,
    /// The type that was asked for.
    #[serde(rename = "type")]
    pub kind: String,
    /// The properties.
    pub properties: Vec<FreebaseExtendProperty>,
}

/// What a table is extended by.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct FreebaseExtendResponse {
    /// The columns.
    pub meta: Vec<FreebaseExtendProperty>,
    /// The cells, by id and property.
    pub rows: BTreeMap<String, BTreeMap<String, Vec<FreebaseExtendValue>>>,
}

/// One value of a cell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FreebaseExtendValue {
    /// The value.
    #[serde(rename = "str")]
    pub text: String,
}
