//! The kept index: a snapshot as one checksummed file, for a fast start.
//!
//! Layout: 8 bytes magic, 4 bytes layout number, then the columns in a fixed order, each its
//! length in bytes (8 bytes) and its values (little-endian), then the SHA-256 of all before. The
//! file is derived: whatever is wrong with it, the answer is to build it again from the store.

use std::io::{self, Write};

use comity_model::{Counts, DatasetName, DatasetVersion, Marking, Schema, Timestamp};
use sha2::{Digest, Sha256};

use super::lookup::Lookup;
use super::snapshot::{Features, Groups, Names, Records, Snapshot};
use super::strings::Strings;
use super::tokens::Tokens;
use crate::ScreeningError;

const MAGIC: &[u8; 8] = b"COMITYIX";
/// Changes whenever the columns, the analysis of names or the hashes do.
const LAYOUT: u32 = 4;
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
        let checksum = writer.hash.finalize();
        writer.to.write_all(&checksum)
    }

    /// Reads a kept snapshot.
    ///
    /// # Errors
    /// [`ScreeningError`] if the bytes are no kept index of this version, or are damaged.
    pub fn load(bytes: &[u8]) -> Result<Snapshot, ScreeningError> {
        let body = check(bytes)?;
        let mut reader = Reader { bytes: body };
        if reader.texts()? != vocabulary() {
            return Err(ScreeningError::OtherLayout { found: LAYOUT, known: LAYOUT });
        }
        let generation = reader.column::<u64>()?.first().copied().unwrap_or_default();
        let versions: Option<Vec<_>> = reader.texts()?.iter().map(|each| version(each)).collect();
        let markings: Result<Vec<_>, _> =
            reader.texts()?.iter().map(|each| Marking::parse(each)).collect();
        Ok(Snapshot {
            generation,
            versions: versions.ok_or(ScreeningError::Damaged)?,
            markings: markings.map_err(|_| ScreeningError::Damaged)?,
            datasets: reader.texts()?,
            properties: reader.texts()?,
            strings: reader.strings()?,
            tokens: reader.tokens()?,
            names: reader.names()?,
            records: reader.records()?,
            features: Features {
                kind: reader.column()?,
                property: reader.column()?,
                marking: reader.column()?,
                text: reader.column()?,
            },
            groups: Groups {
                id: reader.column()?,
                member_start: reader.column()?,
                member: reader.column()?,
            },
            token_lookup: reader.lookup()?,
            identifier_lookup: reader.lookup()?,
        })
    }
}

/// The columns' bytes, once magic, layout and checksum are right.
fn check(bytes: &[u8]) -> Result<&[u8], ScreeningError> {
    let head = bytes.get(..HEAD_BYTES).ok_or(ScreeningError::NotAnIndex)?;
    let (magic, layout) = head.split_at(MAGIC.len());
    if magic != MAGIC {
        return Err(ScreeningError::NotAnIndex);
    }
    let found = layout.try_into().map(u32::from_le_bytes).unwrap_or_default();
    if found != LAYOUT {
        return Err(ScreeningError::OtherLayout { found, known: LAYOUT });
    }
    let end = bytes.len().checked_sub(CHECKSUM_BYTES).ok_or(ScreeningError::Damaged)?;
    let (covered, checksum) = bytes.split_at_checked(end).ok_or(ScreeningError::Damaged)?;
    let digest: [u8; CHECKSUM_BYTES] = Sha256::digest(covered).into();
    if digest != checksum {
        return Err(ScreeningError::Damaged);
    }
    covered.get(HEAD_BYTES..).ok_or(ScreeningError::Damaged)
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
        self.strings(&tokens.forms)?;
        self.column(&tokens.text_len)?;
        self.column(&tokens.flags)?;
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
        self.column(&names.singles)?;
        self.column(&names.unit_start)?;
        self.column(&names.unit_token)?;
        self.column(&names.unit_first)?;
        self.column(&names.unit_len)
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
        self.column(&lookup.directory)?;
        self.column(&lookup.hashes)?;
        self.column(&lookup.values)
    }
}

struct Reader<'b> {
    bytes: &'b [u8],
}

impl<'b> Reader<'b> {
    fn raw(&mut self) -> Result<&'b [u8], ScreeningError> {
        let damaged = ScreeningError::Damaged;
        let (len, rest) = self.bytes.split_at_checked(8).ok_or(damaged.clone())?;
        let len = u64::take(len).and_then(|len| usize::try_from(len).ok());
        let (column, rest) = len.and_then(|len| rest.split_at_checked(len)).ok_or(damaged)?;
        self.bytes = rest;
        Ok(column)
    }

    fn column<T: Value>(&mut self) -> Result<Vec<T>, ScreeningError> {
        let values: Option<Vec<T>> = self.raw()?.chunks_exact(T::BYTES).map(T::take).collect();
        values.ok_or(ScreeningError::Damaged)
    }

    fn texts(&mut self) -> Result<Vec<String>, ScreeningError> {
        let strings = self.strings()?;
        let count = super::snapshot::to_u32(strings.len());
        Ok((0..count).map(|at| strings.get(at).to_owned()).collect())
    }

    fn strings(&mut self) -> Result<Strings, ScreeningError> {
        let text = std::str::from_utf8(self.raw()?).map_err(|_| ScreeningError::Damaged)?;
        Ok(Strings { text: text.to_owned(), ends: self.column()? })
    }

    fn tokens(&mut self) -> Result<Tokens, ScreeningError> {
        Ok(Tokens {
            forms: self.strings()?,
            text_len: self.column()?,
            flags: self.column()?,
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
            singles: self.column()?,
            unit_start: self.column()?,
            unit_token: self.column()?,
            unit_first: self.column()?,
            unit_len: self.column()?,
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
        Ok(Lookup { directory: self.column()?, hashes: self.column()?, values: self.column()? })
    }
}
