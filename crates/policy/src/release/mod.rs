//! What leaves: statements that a permit lets through, in the only type that an output takes.

mod disclose;
mod gate;
mod released;

pub use disclose::Disclose;
pub use gate::Gate;
pub use released::{Public, Released, WithinView};
