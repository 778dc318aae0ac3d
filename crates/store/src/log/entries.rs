//! Entries by their number; those that follow each other are read one after the other.

use std::path::Path;

use super::entry::Entry;
use super::files;
use super::head::Head;
use super::journal::{Frames, damaged};
use crate::StoreError;

pub(super) struct Entries<'a> {
    folder: &'a Path,
    head: &'a Head,
    /// The file that is open, and the leaf that comes next in it.
    open: Option<(Frames, u64)>,
}

impl<'a> Entries<'a> {
    pub(super) fn new(folder: &'a Path, head: &'a Head) -> Entries<'a> {
        Entries { folder, head, open: None }
    }

    pub(super) fn get(&mut self, seq: u64) -> Result<Entry, StoreError> {
        let mut files = self.head.files.iter().rev().map(|(first, _)| *first);
        let first = files.find(|first| *first <= seq);
        let first = first.ok_or(StoreError::LogExpired { first: self.head.first() })?;
        let (mut frames, mut next) = match self.open.take() {
            Some((frames, next)) if frames.header.first == first && next <= seq => (frames, next),
            _ => {
                let frames = Frames::open(&files::journal(self.folder, first))?;
                let cut = || damaged(format!("the file of leaf {first} is cut"));
                (frames.ok_or_else(cut)?, first)
            }
        };
        while next < seq {
            frames.entry(next)?;
            next += 1;
        }
        let entry = frames.entry(seq)?;
        self.open = Some((frames, seq + 1));
        Ok(entry)
    }
}
