use std::io::{BufRead, Read};

use comity_model::{DeltaStep, Record};

use crate::csl::CslReader;
use crate::csv_list::CsvReader;
use crate::decode::Text;
use crate::detect::{detect, known_stranger};
use crate::eu::EuReader;
use crate::ftm::FtmReader;
use crate::ftm::delta::{self, FtmDeltaReader};
use crate::limits::FILES_MAX;
use crate::ofac::OfacReader;
use crate::ofac_advanced::OfacAdvancedReader;
use crate::ofac_enhanced::OfacEnhancedReader;
use crate::ofac_xml::OfacXmlReader;
use crate::output::{Output, Sink};
use crate::uk::UkReader;
use crate::un::UnReader;
use crate::unpack::each_file;
use crate::{FileRead, Format, FormatError, Options, Report, SinkStopped, Source};

/// A file's text while a reader reads it.
pub(crate) type FileText<'f> = Text<&'f mut dyn Read>;

/// What each format does: read the files one by one, then finish what needs all of them.
pub(crate) trait Reader {
    /// Reads one file to its end.
    fn file(
        &mut self,
        name: &str,
        text: &mut FileText<'_>,
        output: &mut Output<'_>,
    ) -> Result<(), FormatError>;

    /// Hands over what waited for the last file.
    fn finish(self: Box<Self>, output: &mut Output<'_>) -> Result<(), FormatError> {
        let _ = output;
        Ok(())
    }
}

/// Reads one publication and hands each record, complete, to `sink`.
///
/// The sink may have taken records when this fails; the caller rolls back.
///
/// # Errors
/// [`FormatError`] if any file is not what it claims, is cut off or passes a limit, if nothing was
/// found that is screened by itself, if it is a delta, or if the sink failed.
pub fn read(
    sources: Vec<Source<'_>>,
    options: &Options,
    sink: &mut dyn FnMut(Record) -> Result<(), SinkStopped>,
) -> Result<Report, FormatError> {
    // Only deltas do anything else than add, and they were refused before.
    let mut added = |step| match step {
        DeltaStep::Add(record) | DeltaStep::Modify(record) => sink(record),
        DeltaStep::Remove(_) | DeltaStep::Drop(_) => Ok(()),
    };
    let report = read_all(sources, options, false, &mut added)?;
    if report.counts.records == 0 {
        return Err(no_records(&report));
    }
    Ok(report)
}

/// Reads deltas, in the order in which they follow each other, and hands each step to `sink`.
///
/// # Errors
/// As [`read`]; and if anything in it is not understood, for a delta is right as a whole or not
/// at all.
pub fn read_delta(
    sources: Vec<Source<'_>>,
    options: &Options,
    sink: &mut dyn FnMut(DeltaStep) -> Result<(), SinkStopped>,
) -> Result<Report, FormatError> {
    let options = Options { format: Some(Format::FtmDelta), ..options.clone() };
    read_all(sources, &options, true, sink)
}

fn read_all(
    sources: Vec<Source<'_>>,
    options: &Options,
    takes_deltas: bool,
    sink: &mut Sink<'_>,
) -> Result<Report, FormatError> {
    let mut output = Output::new(options, sink);
    let mut publication = Publication { reader: None, files: Vec::new(), options, takes_deltas };
    for source in sources {
        each_file(source, &mut |name, bytes| publication.file(name, bytes, &mut output))?;
    }
    let Some((format, reader)) = publication.reader else { return Err(FormatError::NoFile) };
    reader.finish(&mut output)?;
    Ok(Report {
        format,
        counts: output.counts,
        files: publication.files,
        skipped: output.skipped,
        notes: output.notes,
    })
}

struct Publication<'o> {
    reader: Option<(Format, Box<dyn Reader>)>,
    files: Vec<FileRead>,
    options: &'o Options,
    takes_deltas: bool,
}

