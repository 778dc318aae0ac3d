//! What somebody says is wrong in a record.

use std::collections::BTreeSet;

use comity_model::{RecordRef, Timestamp};
use rusqlite::{Connection, Row, TransactionBehavior, params};

use super::alerts::signed;
use super::fault::Outcome;
use super::restrictions::{ending, record};
use super::rows::unsigned;
use super::subjects::count;
use crate::{Dispute, DisputeOutcome, NewDispute, RightsEnding, RightsPage, StoreError};

pub(super) fn open(connection: &mut Connection, new: &NewDispute, limit: usize) -> Outcome<u64> {
    let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let open: i64 =
        tx.query_row("SELECT count(*) FROM dispute WHERE ended_at IS NULL", [], |row| row.get(0))?;
    if open >= count(limit) {
        return Err(StoreError::TooMany { what: "open disputes", limit }.into());
    }
    tx.execute(
        "INSERT INTO dispute (dataset, record, wrong, mended, evidence, content, opened_by,
                              opened_at, due_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        params![
            new.record.dataset.as_str(),
            new.record.id.as_str(),
            new.wrong,
            new.mended,
            new.evidence,
            new.content,
            new.by,
            new.at.0,
            new.due_at.0,
        ],
    )?;
    let number = unsigned(tx.last_insert_rowid())?;
    tx.commit()?;
    Ok(number)
}

pub(super) fn end(
    connection: &Connection,
    number: u64,
    outcome: DisputeOutcome,
    ending: &RightsEnding,
) -> Outcome<bool> {
    let ended = connection.execute(
        "UPDATE dispute SET outcome = ?2, ended_by = ?3, ended_at = ?4, ended_why = ?5
         WHERE number = ?1 AND ended_at IS NULL",
        params![signed(number), outcome.name(), ending.by, ending.at.0, ending.reason],
    )?;
    Ok(ended > 0)
}

/// Selects disputes; what follows says which.
macro_rules! select_disputes {
    ($tail:literal) => {
        concat!(
            "SELECT number, dataset, record, wrong, mended, evidence, content, opened_by,
                    opened_at, due_at, outcome, ended_by, ended_at, ended_why FROM dispute ",
            $tail
        )
    };
}

pub(super) fn page(connection: &Connection, page: &RightsPage) -> Outcome<Vec<Dispute>> {
    let mut select = connection.prepare_cached(select_disputes!(
        "WHERE number > ?1 AND (?2 = 0 OR ended_at IS NULL) ORDER BY number LIMIT ?3"
    ))?;
    let asked = params![signed(page.after), page.open_only, count(page.limit)];
    let mut rows = select.query(asked)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(dispute(row)?);
    }
    Ok(found)
}

/// The open disputes about some records, by number.
pub(super) fn about(
    connection: &Connection,
    records: &BTreeSet<RecordRef>,
) -> Outcome<Vec<Dispute>> {
    let mut select = connection.prepare_cached(select_disputes!(
        "WHERE dataset = ?1 AND record = ?2 AND ended_at IS NULL"
    ))?;
    let mut found = Vec::new();
    for record in records {
        let mut rows = select.query([record.dataset.as_str(), record.id.as_str()])?;
        while let Some(row) = rows.next()? {
            found.push(dispute(row)?);
        }
    }
    found.sort_unstable_by_key(|dispute| dispute.number);
    Ok(found)
}

fn dispute(row: &Row<'_>) -> Outcome<Dispute> {
    let number = unsigned(row.get(0)?)?;
    let outcome: Option<String> = row.get(10)?;
    let named = |name: &String| {
        let unknown = || StoreError::Corrupt(format!("dispute {number}: outcome `{name}`"));
        DisputeOutcome::named(name).ok_or_else(unknown)
    };
    let outcome = outcome.as_ref().map(named).transpose()?;
    Ok(Dispute {
        number,
        made: NewDispute {
            record: record(row, 1)?,
            wrong: row.get(3)?,
            mended: row.get(4)?,
            evidence: row.get(5)?,
            content: row.get(6)?,
            by: row.get(7)?,
            at: Timestamp(row.get(8)?),
            due_at: Timestamp(row.get(9)?),
        },
        ended: outcome.zip(ending(row, 11)?),
    })
}
