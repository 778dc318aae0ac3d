//! Tiles, entry bundles and proofs of the log, for partners, witnesses and inspectors.

use comity_audit::tile::{TILE_WIDTH, bundle};
use comity_audit::{Hash, Tile, Tiles as _, proof};

use super::AuditLog;
use super::entries::Entries;
use super::levels::LevelReader;
use crate::{Answer, StoreError};

/// That a leaf stands in the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogProof {
    /// The leaf's hash.
    pub leaf: Hash,
    /// The hashes that lead from it to the root.
    pub path: Vec<Hash>,
    /// The signed checkpoint with that root.
    pub checkpoint: String,
}

impl AuditLog {
    /// The hashes that lead from a leaf to the root of the tree of `size` leaves.
    pub fn prove_inclusion(&self, seq: u64, size: u64) -> Answer<'_, Vec<Hash>> {
        self.with_tiles(size, move |tiles| proof::prove_inclusion(tiles, seq, size))
    }

    /// That a leaf stands in the log as it is now.
    pub fn prove(&self, seq: u64) -> Answer<'_, LogProof> {
        let (folder, head) = (self.folder.clone(), self.head());
        Box::pin(self.readers.ask(move || {
            let Some(checkpoint) = head.checkpoint.as_deref().filter(|_| seq < head.size) else {
                let (known, found) = (seq, head.size);
                return Err(StoreError::LogRolledBack { known, found });
            };
            let leaf = Entries::new(&folder, &head).get(seq)?.leaf;
            let tiles = LevelReader::open(&folder, head.first()..head.size)?;
            let path = proof::prove_inclusion(&tiles, seq, head.size)?;
            Ok(LogProof { leaf: Hash::leaf(&leaf), path, checkpoint: checkpoint.to_owned() })
        }))
    }

    /// The hashes that show that the tree of `old` leaves is the beginning of the one of `new`.
    pub fn prove_consistency(&self, old: u64, new: u64) -> Answer<'_, Vec<Hash>> {
        self.with_tiles(new, move |tiles| proof::prove_consistency(tiles, old, new))
    }

    /// The root of the tree of the first `size` leaves.
    pub fn root(&self, size: u64) -> Answer<'_, Hash> {
        self.with_tiles(size, move |tiles| proof::root(tiles, size))
    }

    /// A tile of the tree of `size` leaves (C2SP tlog-tiles); `None` if it has none there.
    pub fn tile(&self, level: u8, index: u64, size: u64) -> Answer<'_, Option<Vec<u8>>> {
        self.with_tiles(size, move |tiles| {
            let Some(tile) = Tile::at(level, index, size) else { return Ok(None) };
            let hashes = tiles.hashes(level, index * TILE_WIDTH, usize::from(tile.width))?;
            Ok(Some(hashes.iter().flat_map(|hash| hash.0).collect()))
        })
    }

    /// The leaves beside a tile of level 0 as an entry bundle; `None` if there is no such tile.
    pub fn entries(&self, index: u64, size: u64) -> Answer<'_, Option<Vec<u8>>> {
        let (folder, head) = (self.folder.clone(), self.head());
        Box::pin(self.readers.ask(move || {
            let size = size.min(head.size);
            let Some(tile) = Tile::at(0, index, size) else { return Ok(None) };
            let first = index * TILE_WIDTH;
            let (mut leaves, mut entries) = (Vec::new(), Entries::new(&folder, &head));
            for seq in first..first + u64::from(tile.width) {
                leaves.push(entries.get(seq)?.leaf);
            }
            Ok(Some(bundle(leaves.iter().map(Vec::as_slice))?))
        }))
    }

    fn with_tiles<T: Send + 'static>(
        &self,
        size: u64,
        question: impl FnOnce(&LevelReader) -> Result<T, StoreError> + Send + 'static,
    ) -> Answer<'_, T> {
        let (folder, head) = (self.folder.clone(), self.head());
        Box::pin(self.readers.ask(move || {
            if size > head.size {
                let (known, found) = (size, head.size);
                return Err(StoreError::LogRolledBack { known, found });
            }
            question(&LevelReader::open(&folder, head.first()..head.size)?)
        }))
    }
}
