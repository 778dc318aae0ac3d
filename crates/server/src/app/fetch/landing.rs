use std::path::{Path, PathBuf};

use crate::ServerError;

/// The directory in the home where downloads land before they are imported.
const LANDING: &str = "downloads";

/// A private folder for the files of one publication. They are gone when this is.
pub(super) struct Landing {
    dir: PathBuf,
}

impl Landing {
    pub(super) fn new(home: &Path, serial: u64) -> Result<Landing, ServerError> {
        let dir = home.join(LANDING).join(serial.to_string());
        let mut builder = std::fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(&dir).map_err(ServerError::io(&dir))?;
        Ok(Landing { dir })
    }

    /// The place of a source's index.
    pub(super) fn index(&self) -> PathBuf {
        self.dir.join("index")
    }

    /// The place of one file; on disk files have numbers.
    pub(super) fn place(&self, number: usize) -> PathBuf {
        self.dir.join(number.to_string())
    }
}

impl Drop for Landing {
    fn drop(&mut self) {
        if let Err(err) = std::fs::remove_dir_all(&self.dir) {
            tracing::warn!(error = %err, "downloaded files stay until the next start");
        }
    }
}

/// A new, empty file that only its owner may read.
pub(super) fn create(path: &Path) -> Result<std::fs::File, ServerError> {
    let mut options = std::fs::File::options();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map_err(ServerError::io(path))
}

/// Forgets what an earlier process left behind. The home must be this process's own.
pub(crate) fn clear(home: &Path) {
    match std::fs::remove_dir_all(home.join(LANDING)) {
        Err(err) if err.kind() != std::io::ErrorKind::NotFound => {
            tracing::warn!(error = %err, "files of an earlier download stay");
        }
        _ => {}
    }
}
