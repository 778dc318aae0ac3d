//! One file of the log: a header, then batches, each of entries and the signed checkpoint that
//! covers them.

use std::fs::File;
use std::io::{BufReader, Read as _, Take};
use std::path::{Path, PathBuf};

use comity_audit::{Frontier, Hash, Month};
use serde::{Deserialize, Serialize};

use super::entry::Entry;
use super::files::{self, io};
use super::frame::{self, Found, FrameKind};
use super::medium::Medium;
use crate::StoreError;
use crate::limits::{LOG_ROOM_BYTES_MAX, LOG_ROOM_BYTES_MIN};

/// What a file knows of all before it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Header {
    /// The version of this form.
    v: u32,
    pub(super) origin: String,
    /// The number of the first leaf.
    pub(super) first: u64,
    /// The month of its events.
    month: u32,
    /// The right edge of the tree before it.
    frontier: Vec<Hash>,
    /// The signed checkpoint before it; none in the first file.
    pub(super) checkpoint: Option<String>,
    /// The last generation of the store that an event before it names.
    pub(super) generation: Option<u64>,
}

/// The version that this code writes and reads.
const VERSION: u32 = 1;

impl Header {
    pub(super) fn new(origin: &str, month: Month, frontier: &Frontier) -> Header {
        Header {
            v: VERSION,
            origin: origin.to_owned(),
            first: frontier.size(),
            month: month.number(),
            frontier: frontier.nodes().to_vec(),
            checkpoint: None,
            generation: None,
        }
    }

    pub(super) fn month(&self) -> Month {
        Month::from_number(self.month)
    }

    pub(super) fn frontier(&self) -> Result<Frontier, StoreError> {
        let frontier = Frontier::of(self.first, self.frontier.clone());
        frontier.ok_or_else(|| damaged("the header of a file states another tree"))
    }
}

/// The file that events are added to.
pub(super) struct Journal {
    pub(super) path: PathBuf,
    pub(super) header: Header,
    pub(super) bytes: u64,
    /// How many bytes the file has on disk: those that count, and zeros after them. Writing over
    /// zeros makes the file no longer, so a sync of it has half as much to do.
    room: u64,
    medium: Box<dyn Medium>,
}

impl Journal {
    /// Begins a new file. One that is there was begun and holds nothing that counts.
    pub(super) fn create(folder: &Path, header: Header) -> Result<Journal, StoreError> {
        let path = files::journal(folder, header.first);
        let mut file = files::open(&path)?;
        let payload = serde_json::to_vec(&header)
            .map_err(|_| damaged("the header of a file cannot be written"))?;
        let mut bytes = Vec::new();
        let framed = frame::put(&mut bytes, FrameKind::Header, |to| to.extend(&payload));
        framed.map_err(io(&path))?;
        let written = file
            .set_len(0)
            .and_then(|()| files::write_at(&mut file, 0, &bytes))
            .and_then(|()| file.sync_all());
        written.map_err(io(&path))?;
        files::sync_folder(folder)?;
        let length = bytes.len() as u64;
        Ok(Journal { path, header, bytes: length, room: length, medium: Box::new(file) })
    }

    /// Goes on in a file of which so many bytes count.
    pub(super) fn resume(path: PathBuf, header: Header, bytes: u64) -> Result<Journal, StoreError> {
        let file = files::open(&path)?;
        if file.metadata().map_err(io(&path))?.len() > bytes {
            file.set_len(bytes).and_then(|()| file.sync_all()).map_err(io(&path))?;
        }
        Ok(Journal { path, header, bytes, room: bytes, medium: Box::new(file) })
    }

    pub(super) fn append(&mut self, bytes: &[u8]) -> Result<(), StoreError> {
        let end = self.bytes + bytes.len() as u64;
        if end > self.room {
            self.make_room(end)?;
        }
        self.medium.append(self.bytes, bytes).map_err(io(&self.path))
    }

    /// Returns when what was appended is durable.
    pub(super) fn sync(&mut self) -> Result<(), StoreError> {
        self.medium.sync().map_err(io(&self.path))
    }

