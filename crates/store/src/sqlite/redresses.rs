//! Tokens of persons who were cleared.

use comity_model::Timestamp;
use rusqlite::{Connection, Row, TransactionBehavior, params};

use super::alerts::signed;
use super::fault::Outcome;
use super::restrictions::{ending, record};
use super::rows::unsigned;
use super::subjects::count;
use crate::{NewRedress, Redress, RedressRecord, RightsEnding, RightsPage, StoreError};

pub(super) fn issue(connection: &mut Connection, new: &NewRedress, limit: usize) -> Outcome<u64> {
    let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let all: i64 = tx.query_row("SELECT count(*) FROM redress", [], |row| row.get(0))?;
    if all >= count(limit) {
        return Err(StoreError::TooMany { what: "redress tokens", limit }.into());
    }
    let documents = serde_json::to_string(&new.documents)
        .map_err(|err| StoreError::Corrupt(format!("redress documents: {err}")))?;
    tx.execute(
        "INSERT INTO redress (hash, documents, reason, issued_by, issued_at, expires_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![new.hash, documents, new.reason, new.by, new.at.0, new.expires_at.0],
    )?;
    let number = tx.last_insert_rowid();
    {
        let mut insert = tx.prepare_cached(
            "INSERT OR REPLACE INTO redress_record (redress, dataset, record, content)
             VALUES (?1, ?2, ?3, ?4)",
        )?;
        for RedressRecord { record, content } in &new.records {
            let (dataset, id) = (record.dataset.as_str(), record.id.as_str());
            insert.execute(params![number, dataset, id, content])?;
        }
    }
    tx.commit()?;
    unsigned(number)
}

pub(super) fn revoke(connection: &Connection, number: u64, ending: &RightsEnding) -> Outcome<bool> {
    let revoked = connection.execute(
        "UPDATE redress SET revoked_by = ?2, revoked_at = ?3, revoked_why = ?4
         WHERE number = ?1 AND revoked_at IS NULL",
        params![signed(number), ending.by, ending.at.0, ending.reason],
    )?;
    Ok(revoked > 0)
}

/// Selects tokens; what follows says which.
macro_rules! select_redress {
    ($tail:literal) => {
        concat!(
            "SELECT number, hash, documents, reason, issued_by, issued_at, expires_at,
                    revoked_by, revoked_at, revoked_why FROM redress ",
            $tail
        )
    };
}

pub(super) fn by_hash(connection: &Connection, hash: &[u8; 32]) -> Outcome<Option<Redress>> {
    let mut select = connection.prepare_cached(select_redress!("WHERE hash = ?1"))?;
    let mut rows = select.query([hash])?;
    rows.next()?.map(|row| redress(connection, row)).transpose()
}

pub(super) fn page(
    connection: &Connection,
    page: &RightsPage,
    now: Timestamp,
) -> Outcome<Vec<Redress>> {
    let mut select = connection.prepare_cached(select_redress!(
        "WHERE number > ?1 AND (?2 = 0 OR (revoked_at IS NULL AND expires_at > ?4))
         ORDER BY number LIMIT ?3"
    ))?;
    let asked = params![signed(page.after), page.open_only, count(page.limit), now.0];
    let mut rows = select.query(asked)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(redress(connection, row)?);
    }
    Ok(found)
}

fn redress(connection: &Connection, row: &Row<'_>) -> Outcome<Redress> {
    let number: i64 = row.get(0)?;
    let documents: String = row.get(2)?;
    let documents = serde_json::from_str(&documents)
        .map_err(|err| StoreError::Corrupt(format!("redress {number}: {err}")))?;
    Ok(Redress {
        number: unsigned(number)?,
        made: NewRedress {
            hash: row.get(1)?,
            documents,
            records: records(connection, number)?,
            reason: row.get(3)?,
            by: row.get(4)?,
            at: Timestamp(row.get(5)?),
            expires_at: Timestamp(row.get(6)?),
        },
        revoked: ending(row, 7)?,
    })
}

fn records(connection: &Connection, number: i64) -> Outcome<Vec<RedressRecord>> {
    let mut select = connection.prepare_cached(
        "SELECT dataset, record, content FROM redress_record WHERE redress = ?1
         ORDER BY dataset, record",
    )?;
    let mut rows = select.query([number])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(RedressRecord { record: record(row, 0)?, content: row.get(2)? });
    }
    Ok(found)
}
