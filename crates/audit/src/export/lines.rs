//! The lines of an export with their running digest.

use std::io::{BufRead, Read as _, Write};

use serde::Serialize;

use crate::Hash;
use crate::error::{AuditError, malformed};
use crate::export::FORM;
use crate::limits::EXPORT_LINE_BYTES_MAX;

/// Hex digits of the digest at the beginning of a line.
const DIGITS: usize = 16;

/// The digest over all lines so far.
#[derive(Debug, Clone)]
pub(super) struct Digest(pub(super) Hash);

impl Digest {
    pub(super) fn new() -> Digest {
        Digest(Hash::of(FORM.as_bytes()))
    }

    fn add(&mut self, json: &[u8]) {
        let mut bytes = self.0.0.to_vec();
        bytes.extend_from_slice(json);
        self.0 = Hash::of(&bytes);
    }

    fn digits(&self) -> String {
        self.0.to_string().chars().take(DIGITS).collect()
    }
}

/// Lines that are written.
pub(super) struct LinesOut<'w> {
    to: &'w mut dyn Write,
    pub(super) digest: Digest,
}

impl<'w> LinesOut<'w> {
    pub(super) fn new(to: &'w mut dyn Write) -> LinesOut<'w> {
        LinesOut { to, digest: Digest::new() }
    }

    pub(super) fn put(&mut self, line: &impl Serialize) -> Result<(), AuditError> {
        let json = serde_json::to_string(line)
            .map_err(|_| malformed("line of an export", "it cannot be written as JSON"))?;
        self.digest.add(json.as_bytes());
        writeln!(self.to, "{} {json}", self.digest.digits())?;
        Ok(())
    }
}

/// Lines that are read.
pub(super) struct LinesIn<R> {
    from: R,
    pub(super) digest: Digest,
    /// The line that was read last, from 1.
    pub(super) number: u64,
}

/// One line.
#[derive(Debug)]
pub(super) struct LineIn {
    pub(super) json: String,
    /// Whether its digest is the one over all lines so far.
    pub(super) fits: bool,
}

impl<R: BufRead> LinesIn<R> {
    pub(super) fn new(from: R) -> LinesIn<R> {
        LinesIn { from, digest: Digest::new(), number: 0 }
    }

    /// The next line; `None` at the end. A line that is not in the form comes back as one that
    /// does not fit.
    pub(super) fn next(&mut self) -> Result<Option<LineIn>, AuditError> {
        let mut bytes = Vec::new();
        let limit = EXPORT_LINE_BYTES_MAX as u64;
        let read = self.from.by_ref().take(limit + 1).read_until(b'\n', &mut bytes)?;
        if read == 0 {
            return Ok(None);
        }
        self.number += 1;
        if read as u64 > limit {
            return Err(AuditError::TooMany { what: "bytes in a line of an export", limit });
        }
        let whole = bytes.pop_if(|byte| *byte == b'\n').is_some();
        let broken = || LineIn { json: String::new(), fits: false };
        let Ok(text) = String::from_utf8(bytes) else { return Ok(Some(broken())) };
        let Some((digits, json)) = text.split_once(' ') else { return Ok(Some(broken())) };
        self.digest.add(json.as_bytes());
        let fits = whole && digits == self.digest.digits();
        Ok(Some(LineIn { json: json.to_owned(), fits }))
    }
}
