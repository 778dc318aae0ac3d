use aws_lc_rs::hmac;

use crate::error::AuditError;
use crate::{Hash, limits};

/// Bytes of a salt.
pub const SALT_BYTES: usize = 32;

/// What stands before the commitments of all parts when they are hashed into the leaf's.
const LABEL: &[u8] = b"comity-audit/v1/parts\n";

/// The commitment to one part: without its salt nobody can try texts against it.
#[must_use]
pub fn part_commitment(salt: &[u8; SALT_BYTES], plain: &[u8]) -> Hash {
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, salt), plain);
    let mut hash = [0; 32];
    hash.copy_from_slice(tag.as_ref());
    Hash(hash)
}

/// The leaf's commitment to all its parts in their order. One part may be destroyed with its
/// salt, and the others can still be shown to be what was committed.
///
/// # Errors
/// If there are none, or more parts than an event may have.
pub fn leaf_commitment(parts: &[Hash]) -> Result<Hash, AuditError> {
    let limit = limits::PARTS_PER_EVENT_MAX;
    let count = u32::try_from(parts.len()).ok().filter(|_| parts.len() <= limit);
    let count = count.ok_or(AuditError::TooMany { what: "parts", limit: limit as u64 })?;
    let mut bytes = Vec::with_capacity(LABEL.len() + 4 + parts.len() * Hash::BYTES);
    bytes.extend_from_slice(LABEL);
    bytes.extend_from_slice(&count.to_be_bytes());
    parts.iter().for_each(|part| bytes.extend_from_slice(&part.0));
    Ok(Hash::of(&bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_number_and_salt_of_parts_are_committed_to() {
        let one = part_commitment(&[1; 32], b"one");
        let two = part_commitment(&[2; 32], b"two");
        assert_ne!(one, part_commitment(&[2; 32], b"one"));
        let both = leaf_commitment(&[one, two]).unwrap();
        assert_ne!(both, leaf_commitment(&[two, one]).unwrap());
        assert_ne!(both, leaf_commitment(&[one]).unwrap());
        assert_eq!(both, leaf_commitment(&[one, two]).unwrap());
    }

    #[test]
    fn the_commitment_is_hmac_sha256() {
        // RFC 4231, test case 2, with the key filled up with zeros, which HMAC does by itself.
        let mut salt = [0; 32];
        salt[..4].copy_from_slice(b"Jefe");
        let hash = part_commitment(&salt, b"what do ya want for nothing?");
        let known = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
        assert_eq!(hash.to_string(), known);
    }
}
