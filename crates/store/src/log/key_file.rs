//! The data keys of one month, each in a slot that is overwritten when the key is destroyed, and
//! beside them whose they are.
//!
//! Keys are made and synced ahead of their use, so that using one costs no sync of its own; whose
//! a key became stands in the sealed entry, too, so that file may be behind after a fall.

use std::collections::VecDeque;
use std::fs::File;
use std::path::{Path, PathBuf};

use comity_audit::{DataKey, Month, NONCE_BYTES, NodeKeys, SubjectTag, WRAPPED_BYTES};
use zeroize::Zeroizing;

use super::files::{self, io};
use super::options::LogChance;
use crate::StoreError;
use crate::limits::LOG_KEYS_MADE_AT_ONCE;

/// Bytes of a slot; the rest after the key is spare.
pub(super) const SLOT_BYTES: usize = 64;
/// Bytes of an owner: what the subject's keys are found by.
pub(super) const OWNER_BYTES: usize = 16;

/// Who owns the keys that seal the month's requests: nobody's tag is this one.
pub(super) const MONTH_OWNER: SubjectTag = [0xff; OWNER_BYTES];

pub(super) struct KeyFile {
    month: Month,
    keys: File,
    owners: File,
    paths: (PathBuf, PathBuf),
    /// Slots that have a key.
    made: u32,
    /// The first slot that is nobody's.
    next: u32,
    /// The keys that were made last and are nobody's yet, with their slots.
    fresh: VecDeque<(u32, Zeroizing<[u8; 32]>)>,
    /// Owners that are not written yet, from the slot before `next` backwards.
    unwritten: Vec<SubjectTag>,
}

impl KeyFile {
    /// Opens the keys of a month; the file is made if it is not there.
    pub(super) fn open(folder: &Path, month: Month) -> Result<KeyFile, StoreError> {
        let paths = (files::keys(folder, month), files::owners(folder, month));
        let is_new = !paths.0.exists();
        let (keys, owners) = (files::open(&paths.0)?, files::open(&paths.1)?);
        let slots = |file: &File, path: &Path, bytes: usize| {
            let length = file.metadata().map_err(io(path))?.len();
            Ok::<_, StoreError>(u32::try_from(length / bytes as u64).unwrap_or(u32::MAX))
        };
        let made = slots(&keys, &paths.0, SLOT_BYTES)?;
        let owned = slots(&owners, &paths.1, OWNER_BYTES)?;
        let file = KeyFile {
            month,
            keys,
            owners,
            paths,
            made,
            next: owned,
            fresh: VecDeque::new(),
            unwritten: Vec::new(),
        };
        if is_new {
            files::sync_folder(folder)?;
        }
        Ok(file)
    }

    /// A key that was nobody's and is this subject's from now on.
    pub(super) fn take(
        &mut self,
        owner: SubjectTag,
        node: &NodeKeys,
        chance: &dyn LogChance,
    ) -> Result<(u32, DataKey), StoreError> {
        if self.next >= self.made {
            self.make_more(node, chance)?;
        }
        let slot = self.next;
        while self.fresh.front().is_some_and(|(fresh, _)| *fresh < slot) {
            self.fresh.pop_front();
        }
        let key = match self.fresh.pop_front_if(|(fresh, _)| *fresh == slot) {
            Some((_, bytes)) => DataKey::new(&bytes)?,
            None => self.read(slot, node)?,
        };
        self.next += 1;
        self.unwritten.push(owner);
        Ok((slot, key))
    }

    /// The key in a slot.
    pub(super) fn read(&mut self, slot: u32, node: &NodeKeys) -> Result<DataKey, StoreError> {
        let wrapped = self.wrapped(slot)?;
        Ok(node.wrap_key(self.month)?.unwrap(slot, &wrapped)?)
    }

    /// Writes down whose the keys became that were taken. Not synced.
    pub(super) fn write_owners(&mut self) -> Result<(), StoreError> {
        if self.unwritten.is_empty() {
            return Ok(());
        }
        let count = u32::try_from(self.unwritten.len()).unwrap_or(u32::MAX);
        let at = u64::from(self.next.saturating_sub(count)) * OWNER_BYTES as u64;
        let bytes = self.unwritten.concat();
        files::write_at(&mut self.owners, at, &bytes).map_err(io(&self.paths.1))?;
        self.unwritten.clear();
        Ok(())
    }

    /// Takes note of whose a slot is, as an entry says.
    pub(super) fn restore_owner(&mut self, slot: u32, owner: SubjectTag) -> Result<(), StoreError> {
        let at = u64::from(slot) * OWNER_BYTES as u64;
        files::write_at(&mut self.owners, at, &owner).map_err(io(&self.paths.1))?;
        self.skip_to(slot + 1);
        Ok(())
    }

