//! Whole names: analysis into classed tokens, and the word tables behind it.

mod analyze;
mod classes;
mod phrases;
mod words;

pub use analyze::{NameKind, NameToken, analyze};
pub use classes::{TokenClass, class_weight};
