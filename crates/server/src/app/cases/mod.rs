//! Cases: possible matches that a named person reviews, confirms or rejects. Only a confirmed one
//! is a hit, and only beside a hit stands a measure. What was rejected is remembered.

mod answer;
mod asked;
mod decide;
mod list;
mod measure;
mod open;
mod owed;
#[cfg(test)]
mod tests;
mod told;

pub(super) use asked::Deciding;
pub(crate) use list::no_such_case;
pub(super) use list::{info as case_info, is_seen as is_case_seen};
pub(super) use open::{CaseWords, new_case};
