use std::fmt;

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use zeroize::Zeroizing;

use crate::commitment::SALT_BYTES;
use crate::error::AuditError;
use crate::{KeyRef, Month};

/// Bytes of a nonce.
pub const NONCE_BYTES: usize = 12;
/// Bytes of a data key as it is kept: nonce, key and tag.
pub const WRAPPED_BYTES: usize = NONCE_BYTES + 32 + 16;

/// The key that seals the parts of one subject, or the requests, of one month (AES-256-GCM).
pub struct DataKey(LessSafeKey);

/// Where a sealed part stands. It is bound into the box, so that no box can be moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The leaf.
    pub seq: u64,
    /// Which part of it.
    pub part: u32,
    /// The key that it is sealed under.
    pub key: KeyRef,
}

/// What was in a box.
pub struct Opened {
    /// The salt of the part's commitment.
    pub salt: [u8; SALT_BYTES],
    /// The part's plain text.
    pub plain: Vec<u8>,
}

impl DataKey {
    /// The key of these bytes.
    ///
    /// # Errors
    /// If the cryptographic library refuses it.
    pub fn new(bytes: &[u8; 32]) -> Result<DataKey, AuditError> {
        let key = UnboundKey::new(&AES_256_GCM, bytes);
        key.map(|key| DataKey(LessSafeKey::new(key))).map_err(|_| AuditError::Crypto("a key"))
    }

    /// Seals a part with its salt. A nonce must never be used twice with one key.
    ///
    /// # Errors
    /// If the cryptographic library refuses.
    pub fn seal(
        &self,
        place: Place,
        nonce: [u8; NONCE_BYTES],
        salt: &[u8; SALT_BYTES],
        plain: &[u8],
    ) -> Result<Vec<u8>, AuditError> {
        let mut sealed = Vec::with_capacity(SALT_BYTES + plain.len() + AES_256_GCM.tag_len());
        sealed.extend_from_slice(salt);
        sealed.extend_from_slice(plain);
        let nonce = Nonce::assume_unique_for_key(nonce);
        let done = self.0.seal_in_place_append_tag(nonce, Aad::from(place.bytes()), &mut sealed);
        done.map(|()| sealed).map_err(|_| AuditError::Crypto("to seal"))
    }

    /// Opens a box.
    ///
    /// # Errors
    /// [`AuditError::Sealed`] if it was changed, moved, or sealed under another key.
    pub fn open(
        &self,
        place: Place,
        nonce: [u8; NONCE_BYTES],
        sealed: &[u8],
    ) -> Result<Opened, AuditError> {
        let mut bytes = Zeroizing::new(sealed.to_vec());
        let nonce = Nonce::assume_unique_for_key(nonce);
        let opened = self.0.open_in_place(nonce, Aad::from(place.bytes()), &mut bytes);
        let opened = opened.map_err(|_| AuditError::Sealed)?;
        let (salt, plain) = opened.split_first_chunk().ok_or(AuditError::Sealed)?;
        Ok(Opened { salt: *salt, plain: plain.to_vec() })
    }
}

impl fmt::Debug for DataKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DataKey")
    }
}

impl Place {
    fn bytes(self) -> [u8; 40] {
        let mut bytes = [0; 40];
        let text = b"comity-audit/v1/part";
        let numbers = [self.key.month.number(), self.key.slot, self.part];
        let fields = text.iter().copied().chain(self.seq.to_be_bytes());
        let fields = fields.chain(numbers.into_iter().flat_map(u32::to_be_bytes));
        bytes.iter_mut().zip(fields).for_each(|(byte, field)| *byte = field);
        bytes
    }
}

/// The node's key over the data keys of one month.
pub struct WrapKey {
    key: LessSafeKey,
    month: Month,
}

impl WrapKey {
    pub(crate) fn new(bytes: &[u8; 32], month: Month) -> Result<WrapKey, AuditError> {
        let key = UnboundKey::new(&AES_256_GCM, bytes).map_err(|_| AuditError::Crypto("a key"))?;
        Ok(WrapKey { key: LessSafeKey::new(key), month })
    }

