//! The tiles that lead from the root to the leaves that are read just now.

use super::hashes_of_text;
use crate::tile::{TILE_WIDTH, fold, level_size, levels};
use crate::{Frontier, Hash, Tile};

/// Hashes that were verified from the root down.
pub(super) struct Path {
    size: u64,
    /// By level: the hashes of its last tile if that is not full.
    edges: Vec<Vec<Hash>>,
    /// By level: the full tile that was read last.
    tiles: Vec<Option<(u64, Vec<Hash>)>>,
}

impl Path {
    /// The edges of a tree of this size; `None` if they do not come to its root.
    pub(super) fn new(size: u64, root: &Hash, edges: &[String]) -> Option<Path> {
        if edges.len() != usize::from(levels(size)) {
            return None;
        }
        let edges: Vec<Vec<Hash>> =
            edges.iter().map(|text| hashes_of_text(text)).collect::<Option<_>>()?;
        let mut frontier = Frontier::new();
        for (level, hashes) in (0..levels(size)).zip(&edges).rev() {
            let width = level_size(level, size) % TILE_WIDTH;
            if hashes.len() as u64 != width {
                return None;
            }
            for hash in hashes {
                frontier.push_subtree(level * 8, *hash, |_, _| ());
            }
        }
        let tiles = edges.iter().map(|_| None).collect();
        (frontier.root() == *root).then_some(Path { size, edges, tiles })
    }

    /// The full tiles that stand before this run of 256 leaves: those that no run before had.
    pub(super) fn tiles_before(size: u64, run: u64, is_first: bool) -> Vec<Tile> {
        let begins = |level: u8| run.is_multiple_of(1 << (u32::from(level) * 8));
        let levels = (0..levels(size)).rev().filter(|level| is_first || begins(*level));
        let tiles = levels.filter_map(|level| Tile::at(level, run >> (u32::from(level) * 8), size));
        tiles.filter(|tile| tile.is_full()).collect()
    }

    /// Takes a full tile; false if it is not the one that a hash above states.
    pub(super) fn take(&mut self, tile: Tile, hashes: Vec<Hash>) -> bool {
        let stated = self.hash(tile.level + 1, tile.index);
        let full = hashes.len() as u64 == TILE_WIDTH;
        if !full || stated != Some(fold(&hashes)) {
            return false;
        }
        if let Some(place) = self.tiles.get_mut(usize::from(tile.level)) {
            *place = Some((tile.index, hashes));
        }
        true
    }

    /// The hash at a place of a level, if it was verified and is still at hand.
    pub(super) fn hash(&self, level: u8, index: u64) -> Option<Hash> {
        let tile = Tile::at(level, index / TILE_WIDTH, self.size)?;
        let at = usize::try_from(index % TILE_WIDTH).ok()?;
        let level = usize::from(level);
        if !tile.is_full() {
            return self.edges.get(level)?.get(at).copied();
        }
        let (found, hashes) = self.tiles.get(level)?.as_ref()?;
        if *found == tile.index { hashes.get(at).copied() } else { None }
    }

    /// The right edge of the tree before a run of leaves, when the tiles before it were taken.
    pub(super) fn frontier(&self, first: u64) -> Option<Frontier> {
        let mut frontier = Frontier::new();
        for level in (1..levels(first)).rev() {
            let end = level_size(level, first);
            for index in end / TILE_WIDTH * TILE_WIDTH..end {
                frontier.push_subtree(level * 8, self.hash(level, index)?, |_, _| ());
            }
        }
        (frontier.size() == first).then_some(frontier)
    }
}
