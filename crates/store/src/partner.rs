use comity_audit::Hash;
use comity_exchange::{Chain, LinkState, Verified};
use comity_model::{
    CaseReference, DatasetName, LegalBasis, PartyId, Purpose, Record, RecordId, Timestamp,
};

use crate::Answer;

/// A party that this one has a link with, or invited, or was invited by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Partner {
    /// The party.
    pub party: PartyId,
    /// How the link stands.
    pub link: LinkState,
    /// Why it stands so, as somebody said.
    pub reason: String,
    /// Since when.
    pub changed_at: Timestamp,
    /// Its card, signed; none before it answered an invitation.
    pub card: Option<String>,
    /// The agreement, signed by both; none before that.
    pub agreement: Option<String>,
    /// The invitation that is open.
    pub invitation: Option<String>,
    /// How far the sequence of what was sealed for it has come.
    pub sent: Chain,
    /// How far the sequence of what was taken from it has come.
    pub taken: Chain,
    /// The number of the last envelope that it said it has.
    pub acked: u64,
    /// When it last took something.
    pub told_at: Option<Timestamp>,
    /// When something of it last came.
    pub heard_at: Option<Timestamp>,
    /// Why the last attempt to reach it failed; none if it did not.
    pub failed: Option<String>,
}

/// An envelope that was sealed for a partner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outgoing {
    /// For whom.
    pub party: PartyId,
    /// How far the sequence had come when it was sealed.
    pub before: Chain,
    /// How far it comes with it.
    pub after: Chain,
    /// What kind of message it is.
    pub kind: &'static str,
    /// When it was sealed.
    pub made_at: Timestamp,
    /// The envelope without its body.
    pub head: String,
    /// The body.
    pub body: String,
    /// What of it changes what the partner holds.
    pub told: Vec<Told>,
    /// How far the share that it is part of has come with it.
    pub cursor: Option<(u64, ShareCursor)>,
}

/// What a partner is told of one record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// The record's dataset.
    pub dataset: DatasetName,
    /// The record.
    pub id: RecordId,
    /// The hash of what it says, or that it is taken back: why, and by when that is answered.
    pub what: Result<Hash, (&'static str, Timestamp)>,
}

/// An envelope that was sealed, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// Its number.
    pub seq: u64,
    /// Its hash.
    pub hash: Hash,
    /// What kind of message it is.
    pub kind: String,
    /// When it was sealed.
    pub made_at: Timestamp,
    /// The envelope without its body.
    pub head: String,
    /// The body; none once it was erased.
    pub body: Option<String>,
    /// The leaf that accounts for it; it is not sent without one.
    pub leaf: Option<u64>,
}

/// An envelope that was taken from a partner: what is kept of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// How far the sequence had come before it.
    pub before: Chain,
    /// How far it comes with it.
    pub after: Chain,
    /// The envelope without its body.
    pub head: String,
    /// When it came.
    pub at: Timestamp,
}

/// A person's order to share a dataset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewShare {
    /// With whom.
    pub party: PartyId,
    /// What.
    pub dataset: DatasetName,
    /// Why.
    pub purpose: Purpose,
    /// Under which law.
    pub legal_basis: LegalBasis,
    /// The matter that it belongs to.
    pub case: Option<CaseReference>,
    /// In what part its persons stand in the matter.
    pub standing: String,
    /// Whether it rests on facts or on assessments.
    pub grounds: String,
    /// Who ordered it, after looking at what it is.
    pub ordered_by: String,
    /// When.
    pub ordered_at: Timestamp,
}

/// An order to share, as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptShare {
    /// Its number.
    pub number: u64,
    /// The order.
    pub share: NewShare,
    /// When it ended, and why.
    pub ended: Option<(Timestamp, String)>,
    /// How far it has come.
    pub cursor: ShareCursor,
}

/// How far a share has come.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ShareCursor {
    /// What was decided under: the policy, the agreement, the day. Under another one, all is looked
    /// at again.
    pub basis: Option<String>,
    /// The version up to which all was looked at.
    pub done: Option<String>,
    /// The version that the pass that is under way began at.
    pub pass: Option<String>,
    /// The record that it has come to.
    pub after: Option<RecordId>,
}

/// Some records of a dataset that changed since a version, by id, as they are now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangedPage {
    /// The current version.
    pub version: String,
    /// The records; none where one is gone.
    pub records: Vec<(RecordId, Option<Record>)>,
    /// Whether more follow.
    pub more: bool,
    /// Whether these are all records, because the version that was asked for is not there any
    /// more: what is gone since then is not among them.
    pub whole: bool,
}

/// That a partner holds a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holding {
    /// The partner.
    pub party: PartyId,
    /// The record's dataset.
    pub dataset: DatasetName,
    /// The record.
    pub id: RecordId,
    /// Since when.
    pub since: Timestamp,
}

/// A person's decision that a record is shared with nobody any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recall {
    /// The record's dataset.
    pub dataset: DatasetName,
    /// The record.
    pub id: RecordId,
    /// Why.
    pub reason: String,
    /// Who decided.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// A record that was taken back and whose receipt is not there yet, or is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwedReceipt {
    /// Who owes the receipt.
    pub party: PartyId,
    /// The envelope that took it back.
    pub seq: u64,
    /// The record's dataset.
    pub dataset: DatasetName,
    /// The record.
    pub id: RecordId,
    /// Why it was taken back.
    pub reason: String,
    /// When.
    pub ordered_at: Timestamp,
    /// By when the receipt is due.
    pub answer_by: Timestamp,
    /// When it came, how it ended, and what was said.
    pub answered: Option<(Timestamp, String, String)>,
}

