//! Where the log's files lie, and how they are made: for their owner alone.

use std::fs::{File, OpenOptions};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use comity_audit::Month;

use crate::StoreError;

/// The folder of the log in a home.
pub(super) fn folder(home: &Path) -> PathBuf {
    home.join("log")
}

/// The file whose first leaf has this number.
pub(super) fn journal(folder: &Path, first: u64) -> PathBuf {
    folder.join(format!("{first:016}.journal"))
}

/// The first leaf of a file by its name.
pub(super) fn journal_first(name: &str) -> Option<u64> {
    let digits = name.strip_suffix(".journal")?;
    let plain = digits.len() == 16 && digits.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| digits.parse().ok()).flatten()
}

/// The last checkpoint, for others to read.
pub(super) fn checkpoint(folder: &Path) -> PathBuf {
    folder.join("checkpoint")
}

/// The file that keeps a second process out.
pub(super) fn lock(folder: &Path) -> PathBuf {
    folder.join("lock")
}

/// The hashes of a level of the tree.
pub(super) fn level(folder: &Path, level: u8) -> PathBuf {
    folder.join(format!("tiles.{level}"))
}

/// The data keys of a month.
pub(super) fn keys(folder: &Path, month: Month) -> PathBuf {
    folder.join(format!("{month}.keys"))
}

/// Whose the data keys of a month are.
pub(super) fn owners(folder: &Path, month: Month) -> PathBuf {
    folder.join(format!("{month}.owners"))
}

/// The months that have keys.
pub(super) fn key_months(folder: &Path) -> Result<Vec<Month>, StoreError> {
    let names = names(folder)?;
    let months = names.iter().filter_map(|name| Month::parse(name.strip_suffix(".keys")?));
    let mut months: Vec<Month> = months.collect();
    months.sort_unstable();
    Ok(months)
}

/// The names of all files in a folder.
pub(super) fn names(folder: &Path) -> Result<Vec<String>, StoreError> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(io(folder))? {
        let entry = entry.map_err(io(folder))?;
        names.extend(entry.file_name().into_string().ok());
    }
    Ok(names)
}

/// Makes the folder, for its owner alone.
pub(super) fn create_folder(folder: &Path) -> Result<(), StoreError> {
    if folder.is_dir() {
        return Ok(());
    }
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).map_err(io(folder))?;
    sync_folder(folder.parent().unwrap_or(folder))
}

/// Opens a file to read and write; makes it, for its owner alone, if it is not there.
pub(super) fn open(path: &Path) -> Result<File, StoreError> {
    private().read(true).write(true).create(true).truncate(false).open(path).map_err(io(path))
}

/// Makes a new file, for its owner alone.
pub(super) fn create_new(path: &Path) -> Result<File, StoreError> {
    private().write(true).create_new(true).open(path).map_err(io(path))
}

/// Makes the folder remember which files it has.
pub(super) fn sync_folder(folder: &Path) -> Result<(), StoreError> {
    #[cfg(unix)]
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(io(folder))?;
    Ok(())
}

/// Overwrites a file with zeros, and removes it.
pub(super) fn shred(path: &Path) -> Result<(), StoreError> {
    let overwrite = || {
        let mut file = OpenOptions::new().write(true).open(path)?;
        let length = file.metadata()?.len();
        io::copy(&mut io::repeat(0).take(length), &mut file)?;
        file.sync_data()?;
        std::fs::remove_file(path)
    };
    match overwrite() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other.map_err(io(path)),
    }
}

/// Writes bytes at a place of a file.
pub(super) fn write_at(file: &mut File, at: u64, bytes: &[u8]) -> io::Result<()> {
    file.seek(SeekFrom::Start(at))?;
    file.write_all(bytes)
}

/// Fills a buffer from a place of a file.
pub(super) fn read_at(file: &mut File, at: u64, buffer: &mut [u8]) -> io::Result<()> {
    file.seek(SeekFrom::Start(at))?;
    file.read_exact(buffer)
}

/// An error of a file; a full disk has words of its own.
pub(super) fn io(path: &Path) -> impl FnOnce(io::Error) -> StoreError + '_ {
    move |source| match source.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => StoreError::DiskFull,
        _ => StoreError::Io { path: path.to_owned(), source },
    }
}

fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}
