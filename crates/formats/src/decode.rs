//! Bytes of any usual encoding to UTF-8, with a count of lines and a budget.
//!
//! The encoding shows in a byte order mark, in an XML declaration, or in the zeros of UTF-16;
//! otherwise it is UTF-8. Bytes that are not UTF-8 where UTF-8 is expected are read one by one as
//! windows-1252, which is what such files nearly always are, and counted.

use std::io::{self, BufRead, Read};

use encoding_rs::{Decoder, Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use crate::FormatError;
use crate::error::Stop;

const CHUNK_BYTES: usize = 64 << 10;

/// A stream as UTF-8.
pub(crate) struct Text<R> {
    inner: R,
    /// Bytes that were read and not yet decoded: at most a chunk and an unfinished character.
    raw: Vec<u8>,
    out: Vec<u8>,
    position: usize,
    /// `None` while the encoding is UTF-8.
    decoder: Option<Decoder>,
    at_end: bool,
    line: u64,
    bytes: u64,
    mended: u64,
    budget: u64,
    budget_what: &'static str,
    budget_bytes: u64,
}

impl<R: Read> Text<R> {
    /// Begins to read, and finds out the encoding.
    pub(crate) fn new(file: &str, inner: R) -> Result<Text<R>, FormatError> {
        let mut text = Text {
            inner,
            raw: Vec::with_capacity(CHUNK_BYTES),
            out: Vec::with_capacity(CHUNK_BYTES),
            position: 0,
            decoder: None,
            at_end: false,
            line: 1,
            bytes: 0,
            mended: 0,
            budget: u64::MAX,
            budget_what: "",
            budget_bytes: u64::MAX,
        };
        text.read_raw().map_err(|error| FormatError::of_io(file, &error))?;
        let (encoding, mark_bytes) = encoding_of(&text.raw).map_err(|label| {
            let reason = format!("its encoding `{label}` is not known; store it as UTF-8");
            FormatError::Refused { file: file.to_owned(), reason }
        })?;
        text.raw.drain(..mark_bytes);
        if encoding != UTF_8 {
            text.decoder = Some(encoding.new_decoder_without_bom_handling());
        }
        Ok(text)
    }

    /// The number of the line that the next byte stands in, from 1.
    pub(crate) fn line(&self) -> u64 {
        self.line
    }

    /// How many bytes were read.
    pub(crate) fn bytes_read(&self) -> u64 {
        self.bytes
    }

    /// What was done about bytes that do not fit the encoding, if there were any.
    pub(crate) fn mended(&self) -> Option<String> {
        match (self.mended, &self.decoder) {
            (0, _) => None,
            (bytes, None) => {
                Some(format!("{bytes} bytes are not UTF-8 and were read as windows-1252"))
            }
            _ => Some("it has bytes that its encoding has no character for".to_owned()),
        }
    }

    /// Whether there is nothing more.
    pub(crate) fn is_at_end(&mut self) -> bool {
        matches!(self.fill_buf(), Ok([]))
    }

    /// From here on at most so many bytes may be read until the next call.
    pub(crate) fn allow(&mut self, bytes: u64, what: &'static str) {
        self.budget = bytes;
        self.budget_bytes = bytes;
        self.budget_what = what;
    }

    /// Reads until a chunk is full, so that whoever looks at the beginning sees enough of it.
    fn read_raw(&mut self) -> io::Result<()> {
        let have = self.raw.len();
        let want = CHUNK_BYTES.saturating_sub(have) as u64;
        let read = self.inner.by_ref().take(want).read_to_end(&mut self.raw)?;
        self.at_end = (read as u64) < want;
        self.bytes = self.bytes.saturating_add(read as u64);
        Ok(())
    }

    fn refill(&mut self) -> io::Result<()> {
        self.out.clear();
        self.position = 0;
        while self.out.is_empty() && !(self.at_end && self.raw.is_empty()) {
            if !self.at_end {
                self.read_raw()?;
            }
            match &mut self.decoder {
                None => self.mended += decode_utf8(&mut self.raw, &mut self.out, self.at_end),
                Some(decoder) => {
                    let mut text = String::new();
                    let room = decoder.max_utf8_buffer_length(self.raw.len());
                    text.reserve(room.unwrap_or(CHUNK_BYTES * 4));
                    let (_, read, mended) =
                        decoder.decode_to_string(&self.raw, &mut text, self.at_end);
                    self.mended += u64::from(mended);
                    self.raw.drain(..read.min(self.raw.len()));
                    self.out = text.into_bytes();
                }
            }
        }
        Ok(())
    }
}

impl<R: Read> BufRead for Text<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.budget == 0 {
            return Err(Stop::io(self.budget_what, self.budget_bytes, "bytes"));
        }
        if self.position >= self.out.len() {
            self.refill()?;
        }
        let rest = self.out.get(self.position..).unwrap_or_default();
        let allowed = usize::try_from(self.budget).unwrap_or(usize::MAX);
        Ok(rest.get(..rest.len().min(allowed)).unwrap_or_default())
    }

    fn consume(&mut self, amount: usize) {
        let end = self.position.saturating_add(amount).min(self.out.len());
        let used = self.out.get(self.position..end).unwrap_or_default();
        self.line += used.iter().filter(|byte| **byte == b'\n').count() as u64;
        self.budget = self.budget.saturating_sub(used.len() as u64);
        self.position = end;
    }
}

