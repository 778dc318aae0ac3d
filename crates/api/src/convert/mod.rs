//! Domain types to wire types, and back.

pub mod batch;
mod dataset;
mod entity;
pub mod example;
mod filter;
pub mod labels;
mod mrz;
mod nested;
mod record;
mod screen;
mod search;

pub use dataset::{catalog_entry, dataset_info, version_info};
pub use entity::{EntityParts, TARGET_TOPICS, entity, is_target, properties};
pub use filter::{choice, settings, threshold, time};

pub use mrz::document;
pub use nested::{Adjacent, nest};
pub use record::{related_record, statement_info};
pub use screen::{basis, candidate_info, explanations, feature_infos, match_total};
pub use search::{facets, found_record};
