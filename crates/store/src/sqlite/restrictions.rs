//! Records whose processing is restricted.

use std::collections::BTreeSet;

use comity_model::{DatasetName, RecordId, RecordRef, Timestamp};
use rusqlite::{Connection, Row, TransactionBehavior, params};

use super::alerts::signed;
use super::fault::Outcome;
use super::keep::bump_generation;
use super::rows::unsigned;
use super::subjects::count;
use crate::{NewRestriction, Restriction, RightsEnding, RightsPage, StoreError};

pub(super) fn restrict(
    connection: &mut Connection,
    new: &NewRestriction,
    limit: usize,
) -> Outcome<Option<u64>> {
    let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let (dataset, record) = (new.record.dataset.as_str(), new.record.id.as_str());
    let is_restricted = tx
        .prepare_cached(
            "SELECT 1 FROM restriction WHERE dataset = ?1 AND record = ?2 AND lifted_at IS NULL",
        )?
        .exists([dataset, record])?;
    if is_restricted {
        return Ok(None);
    }
    let open: i64 =
        tx.query_row("SELECT count(*) FROM restriction WHERE lifted_at IS NULL", [], |row| {
            row.get(0)
        })?;
    if open >= count(limit) {
        return Err(StoreError::TooMany { what: "restricted records", limit }.into());
    }
    tx.execute(
        "INSERT INTO restriction (dataset, record, reason, restricted_by, restricted_at)
         VALUES (?1, ?2, ?3, ?4, ?5)",
        params![dataset, record, new.reason, new.by, new.at.0],
    )?;
    let number = unsigned(tx.last_insert_rowid())?;
    bump_generation(&tx)?;
    tx.commit()?;
    Ok(Some(number))
}

pub(super) fn lift(
    connection: &mut Connection,
    number: u64,
    ending: &RightsEnding,
) -> Outcome<bool> {
    let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let lifted = tx.execute(
        "UPDATE restriction SET lifted_by = ?2, lifted_at = ?3, lifted_why = ?4
         WHERE number = ?1 AND lifted_at IS NULL",
        params![signed(number), ending.by, ending.at.0, ending.reason],
    )?;
    if lifted == 0 {
        return Ok(false);
    }
    bump_generation(&tx)?;
    tx.commit()?;
    Ok(true)
}

pub(super) fn page(connection: &Connection, page: &RightsPage) -> Outcome<Vec<Restriction>> {
    let mut select = connection.prepare_cached(
        "SELECT number, dataset, record, reason, restricted_by, restricted_at,
                lifted_by, lifted_at, lifted_why
         FROM restriction WHERE number > ?1 AND (?2 = 0 OR lifted_at IS NULL)
         ORDER BY number LIMIT ?3",
    )?;
    let asked = params![signed(page.after), page.open_only, count(page.limit)];
    let mut rows = select.query(asked)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(restriction(row)?);
    }
    Ok(found)
}

fn restriction(row: &Row<'_>) -> Outcome<Restriction> {
    Ok(Restriction {
        number: unsigned(row.get(0)?)?,
        made: NewRestriction {
            record: record(row, 1)?,
            reason: row.get(3)?,
            by: row.get(4)?,
            at: Timestamp(row.get(5)?),
        },
        lifted: ending(row, 6)?,
    })
}

/// A record whose dataset and id stand from a column on.
pub(super) fn record(row: &Row<'_>, from: usize) -> Outcome<RecordRef> {
    let (dataset, id): (String, String) = (row.get(from)?, row.get(from + 1)?);
    Ok(RecordRef { dataset: DatasetName::new(dataset)?, id: RecordId::new(id)? })
}

/// An ending whose person, time and reason stand from a column on, if there was one.
pub(super) fn ending(row: &Row<'_>, from: usize) -> Outcome<Option<RightsEnding>> {
    let (by, at, reason): (Option<String>, Option<i64>, Option<String>) =
        (row.get(from)?, row.get(from + 1)?, row.get(from + 2)?);
    let (Some(by), Some(at), Some(reason)) = (by, at, reason) else { return Ok(None) };
    Ok(Some(RightsEnding { by, at: Timestamp(at), reason }))
}

pub(super) fn restricted(connection: &Connection) -> Outcome<BTreeSet<RecordRef>> {
    let mut select = connection
        .prepare_cached("SELECT dataset, record FROM restriction WHERE lifted_at IS NULL")?;
    let mut rows = select.query([])?;
    let mut found = BTreeSet::new();
    while let Some(row) = rows.next()? {
        found.insert(record(row, 0)?);
    }
    Ok(found)
}
