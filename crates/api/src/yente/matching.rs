use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::ScoredEntity;

/// A batch of queries, each an example of what is looked for.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct MatchRequest {
    /// Weights of features that replace the usual ones; unknown names are ignored.
    #[serde(default)]
    pub weights: BTreeMap<String, f64>,
    /// Parameters of the algorithm; ours has none, and unknown ones are refused.
    #[serde(default)]
    pub config: BTreeMap<String, Value>,
    /// The queries by names of the caller's choice.
    pub queries: BTreeMap<String, EntityExample>,
}

/// An example of what is looked for.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct EntityExample {
    /// The caller's own id.
    #[serde(default)]
    #[schema(example = "my-entity-id")]
    pub id: Option<String>,
    /// The FollowTheMoney schema.
    #[schema(example = "Vessel")]
    pub schema: String,
    /// Values by property; properties that the schema does not have are ignored.
    #[schema(example = json!({"name": ["Nordic Tern"], "flag": ["no"]}))]
    pub properties: BTreeMap<String, OneOrMany>,
}

/// One value, or several.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(untagged)]
pub enum OneOrMany {
    /// One.
    One(String),
    /// Several; numbers and booleans are read as text, anything else is ignored.
    Many(Vec<Value>),
}

/// The answer to a batch.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct MatchResponse {
    /// The answers by the names of the queries.
    pub responses: BTreeMap<String, EntityMatches>,
    /// The limit in force.
    #[schema(example = 5)]
    pub limit: usize,
}

/// The answer to one query.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct EntityMatches {
    /// Always 200: a batch is answered as a whole or refused as a whole.
    #[schema(example = 200)]
    pub status: u16,
    /// Candidates, best first.
    pub results: Vec<ScoredEntity>,
    /// How many match, before the limit.
    pub total: Total,
    /// The query as it was understood: values in their normal form.
    pub query: EntityExample,
}

/// How many there are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Total {
    /// The number.
    pub value: usize,
    /// `eq` where the number is exact, `gte` where it is a lower bound.
    #[schema(example = "eq")]
    pub relation: String,
}
