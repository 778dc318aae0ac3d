//! Erasing for good.
//!
//! Deleting rows is not enough. With `secure_delete` the engine overwrites what it frees, but
//! pages that were rebalanced earlier may still hold copies of moved rows in their unused parts,
//! and the write-ahead log holds older images of pages. So after the rows are deleted the whole
//! database is rewritten from a clean copy and the log is cut to nothing. The rewrite is done with
//! a copy in the home and not with `VACUUM`, which would write the records that are kept to a
//! temporary file outside of it.
//!
//! The transaction that deletes also notes that the rewrite is owed, so one that a crash cuts off
//! is made up for when the home is opened again. What the file system or the disk itself keeps of
//! overwritten blocks is beyond this program: that is what an encrypted volume is for.

use std::path::Path;
use std::time::Duration;

use comity_model::{DatasetName, Timestamp};
use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, OptionalExtension as _, Transaction, TransactionBehavior};

use super::connection;
use super::fault::Outcome;
use super::home;
use super::keep::bump_generation;
use super::threads::Writer;
use crate::StoreError;
use crate::limits::ERASE_WAIT_MS;

pub(super) fn remove_dataset(writer: &mut Writer, dataset: &DatasetName) -> Outcome<bool> {
    let tx = writer.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let Some((id, _)) = find(&tx, dataset)? else {
        return Ok(false);
    };
    for sql in [
        "DELETE FROM record WHERE dataset_id = ?1",
        "DELETE FROM report WHERE dataset_id = ?1",
        "DELETE FROM version WHERE dataset_id = ?1",
        "DELETE FROM dataset WHERE id = ?1",
    ] {
        tx.execute(sql, [id])?;
    }
    owe_scrub(&tx)?;
    bump_generation(&tx)?;
    tx.commit()?;
    scrub(&mut writer.connection, &writer.home)?;
    Ok(true)
}

pub(super) fn erase_versions(
    writer: &mut Writer,
    dataset: &DatasetName,
    keep: usize,
) -> Outcome<usize> {
    let tx = writer.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let Some((id, current_seq)) = find(&tx, dataset)? else {
        return Ok(0);
    };
    // Invariant: the current version is never erased.
    let keep = i64::try_from(keep).unwrap_or(i64::MAX).max(1);
    let first_kept: i64 = tx.query_row(
        "SELECT coalesce(min(seq), ?2) FROM (
             SELECT seq FROM version WHERE dataset_id = ?1 AND erased = 0
             ORDER BY seq DESC LIMIT ?3
         )",
        [id, current_seq, keep],
        |row| row.get(0),
    )?;
    let erased = erase_before(&tx, id, first_kept)?;
    if erased == 0 {
        return Ok(0);
    }
    owe_scrub(&tx)?;
    bump_generation(&tx)?;
    tx.commit()?;
    scrub(&mut writer.connection, &writer.home)?;
    Ok(erased)
}

fn erase_before(tx: &Transaction<'_>, dataset_id: i64, first_kept: i64) -> Outcome<usize> {
    let erased = tx.execute(
        "UPDATE version SET erased = 1 WHERE dataset_id = ?1 AND seq < ?2 AND erased = 0",
        [dataset_id, first_kept],
    )?;
    let bounds = [dataset_id, first_kept];
    tx.execute("DELETE FROM record WHERE dataset_id = ?1 AND to_seq < ?2", bounds)?;
    tx.execute("DELETE FROM report WHERE dataset_id = ?1 AND seq < ?2", bounds)?;
    Ok(erased)
}

/// Erases the alerts that left what is searched before a moment, and the versions of the dataset
/// that may still hold them: those before the one that stood at that moment.
pub(super) fn erase_alerts(
    writer: &mut Writer,
    dataset: &DatasetName,
    left_before: Timestamp,
) -> Outcome<usize> {
    let tx = writer.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let erased = tx.execute(
        "DELETE FROM alert WHERE hidden_at < ?1 AND shown = 0 AND pending = 0",
        [left_before.0],
    )?;
    if erased == 0 {
        return Ok(0);
    }
    if let Some((id, current_seq)) = find(&tx, dataset)? {
        let stood: Option<i64> = tx.query_row(
            "SELECT max(seq) FROM version WHERE dataset_id = ?1 AND imported_at < ?2",
            [id, left_before.0],
            |row| row.get(0),
        )?;
        erase_before(&tx, id, stood.unwrap_or(0).min(current_seq))?;
    }
    owe_scrub(&tx)?;
    bump_generation(&tx)?;
    tx.commit()?;
    scrub(&mut writer.connection, &writer.home)?;
    Ok(erased)
}

fn find(tx: &Transaction<'_>, dataset: &DatasetName) -> Outcome<Option<(i64, i64)>> {
    let sql = "SELECT id, current_seq FROM dataset WHERE name = ?1";
    Ok(tx.query_row(sql, [dataset.as_str()], |row| Ok((row.get(0)?, row.get(1)?))).optional()?)
}

fn owe_scrub(tx: &Transaction<'_>) -> Outcome<()> {
    tx.execute("UPDATE counter SET value = 1 WHERE name = 'unscrubbed'", [])?;
    Ok(())
}

/// Makes up for a rewrite that was cut off.
pub(super) fn finish(connection: &mut Connection, home: &Path) -> Outcome<()> {
    if is_owed(connection)? {
        scrub(connection, home)?;
    }
    Ok(home::remove_database(&home::scrub_copy(home))?)
}

/// Whether erased content may still be on disk.
pub(super) fn is_owed(connection: &Connection) -> Outcome<bool> {
    let sql = "SELECT value <> 0 FROM counter WHERE name = 'unscrubbed'";
    Ok(connection.query_row(sql, [], |row| row.get(0))?)
}

/// Rewrites the database so that nothing of what was deleted is left in its files.
fn scrub(connection: &mut Connection, home: &Path) -> Outcome<()> {
    let copy = home::scrub_copy(home);
    home::remove_database(&copy)?;
    super::backup::copy_into(connection, &copy)?;
    rewrite(&connection::reader(&copy)?, connection)?;
    home::remove_database(&copy)?;
    connection.busy_timeout(Duration::from_millis(ERASE_WAIT_MS))?;
    let busy: i64 =
        connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
    connection.busy_timeout(connection::BUSY)?;
    if busy != 0 {
        return Err(StoreError::Busy(
            "the records are erased, but a running read keeps their last copy on disk; it is \
             overwritten when the home is opened again or something else is erased"
                .to_owned(),
        )
        .into());
    }
    connection.execute("UPDATE counter SET value = 0 WHERE name = 'unscrubbed'", [])?;
    Ok(())
}

fn rewrite(from: &Connection, to: &mut Connection) -> Outcome<()> {
    match Backup::new(from, to)?.step(-1)? {
        StepResult::Done => Ok(()),
        other => {
            let text = format!("the database could not be rewritten ({other:?})");
            Err(StoreError::Database(text.into()).into())
        }
    }
}
