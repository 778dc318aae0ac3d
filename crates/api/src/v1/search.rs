use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Basis, SourceRecord};
use crate::yente::SearchFacet;

/// One page of what a search found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SearchPage {
    /// Records and same-as groups, in order.
    pub results: Vec<FoundRecord>,
    /// How many there are on all pages: always exact.
    pub total: usize,
    /// Most results on the page.
    pub limit: usize,
    /// How many results stand before the page.
    pub offset: usize,
    /// Whether nothing has the words, and names that are alike are shown in place of it.
    pub alike: bool,
    /// What was counted over all results, by the facet's name.
    pub facets: BTreeMap<String, SearchFacet>,
    /// What the answer rests on.
    pub basis: Basis,
}

/// A record, or a same-as group of records, that a search found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct FoundRecord {
    /// The canonical id.
    #[schema(example = "demo-v1")]
    pub id: String,
    /// The schema.
    #[schema(example = "Vessel")]
    pub schema: String,
    /// What to call it.
    #[schema(example = "NORDIC TERN")]
    pub caption: String,
    /// The records behind it.
    pub records: Vec<SourceRecord>,
    /// How well it fits the words; it orders, and means nothing across searches.
    pub score: f64,
}
