//! The shapes of the compatible routes. Field names and meanings are those of yente 5.5's OpenAPI
//! document; reading is lenient where yente's is.

mod algorithms;
mod catalog;
mod entity;
mod error;
mod matching;
mod reconcile;
mod reconcile_query;
mod search;

pub use algorithms::{
    AlgorithmDocs, AlgorithmModel, AlgorithmResponse, ConfigVar, FeatureDoc, StatusResponse,
};
pub use catalog::{DataCatalog, DataCoverage, DataResource, DatasetModel, Publisher};
pub use entity::{Entity, FeatureResult, PropertyValue, ScoredEntity};
pub use error::{Detail, ErrorResponse, ValidationErrorResponse};
pub use matching::{EntityExample, EntityMatches, MatchRequest, MatchResponse, OneOrMany, Total};
pub use reconcile::{
    FreebaseEntity, FreebaseEntityResult, FreebaseExtendPropertiesResponse, FreebaseExtendProperty,
    FreebaseExtendResponse, FreebaseExtendValue, FreebaseFeature, FreebaseManifest,
    FreebaseManifestExtend, FreebaseManifestExtendPropertySetting,
    FreebaseManifestExtendPropertySettingChoice, FreebaseManifestPreview, FreebaseManifestSuggest,
    FreebaseManifestSuggestType, FreebaseManifestView, FreebaseScoredEntity,
    FreebaseSuggestResponse, FreebaseType,
};
pub use reconcile_query::{
    FreebaseExtendColumn, FreebaseExtendQuery, FreebaseExtendSettings, FreebaseReconBatch,
    FreebaseReconProperty, FreebaseReconQuery,
};
pub use search::{
    AdjacentResultsResponse, EntityAdjacentResponse, Facet, Operator, SearchFacet, SearchFacetItem,
    SearchResponse,
};
