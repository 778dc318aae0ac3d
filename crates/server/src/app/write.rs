//! Writing versions of datasets that no file was read for: own alerts, and what partners share.

use comity_model::{DatasetVersion, DeltaStep, Record, Timestamp};
use comity_store::{DeltaImport, Import, ImportReport};

use crate::ServerError;

/// Writes all records of a version.
pub(super) async fn write_records(
    mut import: Box<dyn Import>,
    records: Vec<Record>,
    report: ImportReport,
    now: Timestamp,
) -> Result<DatasetVersion, ServerError> {
    let written = tokio::task::spawn_blocking(move || {
        records.into_iter().try_for_each(|record| import.put(record))?;
        import.commit(report, now)
    });
    Ok(written.await??)
}

/// Writes what changes from one version to the next.
pub(super) async fn write_steps(
    mut import: Box<dyn DeltaImport>,
    steps: Vec<DeltaStep>,
    report: ImportReport,
    now: Timestamp,
) -> Result<DatasetVersion, ServerError> {
    let written = tokio::task::spawn_blocking(move || {
        steps.into_iter().try_for_each(|step| import.step(step))?;
        import.commit(report, now)
    });
    Ok(written.await??)
}
