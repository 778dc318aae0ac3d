use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// What an event was about one person or thing: the part that is sealed under that subject's key.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Concerned {
    /// Whom or what: `dataset/id` of a held record, or a reference that the caller chose for
    /// somebody who was asked about.
    pub subject: String,
    /// The names of the properties that were shown.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub shown: Vec<String>,
    /// The score that was shown, in thousandths.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub score_permille: Option<u16>,
    /// What else is to be said, by its name: what was asked, what was changed and to what.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub details: BTreeMap<String, String>,
}
