use sha1::Sha1;
use sha2::{Digest, Sha256};

use crate::hash::hex;

/// The checksums and the length of what comes.
#[derive(Default)]
pub(super) struct Sums {
    sha256: Sha256,
    sha1: Sha1,
    bytes: u64,
}

impl Sums {
    pub(super) fn add(&mut self, chunk: &[u8]) {
        self.sha256.update(chunk);
        self.sha1.update(chunk);
        self.bytes = self.bytes.saturating_add(chunk.len() as u64);
    }

    pub(super) fn bytes(&self) -> u64 {
        self.bytes
    }

    /// SHA-256 and SHA-1, in hex.
    pub(super) fn finish(self) -> (String, String) {
        (hex(&self.sha256.finalize()), hex(&self.sha1.finalize()))
    }
}

/// The SHA-256 of a text, in hex.
pub(super) fn sha256_of(text: &str) -> String {
    hex(&Sha256::digest(text.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_those_of_the_whole() {
        let mut sums = Sums::default();
        sums.add(b"a");
        sums.add(b"bc");
        assert_eq!(sums.bytes(), 3);
        let (sha256, sha1) = sums.finish();
        assert_eq!(sha1, "a9993e364706816aba3e25717850c26c9cd0d89d");
        assert_eq!(sha256, sha256_of("abc"));
    }
}
