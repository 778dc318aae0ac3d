//! The stored form of an import's report.

use comity_model::Counts;
use serde::{Deserialize, Serialize};

use crate::{ImportReport, SkippedRow, SourceFile, StoreError};

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Report {
    format: String,
    records: u64,
    related: u64,
    skipped: u64,
    files: Vec<FileRow>,
    rows: Vec<RowLeftOut>,
    notes: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    edition: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    marking: Option<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct FileRow {
    name: String,
    bytes: u64,
    sha256: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RowLeftOut {
    file: String,
    place: String,
    reason: String,
}

/// The report as JSON.
pub(crate) fn encode(report: ImportReport) -> Result<String, StoreError> {
    let ImportReport { format, counts, files, skipped, notes, edition, marking } = report;
    let Counts { records, related, skipped: skipped_count } = counts;
    let files =
        files.into_iter().map(|SourceFile { name, bytes, sha256 }| FileRow { name, bytes, sha256 });
    let rows = skipped.into_iter().map(|SkippedRow { file, place, reason }| RowLeftOut {
        file,
        place,
        reason,
    });
    let stored = Report {
        format,
        records,
        related,
        skipped: skipped_count,
        files: files.collect(),
        rows: rows.collect(),
        notes,
        edition,
        marking,
    };
    serde_json::to_string(&stored).map_err(|error| StoreError::Corrupt(error.to_string()))
}

/// The report that a text holds.
pub(crate) fn decode(text: &str) -> Result<ImportReport, StoreError> {
    let stored: Report = serde_json::from_str(text)
        .map_err(|error| StoreError::Corrupt(format!("a report: {error}")))?;
    let Report { format, records, related, skipped, files, rows, notes, edition, marking } = stored;
    let files =
        files.into_iter().map(|FileRow { name, bytes, sha256 }| SourceFile { name, bytes, sha256 });
    let rows = rows.into_iter().map(|RowLeftOut { file, place, reason }| SkippedRow {
        file,
        place,
        reason,
    });
    Ok(ImportReport {
        format,
        counts: Counts { records, related, skipped },
        files: files.collect(),
        skipped: rows.collect(),
        notes,
        edition,
        marking,
    })
}
