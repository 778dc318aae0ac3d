use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Entity, Total};

/// One page of what a search found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SearchResponse {
    /// Most results on the page.
    #[schema(example = 10)]
    pub limit: usize,
    /// How many results stand before the page.
    #[schema(example = 0)]
    pub offset: usize,
    /// How many results there are on all pages: always exact.
    pub total: Total,
    /// The results, in order.
    pub results: Vec<Entity>,
    /// What was counted over all results, by the facet's name.
    pub facets: BTreeMap<String, SearchFacet>,
}

/// The values of one facet.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SearchFacet {
    /// What it is called.
    #[schema(example = "Countries")]
    pub label: String,
    /// Its values, the most frequent first; at most 1,000.
    pub values: Vec<SearchFacetItem>,
}

/// One value of a facet.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SearchFacetItem {
    /// The value.
    #[schema(example = "no")]
    pub name: String,
    /// What it is called.
    #[schema(example = "Norway")]
    pub label: String,
    /// How many results have it.
    #[schema(example = 42)]
    pub count: usize,
}

/// What can be counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the names say what is counted")]
pub enum Facet {
    Datasets,
    Schema,
    Countries,
    Identifiers,
    Topics,
    Genders,
}

impl Facet {
    /// All of them, with the names that they have in requests and what they are called.
    pub const ALL: [(Facet, &'static str, &'static str); 6] = [
        (Facet::Datasets, "datasets", "Data sources"),
        (Facet::Schema, "schema", "Entity types"),
        (Facet::Countries, "countries", "Countries"),
        (Facet::Identifiers, "identifiers", "Identifiers"),
        (Facet::Topics, "topics", "Topics"),
        (Facet::Genders, "genders", "Genders"),
    ];

    /// The facet of that name in a request.
    #[must_use]
    pub fn named(name: &str) -> Option<Facet> {
        Facet::ALL.iter().find(|row| row.1 == name).map(|row| row.0)
    }

    /// Its name in requests, and what it is called.
    #[must_use]
    pub fn names(self) -> (&'static str, &'static str) {
        Facet::ALL.iter().find(|row| row.0 == self).map_or(("", ""), |row| (row.1, row.2))
    }
}

/// How several values of one filter are joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub enum Operator {
    /// All of them.
    #[serde(rename = "AND")]
    And,
    /// Any of them.
    #[serde(rename = "OR")]
    Or,
}

/// One page of the entities around another, of one property.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct AdjacentResultsResponse {
    /// Most results on the page.
    #[schema(example = 10)]
    pub limit: usize,
    /// How many results stand before the page.
    #[schema(example = 0)]
    pub offset: usize,
    /// How many results there are on all pages.
    pub total: Total,
    /// The results.
    pub results: Vec<super::PropertyValue>,
}

/// An entity, and what lies around it by property.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct EntityAdjacentResponse {
    /// The entity.
    pub entity: Entity,
    /// One page for each property that leads to another entity.
    pub adjacent: BTreeMap<String, AdjacentResultsResponse>,
}
