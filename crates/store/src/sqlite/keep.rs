//! Decisions, settings and the generation.

use comity_model::{DatasetName, Judgement, RecordId, RecordRef, SameAs, Timestamp};
use rusqlite::{Connection, OptionalExtension as _, TransactionBehavior, params};

use super::fault::Outcome;
use super::rows::unsigned;
use crate::{StoreError, decide};

pub(super) fn decide(connection: &mut Connection, new: &SameAs) -> Outcome<()> {
    let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let stand = decisions(&tx)?;
    for record in [&new.left, &new.right] {
        // A decision about a record that has left its list can still be taken back.
        let is_known = stand.iter().any(|old| old.left == *record || old.right == *record);
        if !is_known && !exists(&tx, record)? {
            return Err(StoreError::Conflict(format!("there is no record `{record}`")).into());
        }
    }
    decide::check(&stand, new)?;
    tx.execute(
        "INSERT INTO same_as (left_dataset, left_id, right_dataset, right_id, judgement,
                              decided_by, decided_at, reason)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        params![
            new.left.dataset.as_str(),
            new.left.id.as_str(),
            new.right.dataset.as_str(),
            new.right.id.as_str(),
            match new.judgement {
                Judgement::Same => "same",
                Judgement::Different => "different",
            },
            new.decided_by,
            new.decided_at.0,
            new.reason,
        ],
    )?;
    bump_generation(&tx)?;
    Ok(tx.commit()?)
}

fn exists(connection: &Connection, record: &RecordRef) -> Outcome<bool> {
    Ok(connection
        .prepare_cached(
            "SELECT 1 FROM dataset d JOIN record r ON r.dataset_id = d.id
             WHERE d.name = ?1 AND r.record_id = ?2 AND r.to_seq IS NULL",
        )?
        .exists([record.dataset.as_str(), record.id.as_str()])?)
}

pub(super) fn decisions(connection: &Connection) -> Outcome<Vec<SameAs>> {
    let mut select = connection.prepare_cached(
        "SELECT left_dataset, left_id, right_dataset, right_id, judgement, decided_by, decided_at,
                reason FROM same_as ORDER BY number",
    )?;
    let mut rows = select.query([])?;
    let mut decisions = Vec::new();
    while let Some(row) = rows.next()? {
        let text = |column: usize| row.get::<_, String>(column);
        let record = |dataset: String, id: String| -> Outcome<RecordRef> {
            Ok(RecordRef { dataset: DatasetName::new(dataset)?, id: RecordId::new(id)? })
        };
        decisions.push(SameAs {
            left: record(text(0)?, text(1)?)?,
            right: record(text(2)?, text(3)?)?,
            judgement: match text(4)?.as_str() {
                "same" => Judgement::Same,
                "different" => Judgement::Different,
                other => {
                    return Err(StoreError::Corrupt(format!("`{other}` is no judgement")).into());
                }
            },
            decided_by: text(5)?,
            decided_at: Timestamp(row.get(6)?),
            reason: text(7)?,
        });
    }
    Ok(decisions)
}

pub(super) fn setting(connection: &Connection, key: &str) -> Outcome<Option<String>> {
    Ok(connection
        .prepare_cached("SELECT value FROM setting WHERE key = ?1")?
        .query_row([key], |row| row.get(0))
        .optional()?)
}

pub(super) fn set_setting(connection: &Connection, key: &str, value: &str) -> Outcome<()> {
    connection.execute(
        "INSERT INTO setting (key, value) VALUES (?1, ?2)
         ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        [key, value],
    )?;
    Ok(())
}

pub(super) fn generation(connection: &Connection) -> Outcome<u64> {
    let value = connection
        .prepare_cached("SELECT value FROM counter WHERE name = 'generation'")?
        .query_row([], |row| row.get(0))?;
    unsigned(value)
}

/// Part of every transaction that changes what a kept index may show.
pub(super) fn bump_generation(connection: &Connection) -> Outcome<()> {
    connection.execute("UPDATE counter SET value = value + 1 WHERE name = 'generation'", [])?;
    Ok(())
}
