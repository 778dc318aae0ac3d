use std::path::{Path, PathBuf};

use tokio::fs::File;
use tokio::io::AsyncWriteExt as _;

use super::frames::{Frames, Kind};
use crate::app::import::ImportFile;
use crate::limits::{IMPORT_BYTES_MAX, IMPORT_FILES_MAX};
use crate::{Node, ServerError};
use comity_api::Fault;

/// The directory in the home where files wait to be imported.
const SPOOL: &str = "spool";

/// Files that came over the local socket. They are gone when this is.
pub(super) struct Spool {
    dir: PathBuf,
    files: Vec<(String, PathBuf)>,
}

impl Spool {
    /// Forgets what an earlier run of the node left behind.
    pub(super) fn clear(home: &Path) -> Result<(), ServerError> {
        let dir = home.join(SPOOL);
        match std::fs::remove_dir_all(&dir) {
            Err(err) if err.kind() != std::io::ErrorKind::NotFound => {
                Err(ServerError::Io { path: dir, source: err })
            }
            _ => Ok(()),
        }
    }

    /// Receives files until the stream says that it ends.
    pub(super) async fn receive(node: &Node, frames: &mut Frames) -> Result<Spool, ServerError> {
        let dir = node.home().join(SPOOL).join(node.next_serial().to_string());
        let mut spool = Spool { dir: dir.clone(), files: Vec::new() };
        // What waits here names people, and the home may be one that others can enter.
        let mut private = tokio::fs::DirBuilder::new();
        private.recursive(true).mode(0o700);
        private.create(&dir).await.map_err(ServerError::io(&dir))?;
        let mut open: Option<(File, PathBuf)> = None;
        let mut bytes = 0_u64;
        loop {
            let (kind, payload) = frames.next().await?;
            match (kind, &mut open) {
                (Kind::File, _) => {
                    close(open.take()).await?;
                    open = Some(spool.begin(&payload).await?);
                }
                (Kind::Data, Some((file, path))) => {
                    bytes = bytes.saturating_add(payload.len() as u64);
                    if bytes > IMPORT_BYTES_MAX {
                        let message = format!("the files have more than {IMPORT_BYTES_MAX} bytes");
                        return Err(Fault::invalid("import-too-large", message).into());
                    }
                    file.write_all(&payload).await.map_err(ServerError::io(&*path))?;
                }
                (Kind::End, _) => {
                    close(open.take()).await?;
                    return Ok(spool);
                }
                _ => return Err(Fault::invalid("frames", "bytes of no file").into()),
            }
        }
    }

    async fn begin(&mut self, name: &[u8]) -> Result<(File, PathBuf), ServerError> {
        if self.files.len() >= IMPORT_FILES_MAX {
            let message = format!("a publication has at most {IMPORT_FILES_MAX} files");
            return Err(Fault::invalid("file-count", message).into());
        }
        // The caller's name is only told; on disk files have numbers.
        let path = self.dir.join(self.files.len().to_string());
        let file = File::create(&path).await.map_err(ServerError::io(&path))?;
        self.files.push((String::from_utf8_lossy(name).into_owned(), path.clone()));
        Ok((file, path))
    }

    /// The files, opened.
    pub(super) fn open(&self) -> Result<Vec<ImportFile>, ServerError> {
        let opened = self.files.iter().map(|(name, path)| {
            let file = std::fs::File::open(path).map_err(ServerError::io(path))?;
            Ok(ImportFile { name: name.clone(), bytes: Box::new(file) })
        });
        opened.collect()
    }
}

async fn close(open: Option<(File, PathBuf)>) -> Result<(), ServerError> {
    if let Some((mut file, path)) = open {
        file.flush().await.map_err(ServerError::io(path))?;
    }
    Ok(())
}

impl Drop for Spool {
    fn drop(&mut self) {
        if let Err(err) = std::fs::remove_dir_all(&self.dir) {
            tracing::warn!(error = %err, "spooled files stay until the next start");
        }
    }
}
