//! The kept index: a snapshot as one checksummed file, for a fast start.
//!
//! Layout: 8 bytes magic, 4 bytes layout number, then the columns in a fixed order, each its
//! length in bytes (8 bytes) and its values (little-endian), then the SHA-256 of all before. The
//! file is derived: whatever is wrong with it, the answer is to build it again from the store.

use std::io::{self, Read, Write};

use comity_model::{Counts, DatasetName, DatasetVersion, Marking, Schema, Timestamp};
use sha2::{Digest, Sha256};

use super::joins::Joins;
use super::lookup::{Directory, Lookup};
use super::snapshot::{Features, Groups, Names, Records, Snapshot};
use super::strings::Strings;
use super::tokens::Tokens;
use crate::ScreeningError;

const MAGIC: &[u8; 8] = b"COMITYIX";
/// Changes whenever the columns, the analysis of names or the hashes do.
const LAYOUT: u32 = 7;
const HEAD_BYTES: usize = 12;
const CHECKSUM_BYTES: usize = 32;
/// Between the parts of a column of short texts; control characters stand in none of them.
const SEPARATOR: char = '\u{1f}';

impl Snapshot {
    /// Writes the snapshot. The caller sees to it that the file appears whole or not at all.
    ///
    /// # Errors
    /// If writing fails.
    pub fn save(&self, to: &mut impl Write) -> io::Result<()> {
        let mut writer = Writer { to, hash: Sha256::new() };
        writer.raw(MAGIC)?;
        writer.raw(&LAYOUT.to_le_bytes())?;
        writer.texts(vocabulary())?;
        writer.column(&[self.generation])?;
        writer.texts(self.versions.iter().map(version_text))?;
        writer.texts(self.markings.iter().map(Marking::to_string))?;
        writer.texts(self.datasets.iter().cloned())?;
        writer.texts(self.properties.iter().cloned())?;
        writer.strings(&self.strings)?;
        writer.tokens(&self.tokens)?;
        writer.names(&self.names)?;
        writer.joins(&self.joins)?;
        writer.records(&self.records)?;
        writer.column(&self.features.kind)?;
        writer.column(&self.features.property)?;
        writer.column(&self.features.marking)?;
        writer.column(&self.features.text)?;
        writer.column(&self.groups.id)?;
        writer.column(&self.groups.member_start)?;
        writer.column(&self.groups.member)?;
        writer.lookup(&self.token_lookup)?;
        writer.lookup(&self.identifier_lookup)?;
        writer.lookup(&self.acronym_lookup)?;
        let checksum = writer.hash.finalize();
        writer.to.write_all(&checksum)
    }

    /// Reads a kept snapshot, column by column: never more lies in memory than the snapshot and one
    /// column.
    ///
    /// # Errors
    /// [`ScreeningError`] if the bytes are no kept index of this version, or are damaged.
    pub fn load(from: &mut impl Read) -> Result<Snapshot, ScreeningError> {
        let mut reader = Reader { from, hash: Sha256::new(), buffer: vec![0; CHUNK_BYTES] };
        reader.head()?;
        let known = reader.texts()? == vocabulary();
        let snapshot = reader.snapshot()?;
        // Nothing that was read counts before this.
        reader.check()?;
        if !known {
            return Err(ScreeningError::OtherLayout { found: LAYOUT, known: LAYOUT });
        }
        Ok(snapshot)
    }
}

/// The schema names in the order of their numbers, which the records' column holds.
fn vocabulary() -> Vec<String> {
    Schema::all().map(|schema| schema.name().to_owned()).collect()
}

fn version_text(version: &DatasetVersion) -> String {
    let counts = version.counts;
    let numbers = [counts.records, counts.related, counts.skipped].map(|n| n.to_string());
    let at = version.imported_at.0.to_string();
    let [records, related, skipped] = &numbers;
    let name = version.dataset.as_str();
    [name, &version.version, &at, &version.format, records, related, skipped]
        .join(&SEPARATOR.to_string())
}

fn version(text: &str) -> Option<DatasetVersion> {
    let mut parts = text.split(SEPARATOR);
    Some(DatasetVersion {
        dataset: DatasetName::new(parts.next()?).ok()?,
        version: parts.next()?.to_owned(),
        imported_at: Timestamp(parts.next()?.parse().ok()?),
        format: parts.next()?.to_owned(),
        counts: Counts {
            records: parts.next()?.parse().ok()?,
            related: parts.next()?.parse().ok()?,
            skipped: parts.next()?.parse().ok()?,
        },
    })
}

