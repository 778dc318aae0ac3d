use comity_model::{ApprovalState, Timestamp};

use crate::Answer;

/// Something that somebody asks for and a supervisor has to approve.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewApproval {
    /// A digest of who asks, for what exactly, and why.
    pub digest: [u8; 32],
    /// Who asks.
    pub actor: String,
    /// To do what.
    pub action: String,
    /// What is asked, in words that name nobody.
    pub object: String,
    /// The reference of the record that it is about.
    pub about: Option<String>,
    /// Why.
    pub purpose: Option<String>,
    /// The law that allows it.
    pub legal_basis: Option<String>,
    /// The asker's own reference.
    pub reference: Option<String>,
    /// When.
    pub asked_at: Timestamp,
    /// From this moment on nobody decides about it any more.
    pub expires_at: Timestamp,
}

/// A request with what a supervisor made of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approval {
    /// Its number; none is used twice.
    pub number: u64,
    /// What is asked. From its `expires_at` on, what was given is not used any more.
    pub asked: NewApproval,
    /// How far it is.
    pub state: ApprovalState,
    /// The supervisor who decided.
    pub supervisor: Option<String>,
    /// When.
    pub decided_at: Option<Timestamp>,
    /// Why.
    pub reason: Option<String>,
    /// When use was made of it.
    pub used_at: Option<Timestamp>,
}

impl Approval {
    /// Whether its time is past and nothing can come of it any more.
    #[must_use]
    pub fn is_over(&self, now: Timestamp) -> bool {
        self.state == ApprovalState::Used || now >= self.asked.expires_at
    }
}

/// What a supervisor decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApprovalStep {
    /// Given or refused.
    pub to: ApprovalState,
    /// The supervisor.
    pub by: String,
    /// Why.
    pub reason: Option<String>,
    /// When.
    pub at: Timestamp,
    /// From this moment on it is not used any more.
    pub expires_at: Timestamp,
}

/// How much may wait, and how long what is over is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ApprovalLimits {
    /// Most requests that wait, of all.
    pub waiting: usize,
    /// Most requests that wait, of one.
    pub waiting_of_one: usize,
    /// What was over by then is forgotten.
    pub forget_before: Timestamp,
}

/// Which requests are asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ApprovalPage {
    /// Only those after this number.
    pub after: u64,
    /// Most requests.
    pub limit: usize,
    /// Only those in this state.
    pub state: Option<ApprovalState>,
    /// Only those whose time is not past then.
    pub open_at: Option<Timestamp>,
}

/// What supervisors are asked to approve.
pub trait ApprovalStore {
    /// Keeps a request and gives its number; where one about the same question waits, that one's.
    /// [`crate::StoreError::TooMany`] if more would wait than may.
    fn ask_approval(&self, asked: NewApproval, limits: ApprovalLimits) -> Answer<'_, u64>;

    /// One request.
    fn approval(&self, number: u64) -> Answer<'_, Option<Approval>>;

    /// The newest request about a question.
    fn approval_of(&self, digest: [u8; 32]) -> Answer<'_, Option<Approval>>;

    /// Requests by number.
    fn approvals(&self, page: ApprovalPage) -> Answer<'_, Vec<Approval>>;

    /// Keeps what a supervisor decided; false if it does not wait, its time is past, or the
    /// supervisor is who asks.
    fn decide_approval(&self, number: u64, step: ApprovalStep) -> Answer<'_, bool>;

    /// Makes use of an approval, which can be done once; false if it is not given, or past its
    /// time.
    fn use_approval(&self, number: u64, at: Timestamp) -> Answer<'_, bool>;
}
