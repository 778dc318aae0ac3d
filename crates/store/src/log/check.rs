//! A check of the whole log: every leaf, commitment, root, signature, tile and sealed part.

use std::path::Path;
use std::sync::Arc;

use comity_audit::tile::level_size;
use comity_audit::{Frontier, Hash, Tiles as _, VerifierKey, proof};

use super::AuditLog;
use super::entry::Entry;
use super::events::LoggedPart;
use super::files;
use super::head::Head;
use super::levels::LevelReader;
use super::opener::Opener;
use super::options::LogOptions;
use super::replay::{Watch, replay};
use crate::limits::PROBLEMS_MAX;
use crate::{Answer, StoreError};

impl AuditLog {
    /// As [`AuditLog::check`], for threads that may wait.
    pub(super) fn check_blocking(&self) -> Result<Vec<String>, StoreError> {
        check(&self.folder, &self.head(), &self.options, &self.key)
    }

    /// Checks everything that is kept, and says what is wrong. Events can be logged meanwhile.
    pub fn check(&self) -> Answer<'_, Vec<String>> {
        let (folder, head) = (self.folder.clone(), self.head());
        let (options, key) = (self.options.clone(), self.key.clone());
        Box::pin(self.readers.ask(move || check(&folder, &head, &options, &key)))
    }
}

fn check(
    folder: &Path,
    head: &Arc<Head>,
    options: &LogOptions,
    key: &VerifierKey,
) -> Result<Vec<String>, StoreError> {
    let tiles = LevelReader::open(folder, head.first()..head.size)?;
    let mut problems = Vec::new();
    let mut before: Option<Frontier> = None;
    for (at, (first, _)) in head.files.iter().enumerate() {
        let is_last = at + 1 == head.files.len();
        let bytes = if is_last { head.bytes } else { u64::MAX };
        let mut checking = Checking {
            tiles: &tiles,
            opener: Opener::new(folder, &options.keys),
            next: [0; 8],
            problems: &mut problems,
        };
        checking.begin(*first);
        let replayed = replay(&files::journal(folder, *first), bytes, key, &mut checking);
        match replayed {
            Ok(Some(file)) => {
                let own = file.header.frontier()?;
                let follows = before.as_ref().is_none_or(|before| *before == own);
                let rooted = proof::root(&tiles, *first).is_ok_and(|root| root == own.root());
                if !follows || !rooted || own.size() != *first {
                    problems.push(format!("the file of leaf {first} does not go on from before"));
                }
                before = Some(file.frontier);
            }
            Ok(None) => problems.push(format!("the file of leaf {first} is cut")),
            Err(error) => {
                problems.push(error.to_string());
                before = None;
            }
        }
        if problems.len() >= PROBLEMS_MAX {
            problems.truncate(PROBLEMS_MAX);
            return Ok(problems);
        }
    }
    if before.is_some_and(|before| (before.size(), before.root()) != (head.size, head.root)) {
        problems.push("the last file does not come to the checkpoint".to_owned());
    }
    Ok(problems)
}

struct Checking<'a> {
    tiles: &'a LevelReader,
    opener: Opener<'a>,
    /// The hash of each level that comes next.
    next: [u64; 8],
    problems: &'a mut Vec<String>,
}

impl Checking<'_> {
    fn begin(&mut self, first: u64) {
        (0..).zip(&mut self.next).for_each(|(level, next)| *next = level_size(level, first));
    }

    fn problem(&mut self, what: String) {
        if self.problems.len() < PROBLEMS_MAX {
            self.problems.push(what);
        }
    }
}

impl Watch for Checking<'_> {
    fn entry(&mut self, entry: &Entry) -> Result<(), StoreError> {
        for (part, number) in entry.parts.iter().zip(0..) {
            if matches!(self.opener.plain(entry.seq, number, part)?, LoggedPart::Damaged) {
                self.problem(format!("part {number} of leaf {} was changed", entry.seq));
            }
        }
        Ok(())
    }

    fn hash(&mut self, level: u8, hash: Hash) {
        let Some(next) = self.next.get_mut(usize::from(level)) else { return };
        let index = *next;
        *next += 1;
        let found = self.tiles.hashes(level, index, 1);
        if !found.is_ok_and(|found| found == [hash]) {
            self.problem(format!("hash {index} of level {level} of the tree was changed"));
        }
    }
}
