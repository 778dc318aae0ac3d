use std::fmt;

use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair as _, UnparsedPublicKey};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use comity_audit::Hash;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::ExchangeError;
use crate::error::malformed;

/// A public key that signatures are verified with (Ed25519).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PublicKey([u8; 32]);

impl PublicKey {
    /// Reads base64url without padding.
    ///
    /// # Errors
    /// If it is anything else, or not 32 bytes.
    pub fn parse(text: &str) -> Result<PublicKey, ExchangeError> {
        let broken = || malformed("public key", "it is 32 bytes in base64url");
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| broken())?;
        bytes.try_into().map(PublicKey).map_err(|_| broken())
    }

    /// What the key is called in signatures: the first bytes of its hash.
    #[must_use]
    pub fn id(&self) -> String {
        self.hash().to_string().chars().take(16).collect()
    }

    /// The hash of its bytes.
    #[must_use]
    pub fn hash(&self) -> Hash {
        Hash::of(&self.0)
    }

    pub(crate) fn fits(&self, message: &[u8], signature: &[u8]) -> bool {
        UnparsedPublicKey::new(&ED25519, self.0).verify(message, signature).is_ok()
    }
}

/// Base64url without padding.
impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&URL_SAFE_NO_PAD.encode(self.0))
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for PublicKey {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for PublicKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<PublicKey, D::Error> {
        let text = String::deserialize(deserializer)?;
        PublicKey::parse(&text).map_err(serde::de::Error::custom)
    }
}

/// A secret key that signs (Ed25519).
pub struct SigningKey {
    pair: Ed25519KeyPair,
    public: PublicKey,
}

impl SigningKey {
    /// The key of a secret seed.
    ///
    /// # Errors
    /// If the cryptographic library refuses it.
    pub fn new(seed: &[u8; 32]) -> Result<SigningKey, ExchangeError> {
        let pair = Ed25519KeyPair::from_seed_unchecked(seed);
        let pair = pair.map_err(|_| ExchangeError::Crypto("the signing key"))?;
        let public = pair.public_key().as_ref().try_into();
        let public = public.map_err(|_| ExchangeError::Crypto("the signing key"))?;
        Ok(SigningKey { pair, public: PublicKey(public) })
    }

    /// What others verify this key's signatures with.
    #[must_use]
    pub fn public(&self) -> PublicKey {
        self.public
    }

    pub(crate) fn sign(&self, message: &[u8]) -> Result<Vec<u8>, ExchangeError> {
        let signature = self.pair.try_sign(message);
        let signature = signature.map_err(|_| ExchangeError::Crypto("to sign"))?;
        Ok(signature.as_ref().to_vec())
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey({})", self.public.id())
    }
}
