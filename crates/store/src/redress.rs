use comity_model::{RecordRef, Timestamp};

use crate::RightsEnding;

/// A token of a person who was cleared, of which only a hash is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRedress {
    /// The hash of what the person holds.
    pub hash: [u8; 32],
    /// Digests of the documents that it belongs to; the store does not read them.
    pub documents: Vec<String>,
    /// The records that the person is not.
    pub records: Vec<RedressRecord>,
    /// Why.
    pub reason: String,
    /// Who issued it.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// From when on it clears nobody any more.
    pub expires_at: Timestamp,
}

/// A record that the holder of a token is not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RedressRecord {
    /// The record.
    pub record: RecordRef,
    /// A digest of what it said then; the store does not read it.
    pub content: String,
}

/// A token of a person who was cleared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redress {
    /// Its number; none is used twice.
    pub number: u64,
    /// What it says.
    pub made: NewRedress,
    /// How it ended before its time, if it did.
    pub revoked: Option<RightsEnding>,
}
