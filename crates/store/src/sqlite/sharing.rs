//! What the store does about partners, on its threads.

use comity_audit::Hash;
use comity_exchange::Verified;
use comity_model::{DatasetName, PartyId, RecordId, Timestamp};

use super::{SqliteStore, outgoing, partners, shares};
use crate::{
    Answer, ChangedPage, Holding, KeptShare, NewShare, Outgoing, OwedReceipt, Partner,
    PartnerStore, Recall, Sent, ShareCursor, Taken,
};

impl PartnerStore for SqliteStore {
    fn partners(&self) -> Answer<'_, Vec<Partner>> {
        Box::pin(self.threads.read(|reader| partners::all(&reader.connection)))
    }

    fn partner<'a>(&'a self, party: &'a PartyId) -> Answer<'a, Option<Partner>> {
        let party = party.clone();
        Box::pin(self.threads.read(move |reader| partners::one(&reader.connection, &party)))
    }

    fn keep_partner<'a>(&'a self, partner: &'a Partner) -> Answer<'a, ()> {
        let partner = partner.clone();
        Box::pin(self.threads.write(move |writer| partners::keep(&writer.connection, &partner)))
    }

    fn note_failed<'a>(&'a self, party: &'a PartyId, why: &'a str) -> Answer<'a, ()> {
        let (party, why) = (party.clone(), why.to_owned());
        Box::pin(
            self.threads
                .write(move |writer| partners::note_failed(&writer.connection, &party, &why)),
        )
    }

    fn keep_outgoing(&self, outgoing: Outgoing) -> Answer<'_, ()> {
        Box::pin(
            self.threads.write(move |writer| outgoing::keep(&mut writer.connection, &outgoing)),
        )
    }

    fn outgoing<'a>(
        &'a self,
        party: &'a PartyId,
        after: u64,
        limit: usize,
    ) -> Answer<'a, Vec<Sent>> {
        let party = party.clone();
        Box::pin(
            self.threads
                .read(move |reader| outgoing::after(&reader.connection, &party, after, limit)),
        )
    }

    fn note_leaf<'a>(&'a self, party: &'a PartyId, seq: u64, leaf: u64) -> Answer<'a, ()> {
        let party = party.clone();
        Box::pin(
            self.threads
                .write(move |writer| outgoing::note_leaf(&writer.connection, &party, seq, leaf)),
        )
    }

    fn acknowledge<'a>(&'a self, party: &'a PartyId, seq: u64, now: Timestamp) -> Answer<'a, ()> {
        let party = party.clone();
        Box::pin(
            self.threads.write(move |writer| {
                outgoing::acknowledge(&mut writer.connection, &party, seq, now)
            }),
        )
    }

    fn taken_hash<'a>(&'a self, party: &'a PartyId, seq: u64) -> Answer<'a, Option<Hash>> {
        let party = party.clone();
        Box::pin(
            self.threads.read(move |reader| partners::taken_hash(&reader.connection, &party, seq)),
        )
    }

    fn keep_taken<'a>(&'a self, party: &'a PartyId, taken: Verified<Taken>) -> Answer<'a, ()> {
        let (party, taken) = (party.clone(), taken.into_inner());
        Box::pin(
            self.threads
                .write(move |writer| partners::take(&mut writer.connection, &party, &taken)),
        )
    }

    fn add_share(&self, share: NewShare) -> Answer<'_, u64> {
        Box::pin(self.threads.write(move |writer| shares::add(&writer.connection, &share)))
    }

    fn shares(&self) -> Answer<'_, Vec<KeptShare>> {
        Box::pin(self.threads.read(|reader| shares::all(&reader.connection)))
    }

    fn end_share<'a>(&'a self, number: u64, reason: &'a str, now: Timestamp) -> Answer<'a, bool> {
        let reason = reason.to_owned();
        Box::pin(
            self.threads.write(move |writer| shares::end(&writer.connection, number, &reason, now)),
        )
    }

    fn keep_cursor(&self, number: u64, cursor: ShareCursor) -> Answer<'_, ()> {
        Box::pin(
            self.threads
                .write(move |writer| shares::keep_cursor(&writer.connection, number, &cursor)),
        )
    }

    fn changed_since<'a>(
        &'a self,
        dataset: &'a DatasetName,
        since: Option<&'a str>,
        after: Option<&'a RecordId>,
        limit: usize,
    ) -> Answer<'a, ChangedPage> {
        let (dataset, since) = (dataset.clone(), since.map(str::to_owned));
        let after = after.cloned();
        Box::pin(self.threads.read(move |reader| {
            shares::changed_since(reader, &dataset, since.as_deref(), after.as_ref(), limit)
        }))
    }

    fn held<'a>(
        &'a self,
        party: &'a PartyId,
        dataset: &'a DatasetName,
        ids: Vec<RecordId>,
    ) -> Answer<'a, Vec<Option<Hash>>> {
        let (party, dataset) = (party.clone(), dataset.clone());
        Box::pin(
            self.threads
                .read(move |reader| shares::held(&reader.connection, &party, &dataset, &ids)),
        )
    }

    fn holdings<'a>(
        &'a self,
        party: &'a PartyId,
        dataset: &'a DatasetName,
        after: Option<&'a RecordId>,
        limit: usize,
    ) -> Answer<'a, Vec<Holding>> {
        let (party, dataset, after) = (party.clone(), dataset.clone(), after.cloned());
        Box::pin(self.threads.read(move |reader| {
            shares::holdings(&reader.connection, &party, &dataset, after.as_ref(), limit)
        }))
    }

    fn holders<'a>(
        &'a self,
        dataset: &'a DatasetName,
        id: &'a RecordId,
    ) -> Answer<'a, Vec<Holding>> {
        let (dataset, id) = (dataset.clone(), id.clone());
        Box::pin(
            self.threads.read(move |reader| shares::holders(&reader.connection, &dataset, &id)),
        )
    }

    fn void_outgoing<'a>(
        &'a self,
        party: &'a PartyId,
        seq: u64,
        dataset: &'a DatasetName,
        ids: Vec<RecordId>,
    ) -> Answer<'a, ()> {
        let (party, dataset) = (party.clone(), dataset.clone());
        Box::pin(self.threads.write(move |writer| {
            outgoing::void(&mut writer.connection, &party, seq, &dataset, &ids)
        }))
    }

    fn recall(&self, recall: Recall) -> Answer<'_, bool> {
        Box::pin(self.threads.write(move |writer| shares::recall(&writer.connection, &recall)))
    }

    fn recalled<'a>(&'a self, dataset: &'a DatasetName) -> Answer<'a, Vec<RecordId>> {
        let dataset = dataset.clone();
        Box::pin(self.threads.read(move |reader| shares::recalled(&reader.connection, &dataset)))
    }

    fn taken_back(&self, open_only: bool, limit: usize) -> Answer<'_, Vec<OwedReceipt>> {
        Box::pin(
            self.threads
                .read(move |reader| outgoing::taken_back(&reader.connection, open_only, limit)),
        )
    }

    fn keep_receipt<'a>(
        &'a self,
        party: &'a PartyId,
        seq: u64,
        not_done: Vec<(Option<RecordId>, String)>,
        now: Timestamp,
    ) -> Answer<'a, ()> {
        let party = party.clone();
        Box::pin(self.threads.write(move |writer| {
            outgoing::keep_receipt(&mut writer.connection, &party, seq, &not_done, now)
        }))
    }

    fn outgoing_seq<'a>(&'a self, party: &'a PartyId, hash: Hash) -> Answer<'a, Option<u64>> {
        let party = party.clone();
        Box::pin(
            self.threads.read(move |reader| outgoing::seq_of(&reader.connection, &party, &hash)),
        )
    }

    fn note_alone(&self, hash: Hash, until: Timestamp, now: Timestamp) -> Answer<'_, bool> {
        Box::pin(
            self.threads
                .write(move |writer| partners::note_alone(&writer.connection, &hash, until, now)),
        )
    }

    fn count_question<'a>(
        &'a self,
        party: &'a PartyId,
        limit: u32,
        now: Timestamp,
    ) -> Answer<'a, bool> {
        let party = party.clone();
        Box::pin(
            self.threads.write(move |writer| {
                partners::count_question(&writer.connection, &party, limit, now)
            }),
        )
    }
}
