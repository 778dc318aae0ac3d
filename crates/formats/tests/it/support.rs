//! What all tests use.

use std::collections::HashSet;

use comity_formats::{Format, FormatError, Mapping, Options, Report, Source, read};
use comity_model::{DatasetName, PartyId, Record};

/// A publication in memory: names and bytes.
pub(crate) type Files<'f> = [(&'f str, &'f [u8])];

pub(crate) struct Import {
    pub(crate) report: Report,
    pub(crate) records: Vec<Record>,
}

impl Import {
    /// The listed parties.
    pub(crate) fn parties(&self) -> impl Iterator<Item = &Record> {
        self.records.iter().filter(|record| !record.schema().is_related())
    }

    pub(crate) fn of_schema<'i>(&'i self, name: &'i str) -> impl Iterator<Item = &'i Record> {
        self.records.iter().filter(move |record| record.schema().name() == name)
    }
}

pub(crate) fn options(dataset: &str, format: Option<Format>, mapping: Option<&str>) -> Options {
    let mut options =
        Options::new(DatasetName::new(dataset).unwrap(), PartyId::new("tester").unwrap());
    options.format = format;
    options.mapping = mapping.map(|text| Mapping::parse(text).unwrap());
    options
}

/// Reads a publication and checks what holds for every one: counts agree with what was handed
/// over, ids are used once, and every skipped thing has a place and a reason.
pub(crate) fn import(files: &Files<'_>, options: &Options) -> Result<Import, FormatError> {
    let sources = files.iter().map(|(name, bytes)| Source::new(*name, *bytes)).collect();
    let mut records = Vec::new();
    let report = read(sources, options, &mut |record| {
        records.push(record);
        Ok(())
    })?;
    let related = records.iter().filter(|record| record.schema().is_related()).count() as u64;
    assert_eq!(report.counts.related, related);
    assert_eq!(report.counts.records, records.len() as u64 - related);
    let ids: HashSet<_> = records.iter().map(Record::id).collect();
    assert_eq!(ids.len(), records.len(), "an id was used twice");
    assert!(report.counts.skipped >= report.skipped.len() as u64);
    for skipped in &report.skipped {
        assert!(!skipped.place.is_empty() && !skipped.reason.is_empty(), "{skipped:?}");
    }
    Ok(Import { report, records })
}

/// The letters and digits of a text: readers tidy spaces, control and invisible characters.
pub(crate) fn bare(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}
