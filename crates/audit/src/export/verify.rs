use std::io::BufRead;

use serde::de::DeserializeOwned;

use super::lines::{LineIn, LinesIn};
use super::path::Path;
use super::verdict::{Fault, FaultKind, SinceVerdict, Verdict};
use super::{
    CheckpointLine, EdgesLine, EndLine, FORM, HeaderLine, Known, LeafLine, TileLine, end_text,
    hashes_of_text,
};
use crate::error::AuditError;
use crate::tile::TILE_WIDTH;
use crate::{
    Checkpoint, Frontier, Hash, Leaf, Note, Tile, VerifierKey, leaf_commitment, part_commitment,
};

/// What an export is held to.
#[derive(Debug, Clone, Default)]
pub struct VerifyOptions {
    /// The log's key, from elsewhere; without it the export's own is believed.
    pub key: Option<VerifierKey>,
    /// States that the log is known to have had.
    pub since: Vec<Known>,
}

/// Verifies an export from its beginning to its end, or to the first fault.
///
/// # Errors
/// If the export cannot be read. That it does not hold is no error but the verdict.
pub fn verify(from: impl BufRead, options: &VerifyOptions) -> Result<Verdict, AuditError> {
    let mut since = options.since.clone();
    since.sort_by_key(|known| known.size);
    let verdict = Verdict {
        checkpoint: None,
        key: None,
        mark: None,
        leaves: 0,
        opened: 0,
        expired: 0,
        fault: None,
        since: Vec::new(),
    };
    let mut reading = Reading { lines: LinesIn::new(from), verdict, since, leaf: None };
    match reading.all(options.key.as_ref()) {
        Ok(()) => {}
        Err(Stop::Fault(fault)) => reading.verdict.fault = Some(fault),
        Err(Stop::Error(error)) => return Err(error),
    }
    Ok(reading.verdict)
}

/// The first leaf that two exports of the same log do not have in common.
///
/// # Errors
/// If one of them cannot be read.
pub fn first_difference(one: impl BufRead, other: impl BufRead) -> Result<Option<u64>, AuditError> {
    let (mut one, mut other) = (LinesIn::new(one), LinesIn::new(other));
    let (mut left, mut right) = (next_leaf(&mut one)?, next_leaf(&mut other)?);
    while let (Some(a), Some(b)) = (&left, &right) {
        if a.seq < b.seq {
            left = next_leaf(&mut one)?;
        } else if b.seq < a.seq {
            right = next_leaf(&mut other)?;
        } else if a.leaf.is_some() && b.leaf.is_some() && a.leaf != b.leaf {
            return Ok(Some(a.seq));
        } else {
            (left, right) = (next_leaf(&mut one)?, next_leaf(&mut other)?);
        }
    }
    Ok(None)
}

fn next_leaf(lines: &mut LinesIn<impl BufRead>) -> Result<Option<LeafLine>, AuditError> {
    while let Some(line) = lines.next()? {
        if let Ok(leaf) = serde_json::from_str(&line.json) {
            return Ok(Some(leaf));
        }
    }
    Ok(None)
}

/// Why reading ends before the end.
enum Stop {
    Fault(Fault),
    Error(AuditError),
}

impl From<AuditError> for Stop {
    fn from(error: AuditError) -> Stop {
        match error {
            // A line without an end is a fault of the export, and no reason to try again.
            AuditError::TooMany { .. } => {
                let why = error.to_string();
                Stop::Fault(Fault { kind: FaultKind::Changed, leaf: None, line: 0, why })
            }
            other => Stop::Error(other),
        }
    }
}

struct Reading<R> {
    lines: LinesIn<R>,
    verdict: Verdict,
    since: Vec<Known>,
    /// The leaf that is read just now.
    leaf: Option<u64>,
}

impl<R: BufRead> Reading<R> {
    fn all(&mut self, trusted: Option<&VerifierKey>) -> Result<(), Stop> {
        let header: HeaderLine = self.line("the line that says what this is")?;
        let key = self.key(&header, trusted)?;
        self.verdict.mark.clone_from(&header.mark);
        let note: CheckpointLine = self.line("the checkpoint")?;
        let checkpoint = Checkpoint::open(&note.checkpoint, &key);
        let checkpoint =
            checkpoint.map_err(|error| self.fault(FaultKind::Unsigned, error.to_string()))?;
        let size = checkpoint.size;
        let (first, end) = (header.first, header.end);
        if !first.is_multiple_of(TILE_WIDTH) || first >= end || end > size {
            return Err(self.changed("its range is not one of the log"));
        }
        let edges: EdgesLine = self.line("the edges of the tree")?;
        let path = Path::new(size, &checkpoint.root, &edges.edges);
        let mut path = path.ok_or_else(|| self.changed("the edges do not come to the root"))?;
        self.verdict.checkpoint = Some(checkpoint.clone());
        self.verdict.key = Some(key.clone());
        while self.since.first().is_some_and(|known| known.size < first) {
            self.judge_first(Some(SinceVerdict::Unknown));
        }
        let mut frontier = None;
        for run in first / TILE_WIDTH..end.div_ceil(TILE_WIDTH) {
            self.leaf = Some(run * TILE_WIDTH);
            self.tiles(&mut path, size, run, run * TILE_WIDTH == first)?;
            if frontier.is_none() {
                frontier = path.frontier(first);
            }
            let mut frontier = frontier.as_mut();
            for seq in run * TILE_WIDTH..end.min((run + 1) * TILE_WIDTH) {
                self.since(seq, frontier.as_deref());
                let hash = self.leaf(seq, &path)?;
                if let Some(frontier) = &mut frontier {
                    frontier.push(hash, |_, _| ());
                }
            }
        }
        self.leaf = None;
        self.end(&checkpoint.origin, &key)?;
        self.since(end, frontier.as_ref());
        self.since_rest(&checkpoint);
        Ok(())
    }

