use serde::{Deserialize, Serialize};

/// A policy that is to be put into force.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PolicyOrder {
    /// The one that ships, and no files.
    #[serde(default)]
    pub shipped: bool,
    /// Names and texts of its files.
    #[serde(default)]
    pub files: Vec<(String, String)>,
    /// Names and texts of its scenarios.
    #[serde(default)]
    pub scenarios: Vec<(String, String)>,
}