    /// A data key as it is kept.
    ///
    /// # Errors
    /// If the cryptographic library refuses.
    pub fn wrap(
        &self,
        slot: u32,
        nonce: [u8; NONCE_BYTES],
        key: &[u8; 32],
    ) -> Result<[u8; WRAPPED_BYTES], AuditError> {
        let mut sealed = Zeroizing::new(*key);
        let bound = Nonce::assume_unique_for_key(nonce);
        let aad = Aad::from(self.place(slot));
        let tag = self.key.seal_in_place_separate_tag(bound, aad, sealed.as_mut_slice());
        let tag = tag.map_err(|_| AuditError::Crypto("to seal"))?;
        let mut wrapped = [0; WRAPPED_BYTES];
        let all = nonce.iter().chain(sealed.iter()).chain(tag.as_ref());
        wrapped.iter_mut().zip(all).for_each(|(byte, from)| *byte = *from);
        Ok(wrapped)
    }

    /// The data key of what is kept.
    ///
    /// # Errors
    /// [`AuditError::Sealed`] if it was changed, destroyed, or is another node's.
    pub fn unwrap(&self, slot: u32, wrapped: &[u8; WRAPPED_BYTES]) -> Result<DataKey, AuditError> {
        let (nonce, sealed) = wrapped.split_first_chunk().ok_or(AuditError::Sealed)?;
        let mut bytes = Zeroizing::new(sealed.to_vec());
        let nonce = Nonce::assume_unique_for_key(*nonce);
        let opened = self.key.open_in_place(nonce, Aad::from(self.place(slot)), &mut bytes);
        let opened = opened.map_err(|_| AuditError::Sealed)?;
        DataKey::new((&*opened).try_into().map_err(|_| AuditError::Sealed)?)
    }

    fn place(&self, slot: u32) -> [u8; 8] {
        let both = u64::from(self.month.number()) << 32 | u64::from(slot);
        both.to_be_bytes()
    }
}

impl fmt::Debug for WrapKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "WrapKey({})", self.month)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NONCE: [u8; NONCE_BYTES] = [5; NONCE_BYTES];

    fn place() -> Place {
        Place { seq: 3, part: 1, key: KeyRef { month: Month::from_number(24_322), slot: 9 } }
    }

    #[test]
    fn a_box_opens_in_its_place_only() {
        let key = DataKey::new(&[7; 32]).unwrap();
        let sealed = key.seal(place(), NONCE, &[1; 32], b"made up").unwrap();
        let opened = key.open(place(), NONCE, &sealed).unwrap();
        assert_eq!((opened.salt, opened.plain.as_slice()), ([1; 32], &b"made up"[..]));
        let slot = KeyRef { slot: 8, ..place().key };
        let month = KeyRef { month: Month::from_number(24_323), ..place().key };
        for elsewhere in [
            Place { seq: 4, ..place() },
            Place { part: 0, ..place() },
            Place { key: slot, ..place() },
            Place { key: month, ..place() },
        ] {
            assert!(key.open(elsewhere, NONCE, &sealed).is_err());
        }
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert!(key.open(place(), NONCE, &changed).is_err());
        }
        assert!(DataKey::new(&[8; 32]).unwrap().open(place(), NONCE, &sealed).is_err());
        assert!(key.open(place(), NONCE, b"short").is_err());
    }

    #[test]
    fn a_data_key_comes_back_from_its_own_slot_only() {
        let month = Month::from_number(24_322);
        let wrap = WrapKey::new(&[3; 32], month).unwrap();
        let wrapped = wrap.wrap(2, NONCE, &[7; 32]).unwrap();
        let key = wrap.unwrap(2, &wrapped).unwrap();
        let sealed = DataKey::new(&[7; 32]).unwrap().seal(place(), NONCE, &[1; 32], b"x").unwrap();
        assert!(key.open(place(), NONCE, &sealed).is_ok());
        assert!(wrap.unwrap(3, &wrapped).is_err());
        assert!(wrap.unwrap(2, &[0; WRAPPED_BYTES]).is_err());
        let other = WrapKey::new(&[3; 32], Month::from_number(24_323)).unwrap();
        assert!(other.unwrap(2, &wrapped).is_err());
    }
}
