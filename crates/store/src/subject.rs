use comity_model::Timestamp;

use crate::{Answer, NewCase};

/// Whom a party wants to be told about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// The register that it stands in.
    pub register: String,
    /// Its id in the register, given by whoever registers it.
    pub id: String,
    /// What is looked for and why, as JSON; the store does not read it.
    pub body: String,
    /// The most restrictive traffic light of what it is compared with, as its label.
    pub clearance: String,
    /// From when on it is no subject any more.
    pub expires_at: Option<Timestamp>,
}

/// A subject that is kept, and what it hits.
#[derive(Debug, Clone, PartialEq)]
pub struct Watched {
    /// Its key in the store.
    pub key: i64,
    /// Changes with every change of the subject.
    pub revision: i64,
    /// Whether it was not screened since it changed.
    pub pending: bool,
    /// When it was last changed.
    pub changed_at: Timestamp,
    /// The subject.
    pub subject: Subject,
    /// What it hits, by candidate and dataset.
    pub hits: Vec<Hit>,
}

/// A record that a subject hits.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// The canonical id of the candidate.
    pub candidate: String,
    /// The dataset.
    pub dataset: String,
    /// The id of the candidate's best record in the dataset.
    pub record: String,
    /// How alike, 0 to 1.
    pub score: f64,
    /// Names the states of the records that were compared: another one is another content.
    pub state: String,
}

/// What became of a hit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HitChange {
    /// It was not there before.
    New,
    /// The record says something else.
    Changed,
    /// It is there no more.
    Withdrawn,
}

/// What a screening of a subject came to.
#[derive(Debug, Clone, PartialEq)]
pub struct Rescreened {
    /// The subject's key.
    pub key: i64,
    /// Its revision when it was read: the screening of another one is not kept.
    pub revision: i64,
    /// What changed, each with the hit as it is or, if withdrawn, was.
    pub changes: Vec<(HitChange, Hit)>,
    /// Hits of which the score alone is another.
    pub rescored: Vec<Hit>,
    /// All that it hits, each as a case that a person decides: what is not one yet is opened.
    pub cases: Vec<NewCase>,
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// Its number: later events have higher ones, and no number is used twice.
    pub seq: u64,
    /// When.
    pub at: Timestamp,
    /// What.
    pub what: Happened,
}

/// What happened.
#[derive(Debug, Clone, PartialEq)]
pub enum Happened {
    /// A hit is new, changed or withdrawn.
    Hit {
        /// What became of it.
        change: HitChange,
        /// The subject's register.
        register: String,
        /// The subject's id.
        id: String,
        /// The subject's clearance.
        clearance: String,
        /// The hit; its state is not told.
        hit: Hit,
    },
    /// A dataset has a new version.
    Dataset {
        /// The dataset.
        dataset: String,
        /// The version.
        version: String,
        /// Its records.
        records: u64,
        /// Its related records.
        related: u64,
    },
}

/// Which events are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EventPage {
    /// Only those after this number.
    pub since: u64,
    /// None after this one.
    pub until: Option<u64>,
    /// Most events.
    pub limit: usize,
    /// Only those about hits.
    pub hits_only: bool,
}

/// Events in their order.
#[derive(Debug, Clone, PartialEq)]
pub struct Events {
    /// The events.
    pub events: Vec<Event>,
    /// Whether older ones were asked for that are not kept any more.
    pub missed: bool,
    /// The number of the last event that there is, whether or not it is kept.
    pub last: u64,
}

/// Subjects, their hits, and what happened.
pub trait SubjectStore {
    /// Keeps subjects, each in place of the one with its id. One that says the same as before stays
    /// as it is; another one counts as not screened. Refused with
    /// [`crate::StoreError::TooManySubjects`] if there would be more than `limit`.
    fn put_subjects(&self, subjects: Vec<Subject>, now: Timestamp, limit: usize) -> Answer<'_, ()>;

    /// One subject, if it is there and not past its time.
    fn subject<'a>(
        &'a self,
        register: &'a str,
        id: &'a str,
        now: Timestamp,
    ) -> Answer<'a, Option<Watched>>;

    /// Subjects by register and id, after this one and at most `limit`; of one register if it is
    /// named.
    fn subjects<'a>(
        &'a self,
        register: Option<&'a str>,
        after: Option<(&'a str, &'a str)>,
        limit: usize,
        now: Timestamp,
    ) -> Answer<'a, Vec<Watched>>;

    /// Removes a subject and all that was found about it; false if there was none.
    fn remove_subject<'a>(&'a self, register: &'a str, id: &'a str) -> Answer<'a, bool>;

    /// Removes the subjects whose time is past, with all that was found about them.
    fn remove_expired(&self, now: Timestamp) -> Answer<'_, usize>;

    /// Subjects to screen, by key after `after` and at most `limit`; only those that were not
    /// screened since they changed, if that is asked for.
    fn to_screen(
        &self,
        after: i64,
        pending_only: bool,
        limit: usize,
        now: Timestamp,
    ) -> Answer<'_, Vec<Watched>>;

    /// Keeps what screenings came to, together with the events: all of it or nothing. What a
    /// subject was screened for that has changed since is left out. Gives how many events it made.
    fn keep_screenings(&self, screened: Vec<Rescreened>, now: Timestamp) -> Answer<'_, usize>;

    /// Events in their order, without those of subjects whose time is past.
    fn events(&self, page: EventPage, now: Timestamp) -> Answer<'_, Events>;
}
