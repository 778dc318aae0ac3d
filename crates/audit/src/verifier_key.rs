use std::fmt;

use aws_lc_rs::signature::{ED25519, UnparsedPublicKey};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::Hash;
use crate::error::{AuditError, malformed};
use crate::limits::KEY_NAME_BYTES_MAX;

/// A public key with its name, as notes are verified with (C2SP signed-note).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifierKey {
    name: String,
    id: u32,
    algorithm: KeyAlgorithm,
    public: [u8; 32],
}

/// What a key's signatures are over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyAlgorithm {
    /// The text of the note.
    Ed25519,
    /// A checkpoint and the moment at which a witness saw it.
    Cosignature,
}

impl KeyAlgorithm {
    fn byte(self) -> u8 {
        match self {
            KeyAlgorithm::Ed25519 => 1,
            KeyAlgorithm::Cosignature => 4,
        }
    }
}

impl VerifierKey {
    /// The key of a public key's 32 bytes.
    ///
    /// # Errors
    /// If the name is empty, too long, or has white space, a plus sign or control characters.
    pub fn new(
        name: &str,
        algorithm: KeyAlgorithm,
        public: [u8; 32],
    ) -> Result<VerifierKey, AuditError> {
        check_name(name)?;
        let mut bytes = name.as_bytes().to_vec();
        bytes.extend_from_slice(&[b'\n', algorithm.byte()]);
        bytes.extend_from_slice(&public);
        let [a, b, c, d, ..] = Hash::of(&bytes).0;
        let id = u32::from_be_bytes([a, b, c, d]);
        Ok(VerifierKey { name: name.to_owned(), id, algorithm, public })
    }

    /// Reads `name+id+key`, as such keys are handed around.
    ///
    /// # Errors
    /// If the text is anything else, the id is not the key's, or the algorithm is not known.
    pub fn parse(text: &str) -> Result<VerifierKey, AuditError> {
        let broken = |why| malformed("verifier key", why);
        let mut parts = text.trim().splitn(3, '+');
        let (name, id, key) = (parts.next(), parts.next(), parts.next());
        let (Some(name), Some(id), Some(key)) = (name, id, key) else {
            return Err(broken("it is not `name+id+key`"));
        };
        let key = STANDARD.decode(key).map_err(|_| broken("its last part is not base64"))?;
        let Some((algorithm, public)) = key.split_first() else {
            return Err(broken("it has no key"));
        };
        let algorithm = match algorithm {
            1 => KeyAlgorithm::Ed25519,
            4 => KeyAlgorithm::Cosignature,
            _ => return Err(broken("its algorithm is not known")),
        };
        let public = public.try_into().map_err(|_| broken("its key has not 32 bytes"))?;
        let found = VerifierKey::new(name, algorithm, public)?;
        let same = format!("{:08x}", found.id) == id;
        if same { Ok(found) } else { Err(broken("its id is not that of the key")) }
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The number that signatures of this key carry.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.id
    }

    /// What its signatures are over.
    #[must_use]
    pub fn algorithm(&self) -> KeyAlgorithm {
        self.algorithm
    }

    /// Whether a signature is this key's over a message.
    pub(crate) fn fits(&self, message: &[u8], signature: &[u8]) -> bool {
        UnparsedPublicKey::new(&ED25519, self.public).verify(message, signature).is_ok()
    }
}

/// `name+id+key`.
impl fmt::Display for VerifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut key = vec![self.algorithm.byte()];
        key.extend_from_slice(&self.public);
        write!(f, "{}+{:08x}+{}", self.name, self.id, STANDARD.encode(key))
    }
}

/// The name of a key, and the origin of a log.
pub(crate) fn check_name(name: &str) -> Result<(), AuditError> {
    let broken = |c: char| c == '+' || c.is_whitespace() || c.is_control();
    if name.is_empty() || name.len() > KEY_NAME_BYTES_MAX {
        Err(malformed("name of a key", "it is empty or longer than 255 bytes"))
    } else if name.contains(broken) {
        Err(malformed("name of a key", "it has white space, a plus sign or control characters"))
    } else {
        Ok(())
    }
}
