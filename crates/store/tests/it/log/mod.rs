//! The audit log from outside.

mod appending;
mod made_up;
mod tearing;
