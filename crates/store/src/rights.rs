use std::collections::BTreeSet;

use comity_model::{RecordRef, Timestamp};

use crate::{Answer, Dispute, DisputeOutcome, NewDispute, NewRedress, Redress};

/// A record that is to be restricted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRestriction {
    /// The record.
    pub record: RecordRef,
    /// Why.
    pub reason: String,
    /// Who says so.
    pub by: String,
    /// Since when.
    pub at: Timestamp,
}

/// A record whose processing is or was restricted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restriction {
    /// Its number; none is used twice.
    pub number: u64,
    /// What was restricted, why, by whom and since when.
    pub made: NewRestriction,
    /// How it ended, if it did.
    pub lifted: Option<RightsEnding>,
}

/// How something ended that was done for the rights of somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RightsEnding {
    /// Who ended it.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// Why.
    pub reason: String,
}

/// What is listed, by number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RightsPage {
    /// Only those after this number.
    pub after: u64,
    /// Most of them.
    pub limit: usize,
    /// Whether those that have ended are left out.
    pub open_only: bool,
}

/// What is kept for the rights of those whom records are about.
pub trait RightsStore {
    /// Restricts a record and gives the number of the restriction; nothing if the record is
    /// restricted already. From then on all that the store gives of it, in whatever version, is
    /// marked as restricted, and so is what describes it. [`crate::StoreError::TooMany`] if there
    /// would be more than `limit` that are not lifted.
    fn restrict(&self, new: NewRestriction, limit: usize) -> Answer<'_, Option<u64>>;

    /// Lifts a restriction; false if there is none of that number, or it was lifted before.
    fn lift_restriction(&self, number: u64, ending: RightsEnding) -> Answer<'_, bool>;

    /// Restrictions by number.
    fn restrictions(&self, page: RightsPage) -> Answer<'_, Vec<Restriction>>;

    /// The records that are restricted now.
    fn restricted(&self) -> Answer<'_, BTreeSet<RecordRef>>;

    /// Keeps that somebody says that a record is wrong, and gives the number of the dispute.
    /// [`crate::StoreError::TooMany`] if there would be more than `limit` that have not ended.
    fn dispute(&self, new: NewDispute, limit: usize) -> Answer<'_, u64>;

    /// Ends a dispute; false if there is none of that number, or it has ended before.
    fn end_dispute(
        &self,
        number: u64,
        outcome: DisputeOutcome,
        ending: RightsEnding,
    ) -> Answer<'_, bool>;

    /// Disputes by number.
    fn disputes(&self, page: RightsPage) -> Answer<'_, Vec<Dispute>>;

    /// The disputes about some records that have not ended, by number.
    fn disputes_about(&self, records: BTreeSet<RecordRef>) -> Answer<'_, Vec<Dispute>>;

    /// Keeps a token of somebody who was cleared and gives its number.
    /// [`crate::StoreError::TooMany`] if there would be more than `limit`.
    fn issue_redress(&self, new: NewRedress, limit: usize) -> Answer<'_, u64>;

    /// Ends a token; false if there is none of that number, or it was ended before.
    fn revoke_redress(&self, number: u64, ending: RightsEnding) -> Answer<'_, bool>;

    /// The token with this hash, whether or not it has ended.
    fn redress_of(&self, hash: &[u8; 32]) -> Answer<'_, Option<Redress>>;

    /// Tokens by number; those that have ended by now are not open.
    fn redresses(&self, page: RightsPage, now: Timestamp) -> Answer<'_, Vec<Redress>>;
}