impl<R: Read> Read for Text<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let from = self.fill_buf()?;
        let amount = from.len().min(into.len());
        if let (Some(to), Some(from)) = (into.get_mut(..amount), from.get(..amount)) {
            to.copy_from_slice(from);
        }
        self.consume(amount);
        Ok(amount)
    }
}

/// Moves what is whole from `raw` to `out`; says how many bytes were not UTF-8.
fn decode_utf8(raw: &mut Vec<u8>, out: &mut Vec<u8>, at_end: bool) -> u64 {
    let mut mended = 0;
    let mut done = 0;
    for chunk in raw.utf8_chunks() {
        out.extend_from_slice(chunk.valid().as_bytes());
        done += chunk.valid().len();
        let invalid = chunk.invalid();
        let may_go_on = done + invalid.len() == raw.len() && !at_end && invalid.len() < 4;
        if may_go_on {
            break;
        }
        let (text, _) = WINDOWS_1252.decode_without_bom_handling(invalid);
        out.extend_from_slice(text.as_bytes());
        done += invalid.len();
        mended += invalid.len() as u64;
    }
    raw.drain(..done.min(raw.len()));
    mended
}

/// The encoding and the length of its mark; the label where it is not known.
fn encoding_of(head: &[u8]) -> Result<(&'static Encoding, usize), String> {
    if let Some((encoding, length)) = Encoding::for_bom(head) {
        return Ok((encoding, length));
    }
    match head {
        [first, 0, third, 0, ..] if *first != 0 && *third != 0 => return Ok((UTF_16LE, 0)),
        [0, second, 0, fourth, ..] if *second != 0 && *fourth != 0 => return Ok((UTF_16BE, 0)),
        _ => {}
    }
    let Some(label) = declared_label(head) else { return Ok((UTF_8, 0)) };
    match Encoding::for_label(label.as_bytes()) {
        // The declaration was read byte by byte, so it is not the truth about itself.
        Some(encoding) if encoding == UTF_16LE || encoding == UTF_16BE => Ok((UTF_8, 0)),
        Some(encoding) => Ok((encoding, 0)),
        None => Err(label),
    }
}

/// The `encoding` of an XML declaration.
fn declared_label(head: &[u8]) -> Option<String> {
    const DECLARATION_BYTES_MAX: usize = 256;
    let start = head.get(..head.len().min(DECLARATION_BYTES_MAX))?;
    let start = String::from_utf8_lossy(start);
    let (declaration, _) = start.trim_start().strip_prefix("<?xml")?.split_once("?>")?;
    let (_, after) = declaration.split_once("encoding")?;
    let value = after.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    value.split(quote).nth(1).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn decoded(bytes: &[u8]) -> (String, Text<&[u8]>) {
        let mut text = Text::new("t", bytes).unwrap();
        let mut out = String::new();
        text.read_to_string(&mut out).unwrap();
        (out, text)
    }

    #[test]
    fn characters_that_lie_across_two_chunks_stay_whole() {
        for before in CHUNK_BYTES - 5..=CHUNK_BYTES + 1 {
            let whole = "x".repeat(before) + "é漢🚢\n" + &"y".repeat(CHUNK_BYTES);
            let (out, text) = decoded(whole.as_bytes());
            assert!(out == whole, "{before}");
            assert_eq!((text.mended(), text.line()), (None, 2));
            let utf16: Vec<u8> = whole.encode_utf16().flat_map(u16::to_le_bytes).collect();
            assert!(decoded(&utf16).0 == whole, "{before}");
        }
    }

    #[test]
    fn bytes_that_are_not_utf8_are_read_one_by_one() {
        let (out, text) = decoded(b"caf\xe9 \xc3\xa9 \xe2\x82");
        assert_eq!(out, "café é â‚");
        let note = "3 bytes are not UTF-8 and were read as windows-1252";
        assert_eq!(text.mended().as_deref(), Some(note));
    }

    #[test]
    fn a_budget_ends_the_reading() {
        let mut text = Text::new("t", b"0123456789".as_slice()).unwrap();
        text.allow(4, "the text");
        let error = text.read_to_end(&mut Vec::new()).unwrap_err();
        assert_eq!(FormatError::of_io("t", &error).code(), "too-large");
    }

    proptest! {
        #[test]
        fn what_comes_out_is_utf8_whatever_goes_in(bytes: Vec<u8>) {
            let (out, text) = decoded(&bytes);
            let is_plain = encoding_of(&bytes) == Ok((UTF_8, 0));
            if is_plain && let Ok(plain) = std::str::from_utf8(&bytes) {
                prop_assert_eq!(&out, plain);
                prop_assert_eq!(text.mended(), None);
            }
        }
    }
}
