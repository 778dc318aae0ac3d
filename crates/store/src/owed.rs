use comity_model::Timestamp;

use crate::Answer;

/// What the owner of a record has to be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewOwed {
    /// The party that owns the record.
    pub party: String,
    /// The dataset.
    pub dataset: String,
    /// The record.
    pub record: String,
    /// What was done.
    pub action: String,
    /// The measure that was taken, if one was.
    pub measure: Option<String>,
    /// The case that it was taken in.
    pub case: Option<u64>,
    /// Why.
    pub purpose: Option<String>,
    /// The law that allows it.
    pub legal_basis: Option<String>,
    /// The actor's own reference.
    pub reference: Option<String>,
    /// When.
    pub at: Timestamp,
}

/// The same with what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owed {
    /// Its number; none is used twice.
    pub number: u64,
    /// What is owed.
    pub owed: NewOwed,
    /// When it was sent; until then it waits.
    pub sent_at: Option<Timestamp>,
}

/// What owners have to be told and were not told yet.
pub trait OwedStore {
    /// Keeps what is owed, all of it or nothing.
    fn owe(&self, owed: Vec<NewOwed>) -> Answer<'_, ()>;

    /// What is owed, by number: after this one, at most `limit`; only what waits if `waiting`.
    fn owed(&self, after: u64, limit: usize, waiting: bool) -> Answer<'_, Vec<Owed>>;

    /// Keeps that something was sent; false if it does not wait.
    fn owed_sent(&self, number: u64, at: Timestamp) -> Answer<'_, bool>;
}
