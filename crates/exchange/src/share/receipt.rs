use comity_audit::{Checkpoint, Hash};
use comity_model::{RecordId, Timestamp};
use comity_policy::Public;
use serde::{Deserialize, Serialize};

/// What became of an envelope at the holder: the body of the envelope that answers it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Receipt {
    /// When.
    #[serde(with = "crate::wire::text")]
    pub at: Timestamp,
    /// What became of all that is not named below.
    pub outcome: Outcome,
    /// How many records were taken over.
    pub put: u64,
    /// How many were erased.
    pub erased: u64,
    /// What was not done, and why.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub not_done: Vec<NotDone>,
    /// The holder's exports that contain a record which was taken back, by what the holder calls
    /// them: what left its node as a file, it has to fetch back itself.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub exported: Vec<String>,
    /// That the holder's log accounts for it.
    pub leaf: LeafProof,
}

/// It counts, and names records by the ids under which their giver gave them.
impl Public for Receipt {}

/// How an envelope ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// All of it was done.
    Done,
    /// Part of it was done; the rest follows, or is named.
    Partial,
    /// Nothing was done; the reason is named.
    Refused,
}

/// One record that was not taken over or not erased.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NotDone {
    /// The record; none if it is about the whole envelope.
    #[serde(with = "crate::wire::maybe", skip_serializing_if = "Option::is_none", default)]
    pub id: Option<RecordId>,
    /// Why: a stable code.
    pub code: String,
    /// Why, in words, with the legal ground if it is one.
    pub why: String,
}

/// That a leaf stands in a log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LeafProof {
    /// The leaf's number.
    pub seq: u64,
    /// The leaf's hash.
    pub leaf: Hash,
    /// The hashes that lead from it to the root.
    pub path: Vec<Hash>,
    /// The signed checkpoint with that root (C2SP tlog-checkpoint).
    pub checkpoint: String,
}

impl LeafProof {
    /// Whether the leaf stands in the log that signs with this key.
    ///
    /// # Errors
    /// If the checkpoint is not signed by the key, or the hashes do not lead to its root.
    pub fn verify(&self, log: &comity_audit::VerifierKey) -> Result<(), comity_audit::AuditError> {
        let note = comity_audit::Note::parse(&self.checkpoint)?;
        note.verify(log)?;
        let checkpoint = Checkpoint::parse(note.text())?;
        let Checkpoint { size, root, .. } = checkpoint;
        comity_audit::proof::verify_inclusion(&self.leaf, self.seq, size, &root, &self.path)
    }
}
