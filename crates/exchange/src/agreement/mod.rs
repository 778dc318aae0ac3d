//! What two parties may exchange, signed by both, for programs and in plain words.

mod agree;
mod invitation;
mod terms;
mod words;

pub use agree::Agreement;
pub use invitation::{Acceptance, Invitation};
pub use terms::{AskTerms, Onward, Terms};
