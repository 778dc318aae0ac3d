//! Reading a file of the log again, with every check that needs no key but the log's own.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use comity_audit::{Checkpoint, Frontier, Hash, Leaf, VerifierKey, leaf_commitment};

use super::entry::Entry;
use super::files::io;
use super::frame::{self, Found, FrameKind};
use super::journal::{Frames, Header, damaged};
use crate::StoreError;

/// What a file comes to.
pub(super) struct Replayed {
    pub(super) header: Header,
    /// The tree after its last batch.
    pub(super) frontier: Frontier,
    /// The last signed checkpoint; that of the header if the file has no batch yet.
    pub(super) checkpoint: Option<String>,
    /// The last generation of the store that an event names.
    pub(super) generation: Option<u64>,
    /// Where its last whole batch ends. What stands after it was never acknowledged.
    pub(super) bytes: u64,
}

/// What is done with each entry of whole batches, and each hash of a tile that it makes.
pub(super) trait Watch {
    fn entry(&mut self, entry: &Entry) -> Result<(), StoreError>;
    fn hash(&mut self, level: u8, hash: Hash);
}

/// Reads so many bytes of a file and verifies leaves, commitments, roots and signatures; `None`
/// if not even its header is there.
///
/// # Errors
/// If something in it was changed: a leaf is named where that is possible.
pub(super) fn replay(
    path: &Path,
    bytes: u64,
    key: &VerifierKey,
    watch: &mut dyn Watch,
) -> Result<Option<Replayed>, StoreError> {
    let Some(mut frames) = Frames::open_to(path, bytes)? else { return Ok(None) };
    let header = frames.header.clone();
    if header.origin != key.name() {
        return Err(damaged(format!("it is the log of `{}`", header.origin)));
    }
    let mut kept = Replayed {
        frontier: header.frontier()?,
        checkpoint: header.checkpoint.clone(),
        generation: header.generation,
        bytes: frames.at,
        header,
    };
    let mut batch = Batch { entries: Vec::new(), frontier: kept.frontier.clone() };
    loop {
        match frames.next()? {
            Found::Frame(FrameKind::Entry, _) => batch.add(&frames.payload)?,
            Found::Frame(FrameKind::Commit, _) => {
                batch.commit(&frames.payload, key, watch, &mut kept)?;
                kept.bytes = frames.at;
            }
            Found::Frame(FrameKind::Header, _) => return Err(damaged("a file has two headers")),
            Found::End => return Ok(Some(kept)),
            Found::Broken => {
                let (seq, first) = (batch.frontier.size(), kept.frontier.size());
                let later = commits_after(path, kept.bytes, &kept.header.origin)?;
                // The disk may have kept the end of a batch and not its middle. One that has
                // another after it was acknowledged, and so was whole.
                if later.iter().all(|begins| *begins == first) {
                    return Ok(Some(kept));
                }
                return Err(damaged(format!("leaf {seq} was changed in its file")));
            }
        }
    }
}

/// Entries whose checkpoint was not read yet.
struct Batch {
    entries: Vec<(Entry, Option<u64>, Hash)>,
    frontier: Frontier,
}

impl Batch {
    fn add(&mut self, payload: &[u8]) -> Result<(), StoreError> {
        let seq = self.frontier.size();
        let bad = |why: &str| damaged(format!("leaf {seq}: {why}"));
        let entry = Entry::decode(payload)?;
        let leaf = Leaf::decode(&entry.leaf).map_err(|error| bad(&error.to_string()))?;
        if entry.seq != seq || leaf.seq != seq {
            return Err(bad(&format!("leaf {} stands in its place", entry.seq)));
        }
        let parts: Vec<Hash> = entry.parts.iter().map(|part| part.commitment).collect();
        if leaf_commitment(&parts)? != leaf.commitment {
            return Err(bad("its parts are not those that it commits to"));
        }
        let hash = Hash::leaf(&entry.leaf);
        self.frontier.push(hash, |_, _| ());
        self.entries.push((entry, leaf.generation, hash));
        Ok(())
    }

    fn commit(
        &mut self,
        note: &[u8],
        key: &VerifierKey,
        watch: &mut dyn Watch,
        kept: &mut Replayed,
    ) -> Result<(), StoreError> {
        let first = kept.frontier.size();
        let broken = || damaged(format!("the checkpoint after leaf {first} is not in its form"));
        let (begins, note) = note.split_first_chunk().ok_or_else(broken)?;
        let note = str::from_utf8(note).map_err(|_| broken())?;
        if u64::from_le_bytes(*begins) != first {
            return Err(broken());
        }
        let checkpoint = Checkpoint::open(note, key)
            .map_err(|error| damaged(format!("the checkpoint after leaf {first}: {error}")))?;
        let (size, root) = (self.frontier.size(), self.frontier.root());
        if (checkpoint.size, checkpoint.root) != (size, root) {
            let why = format!("leaf {first} or one up to {size} is not the one that was signed");
            return Err(damaged(why));
        }
        for (entry, generation, hash) in self.entries.drain(..) {
            kept.frontier.push(hash, |level, hash| watch.hash(level, hash));
            kept.generation = generation.or(kept.generation);
            watch.entry(&entry)?;
        }
        kept.checkpoint = Some(note.to_owned());
        Ok(())
    }
}

/// What a batch ends with: its first leaf, and the signed checkpoint that covers it.
pub(super) fn commit(first: u64, note: &str) -> Vec<u8> {
    [&first.to_le_bytes()[..], note.as_bytes()].concat()
}

/// The first leaves of all batches whose end stands whole somewhere after this place.
pub(super) fn commits_after(path: &Path, at: u64, origin: &str) -> Result<Vec<u64>, StoreError> {
    use std::io::{Seek as _, SeekFrom};
    let mut file = File::open(path).map_err(io(path))?;
    file.seek(SeekFrom::Start(at)).map_err(io(path))?;
    // No more than a file of the log can hold.
    let mut rest = Vec::new();
    file.read_to_end(&mut rest).map_err(io(path))?;
    let mark = format!("{origin}\n");
    let (mut payload, mut found) = (Vec::new(), Vec::new());
    for (place, bytes) in rest.windows(mark.len()).enumerate() {
        let start = place.checked_sub(frame::HEAD_BYTES + size_of::<u64>());
        let frame = start.filter(|_| bytes == mark.as_bytes()).and_then(|start| rest.get(start..));
        let Some(mut frame) = frame else { continue };
        if let Ok(Found::Frame(FrameKind::Commit, _)) = frame::next(&mut frame, &mut payload)
            && let Some(first) = payload.first_chunk()
        {
            found.push(u64::from_le_bytes(*first));
        }
    }
    Ok(found)
}
