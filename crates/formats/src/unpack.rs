//! Files out of `.gz` and `.zip`, found by their first bytes, within stated limits.

use std::io::{self, BufRead, BufReader, Cursor, Read};

use flate2::bufread::MultiGzDecoder;
use zip::ZipArchive;
use zip::result::ZipError;

use crate::error::Stop;
use crate::limits::{
    FILE_BYTES_MAX, UNPACK_FREE_BYTES, UNPACK_RATIO_MAX, ZIP_BYTES_MAX, ZIP_ENTRIES_MAX,
};
use crate::{FormatError, Source};

const GZIP_MAGIC: [u8; 2] = [0x1f, 0x8b];
const ZIP_MAGIC: &[u8] = b"PK\x03\x04";
const ZIP_EMPTY_MAGIC: &[u8] = b"PK\x05\x06";
const ZIP_ENTRY_MAGIC: &[u8] = b"PK\x01\x02";

/// What is done with each file: its name and its bytes.
pub(crate) type Visit<'v> = dyn FnMut(&str, &mut dyn Read) -> Result<(), FormatError> + 'v;

/// Hands over the source, or what it unpacks to, file by file.
pub(crate) fn each_file(source: Source<'_>, visit: &mut Visit<'_>) -> Result<(), FormatError> {
    let Source { name, bytes } = source;
    let mut bytes = BufReader::new(bytes);
    let head = bytes.fill_buf().map_err(|error| FormatError::of_io(&name, &error))?;
    if head.is_empty() {
        return Err(FormatError::Empty { file: name });
    }
    if head.starts_with(&GZIP_MAGIC) {
        let mut unpacked = Gzip { decoder: MultiGzDecoder::new(Counting::new(bytes)), bytes: 0 };
        return visit(&name, &mut unpacked);
    }
    if head.starts_with(ZIP_MAGIC) || head.starts_with(ZIP_EMPTY_MAGIC) {
        return each_member(&name, bytes, visit);
    }
    visit(&name, &mut Limited { inner: bytes, bytes: 0, bytes_max: FILE_BYTES_MAX })
}

fn each_member(name: &str, bytes: impl Read, visit: &mut Visit<'_>) -> Result<(), FormatError> {
    let too_large = |what, limit| FormatError::TooLarge { file: name.to_owned(), what, limit };
    let mut packed = Vec::new();
    let read = bytes.take(ZIP_BYTES_MAX + 1).read_to_end(&mut packed);
    read.map_err(|error| FormatError::of_io(name, &error))?;
    if packed.len() as u64 > ZIP_BYTES_MAX {
        return Err(too_large("the packed size", format!("{ZIP_BYTES_MAX} bytes")));
    }
    // Counted before the archive is opened, which makes room for every entry at once.
    let is_entry = |window: &&[u8]| *window == ZIP_ENTRY_MAGIC;
    let entries = packed.windows(ZIP_ENTRY_MAGIC.len()).filter(is_entry).take(ZIP_ENTRIES_MAX + 1);
    if entries.count() > ZIP_ENTRIES_MAX {
        return Err(too_large("the number of entries", format!("{ZIP_ENTRIES_MAX} entries")));
    }
    let mut archive =
        ZipArchive::new(Cursor::new(packed)).map_err(|error| zip_error(name, error))?;
    let mut files = 0;
    for index in 0..archive.len() {
        let member = archive.by_index(index).map_err(|error| zip_error(name, error))?;
        let member_name = String::from_utf8_lossy(member.name_raw()).into_owned();
        if member.is_dir() || is_litter(&member_name) {
            continue;
        }
        files += 1;
        let packed_bytes = member.compressed_size();
        let bytes_max =
            packed_bytes.saturating_mul(UNPACK_RATIO_MAX).clamp(UNPACK_FREE_BYTES, FILE_BYTES_MAX);
        let mut limited = Limited { inner: member, bytes: 0, bytes_max };
        visit(&format!("{name}/{member_name}"), &mut limited)?;
    }
    if files == 0 {
        return Err(FormatError::Empty { file: name.to_owned() });
    }
    Ok(())
}

/// What desktop systems put into archives beside the files.
fn is_litter(name: &str) -> bool {
    name.starts_with("__MACOSX/") || name.ends_with(".DS_Store")
}

fn zip_error(name: &str, error: ZipError) -> FormatError {
    let file = name.to_owned();
    match error {
        ZipError::Io(error) => FormatError::of_io(name, &error),
        ZipError::InvalidPassword | ZipError::UnsupportedArchive(_) => FormatError::Refused {
            file,
            reason: format!("{error}; unpack it with another program"),
        },
        ZipError::CompressionMethodNotSupported(_) => {
            FormatError::Refused { file, reason: format!("{error}; pack it with deflate") }
        }
        // The table of contents stands at the end, so that a cut archive lacks it.
        error => FormatError::CutOff { file, reason: error.to_string() },
    }
}

/// A stream that refuses to grow beyond a limit.
struct Limited<R> {
    inner: R,
    bytes: u64,
    bytes_max: u64,
}

impl<R: Read> Read for Limited<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(into)?;
        self.bytes = self.bytes.saturating_add(read as u64);
        if self.bytes > self.bytes_max {
            return Err(Stop::io("the unpacked size", self.bytes_max, "bytes"));
        }
        Ok(read)
    }
}

/// An unpacked `.gz` that refuses to grow beyond the limits of size and ratio.
struct Gzip<R> {
    decoder: MultiGzDecoder<Counting<R>>,
    bytes: u64,
}

impl<R: BufRead> Read for Gzip<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.decoder.read(into)?;
        self.bytes = self.bytes.saturating_add(read as u64);
        let packed = self.decoder.get_ref().bytes;
        let bytes_max =
            packed.saturating_mul(UNPACK_RATIO_MAX).clamp(UNPACK_FREE_BYTES, FILE_BYTES_MAX);
        if self.bytes > bytes_max {
            return Err(Stop::io("the unpacked size", bytes_max, "bytes"));
        }
        Ok(read)
    }
}

/// Counts what is taken out of it.
struct Counting<R> {
    inner: R,
    bytes: u64,
}

impl<R> Counting<R> {
    fn new(inner: R) -> Counting<R> {
        Counting { inner, bytes: 0 }
    }
}

impl<R: BufRead> Read for Counting<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(into)?;
        self.bytes = self.bytes.saturating_add(read as u64);
        Ok(read)
    }
}

impl<R: BufRead> BufRead for Counting<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.inner.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        self.bytes = self.bytes.saturating_add(amount as u64);
        self.inner.consume(amount);
    }
}
