//! Scores: names, other features, how they combine, and why.

mod decide;
mod explain;
pub(crate) mod features;
pub(crate) mod model;
pub(crate) mod name;
mod weights;

pub(crate) use decide::{combine, lift_max};
pub use explain::{AlignedPart, Explanation, Feature, FeatureScore, NameAlignment};
pub use weights::Weights;
