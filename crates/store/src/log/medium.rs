//! The file that the log grows in, so that a test can put a disk there that fails.

use std::fs::File;
use std::io;

use super::files;

pub(super) trait Medium: Send {
    /// Writes at the end, which is at this place.
    fn append(&mut self, at: u64, bytes: &[u8]) -> io::Result<()>;
    /// Returns when what was written is durable.
    fn sync(&mut self) -> io::Result<()>;
    /// Cuts off what stands after this place.
    fn cut(&mut self, at: u64) -> io::Result<()>;
}

impl Medium for File {
    fn append(&mut self, at: u64, bytes: &[u8]) -> io::Result<()> {
        files::write_at(self, at, bytes)
    }

    fn sync(&mut self) -> io::Result<()> {
        self.sync_data()
    }

    fn cut(&mut self, at: u64) -> io::Result<()> {
        self.set_len(at)
    }
}
