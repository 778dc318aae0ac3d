//! Domain types to wire types, and back.

pub mod batch;
mod dataset;
mod entity;
pub mod example;
mod filter;
mod mrz;
mod nested;
mod record;
mod screen;

pub use dataset::{catalog_entry, dataset_info, version_info};
pub use entity::{EntityParts, entity, is_target, properties};
pub use filter::{choice, settings};
pub use mrz::document;
pub use nested::{Adjacent, nest};
pub use record::{related_record, statement_info};
pub use screen::{basis, candidate_info, explanations, feature_infos, match_total};
