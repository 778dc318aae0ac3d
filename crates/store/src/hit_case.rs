use comity_model::{CaseState, Timestamp};

use crate::{Answer, NewOwed};

/// A possible match that a person has to look at.
#[derive(Debug, Clone, PartialEq)]
pub struct NewCase {
    /// What was asked, as JSON; the store does not read it.
    pub query: String,
    /// A digest of what was asked.
    pub asked: String,
    /// With which clearance, as its label.
    pub clearance: String,
    /// The canonical id of the candidate.
    pub candidate: String,
    /// The dataset.
    pub dataset: String,
    /// The id of the candidate's best record in the dataset.
    pub record: String,
    /// What to call it.
    pub caption: String,
    /// A digest of what the candidate's records in the dataset say.
    pub content: String,
    /// How alike, 0 to 1.
    pub score: f64,
    /// What the score rests on, as JSON.
    pub basis: String,
    /// Why it was asked.
    pub purpose: Option<String>,
    /// The law that allows it.
    pub legal_basis: Option<String>,
    /// The asker's own reference.
    pub reference: Option<String>,
    /// The person who opened it; nobody where the node did.
    pub opened_by: Option<String>,
    /// By when it is to be decided.
    pub due_at: Timestamp,
}

/// A case with what persons made of it.
#[derive(Debug, Clone, PartialEq)]
pub struct HitCase {
    /// Its number; none is used twice.
    pub number: u64,
    /// Register and id of the subject that it is about, if it is about one.
    pub subject: Option<(String, String)>,
    /// The possible match.
    pub found: NewCase,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// How far persons have come.
    pub state: CaseState,
    /// The person who looks or looked at it.
    pub reviewer: Option<String>,
    /// Since when.
    pub review_at: Option<Timestamp>,
    /// Why it was decided so.
    pub reason: Option<String>,
    /// When it was decided.
    pub decided_at: Option<Timestamp>,
    /// What became of it, oldest first.
    pub events: Vec<CaseEvent>,
}

/// Something that became of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseEvent {
    /// When.
    pub at: Timestamp,
    /// What: `opened`, `changed`, `review`, `confirmed`, `rejected`, `withdrawn` or `measure`.
    pub kind: String,
    /// Who; nobody where the node did it.
    pub by: Option<String>,
    /// The measure that was taken.
    pub measure: Option<String>,
    /// In words.
    pub words: Option<String>,
}

/// Where a person leads a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseStep {
    /// The state that it must be in.
    pub from: CaseState,
    /// The person who must be its reviewer, if there must be one.
    pub reviewer: Option<String>,
    /// Where to: under review, confirmed or rejected.
    pub to: CaseState,
    /// Who leads it there.
    pub by: String,
    /// Why.
    pub words: Option<String>,
    /// When.
    pub at: Timestamp,
}

/// A measure that a person took on a hit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseMeasure {
    /// The measure.
    pub measure: String,
    /// In words.
    pub words: Option<String>,
    /// Who took it.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// What the owners of the record have to be told of it.
    pub owed: Vec<NewOwed>,
}

/// A person's decision that a record is not whom a question means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejection {
    /// The dataset.
    pub dataset: String,
    /// The record.
    pub record: String,
    /// The digest of what the record said then.
    pub content: String,
    /// With which clearance it was decided, as its label.
    pub clearance: String,
    /// The case in which it was decided.
    pub case: u64,
    /// Who decided.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// Why.
    pub reason: String,
}

/// Which cases are asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CasePage {
    /// Only those after this number.
    pub after: u64,
    /// Most cases.
    pub limit: usize,
    /// Only those in this state.
    pub state: Option<CaseState>,
    /// Only those that nobody has decided and that were to be decided by then.
    pub due_by: Option<Timestamp>,
    /// Only those of this reviewer.
    pub reviewer: Option<String>,
}

/// Possible matches, and what persons made of them.
pub trait CaseStore {
    /// Opens a case by hand and gives its number; where one about the same question and record is
    /// open or confirmed already, that one's. [`crate::StoreError::TooMany`] if there would be more
    /// than `limit` that are open.
    fn open_case(&self, case: NewCase, now: Timestamp, limit: usize) -> Answer<'_, u64>;

    /// One case.
    fn case(&self, number: u64) -> Answer<'_, Option<HitCase>>;

    /// Cases by number.
    fn cases(&self, page: CasePage) -> Answer<'_, Vec<HitCase>>;

    /// Leads a case on; false if it is not in the state, or not with the reviewer, that the step
    /// says. A rejection is remembered, and the memory is given up when the case is reviewed again;
    /// its subject is screened again either way.
    fn advance_case(&self, number: u64, step: CaseStep) -> Answer<'_, bool>;

    /// Keeps a measure on a confirmed case; false if it is not confirmed.
    fn add_measure(&self, number: u64, measure: CaseMeasure) -> Answer<'_, bool>;

    /// What was rejected of a question.
    fn rejections<'a>(&'a self, asked: &'a str) -> Answer<'a, Vec<Rejection>>;
}