/// Links, what was sent and taken over them, and what partners hold.
pub trait PartnerStore {
    /// All partners, by party.
    fn partners(&self) -> Answer<'_, Vec<Partner>>;

    /// One partner.
    fn partner<'a>(&'a self, party: &'a PartyId) -> Answer<'a, Option<Partner>>;

    /// Keeps how a link stands, with its card, agreement and invitation. Its sequences stay.
    fn keep_partner<'a>(&'a self, partner: &'a Partner) -> Answer<'a, ()>;

    /// Keeps why a partner was not reached.
    fn note_failed<'a>(&'a self, party: &'a PartyId, why: &'a str) -> Answer<'a, ()>;

    /// Keeps an envelope, what the partner holds with it, and how far its share has come, in one
    /// step. [`crate::StoreError::Conflict`] if the sequence has gone on meanwhile.
    fn keep_outgoing(&self, outgoing: Outgoing) -> Answer<'_, ()>;

    /// Envelopes for a partner after this number, oldest first.
    fn outgoing<'a>(
        &'a self,
        party: &'a PartyId,
        after: u64,
        limit: usize,
    ) -> Answer<'a, Vec<Sent>>;

    /// Keeps which leaf accounts for an envelope.
    fn note_leaf<'a>(&'a self, party: &'a PartyId, seq: u64, leaf: u64) -> Answer<'a, ()>;

    /// The partner has everything up to this number: bodies up to it are erased.
    fn acknowledge<'a>(&'a self, party: &'a PartyId, seq: u64, now: Timestamp) -> Answer<'a, ()>;

    /// The hash of the envelope that was taken at a number.
    fn taken_hash<'a>(&'a self, party: &'a PartyId, seq: u64) -> Answer<'a, Option<Hash>>;

    /// Keeps that an envelope was taken and acted upon. [`crate::StoreError::Conflict`] if the
    /// sequence has gone on meanwhile.
    fn keep_taken<'a>(&'a self, party: &'a PartyId, taken: Verified<Taken>) -> Answer<'a, ()>;

    /// Keeps an order to share, and returns its number. [`crate::StoreError::Conflict`] if the
    /// dataset is shared with the partner already.
    fn add_share(&self, share: NewShare) -> Answer<'_, u64>;

    /// All orders to share, by number.
    fn shares(&self) -> Answer<'_, Vec<KeptShare>>;

    /// Ends an order; false if none of this number is open.
    fn end_share<'a>(&'a self, number: u64, reason: &'a str, now: Timestamp) -> Answer<'a, bool>;

    /// Keeps how far a share has come, where nothing had to be told.
    fn keep_cursor(&self, number: u64, cursor: ShareCursor) -> Answer<'_, ()>;

    /// The records of a dataset after `after` that are not now what they were in version `since`,
    /// by id; all of them, if there is no such version any more.
    fn changed_since<'a>(
        &'a self,
        dataset: &'a DatasetName,
        since: Option<&'a str>,
        after: Option<&'a RecordId>,
        limit: usize,
    ) -> Answer<'a, ChangedPage>;

    /// The hashes of what a partner holds of these records.
    fn held<'a>(
        &'a self,
        party: &'a PartyId,
        dataset: &'a DatasetName,
        ids: Vec<RecordId>,
    ) -> Answer<'a, Vec<Option<Hash>>>;

    /// What a partner holds of a dataset after a record, by id.
    fn holdings<'a>(
        &'a self,
        party: &'a PartyId,
        dataset: &'a DatasetName,
        after: Option<&'a RecordId>,
        limit: usize,
    ) -> Answer<'a, Vec<Holding>>;

    /// Who holds a record.
    fn holders<'a>(
        &'a self,
        dataset: &'a DatasetName,
        id: &'a RecordId,
    ) -> Answer<'a, Vec<Holding>>;

    /// Erases the body of an envelope before the partner has it: what it told of these records is
    /// told anew, as it is then.
    fn void_outgoing<'a>(
        &'a self,
        party: &'a PartyId,
        seq: u64,
        dataset: &'a DatasetName,
        ids: Vec<RecordId>,
    ) -> Answer<'a, ()>;

    /// Keeps that a person recalled a record: nobody is given it any more. False if somebody did
    /// before.
    fn recall(&self, recall: Recall) -> Answer<'_, bool>;

    /// The records of a dataset that were recalled.
    fn recalled<'a>(&'a self, dataset: &'a DatasetName) -> Answer<'a, Vec<RecordId>>;

    /// What was taken back: what still waits for its receipt, or all of it.
    fn taken_back(&self, open_only: bool, limit: usize) -> Answer<'_, Vec<OwedReceipt>>;

    /// Keeps a receipt for an envelope: `not_done` names records that were not erased, and why;
    /// the others were.
    fn keep_receipt<'a>(
        &'a self,
        party: &'a PartyId,
        seq: u64,
        not_done: Vec<(Option<RecordId>, String)>,
        now: Timestamp,
    ) -> Answer<'a, ()>;

    /// The number of the envelope for a partner that has this hash.
    fn outgoing_seq<'a>(&'a self, party: &'a PartyId, hash: Hash) -> Answer<'a, Option<u64>>;

    /// Notes a question; false if it was here before. Those whose time is over are forgotten.
    fn note_alone(&self, hash: Hash, until: Timestamp, now: Timestamp) -> Answer<'_, bool>;

    /// Counts a partner's question against its day's number; false if that is used up.
    fn count_question<'a>(
        &'a self,
        party: &'a PartyId,
        limit: u32,
        now: Timestamp,
    ) -> Answer<'a, bool>;
}
