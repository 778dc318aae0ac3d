//! The law as it was loaded: purposes, rules, obligations, and which properties are sensitive.

mod bundle;
mod check;
mod load;
mod obligation;
mod properties;
mod purposes;
mod regime;
mod rule;
mod schema;

pub use bundle::{PolicyFile, shipped_files, shipped_scenarios};
pub use obligation::Obligation;
pub use properties::{Properties, PropertyClass};
pub use purposes::{LegalBasisEntry, PurposeEntry, Purposes};
pub use regime::Regime;
pub use rule::{Effect, Rule};

pub(crate) use load::{Loaded, load};
pub(crate) use purposes::{Lawful, from_toml};
