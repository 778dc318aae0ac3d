//! The rights of those whom records, questions and the log are about.

mod access;
mod answer;
mod dispute;
mod erase;
mod gather;
mod redress;
mod report;
mod restrict;
mod whom;
mod withheld;

pub(crate) use dispute::no_such_dispute;
pub(in crate::app) use redress::Cleared;
pub(crate) use redress::no_such_redress;
pub(crate) use report::ReportSpan;
pub(crate) use restrict::no_such_restriction;
pub(in crate::app) use withheld::Withheld;
