//! Sharing records: what is given, changed and taken back, and what the holder answers.

mod form;
mod message;
mod plan;
mod receipt;
mod take;

pub use form::RecordForm;
pub use message::{Change, Share, ShareTitle, TakeBack, TakeBackReason, TakenBack, What};
pub use plan::{Step, plan};
pub use receipt::{LeafProof, NotDone, Outcome, Receipt};
pub use take::{Taking, conditions};
