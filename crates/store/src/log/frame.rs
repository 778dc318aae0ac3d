//! Records in a file of the log: length, kind, bytes, checksum. A record that was not written
//! whole is told from one that was.

use std::io::{self, Read};

use comity_audit::Hash;

use crate::limits::LOG_FRAME_BYTES_MAX;

/// Bytes before the payload: its length and the kind.
pub(super) const HEAD_BYTES: usize = 5;
/// Bytes after it.
pub(super) const CHECKSUM_BYTES: usize = 8;

/// What a frame holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FrameKind {
    /// What is known at the beginning of a file.
    Header,
    /// One event.
    Entry,
    /// A signed checkpoint: all frames before it count.
    Commit,
}

impl FrameKind {
    fn byte(self) -> u8 {
        match self {
            FrameKind::Header => b'H',
            FrameKind::Entry => b'E',
            FrameKind::Commit => b'C',
        }
    }

    fn of(byte: u8) -> Option<FrameKind> {
        [FrameKind::Header, FrameKind::Entry, FrameKind::Commit]
            .into_iter()
            .find(|kind| kind.byte() == byte)
    }
}

/// Adds a frame to a buffer, whose payload is written there by `payload`.
pub(super) fn put(
    buffer: &mut Vec<u8>,
    kind: FrameKind,
    payload: impl FnOnce(&mut Vec<u8>),
) -> io::Result<()> {
    let start = buffer.len();
    buffer.extend_from_slice(&head(kind, 0));
    payload(buffer);
    let bytes = buffer.len() - start - HEAD_BYTES;
    let length = u32::try_from(bytes).ok().filter(|_| bytes <= LOG_FRAME_BYTES_MAX);
    let (Some(length), Some(frame)) = (length, buffer.get_mut(start..)) else {
        buffer.truncate(start);
        return Err(io::ErrorKind::InvalidInput.into());
    };
    frame.iter_mut().zip(head(kind, length)).for_each(|(byte, from)| *byte = from);
    let sum = short(Hash::of(frame));
    buffer.extend_from_slice(&sum);
    Ok(())
}

/// What was read at a place in a file.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// A whole frame, of so many bytes with its head and checksum.
    Frame(FrameKind, u64),
    /// The file's end.
    End,
    /// Something that is no whole frame.
    Broken,
}

/// Reads the next frame; its payload takes the place of what `payload` held.
pub(super) fn next(from: &mut impl Read, payload: &mut Vec<u8>) -> io::Result<Found> {
    let mut head = [0; HEAD_BYTES];
    match read_up_to(from, &mut head)? {
        0 => return Ok(Found::End),
        HEAD_BYTES => {}
        _ => return Ok(Found::Broken),
    }
    let [a, b, c, d, kind] = head;
    let length = u32::from_le_bytes([a, b, c, d]);
    let bytes = usize::try_from(length).unwrap_or(usize::MAX);
    let Some(kind) = FrameKind::of(kind).filter(|_| bytes <= LOG_FRAME_BYTES_MAX) else {
        return Ok(Found::Broken);
    };
    payload.clear();
    // As much as there is, so that a false length costs no memory.
    let wanted = u64::from(length);
    if from.by_ref().take(wanted).read_to_end(payload)? != bytes {
        return Ok(Found::Broken);
    }
    let mut sum = [0; CHECKSUM_BYTES];
    let whole = read_up_to(from, &mut sum)? == CHECKSUM_BYTES && sum == checksum(&head, payload);
    let all = wanted + (HEAD_BYTES + CHECKSUM_BYTES) as u64;
    Ok(if whole { Found::Frame(kind, all) } else { Found::Broken })
}

fn head(kind: FrameKind, length: u32) -> [u8; HEAD_BYTES] {
    let [a, b, c, d] = length.to_le_bytes();
    [a, b, c, d, kind.byte()]
}

fn checksum(head: &[u8; HEAD_BYTES], payload: &[u8]) -> [u8; CHECKSUM_BYTES] {
    let mut bytes = Vec::with_capacity(HEAD_BYTES + payload.len());
    bytes.extend_from_slice(head);
    bytes.extend_from_slice(payload);
    short(Hash::of(&bytes))
}

fn short(Hash(hash): Hash) -> [u8; CHECKSUM_BYTES] {
    let mut sum = [0; CHECKSUM_BYTES];
    sum.iter_mut().zip(hash).for_each(|(byte, from)| *byte = from);
    sum
}

/// Fills the buffer as far as the file goes.
fn read_up_to(from: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while let Some(rest) = buffer.get_mut(filled..).filter(|rest| !rest.is_empty()) {
        match from.read(rest) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_comes_back_whole_or_not_at_all() {
        let mut bytes = Vec::new();
        put(&mut bytes, FrameKind::Entry, |to| to.extend(b"made up")).unwrap();
        let (mut payload, all) = (Vec::new(), bytes.len() as u64);
        let found = next(&mut bytes.as_slice(), &mut payload).unwrap();
        assert_eq!(
            (found, payload.as_slice()),
            (Found::Frame(FrameKind::Entry, all), &b"made up"[..])
        );
        assert_eq!(next(&mut &b""[..], &mut payload).unwrap(), Found::End);
        for cut in 1..bytes.len() {
            assert_eq!(next(&mut &bytes[..cut], &mut payload).unwrap(), Found::Broken, "{cut}");
        }
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            assert_eq!(next(&mut changed.as_slice(), &mut payload).unwrap(), Found::Broken);
        }
        assert_eq!(next(&mut &[0; 100][..], &mut payload).unwrap(), Found::Broken);
        let large = |to: &mut Vec<u8>| to.resize(to.len() + LOG_FRAME_BYTES_MAX + 1, 0);
        let before = bytes.clone();
        assert!(put(&mut bytes, FrameKind::Entry, large).is_err());
        assert_eq!(bytes, before, "nothing of it is left");
    }
}