/// A value that columns hold.
trait Value: Copy {
    const BYTES: usize;
    fn put(self, into: &mut Vec<u8>);
    fn take(bytes: &[u8]) -> Option<Self>;
}

macro_rules! value {
    ($($kind:ty),*) => {$(
        impl Value for $kind {
            const BYTES: usize = size_of::<$kind>();
            fn put(self, into: &mut Vec<u8>) {
                into.extend_from_slice(&self.to_le_bytes());
            }
            fn take(bytes: &[u8]) -> Option<$kind> {
                bytes.try_into().ok().map(<$kind>::from_le_bytes)
            }
        }
    )*};
}

value!(u8, u16, u32, u64, i64);

struct Writer<'w, W> {
    to: &'w mut W,
    hash: Sha256,
}

impl<W: Write> Writer<'_, W> {
    fn raw(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.hash.update(bytes);
        self.to.write_all(bytes)
    }

    fn column<T: Value>(&mut self, values: &[T]) -> io::Result<()> {
        let mut bytes = Vec::with_capacity(values.len() * T::BYTES);
        values.iter().for_each(|value| value.put(&mut bytes));
        self.raw(&(bytes.len() as u64).to_le_bytes())?;
        self.raw(&bytes)
    }

    fn texts(&mut self, texts: impl IntoIterator<Item = String>) -> io::Result<()> {
        let mut strings = Strings::default();
        for text in texts {
            strings.push(&text);
        }
        self.strings(&strings)
    }

    fn strings(&mut self, strings: &Strings) -> io::Result<()> {
        self.column(strings.text.as_bytes())?;
        self.column(&strings.ends)
    }

    fn tokens(&mut self, tokens: &Tokens) -> io::Result<()> {
        self.column(tokens.forms.as_bytes())?;
        self.column(&tokens.entry)?;
        self.column(&tokens.count_start)?;
        self.column(&tokens.count_marking)?;
        self.column(&tokens.count)?;
        self.column(&tokens.posting_start)?;
        self.column(&tokens.posting)
    }

    fn names(&mut self, names: &Names) -> io::Result<()> {
        self.column(&names.record)?;
        self.column(&names.text)?;
        self.column(&names.kind)?;
        self.column(&names.marking)?;
        self.column(&names.token_start)?;
        self.column(&names.token)
    }

    fn joins(&mut self, joins: &Joins) -> io::Result<()> {
        self.column(&joins.directory.0)?;
        self.column(&joins.hash)?;
        self.column(&joins.text)?;
        self.column(&joins.name)?;
        self.column(&joins.place)
    }

    fn records(&mut self, records: &Records) -> io::Result<()> {
        self.column(&records.key)?;
        self.column(&records.id)?;
        self.column(&records.dataset)?;
        self.column(&records.schema)?;
        self.column(&records.group)?;
        self.column(&records.name_start)?;
        self.column(&records.feature_start)
    }

    fn lookup(&mut self, lookup: &Lookup) -> io::Result<()> {
        self.column(&lookup.directory.0)?;
        self.column(&lookup.hashes)?;
        self.column(&lookup.values)
    }
}

struct Reader<'r, R> {
    from: &'r mut R,
    hash: Sha256,
    buffer: Vec<u8>,
}

/// Bytes that are read and taken apart at one time.
const CHUNK_BYTES: usize = 256 * 1024;