    /// No slot before this one is given away any more.
    pub(super) fn skip_to(&mut self, slot: u32) {
        self.next = self.next.max(slot);
    }

    /// Whose a slot is; `None` if it is nobody's, or was destroyed.
    pub(super) fn owner(&mut self, slot: u32) -> Result<Option<SubjectTag>, StoreError> {
        let mut owner = [0; OWNER_BYTES];
        let at = u64::from(slot) * OWNER_BYTES as u64;
        match files::read_at(&mut self.owners, at, &mut owner) {
            Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => Ok(None),
            Err(error) => Err(io(&self.paths.1)(error)),
            Ok(()) => Ok((owner != [0; OWNER_BYTES]).then_some(owner)),
        }
    }

    /// Whether a slot's key was destroyed.
    pub(super) fn is_destroyed(&mut self, slot: u32) -> Result<bool, StoreError> {
        Ok(self.wrapped(slot)? == [0; WRAPPED_BYTES])
    }

    /// Overwrites the keys in these slots, and whose they were.
    pub(super) fn destroy(&mut self, slots: &[u32]) -> Result<(), StoreError> {
        let (keys, owners) = (&self.paths.0, &self.paths.1);
        for slot in slots {
            let slot = u64::from(*slot);
            let at = slot * SLOT_BYTES as u64;
            files::write_at(&mut self.keys, at, &[0; SLOT_BYTES]).map_err(io(keys))?;
        }
        // The keys first: an owner of no key is found and destroyed once more, a key of no owner
        // would not be.
        self.keys.sync_data().map_err(io(keys))?;
        for slot in slots {
            let at = u64::from(*slot) * OWNER_BYTES as u64;
            files::write_at(&mut self.owners, at, &[0; OWNER_BYTES]).map_err(io(owners))?;
        }
        self.owners.sync_data().map_err(io(owners))
    }

    /// Overwrites all keys, and whose they were. Who comes after gets a new one.
    pub(super) fn destroy_all(&mut self) -> Result<(), StoreError> {
        let (keys, owners) = (&self.paths.0, &self.paths.1);
        let made = u64::from(self.made);
        self.unwritten.clear();
        self.fresh.clear();
        overwrite(&mut self.keys, made * SLOT_BYTES as u64).map_err(io(keys))?;
        overwrite(&mut self.owners, made * OWNER_BYTES as u64).map_err(io(owners))?;
        self.next = self.made;
        Ok(())
    }

    pub(super) fn sync(&self) -> Result<(), StoreError> {
        self.owners.sync_data().map_err(io(&self.paths.1))
    }

    fn make_more(&mut self, node: &NodeKeys, chance: &dyn LogChance) -> Result<(), StoreError> {
        let wrap = node.wrap_key(self.month)?;
        let count = LOG_KEYS_MADE_AT_ONCE as usize;
        let mut bytes = Zeroizing::new(vec![0; count * (32 + NONCE_BYTES)]);
        chance.fill(&mut bytes)?;
        let (pairs, _) = bytes.as_chunks::<{ 32 + NONCE_BYTES }>();
        let mut slots = Vec::with_capacity(count * SLOT_BYTES);
        let mut fresh = VecDeque::with_capacity(count);
        for (slot, pair) in (self.made..).zip(pairs) {
            let (key, nonce) = pair.split_first_chunk().ok_or(StoreError::Closed)?;
            let nonce = *nonce.first_chunk().ok_or(StoreError::Closed)?;
            slots.extend_from_slice(&wrap.wrap(slot, nonce, key)?);
            slots.resize(slots.len().next_multiple_of(SLOT_BYTES), 0);
            fresh.push_back((slot, Zeroizing::new(*key)));
        }
        let at = u64::from(self.made) * SLOT_BYTES as u64;
        let path = &self.paths.0;
        files::write_at(&mut self.keys, at, &slots).map_err(io(path))?;
        // Invariant: a key is durable before anything is sealed under it.
        self.keys.sync_all().map_err(io(path))?;
        self.made += LOG_KEYS_MADE_AT_ONCE;
        self.fresh = fresh;
        Ok(())
    }

    fn wrapped(&mut self, slot: u32) -> Result<[u8; WRAPPED_BYTES], StoreError> {
        let mut wrapped = [0; WRAPPED_BYTES];
        let at = u64::from(slot) * SLOT_BYTES as u64;
        files::read_at(&mut self.keys, at, &mut wrapped).map_err(io(&self.paths.0))?;
        Ok(wrapped)
    }
}

fn overwrite(file: &mut File, bytes: u64) -> std::io::Result<()> {
    use std::io::{Read as _, Seek as _};
    file.rewind()?;
    std::io::copy(&mut std::io::repeat(0).take(bytes), file)?;
    file.sync_all()
}
