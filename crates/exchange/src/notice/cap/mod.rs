//! The Common Alerting Protocol 1.2 (OASIS), for those who have no node: notices and threat levels
//! as CAP alerts, and alerts of other publishers as drafts of notices.
//!
//! An alert is not signed here. What it says is worth what the way is worth on which it came.

mod alert;
mod convert;
mod draft;
mod fields;
mod info;
mod parse;
mod terms;
#[cfg(test)]
mod tests;
mod tree;
mod write;

pub use alert::{CapAlert, CapArea, CapCircle, CapInfo, CapReference};
pub use parse::CapRead;
pub use terms::{
    CapCategory, CapCertainty, CapMsgType, CapResponse, CapScope, CapSeverity, CapStatus,
    CapUrgency,
};
