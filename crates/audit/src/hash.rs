use std::fmt;

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::error::{AuditError, malformed};

/// A SHA-256 hash: of a leaf, of a node of the tree, of a policy.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hash(pub [u8; 32]);

impl Hash {
    /// How many bytes it has.
    pub const BYTES: usize = 32;

    /// The plain SHA-256 of some bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Hash {
        let mut hash = [0; 32];
        hash.copy_from_slice(digest(&SHA256, bytes).as_ref());
        Hash(hash)
    }

    /// The hash of a leaf of the tree (RFC 6962): told apart from a node's by its first byte.
    #[must_use]
    pub fn leaf(leaf: &[u8]) -> Hash {
        let mut bytes = Vec::with_capacity(leaf.len().saturating_add(1));
        bytes.push(0);
        bytes.extend_from_slice(leaf);
        Hash::of(&bytes)
    }

    /// The hash of a node of the tree over its two sides (RFC 6962).
    #[must_use]
    pub fn node(left: &Hash, right: &Hash) -> Hash {
        let mut bytes = [1; 65];
        let (_, sides) = bytes.split_at_mut(1);
        let (one, other) = sides.split_at_mut(32);
        one.copy_from_slice(&left.0);
        other.copy_from_slice(&right.0);
        Hash::of(&bytes)
    }

    /// The root of the tree without leaves.
    #[must_use]
    pub fn empty() -> Hash {
        Hash::of(&[])
    }

    /// Reads lower-case hex.
    ///
    /// # Errors
    /// If the text is anything else.
    pub fn from_hex(text: &str) -> Result<Hash, AuditError> {
        let bytes = crate::hex::decode(text).and_then(|bytes| bytes.try_into().ok());
        bytes.map(Hash).ok_or_else(|| malformed("hash", "it is 64 lower-case hex digits"))
    }

    /// Reads base64, as checkpoints and proofs are written.
    ///
    /// # Errors
    /// If the text is anything else.
    pub fn from_base64(text: &str) -> Result<Hash, AuditError> {
        let bytes = STANDARD.decode(text).ok().and_then(|bytes| bytes.try_into().ok());
        bytes.map(Hash).ok_or_else(|| malformed("hash", "it is 32 bytes in base64"))
    }

    /// In base64, as checkpoints and proofs are written.
    #[must_use]
    pub fn to_base64(self) -> String {
        STANDARD.encode(self.0)
    }
}

/// Lower-case hex.
impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&crate::hex::encode(&self.0))
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Hash {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&crate::hex::encode(&self.0))
    }
}

impl<'de> Deserialize<'de> for Hash {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Hash, D::Error> {
        let text = String::deserialize(deserializer)?;
        Hash::from_hex(&text).map_err(serde::de::Error::custom)
    }
}
