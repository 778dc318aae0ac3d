//! Threat levels and notices: what a party announces so that others are informed and keep clear,
//! and which announcements of two parties overlap.
//!
//! Nothing acts on them. They say where and when something is, to people.

mod announce;
mod area;
mod body;
mod cap;
mod decimal;
mod held;
mod level;
mod overlap;
mod own;
mod position;
mod reference;
mod sphere;
mod state;
#[cfg(test)]
mod tests;
mod view;
mod words;

pub use announce::{Notice, NoticeDraft, NoticeKind, NoticeStatus};
pub use area::Area;
pub use body::{Acknowledgement, Cancellation, NoticeBody, OverlapWord};
pub use cap::{
    CapAlert, CapArea, CapCategory, CapCertainty, CapCircle, CapInfo, CapMsgType, CapRead,
    CapReference, CapResponse, CapScope, CapSeverity, CapStatus, CapUrgency,
};
pub use held::HeldNotice;
pub use level::{Level, LevelDraft, ThreatLevel};
pub use overlap::{Overlap, OverlapEnd, OverlapState};
pub use position::Position;
pub use reference::{NoticeId, NoticeRef, NoticeVersion};
pub use state::{NoticeApplied, Notices};
