//! The tree as tiles of 256 hashes (C2SP tlog-tiles), and where they are read.

use crate::Hash;
use crate::error::{AuditError, malformed};

/// How many hashes a full tile has.
pub const TILE_WIDTH: u64 = 256;

/// One tile of a log (C2SP tlog-tiles): a run of hashes of one level of the tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tile {
    /// The level: 0 has the leaves, each further one the roots of the tiles below.
    pub level: u8,
    /// Its index within the level.
    pub index: u64,
    /// How many hashes it has, 1 to 256.
    pub width: u16,
}

impl Tile {
    /// The tile at a level and index of a tree of this size; `None` if it has none there.
    #[must_use]
    pub fn at(level: u8, index: u64, size: u64) -> Option<Tile> {
        let first = index.checked_mul(TILE_WIDTH)?;
        let width = level_size(level, size).checked_sub(first)?.min(TILE_WIDTH);
        let width = u16::try_from(width).ok().filter(|width| *width > 0)?;
        Some(Tile { level, index, width })
    }

    /// Whether it has all its hashes.
    #[must_use]
    pub fn is_full(self) -> bool {
        u64::from(self.width) == TILE_WIDTH
    }

    /// The tile's path: `tile/0/x001/x234/067`, with `.p/5` when it has 5 hashes.
    #[must_use]
    pub fn path(self) -> String {
        format!("tile/{}/{}", self.level, self.place())
    }

    /// The path of the entry bundle beside a tile of level 0.
    #[must_use]
    pub fn entries_path(self) -> String {
        format!("tile/entries/{}", self.place())
    }

    fn place(self) -> String {
        let mut parts = vec![format!("{:03}", self.index % 1_000)];
        let mut rest = self.index / 1_000;
        while rest > 0 {
            parts.push(format!("x{:03}", rest % 1_000));
            rest /= 1_000;
        }
        parts.reverse();
        let partial = if self.is_full() { String::new() } else { format!(".p/{}", self.width) };
        parts.join("/") + &partial
    }
}

/// How many hashes a level of a tree has.
#[must_use]
pub fn level_size(level: u8, leaves: u64) -> u64 {
    leaves.checked_shr(u32::from(level) * 8).unwrap_or(0)
}

/// How many levels of a tree have hashes.
#[must_use]
pub fn levels(leaves: u64) -> u8 {
    let bits = 64 - leaves.leading_zeros();
    u8::try_from(bits.div_ceil(8)).unwrap_or(8)
}

/// Where the hashes of a tree are read.
pub trait Tiles {
    /// Why a hash cannot be read.
    type Error: From<AuditError>;

    /// Hashes of a level, from the one with the index `first`, `count` in number.
    ///
    /// # Errors
    /// If they are not there or cannot be read.
    fn hashes(&self, level: u8, first: u64, count: usize) -> Result<Vec<Hash>, Self::Error>;
}

/// The root over the hashes of a full or partial run that begins a subtree.
#[must_use]
pub fn fold(hashes: &[Hash]) -> Hash {
    let mut frontier = crate::Frontier::new();
    hashes.iter().for_each(|hash| frontier.push(*hash, |_, _| ()));
    frontier.root()
}

/// Entries as a bundle: each after its length in two bytes.
///
/// # Errors
/// If an entry is longer than a bundle can state.
pub fn bundle<'a>(entries: impl IntoIterator<Item = &'a [u8]>) -> Result<Vec<u8>, AuditError> {
    let mut bytes = Vec::new();
    for entry in entries {
        let length = u16::try_from(entry.len());
        let length = length.map_err(|_| malformed("entry", "it is longer than 65,535 bytes"))?;
        bytes.extend_from_slice(&length.to_be_bytes());
        bytes.extend_from_slice(entry);
    }
    Ok(bytes)
}

/// The entries of a bundle.
///
/// # Errors
/// If the bundle ends inside an entry, or has more than a tile's.
pub fn unbundle(mut bytes: &[u8]) -> Result<Vec<&[u8]>, AuditError> {
    let mut entries = Vec::new();
    while let Some((length, rest)) = bytes.split_first_chunk() {
        let length = usize::from(u16::from_be_bytes(*length));
        let entry = rest.split_at_checked(length);
        let (entry, rest) = entry.ok_or_else(|| malformed("entry bundle", "it is cut off"))?;
        entries.push(entry);
        bytes = rest;
        if entries.len() as u64 > TILE_WIDTH {
            return Err(malformed("entry bundle", "it has more than 256 entries"));
        }
    }
    if bytes.is_empty() { Ok(entries) } else { Err(malformed("entry bundle", "it is cut off")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_the_specification() {
        let size = 70_000;
        let full = |level, index| Tile::at(level, index, size).unwrap();
        assert!(full(0, 272).is_full());
        assert_eq!(full(0, 273).width, 112);
        assert!(Tile::at(0, 274, size).is_none());
        assert!(full(1, 0).is_full());
        assert_eq!(full(1, 1).width, 17);
        assert_eq!(full(2, 0).width, 1);
        assert!(Tile::at(3, 0, size).is_none());
        assert_eq!(levels(size), 3);
        assert_eq!(Tile::at(1, 0, 256).unwrap().width, 1);
        assert_eq!((levels(0), levels(1), levels(255), levels(256)), (0, 1, 1, 2));
        let tile = Tile { level: 0, index: 1_234_067, width: 256 };
        assert_eq!(tile.path(), "tile/0/x001/x234/067");
        assert_eq!(Tile { width: 5, ..tile }.entries_path(), "tile/entries/x001/x234/067.p/5");
        assert_eq!(Tile { index: 7, ..tile }.path(), "tile/0/007");
    }

    #[test]
    fn a_bundle_gives_its_entries_back() {
        let entries: [&[u8]; 3] = [b"one", b"", b"three"];
        let bytes = bundle(entries).unwrap();
        assert_eq!(unbundle(&bytes).unwrap(), entries);
        for cut in [1, 4, bytes.len() - 1] {
            assert!(unbundle(&bytes[..cut]).is_err());
        }
        assert!(unbundle(&vec![0; 2 * 257]).is_err());
        assert!(bundle([vec![0; 65_536].as_slice()]).is_err());
    }
}
