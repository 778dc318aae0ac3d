//! The home directory: its files, who may read them, and the lock that keeps a second process
//! out.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};

use crate::StoreError;

/// The database.
pub(super) fn database(home: &Path) -> PathBuf {
    home.join("comity.db")
}

/// A database on its way to becoming the home's: it gets its place when it is whole.
pub(super) fn unfinished(home: &Path) -> PathBuf {
    home.join("comity.db.new")
}

/// A copy that exists only while an erasure runs.
pub(super) fn scrub_copy(home: &Path) -> PathBuf {
    home.join("comity.db.scrub")
}

fn lock_file(home: &Path) -> PathBuf {
    home.join("lock")
}

/// Makes the directory, for its owner alone. One that is there stays as it is; the files in it
/// are for the owner alone in any case.
pub(super) fn create(home: &Path) -> Result<(), StoreError> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    let is_new = !home.is_dir();
    builder.create(home).map_err(io(home))?;
    if is_new {
        // A folder that may be written and not read cannot be asked; the system does it in time.
        let _ = sync_folder_of(home);
    }
    Ok(())
}

/// Makes a new, empty file that only its owner may read; SQLite gives the files that it puts
/// beside it the same permissions.
pub(super) fn create_file(path: &Path) -> Result<File, StoreError> {
    private().write(true).create_new(true).open(path).map_err(io(path))
}

/// Removes a database file, if it is there, with what SQLite put beside it.
pub(super) fn remove_database(path: &Path) -> Result<(), StoreError> {
    remove(path)?;
    remove_beside(path)
}

/// Removes what SQLite put beside a closed database file that nothing was written to.
pub(super) fn remove_beside(path: &Path) -> Result<(), StoreError> {
    ["-wal", "-shm", "-journal"].into_iter().try_for_each(|suffix| {
        let mut name = path.as_os_str().to_owned();
        name.push(suffix);
        remove(Path::new(&name))
    })
}

fn remove(path: &Path) -> Result<(), StoreError> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(io(path)(error)),
        _ => Ok(()),
    }
}

/// Gives a finished file its name, durably.
pub(super) fn put_in_place(from: &Path, to: &Path) -> Result<(), StoreError> {
    File::open(from).and_then(|file| file.sync_all()).map_err(io(from))?;
    std::fs::rename(from, to).map_err(io(to))?;
    sync_folder_of(to)
}

/// Makes the entry of a file or folder in its folder durable.
fn sync_folder_of(path: &Path) -> Result<(), StoreError> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    // Only Unix can open a directory to make its entries durable.
    if cfg!(unix) {
        File::open(folder).and_then(|folder| folder.sync_all()).map_err(io(folder))?;
    }
    Ok(())
}

/// An I/O error with its file.
pub(super) fn io(path: &Path) -> impl Fn(std::io::Error) -> StoreError {
    move |source| StoreError::Io { path: path.to_owned(), source }
}

fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// The ownership of a home. The system takes it back when the process ends, however it ends.
#[derive(Debug)]
pub(super) struct HomeLock {
    file: File,
}

impl HomeLock {
    /// Takes the home for this process.
    pub(super) fn acquire(home: &Path) -> Result<HomeLock, StoreError> {
        let path = lock_file(home);
        let mut options = private();
        let file = options
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(io(&path))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(StoreError::Locked(home.to_owned())),
            Err(TryLockError::Error(error)) => return Err(io(&path)(error)),
        }
        HomeLock::sign(file, &path)
    }

    /// Takes a home whose lock file another process has locked and handed over.
    pub(super) fn adopt(home: &Path, file: File) -> Result<HomeLock, StoreError> {
        let path = lock_file(home);
        // A file that is locked elsewhere, or another one, does not own this home.
        let is_same = same_file(&file, &path).map_err(io(&path))?;
        if !is_same || file.try_lock().is_err() {
            return Err(StoreError::Locked(home.to_owned()));
        }
        HomeLock::sign(file, &path)
    }

    /// The same lock once more.
    pub(super) fn share(&self, home: &Path) -> Result<HomeLock, StoreError> {
        self.file.try_clone().map(|file| HomeLock { file }).map_err(io(&lock_file(home)))
    }

    pub(super) fn into_file(self) -> File {
        self.file
    }

    /// Writes down which process owns the home.
    fn sign(mut file: File, path: &Path) -> Result<HomeLock, StoreError> {
        file.set_len(0).and_then(|()| file.rewind()).map_err(io(path))?;
        writeln!(file, "{}", std::process::id()).map_err(io(path))?;
        Ok(HomeLock { file })
    }
}

#[cfg(unix)]
fn same_file(file: &File, path: &Path) -> std::io::Result<bool> {
    use std::os::unix::fs::MetadataExt as _;
    let (one, other) = (file.metadata()?, std::fs::metadata(path)?);
    Ok((one.dev(), one.ino()) == (other.dev(), other.ino()))
}

/// Elsewhere files cannot be handed over.
#[cfg(not(unix))]
fn same_file(_: &File, _: &Path) -> std::io::Result<bool> {
    Ok(false)
}

/// The process that last took the home, as its lock file says.
pub(super) fn owner(home: &Path) -> Option<u32> {
    const PID_BYTES_MAX: u64 = 16;
    let mut text = String::new();
    File::open(lock_file(home)).ok()?.take(PID_BYTES_MAX).read_to_string(&mut text).ok()?;
    text.trim().parse().ok()
}
