use std::collections::BTreeMap;

use comity_model::{PropertyType, Schema};
use comity_screening::{Facet, Found, FoundDocument};

use super::labels;
use crate::v1::{FoundRecord, SourceRecord};
use crate::yente::{self, SearchFacet, SearchFacetItem};

/// What was counted, with what people call it. `title_of` names datasets.
#[must_use]
pub fn facets(
    found: &Found,
    title_of: impl Fn(&str) -> Option<String>,
) -> BTreeMap<String, SearchFacet> {
    let counted = found.facets.iter().map(|(facet, values)| {
        let (name, label) = yente::Facet::from(*facet).names();
        let values = values.iter().map(|(value, count)| SearchFacetItem {
            name: value.clone(),
            label: value_label(*facet, value, &title_of),
            count: *count,
        });
        (name.to_owned(), SearchFacet { label: label.to_owned(), values: values.collect() })
    });
    counted.collect()
}

fn value_label(facet: Facet, value: &str, title_of: impl Fn(&str) -> Option<String>) -> String {
    match facet {
        Facet::Countries => labels::caption(PropertyType::Country, value),
        Facet::Topics => labels::caption(PropertyType::Topic, value),
        Facet::Genders => labels::caption(PropertyType::Gender, value),
        Facet::Datasets => title_of(value).unwrap_or_else(|| value.to_owned()),
        Facet::Schema => {
            Schema::named(value).map_or_else(|_| value.to_owned(), labels::schema_plural)
        }
        Facet::Identifiers => value.to_owned(),
    }
}

/// A document that a search found, as the native routes show it.
#[must_use]
pub fn found_record(document: &FoundDocument) -> FoundRecord {
    let record = |part: &comity_screening::CandidateRecord| SourceRecord {
        dataset: part.dataset.clone(),
        id: part.id.clone(),
    };
    FoundRecord {
        id: document.id.clone(),
        schema: document.schema.name().to_owned(),
        caption: document.caption.clone(),
        records: document.records.iter().map(record).collect(),
        score: document.score,
    }
}

impl From<Facet> for yente::Facet {
    fn from(facet: Facet) -> yente::Facet {
        match facet {
            Facet::Countries => yente::Facet::Countries,
            Facet::Topics => yente::Facet::Topics,
            Facet::Datasets => yente::Facet::Datasets,
            Facet::Schema => yente::Facet::Schema,
            Facet::Identifiers => yente::Facet::Identifiers,
            Facet::Genders => yente::Facet::Genders,
        }
    }
}

impl From<yente::Facet> for Facet {
    fn from(facet: yente::Facet) -> Facet {
        match facet {
            yente::Facet::Countries => Facet::Countries,
            yente::Facet::Topics => Facet::Topics,
            yente::Facet::Datasets => Facet::Datasets,
            yente::Facet::Schema => Facet::Schema,
            yente::Facet::Identifiers => Facet::Identifiers,
            yente::Facet::Genders => Facet::Genders,
        }
    }
}