    fn key(
        &mut self,
        header: &HeaderLine,
        trusted: Option<&VerifierKey>,
    ) -> Result<VerifierKey, Stop> {
        if header.export != FORM {
            return Err(self.changed("it is not an export that this program knows"));
        }
        let own = VerifierKey::parse(&header.key);
        let own = own.map_err(|error| self.fault(FaultKind::Unsigned, error.to_string()))?;
        match trusted {
            Some(trusted) if *trusted != own => {
                let why = format!("it is signed by `{own}`, not by the key that was demanded");
                Err(self.fault(FaultKind::Unsigned, why))
            }
            _ => Ok(own),
        }
    }

    /// The full tiles before a run of leaves.
    fn tiles(&mut self, path: &mut Path, size: u64, run: u64, first: bool) -> Result<(), Stop> {
        for tile in Path::tiles_before(size, run, first) {
            let Tile { level, index, .. } = tile;
            let line: TileLine = self.line("a tile")?;
            let hashes = hashes_of_text(&line.hashes);
            let is_it = (line.level, line.tile) == (level, index);
            let taken = is_it && hashes.is_some_and(|hashes| path.take(tile, hashes));
            if !taken {
                let last = (run + 1) * TILE_WIDTH - 1;
                let why = format!(
                    "its tile is not the signed one: this leaf, or one up to {last}, is bad"
                );
                return Err(self.changed(&why));
            }
        }
        Ok(())
    }

    /// One leaf: its hash, which is verified.
    fn leaf(&mut self, seq: u64, path: &Path) -> Result<Hash, Stop> {
        self.leaf = Some(seq);
        let hash = path.hash(0, seq).ok_or_else(|| self.changed("its tile is not there"))?;
        let line = self.lines.next()?.ok_or_else(|| self.cut())?;
        let Ok(found) = serde_json::from_str::<LeafLine>(&line.json) else {
            return Err(self.misplaced(&line, seq, path)?);
        };
        let Some(leaf) = &found.leaf else {
            if found.seq != seq || !found.parts.is_empty() || !line.fits {
                return Err(self.misplaced(&line, seq, path)?);
            }
            self.verdict.expired += 1;
            return Ok(hash);
        };
        if found.seq != seq || Hash::leaf(leaf.as_bytes()) != hash {
            return Err(self.misplaced(&line, seq, path)?);
        }
        self.parts(leaf, &found)?;
        if !line.fits {
            return Err(self.changed("its line was changed"));
        }
        self.verdict.leaves += 1;
        Ok(hash)
    }

    /// The parts of a leaf whose hash was verified.
    fn parts(&mut self, leaf: &str, found: &LeafLine) -> Result<(), Stop> {
        let leaf = Leaf::decode(leaf.as_bytes());
        let leaf = leaf.map_err(|error| self.changed(&error.to_string()))?;
        let commitments: Vec<Hash> = found.parts.iter().map(|part| part.commitment).collect();
        if leaf.seq != found.seq || leaf_commitment(&commitments)? != leaf.commitment {
            return Err(self.changed("its parts are not those that it commits to"));
        }
        for (part, number) in found.parts.iter().zip(0_u32..) {
            match (&part.salt, &part.plain) {
                (None, None) => {}
                (Some(salt), Some(plain))
                    if part_commitment(&salt.0, plain.as_bytes()) == part.commitment =>
                {
                    self.verdict.opened += 1;
                }
                _ => {
                    let why = format!("what part {number} says is not what was committed to");
                    return Err(self.changed(&why));
                }
            }
        }
        Ok(())
    }

