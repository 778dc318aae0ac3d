//! The inspector's view: what was logged, opened with the keys that are still there.

use std::collections::VecDeque;
use std::path::Path;

use comity_audit::{Concerned, Kind, Leaf, NodeKeys, Request};
use comity_model::Timestamp;

use super::entries::Entries;
use super::entry::Entry;
use super::files;
use super::head::Head;
use super::journal::{Frames, damaged};
use super::opener::Opener;
use crate::StoreError;
use crate::limits::LOG_EVENTS_SHOWN_MAX;

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

/// Called for each event of a scan.
pub type LogVisitor = Box<dyn FnMut(LoggedEvent) -> Result<(), StoreError> + Send>;

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

/// Visits the events that fit, the oldest first.
pub(super) fn scan(
    folder: &Path,
    head: &Head,
    keys: &NodeKeys,
    filter: &LogFilter,
    mut visitor: LogVisitor,
) -> Result<(), StoreError> {
    let (mut opener, mut entries) = (Opener::new(folder, keys), Entries::new(folder, head));
    let end = filter.before.unwrap_or(head.size).min(head.size);
    for seq in head.first()..end {
        let entry = entries.get(seq)?;
        if opener.fits(&entry, filter)? {
            visitor(opener.event(&entry)?)?;
        }
    }
    Ok(())
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
