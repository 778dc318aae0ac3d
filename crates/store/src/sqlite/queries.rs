//! What is asked of datasets and records.

use comity_model::{Counts, DatasetName, DatasetVersion, PartyId, Timestamp};
use rusqlite::{Connection, OptionalExtension as _, Params, Row};

use super::fault::Outcome;
use super::import::REFERENTS;
use super::rows::{select_states, stored, unsigned};
use super::threads::Reader;
use crate::{Dataset, ImportReport, RowKey, Stored, report};

pub(super) fn datasets(connection: &Connection) -> Outcome<Vec<Dataset>> {
    let mut select = connection.prepare_cached(
        "SELECT d.name, v.name, v.imported_at, v.format, v.records, v.related, v.skipped,
                d.title, d.publisher
         FROM dataset d JOIN version v ON v.dataset_id = d.id AND v.seq = d.current_seq
         ORDER BY d.name",
    )?;
    let mut rows = select.query([])?;
    let mut datasets = Vec::new();
    while let Some(row) = rows.next()? {
        let publisher: String = row.get(8)?;
        datasets.push(Dataset {
            title: row.get(7)?,
            publisher: PartyId::new(publisher)?,
            current: version(row)?,
        });
    }
    Ok(datasets)
}

pub(super) fn versions(
    connection: &Connection,
    dataset: &DatasetName,
) -> Outcome<Vec<DatasetVersion>> {
    let mut select = connection.prepare_cached(
        "SELECT d.name, v.name, v.imported_at, v.format, v.records, v.related, v.skipped
         FROM dataset d JOIN version v ON v.dataset_id = d.id
         WHERE d.name = ?1 AND v.erased = 0 ORDER BY v.seq",
    )?;
    let mut rows = select.query([dataset.as_str()])?;
    let mut versions = Vec::new();
    while let Some(row) = rows.next()? {
        versions.push(version(row)?);
    }
    Ok(versions)
}

/// The current version of every dataset, by the dataset's name.
pub(super) fn current_versions(connection: &Connection) -> Outcome<Vec<DatasetVersion>> {
    Ok(datasets(connection)?.into_iter().map(|dataset| dataset.current).collect())
}

/// The version in the first seven columns: dataset, name, time, format and counts.
pub(super) fn version(row: &Row<'_>) -> Outcome<DatasetVersion> {
    let dataset: String = row.get(0)?;
    Ok(DatasetVersion {
        dataset: DatasetName::new(dataset)?,
        version: row.get(1)?,
        imported_at: Timestamp(row.get(2)?),
        format: row.get(3)?,
        counts: Counts {
            records: unsigned(row.get(4)?)?,
            related: unsigned(row.get(5)?)?,
            skipped: unsigned(row.get(6)?)?,
        },
    })
}

pub(super) fn report(
    connection: &Connection,
    dataset: &DatasetName,
) -> Outcome<Option<ImportReport>> {
    let text: Option<String> = connection
        .prepare_cached(
            "SELECT p.body FROM dataset d
             JOIN report p ON p.dataset_id = d.id AND p.seq = d.current_seq WHERE d.name = ?1",
        )?
        .query_row([dataset.as_str()], |row| row.get(0))
        .optional()?;
    Ok(text.as_deref().map(report::decode).transpose()?)
}

pub(super) fn record(reader: &mut Reader, key: RowKey) -> Outcome<Option<Stored>> {
    Ok(states(reader, select_states!("WHERE r.key = ?1"), [key.0])?.pop())
}

/// Few datasets, each with an index by id: one look into each.
pub(super) fn records(reader: &mut Reader, id: &str) -> Outcome<Vec<Stored>> {
    let sql = select_states!(
        "WHERE r.key IN (
             SELECT x.key FROM dataset e CROSS JOIN record x
             ON x.dataset_id = e.id AND x.record_id = ?1 AND x.to_seq IS NULL
         ) ORDER BY d.name"
    );
    states(reader, sql, [id])
}

/// The plus keeps the engine from walking through the whole dataset.
pub(super) fn referring(
    reader: &mut Reader,
    dataset: &DatasetName,
    id: &str,
    limit: usize,
) -> Outcome<Vec<Stored>> {
    let sql = select_states!(
        "WHERE r.key IN (SELECT x.key FROM reference x WHERE x.target = ?2
             AND x.property <> 'referents')
         AND r.to_seq IS NULL AND +d.name = ?1 ORDER BY r.key LIMIT ?3"
    );
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    states(reader, sql, (dataset.as_str(), id, limit))
}

/// Whoever is known by this id besides its own.
pub(super) fn once_known(reader: &mut Reader, id: &str) -> Outcome<Vec<Stored>> {
    let sql = select_states!(
        "WHERE r.key IN (
             SELECT x.key FROM reference x WHERE x.target = ?1 AND x.property = ?2
         ) AND r.to_seq IS NULL ORDER BY d.name"
    );
    states(reader, sql, [id, REFERENTS])
}

fn states(reader: &mut Reader, sql: &str, params: impl Params) -> Outcome<Vec<Stored>> {
    let Reader { connection, decoder } = reader;
    let mut select = connection.prepare_cached(sql)?;
    let mut rows = select.query(params)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(stored(row, decoder)?);
    }
    Ok(found)
}