    /// The note over all lines.
    fn end(&mut self, origin: &str, key: &VerifierKey) -> Result<(), Stop> {
        let digest = self.lines.digest.0;
        let line: EndLine = self.line("the signature over all lines")?;
        let note = Note::parse(&line.signed)
            .and_then(|note| note.verify(key).map(|()| note.text().to_owned()));
        match note {
            Ok(text) if text == end_text(origin, &digest) => {}
            Ok(_) => return Err(self.changed("the signature is over other lines")),
            Err(error) => return Err(self.fault(FaultKind::Unsigned, error.to_string())),
        }
        match self.lines.next()? {
            None => Ok(()),
            Some(_) => Err(self.fault(FaultKind::CutOff, "it goes on after its end".to_owned())),
        }
    }

    /// Compares the tree before a leaf with what the log is known to have been.
    fn since(&mut self, seq: u64, frontier: Option<&Frontier>) {
        while let Some(known) = self.since.first().filter(|known| known.size == seq) {
            let Some(frontier) = frontier else { return };
            let same = frontier.root() == known.root;
            self.judge_first(if same { Some(SinceVerdict::Continues) } else { None });
        }
    }

    /// What is known of states that no leaf of the export tells of.
    fn since_rest(&mut self, checkpoint: &Checkpoint) {
        while let Some(known) = self.since.first().cloned() {
            let verdict = if known.size > checkpoint.size {
                Some(SinceVerdict::RolledBack)
            } else if known.size != checkpoint.size {
                Some(SinceVerdict::Unknown)
            } else if known.root == checkpoint.root {
                Some(SinceVerdict::Continues)
            } else {
                None
            };
            self.judge_first(verdict);
        }
    }

    /// Notes what was found of the first known state; `None` is a fork after the last state that
    /// the log continues.
    fn judge_first(&mut self, verdict: Option<SinceVerdict>) {
        if self.since.is_empty() {
            return;
        }
        let Known { size, .. } = self.since.remove(0);
        let agreed = self.verdict.since.iter().rev();
        let mut agreed = agreed.filter(|(_, verdict)| *verdict == SinceVerdict::Continues);
        let from = agreed.next().map_or(0, |(size, _)| *size);
        let verdict = verdict.unwrap_or(SinceVerdict::Forked { from, to: size });
        self.verdict.since.push((size, verdict));
    }

    /// Says what is wrong with a line that is not the leaf that it should be: the next line tells.
    fn misplaced(&mut self, line: &LineIn, seq: u64, path: &Path) -> Result<Stop, Stop> {
        let place = |line: &LineIn| {
            let found: LeafLine = serde_json::from_str(&line.json).ok()?;
            let hash = Hash::leaf(found.leaf?.as_bytes());
            // The leaves of this tile, and of the one after it if that is the last.
            (seq / TILE_WIDTH * TILE_WIDTH..(seq / TILE_WIDTH + 2) * TILE_WIDTH)
                .find(|seq| path.hash(0, *seq) == Some(hash))
        };
        let number = self.lines.number;
        let next = self.lines.next()?;
        let follows = next.as_ref().and_then(place);
        let (kind, why) = match place(line) {
            Some(other) if other > seq && follows == Some(seq) => {
                (FaultKind::Reordered, format!("leaf {other} stands before it"))
            }
            Some(other) if other > seq => {
                (FaultKind::Dropped, format!("it is missing; leaf {other} stands in its place"))
            }
            Some(other) if other < seq => {
                (FaultKind::Inserted, format!("leaf {other} stands here once more"))
            }
            Some(_) => (FaultKind::Changed, "its line was changed".to_owned()),
            None if follows == Some(seq) => {
                (FaultKind::Inserted, "another one stands before it".to_owned())
            }
            None if is_no_leaf(line) => (FaultKind::Dropped, "it is missing".to_owned()),
            None => (FaultKind::Changed, "it is not the one that was signed".to_owned()),
        };
        Ok(Stop::Fault(Fault { kind, leaf: Some(seq), line: number, why }))
    }

    /// The next line, which is to be of this form.
    fn line<T: DeserializeOwned>(&mut self, what: &str) -> Result<T, Stop> {
        let line = self.lines.next()?.ok_or_else(|| self.cut())?;
        match serde_json::from_str(&line.json) {
            Ok(value) if line.fits => Ok(value),
            Ok(_) => Err(self.changed(&format!("{what} was changed"))),
            Err(_) => Err(self.changed(&format!("{what} is missing or was changed"))),
        }
    }

    fn cut(&self) -> Stop {
        self.fault(FaultKind::CutOff, "the export ends before it".to_owned())
    }

    fn changed(&self, why: &str) -> Stop {
        self.fault(FaultKind::Changed, why.to_owned())
    }

    fn fault(&self, kind: FaultKind, why: String) -> Stop {
        Stop::Fault(Fault { kind, leaf: self.leaf, line: self.lines.number, why })
    }
}

/// Whether a line is one of those that stand after a run of leaves.
fn is_no_leaf(line: &LineIn) -> bool {
    serde_json::from_str::<TileLine>(&line.json).is_ok()
        || serde_json::from_str::<EndLine>(&line.json).is_ok()
}
