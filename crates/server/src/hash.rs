use std::fmt::Write as _;
use std::io::Read;

use sha2::{Digest, Sha256};

use crate::limits::IMPORT_BYTES_MAX;

/// A reader that keeps the hash and the length of what went through it.
pub(crate) struct HashingReader {
    inner: Box<dyn Read + Send>,
    hasher: Sha256,
    bytes: u64,
}

impl HashingReader {
    pub(crate) fn new(inner: Box<dyn Read + Send>) -> HashingReader {
        HashingReader { inner, hasher: Sha256::new(), bytes: 0 }
    }

    /// Reads what was left, and gives the length of the whole and its SHA-256 in hex.
    pub(crate) fn finish(mut self) -> std::io::Result<(u64, String)> {
        let rest = IMPORT_BYTES_MAX.saturating_sub(self.bytes);
        std::io::copy(&mut self.by_ref().take(rest), &mut std::io::sink())?;
        Ok((self.bytes, hex(&self.hasher.finalize())))
    }
}

impl Read for HashingReader {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.hasher.update(buffer.get(..count).unwrap_or_default());
        self.bytes = self.bytes.saturating_add(count as u64);
        Ok(count)
    }
}

/// The first digits of the SHA-256 of a text, in hex: enough to tell texts apart.
pub(crate) fn short(text: &str) -> String {
    let mut digest = hex(&Sha256::digest(text.as_bytes()));
    digest.truncate(16);
    digest
}

/// Bytes in hex.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sum_is_that_of_the_whole_file() {
        let mut reader = HashingReader::new(Box::new(&b"abc"[..]));
        reader.read_exact(&mut [0; 1]).unwrap();
        let known = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(reader.finish().unwrap(), (3, known.to_owned()));
    }
}