impl<R: Read> Reader<'_, R> {
    /// Magic and layout.
    fn head(&mut self) -> Result<(), ScreeningError> {
        let mut head = [0; HEAD_BYTES];
        self.from.read_exact(&mut head).map_err(|_| ScreeningError::NotAnIndex)?;
        let (magic, layout) = head.split_at(MAGIC.len());
        if magic != MAGIC {
            return Err(ScreeningError::NotAnIndex);
        }
        let found = layout.try_into().map(u32::from_le_bytes).unwrap_or_default();
        if found != LAYOUT {
            return Err(ScreeningError::OtherLayout { found, known: LAYOUT });
        }
        self.hash.update(head);
        Ok(())
    }

    /// The columns, in the order in which they were written.
    fn snapshot(&mut self) -> Result<Snapshot, ScreeningError> {
        let generation = self.column::<u64>()?.first().copied().unwrap_or_default();
        let versions: Option<Vec<_>> = self.texts()?.iter().map(|each| version(each)).collect();
        let markings: Result<Vec<_>, _> =
            self.texts()?.iter().map(|each| Marking::parse(each)).collect();
        Ok(Snapshot {
            generation,
            versions: versions.ok_or(ScreeningError::Damaged)?,
            markings: markings.map_err(|_| ScreeningError::Damaged)?,
            datasets: self.texts()?,
            properties: self.texts()?,
            strings: self.strings()?,
            tokens: self.tokens()?,
            names: self.names()?,
            joins: self.joins()?,
            records: self.records()?,
            features: Features {
                kind: self.column()?,
                property: self.column()?,
                marking: self.column()?,
                text: self.column()?,
            },
            groups: Groups {
                id: self.column()?,
                member_start: self.column()?,
                member: self.column()?,
            },
            token_lookup: self.lookup()?,
            identifier_lookup: self.lookup()?,
            acronym_lookup: self.lookup()?,
        })
    }

    /// The checksum over all that was read, and that nothing follows it.
    fn check(&mut self) -> Result<(), ScreeningError> {
        let digest: [u8; CHECKSUM_BYTES] = std::mem::take(&mut self.hash).finalize().into();
        let mut checksum = [0; CHECKSUM_BYTES];
        self.from.read_exact(&mut checksum).map_err(damaged)?;
        let more = self.from.read(&mut [0]).map_err(damaged)?;
        if digest == checksum && more == 0 { Ok(()) } else { Err(ScreeningError::Damaged) }
    }

    /// Reads a column's bytes in pieces that hold whole values.
    fn pieces(
        &mut self,
        value_bytes: usize,
        mut take: impl FnMut(&[u8]) -> Result<(), ScreeningError>,
    ) -> Result<(), ScreeningError> {
        let mut length = [0; 8];
        self.from.read_exact(&mut length).map_err(damaged)?;
        self.hash.update(length);
        let mut left = u64::from_le_bytes(length);
        if !left.is_multiple_of(value_bytes as u64) {
            return Err(ScreeningError::Damaged);
        }
        while left > 0 {
            let wanted = self.buffer.len().min(usize::try_from(left).unwrap_or(usize::MAX));
            let piece = self.buffer.get_mut(..wanted).ok_or(ScreeningError::Damaged)?;
            self.from.read_exact(piece).map_err(damaged)?;
            self.hash.update(&*piece);
            take(piece)?;
            left -= wanted as u64;
        }
        Ok(())
    }

    fn column<T: Value>(&mut self) -> Result<Vec<T>, ScreeningError> {
        let mut values = Vec::new();
        self.pieces(T::BYTES, |piece| {
            values.extend(piece.chunks_exact(T::BYTES).filter_map(T::take));
            Ok(())
        })?;
        values.shrink_to_fit();
        Ok(values)
    }

    fn texts(&mut self) -> Result<Vec<String>, ScreeningError> {
        let strings = self.strings()?;
        let count = super::snapshot::to_u32(strings.len());
        Ok((0..count).map(|at| strings.get(at).to_owned()).collect())
    }

    fn strings(&mut self) -> Result<Strings, ScreeningError> {
        Ok(Strings { text: self.text()?, ends: self.column()? })
    }

    fn text(&mut self) -> Result<String, ScreeningError> {
        let mut text = Vec::new();
        self.pieces(1, |piece| {
            text.extend_from_slice(piece);
            Ok(())
        })?;
        text.shrink_to_fit();
        String::from_utf8(text).map_err(|_| ScreeningError::Damaged)
    }

    fn tokens(&mut self) -> Result<Tokens, ScreeningError> {
        Ok(Tokens {
            forms: self.text()?,
            entry: self.column()?,
            count_start: self.column()?,
            count_marking: self.column()?,
            count: self.column()?,
            posting_start: self.column()?,
            posting: self.column()?,
        })
    }

    fn names(&mut self) -> Result<Names, ScreeningError> {
        Ok(Names {
            record: self.column()?,
            text: self.column()?,
            kind: self.column()?,
            marking: self.column()?,
            token_start: self.column()?,
            token: self.column()?,
        })
    }

    fn joins(&mut self) -> Result<Joins, ScreeningError> {
        Ok(Joins {
            directory: Directory(self.column()?),
            hash: self.column()?,
            text: self.column()?,
            name: self.column()?,
            place: self.column()?,
        })
    }

    fn records(&mut self) -> Result<Records, ScreeningError> {
        Ok(Records {
            key: self.column()?,
            id: self.column()?,
            dataset: self.column()?,
            schema: self.column()?,
            group: self.column()?,
            name_start: self.column()?,
            feature_start: self.column()?,
        })
    }

    fn lookup(&mut self) -> Result<Lookup, ScreeningError> {
        Ok(Lookup {
            directory: Directory(self.column()?),
            hashes: self.column()?,
            values: self.column()?,
        })
    }
}

/// A file that cannot be read to its end is as good as a damaged one: it is made anew.
fn damaged(_: io::Error) -> ScreeningError {
    ScreeningError::Damaged
}
