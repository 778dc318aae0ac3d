//! Subjects: whom a party wants to be told about. They are screened when they are registered and
//! whenever what is held changes; only what is new, changed or withdrawn is told.

mod cases;
mod changes;
mod compare;
mod content;
mod import;
mod keep;
mod list;
mod rescreen;
mod screened;
mod spec;
#[cfg(test)]
mod tests;

pub(crate) use import::SubjectReader;
pub(super) use keep::is_seen as is_subject_seen;
pub(super) use rescreen::Watching;
pub(super) use spec::{info as subject_info, kept_clearance, label as clearance_label};
