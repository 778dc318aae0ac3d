//! The decision: may this asker do this, which markings take part, what is let out.

mod decision;
mod kept;
mod law;
mod permit;
mod samples;
mod words;

pub use decision::{Decision, Refusal};
pub use law::Law;
pub use permit::Permit;

pub(crate) use words::Words;
