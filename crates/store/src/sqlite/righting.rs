//! What the store does for the rights of those whom records are about, on its threads.

use std::collections::BTreeSet;

use comity_model::{RecordRef, Timestamp};

use super::{SqliteStore, disputes, redresses, restrictions};
use crate::{
    Answer, Dispute, DisputeOutcome, NewDispute, NewRedress, NewRestriction, Redress, Restriction,
    RightsEnding, RightsPage, RightsStore,
};

impl RightsStore for SqliteStore {
    fn restrict(&self, new: NewRestriction, limit: usize) -> Answer<'_, Option<u64>> {
        Box::pin(
            self.threads
                .write(move |writer| restrictions::restrict(&mut writer.connection, &new, limit)),
        )
    }

    fn lift_restriction(&self, number: u64, ending: RightsEnding) -> Answer<'_, bool> {
        Box::pin(
            self.threads
                .write(move |writer| restrictions::lift(&mut writer.connection, number, &ending)),
        )
    }

    fn restrictions(&self, page: RightsPage) -> Answer<'_, Vec<Restriction>> {
        Box::pin(self.threads.read(move |reader| restrictions::page(&reader.connection, &page)))
    }

    fn restricted(&self) -> Answer<'_, BTreeSet<RecordRef>> {
        Box::pin(self.threads.read(|reader| restrictions::restricted(&reader.connection)))
    }

    fn dispute(&self, new: NewDispute, limit: usize) -> Answer<'_, u64> {
        Box::pin(
            self.threads.write(move |writer| disputes::open(&mut writer.connection, &new, limit)),
        )
    }

    fn end_dispute(
        &self,
        number: u64,
        outcome: DisputeOutcome,
        ending: RightsEnding,
    ) -> Answer<'_, bool> {
        Box::pin(
            self.threads
                .write(move |writer| disputes::end(&writer.connection, number, outcome, &ending)),
        )
    }

    fn disputes(&self, page: RightsPage) -> Answer<'_, Vec<Dispute>> {
        Box::pin(self.threads.read(move |reader| disputes::page(&reader.connection, &page)))
    }

    fn disputes_about(&self, records: BTreeSet<RecordRef>) -> Answer<'_, Vec<Dispute>> {
        Box::pin(self.threads.read(move |reader| disputes::about(&reader.connection, &records)))
    }

    fn issue_redress(&self, new: NewRedress, limit: usize) -> Answer<'_, u64> {
        Box::pin(
            self.threads.write(move |writer| redresses::issue(&mut writer.connection, &new, limit)),
        )
    }

    fn revoke_redress(&self, number: u64, ending: RightsEnding) -> Answer<'_, bool> {
        Box::pin(
            self.threads
                .write(move |writer| redresses::revoke(&writer.connection, number, &ending)),
        )
    }

    fn redress_of(&self, hash: &[u8; 32]) -> Answer<'_, Option<Redress>> {
        let hash = *hash;
        Box::pin(self.threads.read(move |reader| redresses::by_hash(&reader.connection, &hash)))
    }

    fn redresses(&self, page: RightsPage, now: Timestamp) -> Answer<'_, Vec<Redress>> {
        Box::pin(self.threads.read(move |reader| redresses::page(&reader.connection, &page, now)))
    }
}
