//! The inspector's view: what was logged, opened with the keys that are still there.

use std::collections::{HashMap, HashSet, VecDeque};
use std::path::Path;

use comity_audit::{
    Concerned, DataKey, KeyRef, Kind, Leaf, Month, NodeKeys, Place, Request, WRAPPED_BYTES,
    part_commitment,
};
use comity_model::Timestamp;

use super::entry::{Entry, SealedPart};
use super::files::{self, io};
use super::head::Head;
use super::journal::{Frames, damaged};
use super::key_file::SLOT_BYTES;
use super::vault::slots_of;
use crate::StoreError;
use crate::limits::{LOG_EVENTS_SHOWN_MAX, LOG_KEYS_AT_HAND_MAX};

/// Which events are asked for. What is not set does not restrict.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LogFilter {
    /// By this actor.
    pub actor: Option<String>,
    /// About this subject.
    pub subject: Option<String>,
    /// For this purpose.
    pub purpose: Option<String>,
    /// With this reference to a case.
    pub case: Option<String>,
    /// Of one of these kinds; of any if there are none.
    pub kinds: Vec<Kind>,
    /// At this moment or later.
    pub from: Option<Timestamp>,
    /// Before this moment.
    pub until: Option<Timestamp>,
    /// Before this leaf, so that one page follows another.
    pub before: Option<u64>,
}

/// An event as it was logged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoggedEvent {
    /// Its leaf.
    pub leaf: Leaf,
    /// Who asked, why, and how it ended.
    pub request: LoggedPart<Request>,
    /// Whom or what it was about.
    pub concerned: Vec<LoggedPart<Concerned>>,
}

/// A part of an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LoggedPart<T> {
    /// What it says.
    Open(T),
    /// Its key was destroyed.
    Gone,
    /// It was changed: it does not open with its key, or is not what the leaf commits to.
    Damaged,
}

impl<T> LoggedPart<T> {
    /// What it says, if that can still be read.
    pub fn get(&self) -> Option<&T> {
        match self {
            LoggedPart::Open(value) => Some(value),
            LoggedPart::Gone | LoggedPart::Damaged => None,
        }
    }
}

/// The events that fit, the newest first.
pub(super) fn events(
    folder: &Path,
    head: &Head,
    keys: &NodeKeys,
    filter: &LogFilter,
    limit: usize,
) -> Result<Vec<LoggedEvent>, StoreError> {
    let limit = limit.min(LOG_EVENTS_SHOWN_MAX);
    let mut opener = Opener::new(folder, keys);
    let (mut shown, mut end) = (Vec::new(), head.size);
    for (first, _) in head.files.iter().rev() {
        let wanted = limit - shown.len();
        if wanted == 0 {
            break;
        }
        let range = *first..end.min(filter.before.unwrap_or(end));
        if !range.is_empty() {
            let found = of_file(folder, range, filter, wanted, &mut opener)?;
            for entry in found.into_iter().rev() {
                shown.push(opener.event(&entry)?);
            }
        }
        end = *first;
    }
    Ok(shown)
}

/// The last `wanted` entries of a range that fit. The range begins with a file.
fn of_file(
    folder: &Path,
    range: std::ops::Range<u64>,
    filter: &LogFilter,
    wanted: usize,
    opener: &mut Opener<'_>,
) -> Result<VecDeque<Entry>, StoreError> {
    let frames = Frames::open(&files::journal(folder, range.start))?;
    let mut frames = frames.ok_or_else(|| damaged("the header of a file is cut"))?;
    let mut found = VecDeque::new();
    for seq in range {
        let entry = frames.entry(seq)?;
        if opener.fits(&entry, filter)? {
            if found.len() == wanted {
                found.pop_front();
            }
            found.push_back(entry);
        }
    }
    Ok(found)
}

/// Opens parts with the keys that lie on disk at that moment.
struct Opener<'a> {
    folder: &'a Path,
    keys: &'a NodeKeys,
    at_hand: HashMap<KeyRef, Option<DataKey>>,
    /// The slots of the subject that is asked for, by month.
    slots: HashMap<Month, HashSet<u32>>,
}

impl<'a> Opener<'a> {
    fn new(folder: &'a Path, keys: &'a NodeKeys) -> Opener<'a> {
        Opener { folder, keys, at_hand: HashMap::new(), slots: HashMap::new() }
    }

    fn fits(&mut self, entry: &Entry, filter: &LogFilter) -> Result<bool, StoreError> {
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

    fn event(&mut self, entry: &Entry) -> Result<LoggedEvent, StoreError> {
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
        let Some(key) = self.key(part.key)? else { return Ok(LoggedPart::Gone) };
        let place = Place { seq, part: number, key: part.key };
        let Ok(opened) = key.open(place, part.nonce, &part.sealed) else {
            return Ok(LoggedPart::Damaged);
        };
        if part_commitment(&opened.salt, &opened.plain) != part.commitment {
            return Ok(LoggedPart::Damaged);
        }
        let value = serde_json::from_slice(&opened.plain);
        Ok(value.map_or(LoggedPart::Damaged, LoggedPart::Open))
    }

    /// The key in a slot; `None` if it was destroyed.
    fn key(&mut self, at: KeyRef) -> Result<Option<&DataKey>, StoreError> {
        if self.at_hand.len() >= LOG_KEYS_AT_HAND_MAX {
            self.at_hand.clear();
        }
        if !self.at_hand.contains_key(&at) {
            let key = read_key(self.folder, self.keys, at)?;
            self.at_hand.insert(at, key);
        }
        Ok(self.at_hand.get(&at).and_then(Option::as_ref))
    }
}

/// Reads a key from its slot.
fn read_key(folder: &Path, keys: &NodeKeys, at: KeyRef) -> Result<Option<DataKey>, StoreError> {
    let path = files::keys(folder, at.month);
    let mut file = match std::fs::File::open(&path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        other => other.map_err(io(&path))?,
    };
    let mut wrapped = [0; WRAPPED_BYTES];
    let place = u64::from(at.slot) * SLOT_BYTES as u64;
    match files::read_at(&mut file, place, &mut wrapped) {
        Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => return Ok(None),
        other => other.map_err(io(&path))?,
    }
    if wrapped == [0; WRAPPED_BYTES] {
        return Ok(None);
    }
    Ok(Some(keys.wrap_key(at.month)?.unwrap(at.slot, &wrapped)?))
}
