use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A record, or a same-as group of records, as one entity.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Entity {
    /// The canonical id.
    #[schema(example = "demo-1")]
    pub id: String,
    /// What to call it.
    #[schema(example = "NORDIC TERN")]
    pub caption: String,
    /// The FollowTheMoney schema.
    #[schema(example = "Vessel")]
    pub schema: String,
    /// Values by property; with `nested`, related entities stand in place of their ids.
    pub properties: BTreeMap<String, Vec<PropertyValue>>,
    /// The datasets that it was imported into.
    pub datasets: Vec<String>,
    /// Other ids by which it is or was known.
    pub referents: Vec<String>,
    /// Whether it is on a list for a reason, rather than only known.
    pub target: bool,
    /// When it was first imported, in UTC without fractions.
    pub first_seen: Option<String>,
    /// When it was last imported.
    pub last_seen: Option<String>,
    /// When anything about it last changed.
    pub last_change: Option<String>,
}

/// One value of a property.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(untagged)]
pub enum PropertyValue {
    /// A value, or the id of another entity.
    Text(String),
    /// Another entity.
    #[schema(no_recursion)]
    Entity(Box<Entity>),
}

/// An entity with how well it matches.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ScoredEntity {
    /// The entity.
    #[serde(flatten)]
    pub entity: Entity,
    /// How alike, 0 to 1.
    pub score: f64,
    /// Every feature that was compared, by its name.
    pub explanations: BTreeMap<String, FeatureResult>,
    /// Whether the score reaches the threshold.
    #[serde(rename = "match")]
    pub is_match: bool,
}

/// What one feature said.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct FeatureResult {
    /// One sentence.
    pub detail: Option<String>,
    /// How strongly it speaks, 0 to 1.
    pub score: f64,
    /// What the query said.
    pub query: Option<String>,
    /// What the record says.
    pub candidate: Option<String>,
}
