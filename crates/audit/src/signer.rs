use std::fmt;

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair as _};

use crate::error::{AuditError, malformed};
use crate::{KeyAlgorithm, Signature, VerifierKey};

/// A key that signs notes (Ed25519), with its name.
pub struct Signer {
    pair: Ed25519KeyPair,
    key: VerifierKey,
}

impl Signer {
    /// The key of a secret seed.
    ///
    /// # Errors
    /// If the name cannot be that of a key.
    pub fn new(name: &str, seed: &[u8; 32]) -> Result<Signer, AuditError> {
        Signer::of(name, seed, KeyAlgorithm::Ed25519)
    }

    /// The key of a witness of this name, whose signatures are cosignatures.
    ///
    /// # Errors
    /// If the name cannot be that of a key.
    pub fn witness(name: &str, seed: &[u8; 32]) -> Result<Signer, AuditError> {
        Signer::of(name, seed, KeyAlgorithm::Cosignature)
    }

    fn of(name: &str, seed: &[u8; 32], algorithm: KeyAlgorithm) -> Result<Signer, AuditError> {
        let pair = Ed25519KeyPair::from_seed_unchecked(seed);
        let pair = pair.map_err(|_| AuditError::Crypto("the signing key"))?;
        let public = pair.public_key().as_ref().try_into();
        let public = public.map_err(|_| malformed("key", "it is not of Ed25519"))?;
        Ok(Signer { key: VerifierKey::new(name, algorithm, public)?, pair })
    }

    /// What others verify this key's signatures with.
    #[must_use]
    pub fn key(&self) -> &VerifierKey {
        &self.key
    }

    /// Signs the text of a note.
    ///
    /// # Errors
    /// If this is a witness's key, which signs with a time, or the cryptographic library refuses.
    pub fn sign(&self, text: &str) -> Result<Signature, AuditError> {
        if self.key.algorithm() != KeyAlgorithm::Ed25519 {
            return Err(malformed("signing key", "a witness's key cosigns only"));
        }
        Ok(Signature::by(&self.key, self.raw(text.as_bytes())?))
    }

    pub(crate) fn raw(&self, message: &[u8]) -> Result<Vec<u8>, AuditError> {
        let signature = self.pair.try_sign(message).map_err(|_| AuditError::Crypto("to sign"))?;
        Ok(signature.as_ref().to_vec())
    }
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Signer({})", self.key)
    }
}
