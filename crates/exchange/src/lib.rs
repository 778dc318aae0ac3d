//! The protocol between parties that do not trust one centre, as decisions without I/O.
//!
//! A [`PartyCard`] says who a party is, a [`Fingerprint`] lets people make sure of it. Two files,
//! an [`Invitation`] and an [`Acceptance`], make a link under an [`Agreement`] that both signed.
//! What crosses a border is an [`Envelope`]: signed, in sequence ([`Chain`]), bound to the
//! agreement and to a purpose. Data leaves only as what the policy has released, and comes in only
//! as [`Verified`].
//!
//! Nothing here reads a clock, draws a random number, opens a file or a connection: all of it is
//! handed in, so that a whole coalition runs in one deterministic test.

mod ack;
mod agreement;
mod ask;
mod by_party;
mod canonical;
mod chain;
mod envelope;
mod error;
mod key;
pub mod limits;
mod link;
mod notice;
mod party;
mod roster;
mod share;
mod signed;
mod wire;

pub use ack::{Ack, Stopped};
pub use agreement::{Acceptance, Agreement, AskTerms, Invitation, Onward, Terms};
pub use ask::{Answer, Budget, Held, NotAnswered, Question};
pub use chain::{Chain, Taken};
pub use envelope::{Draft, Envelope, Header, Kind, Letter, Opened, Place, Verified};
pub use error::ExchangeError;
pub use key::{PublicKey, SigningKey};
pub use link::{LinkEvent, LinkState, Stage};
pub use notice::{
    Acknowledgement, Area, Cancellation, CapAlert, CapArea, CapCategory, CapCertainty, CapCircle,
    CapInfo, CapMsgType, CapRead, CapReference, CapResponse, CapScope, CapSeverity, CapStatus,
    CapUrgency, HeldNotice, Level, LevelDraft, Notice, NoticeApplied, NoticeBody, NoticeDraft,
    NoticeId, NoticeKind, NoticeRef, NoticeStatus, NoticeVersion, Notices, Overlap, OverlapEnd,
    OverlapState, OverlapWord, Position, ThreatLevel,
};
pub use party::{CardKey, Fingerprint, PartyCard, PartyKeys};
pub use roster::{
    DoubleSigned, Lack, NotRecipient, Roster, RosterChange, RosterMember, RosterMissing,
    RosterReceived, RosterResolution, RosterSplit, RosterStanding, RosterState, RosterVeto,
};
pub use share::{
    Change, LeafProof, NotDone, Outcome, Receipt, RecordForm, Share, ShareTitle, Step, TakeBack,
    TakeBackReason, TakenBack, Taking, What, conditions, plan,
};
pub use signed::Signed;
