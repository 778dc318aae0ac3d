use std::io::Write;

use super::lines::LinesOut;
use super::path::Path;
use super::{
    CheckpointLine, EdgesLine, EndLine, ExportEntry, FORM, HeaderLine, LeafLine, PartLine,
    TileLine, end_text, hashes_to_text,
};
use crate::error::{AuditError, malformed};
use crate::tile::{TILE_WIDTH, level_size, levels};
use crate::{Checkpoint, Hash, Note, Signer, Tiles};

/// Which leaves an export has, and of which state of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportRange {
    /// The signed checkpoint of that state.
    pub checkpoint: String,
    /// The first leaf; the leaves of its tile before it come along.
    pub first: u64,
    /// The leaf after the last one.
    pub end: u64,
    /// Who takes the copy, when and why, where it has to say so; the signature covers it.
    pub mark: Option<String>,
}

/// Writes an export. `entry` gives each leaf in its order, or none if it has expired.
///
/// # Errors
/// If the range is not one of the log, a hash or an entry cannot be read, or nothing can be
/// written.
pub fn export<T: Tiles>(
    out: &mut dyn Write,
    tiles: &T,
    range: &ExportRange,
    signer: &Signer,
    entry: &mut dyn FnMut(u64) -> Result<Option<ExportEntry>, T::Error>,
) -> Result<(), T::Error> {
    let Checkpoint { size, origin, .. } = Checkpoint::open(&range.checkpoint, signer.key())?;
    let (first, end) = (range.first / TILE_WIDTH * TILE_WIDTH, range.end);
    if end > size || range.first >= end {
        return Err(malformed("range of leaves", "it is empty or ends after the log").into());
    }
    let mut lines = LinesOut::new(out);
    let key = signer.key().to_string();
    let mark = range.mark.clone();
    lines.put(&HeaderLine { export: FORM.to_owned(), first, end, key, mark })?;
    lines.put(&CheckpointLine { checkpoint: range.checkpoint.clone() })?;
    lines.put(&EdgesLine { edges: edges(tiles, size)? })?;
    for run in first / TILE_WIDTH..end.div_ceil(TILE_WIDTH) {
        let start = run * TILE_WIDTH;
        for tile in Path::tiles_before(size, run, start == first) {
            let hashes = tiles.hashes(tile.level, tile.index * TILE_WIDTH, TILE_WIDTH as usize)?;
            let hashes = hashes_to_text(&hashes);
            lines.put(&TileLine { level: tile.level, tile: tile.index, hashes })?;
        }
        for seq in start..end.min(start + TILE_WIDTH) {
            lines.put(&leaf_line(seq, entry(seq)?)?)?;
        }
    }
    let mut note = Note::new(end_text(&origin, &lines.digest.0))?;
    note.add(signer.sign(note.text())?);
    lines.put(&EndLine { signed: note.to_string() })?;
    out.flush().map_err(AuditError::Io)?;
    Ok(())
}

fn edges<T: Tiles>(tiles: &T, size: u64) -> Result<Vec<String>, T::Error> {
    let edge = |level| {
        let count = level_size(level, size);
        let width = count % TILE_WIDTH;
        let hashes = tiles.hashes(level, count - width, usize::try_from(width).unwrap_or(0))?;
        Ok(hashes_to_text(&hashes))
    };
    (0..levels(size)).map(edge).collect()
}

fn leaf_line(seq: u64, entry: Option<ExportEntry>) -> Result<LeafLine, AuditError> {
    let Some(entry) = entry else { return Ok(LeafLine { seq, leaf: None, parts: Vec::new() }) };
    let text = |bytes: Vec<u8>| {
        String::from_utf8(bytes).map_err(|_| malformed("entry", "it is not in UTF-8"))
    };
    let mut parts = Vec::with_capacity(entry.parts.len());
    for part in entry.parts {
        let (salt, plain) = match part.opened {
            Some(opened) => (Some(Hash(opened.salt)), Some(text(opened.plain)?)),
            None => (None, None),
        };
        parts.push(PartLine { commitment: part.commitment, salt, plain });
    }
    Ok(LeafLine { seq, leaf: Some(text(entry.leaf)?), parts })
}
