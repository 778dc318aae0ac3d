//! What the command line and a running node say to each other over the node's local socket.
//!
//! One [`Call`] gives one [`Reply`] or a [`Fault`](crate::Fault); imports and batches stream.

mod account;
mod approval;
mod backup;
mod batch;
mod call;
mod decide;
mod fetch;
mod import;
mod log;
mod party;
mod policy;
mod read;
mod rights;
mod upkeep;
mod watch;

pub use account::{AccountInfo, AccountOrder, NewToken, Secret, TokenInfo, TokenOrder};
pub use approval::{ApprovalCall, ApprovalQuery, ApprovalReply};
pub use backup::{BackupOrder, BackupTaken, HomeRestored};
pub use batch::{BatchAnswer, BatchFormat, BatchHit, BatchOrder, BatchSummary};
pub use call::{Call, RecordFound, Reply, SearchRequest};
pub use decide::{AlertCall, AlertQuery, AlertReply, CaseCall, CaseQuery, CaseReply, SweepSummary};
pub use fetch::{FetchFile, FetchOrder, FetchOutcome, UpdateFailure, UpdateSummary};
pub use import::{ImportOrder, ImportOutcome, ReadFile, SkippedInfo};
pub use log::{LogOrder, UnusualOrder};
pub use party::{
    AgreementDraft, AskOrder, AskingDraft, Invited, NoticeCall, NoticeInfo, NoticesInfo, OwedInfo,
    PartnerAnswer, PartnerInfo, PartyCall, PartyInfo, PartyOrder, PartyReply, ShareInfo,
    ShareOrder, TermsDraft,
};
pub use policy::PolicyOrder;
pub use read::{MentionInfo, NamedRecord, ReadLine, ReadOrder, ReadSummary};
pub use rights::{RightsCall, RightsQuery, RightsReply};
pub use upkeep::{ChangesOrder, DecisionInfo, DecisionOrder, DoctorCheck, VersionInfo};
pub use watch::{NewWebhook, SubjectOrder, SubjectPage, SubjectSummary, WebhookInfo};
