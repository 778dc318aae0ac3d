//! The witness's side of C2SP tlog-witness, as a decision: what is known of a log and what is
//! asked, in; what is to be known from now on and the cosignature, or a refusal, out. Whoever
//! calls it keeps the new state durably before the answer leaves.

use comity_model::Timestamp;
use thiserror::Error;

use crate::checkpoint::decimal;
use crate::error::{AuditError, malformed};
use crate::limits::PROOF_HASHES_MAX;
use crate::proof::verify_consistency;
use crate::{Checkpoint, Hash, Note, Signature, Signer, VerifierKey, cosignature};

/// What a witness knows of a log: the largest tree that it cosigned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Witnessed {
    /// How many leaves it had.
    pub size: u64,
    /// Its root.
    pub root: Hash,
}

impl Default for Witnessed {
    /// Nothing was cosigned yet.
    fn default() -> Witnessed {
        Witnessed { size: 0, root: Hash::empty() }
    }
}

/// A log's request to cosign its checkpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddCheckpoint {
    /// How many leaves the tree had that the witness cosigned last.
    pub old: u64,
    /// That the new tree continues that one.
    pub proof: Vec<Hash>,
    /// The new checkpoint.
    pub note: Note,
}

/// Why a witness does not cosign.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum WitnessRefusal {
    /// The request is not in its form.
    #[error("the request is not one to add a checkpoint")]
    Malformed,
    /// The log is not one that the witness knows.
    #[error("`{0}` is no log that this witness knows")]
    UnknownLog(String),
    /// The checkpoint is not signed by the log.
    #[error("the checkpoint is not signed by its log")]
    Unsigned,
    /// The witness knows another state; this is its size.
    #[error("the witness knows a tree of {0} leaves")]
    OutOfStep(u64),
    /// The log shows two trees of the same size.
    #[error("the log has shown another tree of {0} leaves")]
    Forked(u64),
    /// The proof does not show that the new tree continues the old one.
    #[error("the proof does not show that the tree continues the one before")]
    Unproven,
}

impl WitnessRefusal {
    /// The status of the answer over HTTP.
    #[must_use]
    pub fn status(&self) -> u16 {
        match self {
            WitnessRefusal::Malformed => 400,
            WitnessRefusal::UnknownLog(_) => 404,
            WitnessRefusal::Unsigned => 403,
            WitnessRefusal::OutOfStep(_) | WitnessRefusal::Forked(_) => 409,
            WitnessRefusal::Unproven => 422,
        }
    }
}

impl AddCheckpoint {
    /// Reads the body of a request.
    ///
    /// # Errors
    /// If it is anything else.
    pub fn parse(body: &str) -> Result<AddCheckpoint, AuditError> {
        let broken = |why| malformed("request to a witness", why);
        let (head, note) = body.split_once("\n\n").ok_or_else(|| broken("it has no empty line"))?;
        let mut lines = head.split('\n');
        let old = lines.next().and_then(|line| line.strip_prefix("old ")).and_then(decimal);
        let old = old.ok_or_else(|| broken("its first line is not `old` and a size"))?;
        let proof: Vec<Hash> = lines.map(Hash::from_base64).collect::<Result<_, _>>()?;
        if proof.len() > PROOF_HASHES_MAX {
            let limit = PROOF_HASHES_MAX as u64;
            return Err(AuditError::TooMany { what: "hashes in a proof", limit });
        }
        Ok(AddCheckpoint { old, proof, note: Note::parse(note)? })
    }

    /// The body of the request.
    #[must_use]
    pub fn body(&self) -> String {
        let proof: String = self.proof.iter().map(|hash| hash.to_base64() + "\n").collect();
        format!("old {}\n{proof}\n{}", self.old, self.note)
    }
}

/// Decides whether to cosign.
///
/// # Errors
/// The refusal, with the status that the protocol gives it.
pub fn add_checkpoint(
    known: &Witnessed,
    request: &AddCheckpoint,
    log: &VerifierKey,
    witness: &Signer,
    now: Timestamp,
) -> Result<(Witnessed, Signature), WitnessRefusal> {
    let checkpoint =
        Checkpoint::parse(request.note.text()).map_err(|_| WitnessRefusal::Malformed)?;
    if checkpoint.origin != log.name() {
        return Err(WitnessRefusal::UnknownLog(checkpoint.origin));
    }
    request.note.verify(log).map_err(|_| WitnessRefusal::Unsigned)?;
    let new = Witnessed { size: checkpoint.size, root: checkpoint.root };
    if request.old > new.size {
        return Err(WitnessRefusal::Malformed);
    }
    if request.old != known.size {
        return Err(WitnessRefusal::OutOfStep(known.size));
    }
    if new.size == known.size && new.root != known.root {
        return Err(WitnessRefusal::Forked(known.size));
    }
    verify_consistency((known.size, &known.root), (new.size, &new.root), &request.proof)
        .map_err(|_| WitnessRefusal::Unproven)?;
    let signature = cosignature::sign(&request.note, witness, now);
    Ok((new, signature.map_err(|_| WitnessRefusal::Malformed)?))
}
