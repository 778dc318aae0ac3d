use crate::error::AuditError;
use crate::{Checkpoint, Hash, KeyAlgorithm, Note, VerifierKey, cosignature};

/// A state that the log is known to have had: an earlier checkpoint that somebody kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// How many leaves it had.
    pub size: u64,
    /// The root of its tree then.
    pub root: Hash,
}

impl Known {
    /// Reads a checkpoint of the log with this key. One that a witness cosigned is believed for
    /// that alone, so a log that lost its own signature can still be held to it.
    ///
    /// # Errors
    /// If it is no checkpoint, is another log's, or is signed by none of them.
    pub fn open(
        note: &str,
        key: &VerifierKey,
        witnesses: &[VerifierKey],
    ) -> Result<Known, AuditError> {
        let note = Note::parse(note)?;
        let checkpoint = Checkpoint::parse(note.text())?;
        if checkpoint.origin != key.name() {
            return Err(crate::error::malformed("checkpoint", "it is another log's"));
        }
        let cosigned = witnesses.iter().any(|witness| match witness.algorithm() {
            KeyAlgorithm::Ed25519 => note.verify(witness).is_ok(),
            KeyAlgorithm::Cosignature => cosignature::verify(&note, witness).is_ok(),
        });
        if !cosigned {
            note.verify(key)?;
        }
        Ok(Known { size: checkpoint.size, root: checkpoint.root })
    }
}
