//! Whole names: analysis into classed tokens, and the word tables behind it.

mod acronym;
mod analyze;
mod classes;
mod nicknames;
mod phrases;
mod words;

pub use acronym::{acronym_similarity, acronyms, is_acronym};
pub use analyze::{NameKind, NameToken, analyze};
pub use classes::{TokenClass, class_weight};
pub use nicknames::{nickname_similarity, nicknames};
