//! One event as it lies in a file of the log.

use comity_audit::{Hash, KeyRef, Month, NONCE_BYTES};

use crate::StoreError;

/// The leaf and the sealed parts of one event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) seq: u64,
    /// The leaf's bytes.
    pub(super) leaf: Vec<u8>,
    pub(super) parts: Vec<SealedPart>,
}

/// One part: its commitment, which anybody may see, and its box.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SealedPart {
    pub(super) commitment: Hash,
    pub(super) key: KeyRef,
    pub(super) nonce: [u8; NONCE_BYTES],
    pub(super) sealed: Vec<u8>,
}

impl Entry {
    /// Writes the entry to the end of a buffer.
    pub(super) fn encode(&self, bytes: &mut Vec<u8>) {
        bytes.extend_from_slice(&self.seq.to_le_bytes());
        put(bytes, &self.leaf);
        for part in &self.parts {
            bytes.extend_from_slice(&part.commitment.0);
            bytes.extend_from_slice(&part.key.month.number().to_le_bytes());
            bytes.extend_from_slice(&part.key.slot.to_le_bytes());
            bytes.extend_from_slice(&part.nonce);
            put(bytes, &part.sealed);
        }
    }

    pub(super) fn decode(bytes: &[u8]) -> Result<Entry, StoreError> {
        let broken = || StoreError::LogDamaged("an entry is not in its form".to_owned());
        decode(bytes).ok_or_else(broken)
    }
}

fn decode(bytes: &[u8]) -> Option<Entry> {
    let (seq, mut rest) = bytes.split_first_chunk()?;
    let leaf = take(&mut rest)?.to_vec();
    let mut parts = Vec::new();
    while !rest.is_empty() {
        parts.push(part(&mut rest)?);
    }
    Some(Entry { seq: u64::from_le_bytes(*seq), leaf, parts })
}

fn part(rest: &mut &[u8]) -> Option<SealedPart> {
    let commitment = Hash(fixed(rest)?);
    let month = Month::from_number(u32::from_le_bytes(fixed(rest)?));
    let slot = u32::from_le_bytes(fixed(rest)?);
    let nonce = fixed(rest)?;
    let sealed = take(rest)?.to_vec();
    Some(SealedPart { commitment, key: KeyRef { month, slot }, nonce, sealed })
}

fn put(bytes: &mut Vec<u8>, run: &[u8]) {
    // A frame's own limit keeps every run far below four gigabytes.
    bytes.extend_from_slice(&u32::try_from(run.len()).unwrap_or(u32::MAX).to_le_bytes());
    bytes.extend_from_slice(run);
}

fn take<'a>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
    let length = u32::from_le_bytes(fixed(rest)?);
    let (run, after) = rest.split_at_checked(usize::try_from(length).ok()?)?;
    *rest = after;
    Some(run)
}

fn fixed<const N: usize>(rest: &mut &[u8]) -> Option<[u8; N]> {
    let (run, after) = rest.split_first_chunk()?;
    *rest = after;
    Some(*run)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_comes_back() {
        let key = KeyRef { month: Month::from_number(24_322), slot: 9 };
        let part = SealedPart {
            commitment: Hash([1; 32]),
            key,
            nonce: [2; NONCE_BYTES],
            sealed: vec![3; 40],
        };
        let entry = Entry { seq: 7, leaf: b"leaf".to_vec(), parts: vec![part.clone(), part] };
        let mut bytes = Vec::new();
        entry.encode(&mut bytes);
        assert_eq!(Entry::decode(&bytes).unwrap(), entry);
        assert!(Entry::decode(&bytes[..bytes.len() - 1]).is_err());
        assert!(Entry::decode(&[0; 4]).is_err());
    }
}
