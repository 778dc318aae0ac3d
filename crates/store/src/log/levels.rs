//! The hashes of the tree, one file a level: hash n stands at n times 32, so a tile is a run of
//! the file. All of it can be made again from the entries.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use comity_audit::tile::{TILE_WIDTH, level_size, levels};
use comity_audit::{Hash, Tiles};

use super::files::{self, io};
use crate::StoreError;

const HASH_BYTES: u64 = Hash::BYTES as u64;
const TILE_BYTES: usize = TILE_WIDTH as usize * Hash::BYTES;

/// The files as the writer has them.
#[derive(Debug)]
pub(super) struct Levels {
    folder: PathBuf,
    files: Vec<File>,
}

/// Hashes that a batch adds, by level.
#[derive(Debug, Default)]
pub(super) struct Added(Vec<Vec<Hash>>);

impl Added {
    pub(super) fn push(&mut self, level: u8, hash: Hash) {
        let level = usize::from(level);
        if self.0.len() <= level {
            self.0.resize(level + 1, Vec::new());
        }
        if let Some(hashes) = self.0.get_mut(level) {
            hashes.push(hash);
        }
    }
}

impl Levels {
    pub(super) fn open(folder: &Path, size: u64) -> Result<Levels, StoreError> {
        let mut levels = Levels { folder: folder.to_owned(), files: Vec::new() };
        (0..self::levels(size)).try_for_each(|level| levels.file(level).map(|_| ()))?;
        Ok(levels)
    }

    /// Writes what was added to a tree of `size` leaves. Not synced: a file that is behind after
    /// a fall is made again.
    pub(super) fn write(&mut self, size: u64, added: &Added) -> Result<(), StoreError> {
        for (level, hashes) in (0..).zip(&added.0) {
            let at = level_size(level, size) * HASH_BYTES;
            let bytes: Vec<u8> = hashes.iter().flat_map(|hash| hash.0).collect();
            let path = files::level(&self.folder, level);
            files::write_at(self.file(level)?, at, &bytes).map_err(io(&path))?;
        }
        Ok(())
    }

    /// Cuts off what does not belong to a tree of `size` leaves.
    pub(super) fn cut(&mut self, size: u64) -> Result<(), StoreError> {
        for (level, file) in (0..).zip(&self.files) {
            let path = files::level(&self.folder, level);
            let bytes = level_size(level, size) * HASH_BYTES;
            file.set_len(bytes).map_err(io(&path))?;
        }
        Ok(())
    }

    pub(super) fn sync(&self) -> Result<(), StoreError> {
        for (level, file) in (0..).zip(&self.files) {
            file.sync_data().map_err(io(&files::level(&self.folder, level)))?;
        }
        Ok(())
    }

    /// Overwrites the hashes of leaves in full tiles before a leaf; those of tiles stay.
    pub(super) fn expire(&mut self, first: u64) -> Result<(), StoreError> {
        const ZEROS: [u8; TILE_BYTES] = [0; TILE_BYTES];
        let path = files::level(&self.folder, 0);
        let file = self.file(0)?;
        let mut found = ZEROS;
        for tile in 0..first / TILE_WIDTH {
            let at = tile * TILE_BYTES as u64;
            files::read_at(file, at, &mut found).map_err(io(&path))?;
            if found != ZEROS {
                files::write_at(file, at, &ZEROS).map_err(io(&path))?;
            }
        }
        file.sync_data().map_err(io(&path))
    }

    fn file(&mut self, level: u8) -> Result<&mut File, StoreError> {
        while self.files.len() <= usize::from(level) {
            let next = u8::try_from(self.files.len()).unwrap_or(u8::MAX);
            self.files.push(files::open(&files::level(&self.folder, next))?);
        }
        self.files.get_mut(usize::from(level)).ok_or(StoreError::Closed)
    }
}

/// The files as readers have them.
#[derive(Debug)]
pub(super) struct LevelReader {
    folder: PathBuf,
    /// Leaves of which there are hashes: from the first to before the last.
    range: std::ops::Range<u64>,
    files: Mutex<Vec<File>>,
}

impl LevelReader {
    /// Reads a tree of `range.end` leaves, of which those before `range.start` have expired.
    pub(super) fn open(
        folder: &Path,
        range: std::ops::Range<u64>,
    ) -> Result<LevelReader, StoreError> {
        let files = (0..levels(range.end)).map(|level| {
            let path = files::level(folder, level);
            File::open(&path).map_err(io(&path))
        });
        let files = Mutex::new(files.collect::<Result<_, _>>()?);
        Ok(LevelReader { folder: folder.to_owned(), range, files })
    }
}

impl Tiles for LevelReader {
    type Error = StoreError;

    fn hashes(&self, level: u8, first: u64, count: usize) -> Result<Vec<Hash>, StoreError> {
        let kept = self.range.start / TILE_WIDTH * TILE_WIDTH;
        if level == 0 && first < kept {
            return Err(StoreError::LogExpired { first: kept });
        }
        let mut bytes = vec![0; count * Hash::BYTES];
        let mut files = self.files.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let missing = || StoreError::LogDamaged(format!("level {level} of the tree is missing"));
        let file = files.get_mut(usize::from(level)).ok_or_else(missing)?;
        let read = files::read_at(file, first * HASH_BYTES, &mut bytes);
        read.map_err(io(&files::level(&self.folder, level)))?;
        let (hashes, _) = bytes.as_chunks();
        Ok(hashes.iter().map(|hash| Hash(*hash)).collect())
    }
}
