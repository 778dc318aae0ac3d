use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use comity_audit::AuditError;
use comity_audit::export::{ExportEntry, ExportPart, ExportRange, export};

use super::AuditLog;
use super::entries::Entries;
use super::entry::Entry;
use super::events::{LogFilter, LoggedPart};
use super::head::Head;
use super::journal::damaged;
use super::levels::LevelReader;
use super::opener::Opener;
use super::options::LogOptions;
use crate::{Answer, StoreError};

/// Which leaves an export has, and what of them it opens.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LogExport {
    /// The first leaf; the first that has not expired if it is not set.
    pub first: Option<u64>,
    /// The leaf after the last one; all there are if it is not set.
    pub end: Option<u64>,
    /// Which events are opened: none if it is not set. The leaves of all others stand there, too,
    /// with nothing of what they say.
    pub open: Option<LogFilter>,
    /// Who takes the copy, when and why, where it has to say so.
    pub mark: Option<String>,
}

impl AuditLog {
    /// Writes an export that can be verified without the node, and returns the signed checkpoint
    /// that it belongs to. It takes no more memory than some tiles.
    ///
    /// An empty log, or a range that it has not, is refused.
    pub fn export(&self, wanted: LogExport, out: Box<dyn Write + Send>) -> Answer<'_, String> {
        let (folder, head, options) = (self.folder.clone(), self.head(), self.options.clone());
        Box::pin(self.readers.ask(move || write(&folder, &head, &options, &wanted, out)))
    }
}

fn write(
    folder: &Path,
    head: &Arc<Head>,
    options: &LogOptions,
    wanted: &LogExport,
    mut out: Box<dyn Write + Send>,
) -> Result<String, StoreError> {
    let signer = options.keys.signer(&options.origin)?;
    let empty = AuditError::Malformed { what: "range of leaves", why: "the log is empty" };
    let checkpoint = head.checkpoint.as_ref().ok_or(empty)?.to_string();
    let first = wanted.first.unwrap_or(0).max(head.first());
    let end = wanted.end.unwrap_or(head.size);
    let mark = wanted.mark.clone();
    let range = ExportRange { checkpoint: checkpoint.clone(), first, end, mark };
    let tiles = LevelReader::open(folder, head.first()..head.size)?;
    let mut entries = Entries::new(folder, head);
    let mut opener = Opener::new(folder, &options.keys);
    export(&mut out, &tiles, &range, &signer, &mut |seq| {
        if seq < head.first() {
            return Ok(None);
        }
        let entry = entries.get(seq)?;
        let is_wanted = seq >= first;
        let opens = match &wanted.open {
            Some(filter) if is_wanted => opener.fits(&entry, filter)?,
            _ => false,
        };
        shown(entry, opens.then_some(&mut opener)).map(Some)
    })?;
    Ok(checkpoint)
}

/// An entry as it is exported, with its parts opened as far as their keys are there.
fn shown(entry: Entry, mut opener: Option<&mut Opener<'_>>) -> Result<ExportEntry, StoreError> {
    let mut parts = Vec::with_capacity(entry.parts.len());
    for (part, number) in entry.parts.iter().zip(0..) {
        let opened = match &mut opener {
            Some(opener) => match opener.plain(entry.seq, number, part)? {
                LoggedPart::Open(opened) => Some(opened),
                LoggedPart::Gone => None,
                LoggedPart::Damaged => {
                    return Err(damaged(format!(
                        "part {number} of leaf {} was changed",
                        entry.seq
                    )));
                }
            },
            None => None,
        };
        parts.push(ExportPart { commitment: part.commitment, opened });
    }
    Ok(ExportEntry { leaf: entry.leaf, parts })
}