impl Publication<'_> {
    fn file(
        &mut self,
        name: &str,
        bytes: &mut dyn Read,
        output: &mut Output<'_>,
    ) -> Result<(), FormatError> {
        if self.files.len() >= FILES_MAX {
            let (file, limit) = (name.to_owned(), format!("{FILES_MAX} files"));
            return Err(FormatError::TooLarge { file, what: "the number of files", limit });
        }
        output.begin_file(name);
        let mut text = Text::new(name, bytes)?;
        let head = text.fill_buf().map_err(|error| FormatError::of_io(name, &error))?;
        if head.iter().all(|byte| byte.is_ascii_whitespace() || matches!(byte, 0 | 0x1a)) {
            return Err(FormatError::Empty { file: name.to_owned() });
        }
        let format = self.format_of(name, head)?;
        if format == Format::FtmDelta && !self.takes_deltas {
            return Err(FormatError::Delta { file: name.to_owned() });
        }
        let (_, reader) =
            self.reader.get_or_insert_with(|| (format, reader_of(format, self.options)));
        reader.file(name, &mut text, output)?;
        if let Some(mended) = text.mended() {
            output.note(format_args!("`{name}`: {mended}"));
        }
        self.files.push(FileRead { name: name.to_owned(), bytes: text.bytes_read() });
        Ok(())
    }

    /// The format of the publication, which all its files share.
    fn format_of(&self, name: &str, head: &[u8]) -> Result<Format, FormatError> {
        let expected = self.options.format.or(self.reader.as_ref().map(|(format, _)| *format));
        let Some(expected) = expected else {
            return detect(name, head, self.options.mapping.is_some());
        };
        let other = |reason: String| FormatError::OtherFormat {
            file: name.to_owned(),
            expected: expected.words(),
            reason,
        };
        let text = String::from_utf8_lossy(head);
        if let Some(reason) = known_stranger(head, text.trim_start()) {
            return Err(other(reason.to_owned()));
        }
        let fits = match (expected, text.trim_start().chars().next()) {
            (
                Format::UnXml
                | Format::EuFsf
                | Format::OfacXml
                | Format::OfacEnhanced
                | Format::OfacAdvanced,
                first,
            ) => first == Some('<'),
            (Format::FtmJson, first) => first == Some('{'),
            (Format::FtmDelta, _) => delta::looks_like(&text),
            (Format::UkSanctions, first) => first != Some('{'),
            (Format::OfacCsv | Format::UsCsl | Format::Csv, first) => {
                !matches!(first, Some('<' | '{'))
            }
        };
        let reason = match expected {
            Format::FtmDelta => "its first line is no change (`op`, `entity`)",
            _ => "its first character does not fit",
        };
        if fits { Ok(expected) } else { Err(other(reason.to_owned())) }
    }
}

fn reader_of(format: Format, options: &Options) -> Box<dyn Reader> {
    match format {
        Format::UnXml => Box::new(UnReader::new(options)),
        Format::OfacXml => Box::new(OfacXmlReader::new(options)),
        Format::OfacEnhanced => Box::new(OfacEnhancedReader::new(options)),
        Format::OfacAdvanced => Box::new(OfacAdvancedReader::new(options)),
        Format::EuFsf => Box::new(EuReader::new(options)),
        Format::UkSanctions => Box::new(UkReader::new(options)),
        Format::UsCsl => Box::new(CslReader::new(options)),
        Format::OfacCsv => Box::new(OfacReader::new(options)),
        Format::FtmJson => Box::new(FtmReader::new(options)),
        Format::FtmDelta => Box::new(FtmDeltaReader::new(options)),
        Format::Csv => Box::new(CsvReader::new(options)),
    }
}

fn no_records(report: &Report) -> FormatError {
    let names: Vec<String> = report.files.iter().map(|file| format!("`{}`", file.name)).collect();
    let first = report.skipped.first().map_or(String::new(), |skipped| {
        format!(", first `{}`, {}: {}", skipped.file, skipped.place, skipped.reason)
    });
    FormatError::NoRecords { files: names.join(", "), skipped: report.counts.skipped, first }
}
