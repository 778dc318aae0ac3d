//! Redress: a person who was cleared holds a token that stops the same false hit.

mod clear;
mod documents;
mod issue;
mod list;

pub(in crate::app) use clear::Cleared;
pub(crate) use list::no_such_redress;
