//! Opening parts of events with the keys that are still there.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use comity_audit::{
    DataKey, KeyRef, Leaf, Month, NodeKeys, Opened, Place, Request, WRAPPED_BYTES, part_commitment,
};

use super::entry::{Entry, SealedPart};
use super::events::{LogFilter, LoggedEvent, LoggedPart};
use super::files::{self, io};
use super::key_file::SLOT_BYTES;
use super::vault::slots_of;
use crate::StoreError;
use crate::limits::LOG_KEYS_AT_HAND_MAX;

/// Opens parts with the keys that lie on disk at that moment.
pub(super) struct Opener<'a> {
    folder: &'a Path,
    keys: &'a NodeKeys,
    at_hand: HashMap<KeyRef, LoggedPart<DataKey>>,
    /// The slots of the subject that is asked for, by month.
    slots: HashMap<Month, HashSet<u32>>,
}

impl<'a> Opener<'a> {
    pub(super) fn new(folder: &'a Path, keys: &'a NodeKeys) -> Opener<'a> {
        Opener { folder, keys, at_hand: HashMap::new(), slots: HashMap::new() }
    }

    pub(super) fn fits(&mut self, entry: &Entry, filter: &LogFilter) -> Result<bool, StoreError> {
        let leaf = Leaf::decode(&entry.leaf)?;
        let of_kind = filter.kinds.is_empty() || filter.kinds.contains(&leaf.kind);
        let early = filter.from.is_some_and(|from| leaf.time < from);
        let late = filter.until.is_some_and(|until| leaf.time >= until);
        if !of_kind || early || late {
            return Ok(false);
        }
        if let Some(subject) = &filter.subject
            && !self.is_about(entry, subject)?
        {
            return Ok(false);
        }
        let asked = [&filter.actor, &filter.purpose, &filter.case];
        if asked.iter().all(|asked| asked.is_none()) {
            return Ok(true);
        }
        let Some(first) = entry.parts.first() else { return Ok(false) };
        let LoggedPart::Open(request) = self.open::<Request>(entry.seq, 0, first)? else {
            return Ok(false);
        };
        let is = |asked: &Option<String>, said: Option<&str>| {
            asked.as_deref().is_none_or(|asked| said == Some(asked))
        };
        Ok(is(&filter.actor, Some(&request.actor))
            && is(&filter.purpose, request.purpose.as_deref())
            && is(&filter.case, request.case.as_deref()))
    }

    /// Whether a part is sealed under a key of this subject.
    fn is_about(&mut self, entry: &Entry, subject: &str) -> Result<bool, StoreError> {
        for part in entry.parts.iter().skip(1) {
            let month = part.key.month;
            if !self.slots.contains_key(&month) {
                let owner = self.keys.tag(month, subject);
                let slots = slots_of(self.folder, month, &owner)?;
                self.slots.insert(month, slots.into_iter().collect());
            }
            if self.slots.get(&month).is_some_and(|slots| slots.contains(&part.key.slot)) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    pub(super) fn event(&mut self, entry: &Entry) -> Result<LoggedEvent, StoreError> {
        let leaf = Leaf::decode(&entry.leaf)?;
        let mut parts = entry.parts.iter();
        let request = match parts.next() {
            Some(part) => self.open(entry.seq, 0, part)?,
            None => LoggedPart::Damaged,
        };
        let mut concerned = Vec::new();
        for (part, number) in parts.zip(1..) {
            concerned.push(self.open(entry.seq, number, part)?);
        }
        Ok(LoggedEvent { leaf, request, concerned })
    }

    fn open<T: serde::de::DeserializeOwned>(
        &mut self,
        seq: u64,
        number: u32,
        part: &SealedPart,
    ) -> Result<LoggedPart<T>, StoreError> {
        Ok(match self.plain(seq, number, part)? {
            LoggedPart::Open(opened) => {
                serde_json::from_slice(&opened.plain).map_or(LoggedPart::Damaged, LoggedPart::Open)
            }
            LoggedPart::Gone => LoggedPart::Gone,
            LoggedPart::Damaged => LoggedPart::Damaged,
        })
    }

    /// A part's plain text with its salt.
    pub(super) fn plain(
        &mut self,
        seq: u64,
        number: u32,
        part: &SealedPart,
    ) -> Result<LoggedPart<Opened>, StoreError> {
        let key = match self.key(part.key)? {
            LoggedPart::Open(key) => key,
            LoggedPart::Gone => return Ok(LoggedPart::Gone),
            LoggedPart::Damaged => return Ok(LoggedPart::Damaged),
        };
        let place = Place { seq, part: number, key: part.key };
        let opened = key.open(place, part.nonce, &part.sealed).ok();
        let is_it =
            |opened: &Opened| part_commitment(&opened.salt, &opened.plain) == part.commitment;
        Ok(opened.filter(is_it).map_or(LoggedPart::Damaged, LoggedPart::Open))
    }

    /// The key in a slot, if it is still there.
    fn key(&mut self, at: KeyRef) -> Result<&LoggedPart<DataKey>, StoreError> {
        use std::collections::hash_map::Entry as Place;
        if self.at_hand.len() >= LOG_KEYS_AT_HAND_MAX {
            self.at_hand.clear();
        }
        match self.at_hand.entry(at) {
            Place::Occupied(key) => Ok(key.into_mut()),
            Place::Vacant(place) => Ok(place.insert(read_key(self.folder, self.keys, at)?)),
        }
    }
}

/// Reads a key from its slot.
fn read_key(folder: &Path, keys: &NodeKeys, at: KeyRef) -> Result<LoggedPart<DataKey>, StoreError> {
    let path = files::keys(folder, at.month);
    let mut file = match std::fs::File::open(&path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(LoggedPart::Gone),
        other => other.map_err(io(&path))?,
    };
    let mut wrapped = [0; WRAPPED_BYTES];
    let place = u64::from(at.slot) * SLOT_BYTES as u64;
    match files::read_at(&mut file, place, &mut wrapped) {
        // Keys are durable before they are used, so one that is cut off was cut off by somebody.
        Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => {
            return Ok(LoggedPart::Damaged);
        }
        other => other.map_err(io(&path))?,
    }
    if wrapped == [0; WRAPPED_BYTES] {
        return Ok(LoggedPart::Gone);
    }
    let key = keys.wrap_key(at.month)?.unwrap(at.slot, &wrapped);
    Ok(key.map_or(LoggedPart::Damaged, LoggedPart::Open))
}
