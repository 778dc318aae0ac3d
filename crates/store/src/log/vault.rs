//! The data keys that the writer seals under: those of the subjects that came up lately are kept
//! at hand, and whoever comes up anew gets another one.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use comity_audit::{DataKey, KeyRef, Month, NodeKeys, SubjectTag};

use super::files;
use super::key_file::{KeyFile, MONTH_OWNER, OWNER_BYTES};
use super::options::LogChance;
use crate::StoreError;
use crate::limits::{LOG_KEY_FILES_OPEN_MAX, LOG_KEYS_AT_HAND_MAX};

type AtHand = HashMap<(Month, SubjectTag), (KeyRef, Arc<DataKey>)>;

pub(super) struct Vault {
    pub(super) folder: PathBuf,
    node: Arc<NodeKeys>,
    chance: Arc<dyn LogChance>,
    files: HashMap<Month, KeyFile>,
    /// The keys used lately, and those used before these.
    lately: AtHand,
    before: AtHand,
}

impl Vault {
    pub(super) fn new(folder: &Path, node: Arc<NodeKeys>, chance: Arc<dyn LogChance>) -> Vault {
        Vault {
            folder: folder.to_owned(),
            node,
            chance,
            files: HashMap::new(),
            lately: HashMap::new(),
            before: HashMap::new(),
        }
    }

    /// The key for a part: the subject's, or the month's own.
    pub(super) fn key(
        &mut self,
        month: Month,
        subject: Option<&str>,
    ) -> Result<(KeyRef, Arc<DataKey>), StoreError> {
        let owner = subject.map_or(MONTH_OWNER, |subject| self.node.tag(month, subject));
        let at = (month, owner);
        if let Some(found) = self.lately.get(&at) {
            return Ok(found.clone());
        }
        let found = match self.before.get(&at) {
            Some(found) => found.clone(),
            None => {
                let (node, chance) = (Arc::clone(&self.node), Arc::clone(&self.chance));
                let (slot, key) = self.file(month)?.take(owner, &node, &*chance)?;
                (KeyRef { month, slot }, Arc::new(key))
            }
        };
        if self.lately.len() >= LOG_KEYS_AT_HAND_MAX {
            self.before = std::mem::take(&mut self.lately);
        }
        self.lately.insert(at, found.clone());
        Ok(found)
    }

    /// Writes down whose keys were taken. Not synced.
    pub(super) fn write_owners(&mut self) -> Result<(), StoreError> {
        self.files.values_mut().try_for_each(KeyFile::write_owners)
    }

    pub(super) fn sync(&self) -> Result<(), StoreError> {
        self.files.values().try_for_each(KeyFile::sync)
    }

    /// The file of a month, which is made if it is not there.
    pub(super) fn file(&mut self, month: Month) -> Result<&mut KeyFile, StoreError> {
        use std::collections::hash_map::Entry;
        if self.files.len() >= LOG_KEY_FILES_OPEN_MAX && !self.files.contains_key(&month) {
            self.write_owners()?;
            self.sync()?;
            self.files.clear();
        }
        match self.files.entry(month) {
            Entry::Occupied(file) => Ok(file.into_mut()),
            Entry::Vacant(place) => Ok(place.insert(KeyFile::open(&self.folder, month)?)),
        }
    }

    /// Destroys all keys of a subject, of all months, and says how many there were.
    pub(super) fn destroy_subject(&mut self, subject: &str) -> Result<u64, StoreError> {
        let mut destroyed = 0;
        for month in files::key_months(&self.folder)? {
            let owner = self.node.tag(month, subject);
            self.lately.remove(&(month, owner));
            self.before.remove(&(month, owner));
            let folder = self.folder.clone();
            let file = self.file(month)?;
            file.write_owners()?;
            let slots = slots_of(&folder, month, &owner)?;
            if !slots.is_empty() {
                file.destroy(&slots)?;
                destroyed += slots.len() as u64;
            }
        }
        Ok(destroyed)
    }

    /// Destroys all keys of a month; false if it had none.
    pub(super) fn destroy_month(&mut self, month: Month) -> Result<bool, StoreError> {
        self.forget(month);
        let is_there = files::keys(&self.folder, month).exists();
        if is_there {
            self.file(month)?.destroy_all()?;
        }
        Ok(is_there)
    }

    /// Destroys all keys of a month, and removes the files that held them.
    pub(super) fn expire(&mut self, month: Month) -> Result<(), StoreError> {
        self.forget(month);
        self.files.remove(&month);
        files::shred(&files::keys(&self.folder, month))?;
        files::shred(&files::owners(&self.folder, month))
    }

    fn forget(&mut self, month: Month) {
        self.lately.retain(|(of, _), _| *of != month);
        self.before.retain(|(of, _), _| *of != month);
    }
}

/// The slots of a month that are a subject's.
pub(super) fn slots_of(
    folder: &Path,
    month: Month,
    owner: &SubjectTag,
) -> Result<Vec<u32>, StoreError> {
    use std::io::Read as _;
    let path = files::owners(folder, month);
    let file = match std::fs::File::open(&path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        other => other.map_err(files::io(&path))?,
    };
    let mut from = std::io::BufReader::with_capacity(OWNER_BYTES * 4_096, file);
    let (mut slots, mut at, mut found) = (Vec::new(), 0, [0; OWNER_BYTES]);
    loop {
        match from.read_exact(&mut found) {
            Ok(()) if found == *owner => slots.push(at),
            Ok(()) => {}
            Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => return Ok(slots),
            Err(error) => return Err(files::io(&path)(error)),
        }
        at += 1;
    }
}