    /// Writes zeros ahead, about as many as there are bytes. That the disk has no room for them is
    /// no fault yet: what is appended then makes the file longer by itself.
    fn make_room(&mut self, end: u64) -> Result<(), StoreError> {
        let more = self.bytes.clamp(LOG_ROOM_BYTES_MIN, LOG_ROOM_BYTES_MAX);
        let zeros = vec![0; usize::try_from(end - self.bytes + more).unwrap_or(0)];
        let made = self.medium.append(self.bytes, &zeros).and_then(|()| self.medium.sync());
        match made.map_err(io(&self.path)) {
            Ok(()) => self.room = end + more,
            Err(StoreError::DiskFull) => self.cut()?,
            Err(error) => return Err(error),
        }
        Ok(())
    }

    /// Cuts off the zeros at the end, when nothing follows any more.
    pub(super) fn close(&mut self) -> Result<(), StoreError> {
        if self.room > self.bytes {
            self.room = self.bytes;
            self.cut()?;
        }
        Ok(())
    }

    /// From now on these bytes count, too.
    pub(super) fn keep(&mut self, bytes: u64) {
        self.bytes += bytes;
    }

    /// Cuts off what was appended and does not count.
    pub(super) fn cut(&mut self) -> Result<(), StoreError> {
        self.room = self.bytes;
        self.medium.cut(self.bytes).map_err(io(&self.path))
    }

    #[cfg(test)]
    pub(super) fn set_medium(&mut self, medium: Box<dyn Medium>) {
        self.medium = medium;
    }
}

/// A file of the log as it is read from its beginning.
pub(super) struct Frames {
    path: PathBuf,
    from: BufReader<Take<File>>,
    pub(super) header: Header,
    /// Where the frame that was read last ends.
    pub(super) at: u64,
    pub(super) payload: Vec<u8>,
}

impl Frames {
    /// Opens a file; `None` if not even its header was written whole.
    pub(super) fn open(path: &Path) -> Result<Option<Frames>, StoreError> {
        Frames::open_to(path, u64::MAX)
    }

    /// As [`Frames::open`], as if the file ended after so many bytes.
    pub(super) fn open_to(path: &Path, bytes: u64) -> Result<Option<Frames>, StoreError> {
        let file = File::open(path).map_err(io(path))?;
        let mut from = BufReader::with_capacity(256 * 1024, file.take(bytes));
        let mut payload = Vec::new();
        let found = frame::next(&mut from, &mut payload).map_err(io(path))?;
        let Found::Frame(FrameKind::Header, at) = found else { return Ok(None) };
        let header: Header = serde_json::from_slice(&payload)
            .map_err(|_| damaged("the header of a file is not in its form"))?;
        if header.v != VERSION {
            let (found, known) = (header.v, VERSION);
            return Err(StoreError::Newer { found, known });
        }
        Ok(Some(Frames { path: path.to_owned(), from, header, at, payload }))
    }

    /// Reads the next frame into `payload`.
    pub(super) fn next(&mut self) -> Result<Found, StoreError> {
        let found = frame::next(&mut self.from, &mut self.payload).map_err(io(&self.path))?;
        if let Found::Frame(_, bytes) = found {
            self.at += bytes;
        }
        Ok(found)
    }

    /// Reads the next entry, which is the leaf of this number.
    pub(super) fn entry(&mut self, seq: u64) -> Result<Entry, StoreError> {
        loop {
            match self.next()? {
                Found::Frame(FrameKind::Entry, _) => break,
                Found::Frame(..) => {}
                Found::End | Found::Broken => {
                    return Err(damaged(format!("leaf {seq} is missing or changed in its file")));
                }
            }
        }
        let entry = Entry::decode(&self.payload)?;
        let is_it = entry.seq == seq;
        if is_it { Ok(entry) } else { Err(damaged(format!("leaf {seq} is not in its place"))) }
    }
}

/// The files of a log with their first leaves, in their order.
pub(super) fn list(folder: &Path) -> Result<Vec<(u64, PathBuf)>, StoreError> {
    let names = files::names(folder)?;
    let numbers = names.iter().filter_map(|name| files::journal_first(name));
    let mut list: Vec<_> = numbers.map(|first| (first, files::journal(folder, first))).collect();
    list.sort_unstable();
    Ok(list)
}

pub(super) fn damaged(why: impl Into<String>) -> StoreError {
    StoreError::LogDamaged(why.into())
}
