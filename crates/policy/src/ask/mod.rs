//! The question: who asks to do what, why, and about what.

mod about;
mod action;
mod asker;
mod facts;
mod matter;

pub use about::{About, Age, Grounds, Standing};
pub use action::{Action, ActionClass};
pub use asker::{Asker, AskerKind};
pub use facts::{Agreement, Assurance, Facts};

pub(crate) use action::Target;
pub(crate) use matter::{Asking, Handling, Matter, Object, Pact};
