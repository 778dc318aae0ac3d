//! A file of files: a head, then each file with its name and length, and at the end a digest over
//! all before. What is cut off or changed is not taken for whole.

use std::fs::File;
use std::io::{BufRead as _, BufReader, BufWriter, Read, Write as _};
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::files::{self, io};
use super::journal::damaged;
use crate::StoreError;
use crate::limits::LOG_BACKUP_LINE_BYTES_MAX;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, untagged)]
enum Line {
    File { name: String, bytes: u64 },
    End { end: String },
}

/// An archive that is being written. It gets its name when it is whole and on disk.
pub(super) struct ArchiveOut {
    to: BufWriter<File>,
    digest: Sha256,
    path: PathBuf,
    partial: PathBuf,
}

impl ArchiveOut {
    /// Begins an archive, for its owner alone. A file that is there is never overwritten.
    pub(super) fn create(path: &Path, head: &impl Serialize) -> Result<ArchiveOut, StoreError> {
        if path.symlink_metadata().is_ok() {
            let source = std::io::ErrorKind::AlreadyExists.into();
            return Err(StoreError::Io { path: path.to_owned(), source });
        }
        let mut partial = path.as_os_str().to_owned();
        partial.push(".partial");
        let partial = PathBuf::from(partial);
        match std::fs::remove_file(&partial) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(io(&partial)(error));
            }
            _ => {}
        }
        let to = BufWriter::new(files::create_new(&partial)?);
        let path = path.to_owned();
        let mut out = ArchiveOut { to, digest: Sha256::new(), path, partial };
        out.line(head)?;
        Ok(out)
    }

    /// Adds a file of exactly so many bytes.
    pub(super) fn put(
        &mut self,
        name: &str,
        bytes: u64,
        from: &mut dyn Read,
    ) -> Result<(), StoreError> {
        self.line(&Line::File { name: name.to_owned(), bytes })?;
        let mut left = bytes;
        let mut buffer = vec![0; 256 * 1024];
        while left > 0 {
            let most = usize::try_from(left).unwrap_or(buffer.len()).min(buffer.len());
            let wanted = buffer.get_mut(..most).unwrap_or_default();
            let read = from.read(wanted).map_err(io(&self.partial))?;
            let Some(part) = wanted.get(..read).filter(|part| !part.is_empty()) else {
                return Err(damaged(format!("`{name}` is shorter than it was")));
            };
            self.digest.update(part);
            self.to.write_all(part).map_err(io(&self.partial))?;
            left -= read as u64;
        }
        Ok(())
    }

    /// Ends the archive, and gives it its name.
    pub(super) fn finish(mut self) -> Result<(), StoreError> {
        let end = hex(&self.digest.clone().finalize());
        self.line(&Line::End { end })?;
        self.to.flush().map_err(io(&self.partial))?;
        self.to.get_ref().sync_all().map_err(io(&self.partial))?;
        std::fs::rename(&self.partial, &self.path).map_err(io(&self.path))?;
        let folder = self.path.parent().filter(|folder| !folder.as_os_str().is_empty());
        files::sync_folder(folder.unwrap_or(Path::new(".")))
    }

    fn line(&mut self, line: &impl Serialize) -> Result<(), StoreError> {
        let mut text = serde_json::to_vec(line)
            .map_err(|error| damaged(format!("a backup cannot be written: {error}")))?;
        text.push(b'\n');
        self.digest.update(&text);
        self.to.write_all(&text).map_err(io(&self.partial))
    }
}

impl Drop for ArchiveOut {
    fn drop(&mut self) {
        // Once it has its name there is none; before, half an archive must not be taken for one.
        let _ = std::fs::remove_file(&self.partial);
    }
}

/// An archive that is being read.
pub(super) struct ArchiveIn {
    from: BufReader<File>,
    digest: Sha256,
    path: PathBuf,
}

impl ArchiveIn {
    /// Opens an archive and reads its head.
    pub(super) fn open<H: DeserializeOwned>(path: &Path) -> Result<(H, ArchiveIn), StoreError> {
        let from = BufReader::new(File::open(path).map_err(io(path))?);
        let mut archive = ArchiveIn { from, digest: Sha256::new(), path: path.to_owned() };
        let head = archive.line()?;
        Ok((archive.read(&head)?, archive))
    }

    /// The next file, whose bytes have to be taken before the next is asked for; `None` at the
    /// end, once the digest was found to be that of all before.
    pub(super) fn next(&mut self) -> Result<Option<(String, u64)>, StoreError> {
        let before = hex(&self.digest.clone().finalize());
        let line = self.line()?;
        match self.read(&line)? {
            Line::File { name, bytes } => Ok(Some((name, bytes))),
            Line::End { end } if end == before => Ok(None),
            Line::End { .. } => Err(self.broken("it was changed")),
        }
    }

    /// Takes the bytes of a file.
    pub(super) fn take(
        &mut self,
        bytes: u64,
        sink: &mut dyn FnMut(&[u8]) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let mut left = bytes;
        let mut buffer = vec![0; 256 * 1024];
        while left > 0 {
            let most = usize::try_from(left).unwrap_or(buffer.len()).min(buffer.len());
            let wanted = buffer.get_mut(..most).unwrap_or_default();
            let read = self.from.read(wanted).map_err(io(&self.path))?;
            let Some(part) = wanted.get(..read).filter(|part| !part.is_empty()) else {
                return Err(self.broken("it is cut off"));
            };
            self.digest.update(part);
            sink(part)?;
            left -= read as u64;
        }
        Ok(())
    }

    fn line(&mut self) -> Result<Vec<u8>, StoreError> {
        let mut text = Vec::new();
        let most = LOG_BACKUP_LINE_BYTES_MAX as u64;
        let read = self.from.by_ref().take(most).read_until(b'\n', &mut text);
        read.map_err(io(&self.path))?;
        if text.last() != Some(&b'\n') {
            return Err(self.broken("it is cut off, or is no backup of a log"));
        }
        self.digest.update(&text);
        Ok(text)
    }

    fn read<T: DeserializeOwned>(&self, line: &[u8]) -> Result<T, StoreError> {
        serde_json::from_slice(line).map_err(|_| self.broken("it is no backup of a log"))
    }

    fn broken(&self, why: &str) -> StoreError {
        damaged(format!("the backup `{}` cannot be used: {why}", self.path.display()))
    }
}

pub(super) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
