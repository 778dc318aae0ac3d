//! What witnesses sign: that they saw a checkpoint at a moment, and that it continued the one they
//! saw before (C2SP tlog-cosignature, the Ed25519 form).

use comity_model::Timestamp;

use crate::error::{AuditError, malformed};
use crate::{KeyAlgorithm, Note, Signature, Signer, VerifierKey};

/// A witness's signature under a checkpoint.
///
/// # Errors
/// If the key is not a witness's, or the moment is before 1970.
pub fn sign(note: &Note, signer: &Signer, now: Timestamp) -> Result<Signature, AuditError> {
    let time = u64::try_from(now.0).map_err(|_| malformed("time", "it is before 1970"))?;
    if signer.key().algorithm() != KeyAlgorithm::Cosignature {
        return Err(malformed("signing key", "it is not a witness's"));
    }
    let mut bytes = time.to_be_bytes().to_vec();
    bytes.extend(signer.raw(message(note, time).as_bytes())?);
    Ok(Signature::by(signer.key(), bytes))
}

/// Verifies that a witness signed a checkpoint, and says when: the latest moment, if it did so
/// more than once.
///
/// # Errors
/// [`AuditError::NotSigned`] if it did not, [`AuditError::BadSignature`] if what says that it did
/// does not fit.
pub fn verify(note: &Note, key: &VerifierKey) -> Result<Timestamp, AuditError> {
    if key.algorithm() != KeyAlgorithm::Cosignature {
        return Err(malformed("verifier key", "it is not a witness's"));
    }
    let mut latest = None;
    for signature in note.by(key) {
        let bad = || AuditError::BadSignature(key.name().to_owned());
        let (time, bytes) = signature.bytes.split_first_chunk().ok_or_else(bad)?;
        let time = u64::from_be_bytes(*time);
        let seconds = i64::try_from(time).map_err(|_| bad())?;
        if !key.fits(message(note, time).as_bytes(), bytes) {
            return Err(bad());
        }
        latest = latest.max(Some(Timestamp(seconds)));
    }
    latest.ok_or_else(|| AuditError::NotSigned(key.name().to_owned()))
}

fn message(note: &Note, time: u64) -> String {
    format!("cosignature/v1\ntime {time}\n{}", note.text())
}
