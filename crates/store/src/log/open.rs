//! Opening a log: what was acknowledged is there, what was not is cut off, and what was changed
//! is refused.

use std::fs::File;
use std::path::Path;
use std::sync::{Arc, Mutex};

use comity_audit::tile::level_size;
use comity_audit::{
    Checkpoint, Concerned, Frontier, Hash, Month, Place, Tiles as _, VerifierKey, proof,
};

use super::entry::Entry;
use super::files::{self, io};
use super::head::Head;
use super::journal::{self, Header, Journal, damaged};
use super::levels::{Added, LevelReader, Levels};
use super::options::{LogAnchor, LogOptions};
use super::replay::{Replayed, Watch, commits_after, replay};
use super::vault::Vault;
use super::writer::Writer;
use crate::StoreError;

/// The writer of the log in a folder, which is made if it is not there.
pub(super) fn open(folder: &Path, options: LogOptions) -> Result<(Writer, File), StoreError> {
    files::create_folder(folder)?;
    let lock = lock(folder)?;
    let signer = options.keys.signer(&options.origin)?;
    let mut vault = Vault::new(folder, Arc::clone(&options.keys), Arc::clone(&options.chance));
    let mut list = journal::list(folder)?;
    let mut tail = Tail { vault: &mut vault, options: &options, added: Added::default() };
    // A file whose header was not written whole holds nothing, and the one before it is the last.
    let mut last = None;
    while let Some((_, path)) = list.last() {
        last = replay(path, u64::MAX, signer.key(), &mut tail)?.map(|found| (path.clone(), found));
        if last.is_some() {
            break;
        }
        if !commits_after(path, 0, &options.origin)?.is_empty() {
            return Err(damaged(format!("the header of `{}` was changed", path.display())));
        }
        std::fs::remove_file(path).map_err(io(path))?;
        list.pop();
    }
    let Tail { added, .. } = tail;
    let (path, found) = match last {
        Some(last) => last,
        None => begin(folder, &options)?,
    };
    let mut levels = Levels::open(folder, found.frontier.size())?;
    restore_levels(folder, &mut levels, &found, &added)?;
    let files = months(folder)?;
    let head = Head {
        size: found.frontier.size(),
        root: found.frontier.root(),
        checkpoint: found.checkpoint.as_deref().map(Arc::from),
        generation: found.generation,
        files,
        bytes: found.bytes,
    };
    check_known(folder, &head, &options, signer.key())?;
    let journal = Journal::resume(path, found.header, found.bytes)?;
    let writer = Writer {
        folder: folder.to_owned(),
        options,
        signer,
        journal,
        levels,
        vault,
        frontier: found.frontier,
        head: Arc::new(Mutex::new(Arc::new(head))),
        file_began: None,
        stopped: None,
    };
    Ok((writer, lock))
}

fn lock(folder: &Path) -> Result<File, StoreError> {
    let path = files::lock(folder);
    let file = files::open(&path)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(std::fs::TryLockError::WouldBlock) => Err(StoreError::Locked(folder.to_owned())),
        Err(std::fs::TryLockError::Error(error)) => Err(io(&path)(error)),
    }
}

/// The first file of a new log. Its month is nobody's, so that the first event begins another.
fn begin(
    folder: &Path,
    options: &LogOptions,
) -> Result<(std::path::PathBuf, Replayed), StoreError> {
    let tiles = std::fs::metadata(files::level(folder, 0));
    if tiles.is_ok_and(|tiles| tiles.len() > 0) {
        return Err(damaged("its files are missing"));
    }
    let frontier = Frontier::new();
    let header = Header::new(&options.origin, Month::from_number(0), &frontier);
    let Journal { path, header, bytes, .. } = Journal::create(folder, header)?;
    let found = Replayed { header, frontier, checkpoint: None, generation: None, bytes };
    Ok((path, found))
}

/// The files with their months, by their first leaf.
fn months(folder: &Path) -> Result<Arc<[(u64, Month)]>, StoreError> {
    let mut months = Vec::new();
    for (first, path) in journal::list(folder)? {
        let frames = journal::Frames::open(&path)?;
        let frames = frames.ok_or_else(|| damaged(format!("the file of leaf {first} is cut")))?;
        months.push((first, frames.header.month()));
    }
    Ok(months.into())
}

/// What the last file says beyond itself: hashes of tiles, and whose data keys are.
struct Tail<'a> {
    vault: &'a mut Vault,
    options: &'a LogOptions,
    added: Added,
}

impl Watch for Tail<'_> {
    fn entry(&mut self, entry: &Entry) -> Result<(), StoreError> {
        for (part, number) in entry.parts.iter().zip(0..) {
            let (month, slot) = (part.key.month, part.key.slot);
            if !files::keys(&self.vault.folder, month).exists() {
                continue;
            }
            let keys = Arc::clone(&self.options.keys);
            let file = self.vault.file(month)?;
            file.skip_to(slot.saturating_add(1));
            if file.owner(slot)?.is_some() || file.is_destroyed(slot)? {
                continue;
            }
            let place = Place { seq: entry.seq, part: number, key: part.key };
            let opened = file.read(slot, &keys)?.open(place, part.nonce, &part.sealed)?;
            let owner = if number == 0 {
                super::key_file::MONTH_OWNER
            } else {
                let concerned: Concerned = serde_json::from_slice(&opened.plain)
                    .map_err(|_| damaged(format!("a part of leaf {} is no JSON", entry.seq)))?;
                keys.tag(month, &concerned.subject)
            };
            file.restore_owner(slot, owner)?;
        }
        Ok(())
    }

    fn hash(&mut self, level: u8, hash: Hash) {
        self.added.push(level, hash);
    }
}

/// Makes the tiles of the last file's leaves again, and checks those before it by their root.
fn restore_levels(
    folder: &Path,
    levels: &mut Levels,
    found: &Replayed,
    added: &Added,
) -> Result<(), StoreError> {
    let first = found.header.first;
    let reader = LevelReader::open(folder, first..found.frontier.size())?;
    for level in 0..comity_audit::tile::levels(first) {
        let wanted = level_size(level, first);
        if reader.hashes(level, wanted - 1, 1).is_err() {
            return Err(damaged(format!("level {level} of the tree is cut")));
        }
    }
    if proof::root(&reader, first)? != found.header.frontier()?.root() {
        return Err(damaged(format!("a tile before leaf {first} was changed")));
    }
    levels.write(first, added)?;
    levels.cut(found.frontier.size())
}

/// Compares the log with what it is known to have been.
fn check_known(
    folder: &Path,
    head: &Head,
    options: &LogOptions,
    key: &VerifierKey,
) -> Result<(), StoreError> {
    let published = std::fs::read_to_string(files::checkpoint(folder)).ok();
    // It is written without a sync: after a fall it may be anything, and then says nothing.
    let published = published.and_then(|note| Checkpoint::open(&note, key).ok());
    let published = published.map(|known| LogAnchor { size: known.size, root: known.root });
    for LogAnchor { size, root } in published.into_iter().chain(options.anchor) {
        if size > head.size {
            return Err(StoreError::LogRolledBack { known: size, found: head.size });
        }
        // What has expired cannot be compared; what follows it is.
        let reader = LevelReader::open(folder, head.first()..head.size)?;
        if size >= head.first() && proof::root(&reader, size)? != root {
            return Err(StoreError::LogRewritten { known: size });
        }
    }
    Ok(())
}
