//! The difference between two versions: states that are valid in one of them only.

use comity_model::{DatasetName, DatasetVersion};
use rusqlite::{Connection, OptionalExtension as _};

use super::fault::Outcome;
use super::queries::version;
use super::rows::{select_states, stored};
use super::threads::Reader;
use crate::body::Decoder;
use crate::{Between, Change, ChangeVisitor, StoreError, Stored};

/// A kept version and the numbers that its states are stored under.
struct Place {
    dataset_id: i64,
    seq: i64,
    version: DatasetVersion,
}

/// Hands every record that the two versions hold in different states to the visitor, by id, in one
/// view of the database.
pub(super) fn changes(
    reader: &mut Reader,
    between: &Between,
    mut visitor: ChangeVisitor,
) -> Outcome<(DatasetVersion, DatasetVersion)> {
    let Reader { connection, decoder } = reader;
    let tx = connection.transaction()?;
    let from = place(&tx, &between.dataset, &between.from)?;
    let to = place(&tx, &between.dataset, &between.to)?;
    // The states are looked up by the numbers at which they begin and end: what takes part grows
    // with the difference and not with the dataset.
    let (low, high) = (from.seq.min(to.seq), from.seq.max(to.seq));
    {
        let mut select = tx.prepare_cached(
            "SELECT max(low), max(high) FROM (
                 SELECT record_id, key AS low, NULL AS high FROM record
                 WHERE dataset_id = ?1 AND to_seq >= ?2 AND to_seq < ?3 AND +from_seq <= ?2
                 UNION ALL
                 SELECT record_id, NULL, key FROM record
                 WHERE dataset_id = ?1 AND from_seq > ?2 AND from_seq <= ?3
                     AND (+to_seq IS NULL OR +to_seq >= ?3)
             ) WHERE record_id > ?4 GROUP BY record_id ORDER BY record_id",
        )?;
        let after = between.after.as_deref().unwrap_or_default();
        let mut rows = select.query((from.dataset_id, low, high, after))?;
        while let Some(row) = rows.next()? {
            let (low, high): (Option<i64>, Option<i64>) = (row.get(0)?, row.get(1)?);
            // A record that went away and came back as it was has two states that say the same.
            if is_same(&tx, low, high)? {
                continue;
            }
            let (old, new) = if from.seq <= to.seq { (low, high) } else { (high, low) };
            let change = Change {
                before: old.map(|key| state(&tx, key, decoder)).transpose()?,
                after: new.map(|key| state(&tx, key, decoder)).transpose()?,
            };
            if visitor(change)?.is_break() {
                break;
            }
        }
    }
    tx.finish()?;
    Ok((from.version, to.version))
}

/// The records of a version that a related one describes: those that it points to, and those that
/// point to it.
pub(super) fn described(
    reader: &mut Reader,
    dataset: &DatasetName,
    named: &str,
    id: &str,
    limit: usize,
) -> Outcome<Vec<Stored>> {
    let Reader { connection, decoder } = reader;
    let at = place(connection, dataset, named)?;
    // The pluses keep the engine from walking through the whole dataset.
    let sql = select_states!(
        "WHERE r.key IN (
             SELECT t.key FROM record o
             CROSS JOIN reference x ON x.key = o.key
             CROSS JOIN record t ON t.dataset_id = o.dataset_id AND t.record_id = x.target
             WHERE o.dataset_id = ?1 AND o.record_id = ?3
                 AND o.from_seq <= ?2 AND (o.to_seq IS NULL OR o.to_seq >= ?2)
             UNION
             SELECT x.key FROM reference x WHERE x.target = ?3
         )
         AND +r.dataset_id = ?1 AND +r.from_seq <= ?2 AND (+r.to_seq IS NULL OR +r.to_seq >= ?2)
         ORDER BY r.record_id"
    );
    let mut select = connection.prepare_cached(sql)?;
    let mut rows = select.query((at.dataset_id, at.seq, id))?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let state = stored(row, decoder)?;
        if found.len() >= limit {
            break;
        }
        if !state.record.schema().is_related() {
            found.push(state);
        }
    }
    Ok(found)
}

fn place(connection: &Connection, dataset: &DatasetName, named: &str) -> Outcome<Place> {
    let mut select = connection.prepare_cached(
        "SELECT d.name, v.name, v.imported_at, v.format, v.records, v.related, v.skipped,
                v.erased, d.id, v.seq
         FROM dataset d JOIN version v ON v.dataset_id = d.id
         WHERE d.name = ?1 AND v.name = ?2",
    )?;
    let found = select
        .query_row([dataset.as_str(), named], |row| {
            let is_erased: bool = row.get(7)?;
            Ok((is_erased, row.get(8)?, row.get(9)?, version(row)))
        })
        .optional()?;
    let Some((is_erased, dataset_id, seq, version)) = found else {
        let (dataset, version) = (dataset.to_string(), named.to_owned());
        return Err(StoreError::NoSuchVersion { dataset, version }.into());
    };
    if is_erased {
        let (dataset, version) = (dataset.to_string(), named.to_owned());
        return Err(StoreError::VersionErased { dataset, version }.into());
    }
    Ok(Place { dataset_id, seq, version: version? })
}

fn is_same(connection: &Connection, one: Option<i64>, other: Option<i64>) -> Outcome<bool> {
    let (Some(one), Some(other)) = (one, other) else { return Ok(false) };
    let mut select = connection.prepare_cached(
        "SELECT a.digest = b.digest FROM record a JOIN record b WHERE a.key = ?1 AND b.key = ?2",
    )?;
    Ok(select.query_row([one, other], |row| row.get(0))?)
}

fn state(connection: &Connection, key: i64, decoder: &mut Decoder) -> Outcome<Stored> {
    let mut select = connection.prepare_cached(select_states!("WHERE r.key = ?1"))?;
    let mut rows = select.query([key])?;
    let Some(row) = rows.next()? else {
        return Err(StoreError::Corrupt(format!("the state {key} is not there")).into());
    };
    stored(row, decoder)
}
