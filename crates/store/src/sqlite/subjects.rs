//! Subjects and what they hit.

use comity_model::Timestamp;
use rusqlite::{
    Connection, OptionalExtension as _, Params, Row, Transaction, TransactionBehavior, params,
};

use super::cases::{self, Of};
use super::events;
use super::fault::Outcome;
use crate::{Hit, HitChange, Rescreened, StoreError, Subject, Watched};

pub(super) fn put(
    connection: &mut Connection,
    subjects: &[Subject],
    now: Timestamp,
    limit: usize,
) -> Outcome<()> {
    let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    for subject in subjects {
        tx.prepare_cached(
            "INSERT INTO subject (register, id, body, clearance, expires_at, changed_at, revision,
                                  pending) VALUES (?1, ?2, ?3, ?4, ?5, ?6, 1, 1)
             ON CONFLICT (register, id) DO UPDATE SET
                 body = excluded.body, clearance = excluded.clearance,
                 expires_at = excluded.expires_at, changed_at = excluded.changed_at,
                 revision = revision + 1, pending = 1
             WHERE body <> excluded.body OR clearance <> excluded.clearance
                 OR expires_at IS NOT excluded.expires_at",
        )?
        .execute(params![
            subject.register,
            subject.id,
            subject.body,
            subject.clearance,
            subject.expires_at.map(|time| time.0),
            now.0,
        ])?;
    }
    let count: i64 = tx.query_row("SELECT count(*) FROM subject", [], |row| row.get(0))?;
    if usize::try_from(count).unwrap_or(usize::MAX) > limit {
        return Err(StoreError::TooManySubjects { limit }.into());
    }
    Ok(tx.commit()?)
}

/// What `watched` reads.
macro_rules! select_subjects {
    ($tail:literal) => {
        concat!(
            "SELECT key, revision, pending, changed_at, register, id, body, clearance, expires_at
             FROM subject ",
            $tail
        )
    };
}

pub(super) fn subject(
    connection: &Connection,
    register: &str,
    id: &str,
    now: Timestamp,
) -> Outcome<Option<Watched>> {
    let sql = select_subjects!(
        "WHERE register = ?1 AND id = ?2 AND (expires_at IS NULL OR expires_at > ?3)"
    );
    Ok(watched(connection, sql, params![register, id, now.0])?.pop())
}

pub(super) fn subjects(
    connection: &Connection,
    register: Option<&str>,
    after: Option<(&str, &str)>,
    limit: usize,
    now: Timestamp,
) -> Outcome<Vec<Watched>> {
    let (after_register, after_id) = after.unwrap_or_default();
    match register {
        Some(register) => {
            let after_id = if after_register == register { after_id } else { "" };
            let sql = select_subjects!(
                "WHERE register = ?1 AND id > ?2 AND (expires_at IS NULL OR expires_at > ?3)
                 ORDER BY id LIMIT ?4"
            );
            watched(connection, sql, params![register, after_id, now.0, count(limit)])
        }
        None => {
            let sql = select_subjects!(
                "WHERE (register, id) > (?1, ?2) AND (expires_at IS NULL OR expires_at > ?3)
                 ORDER BY register, id LIMIT ?4"
            );
            watched(connection, sql, params![after_register, after_id, now.0, count(limit)])
        }
    }
}

pub(super) fn remove(connection: &mut Connection, register: &str, id: &str) -> Outcome<bool> {
    let sql = "SELECT key FROM subject WHERE register = ?1 AND id = ?2";
    Ok(remove_all(connection, sql, params![register, id])? > 0)
}

pub(super) fn remove_expired(connection: &mut Connection, now: Timestamp) -> Outcome<usize> {
    let sql = "SELECT key FROM subject WHERE expires_at <= ?1";
    remove_all(connection, sql, params![now.0])
}

/// Removes the subjects that a selection finds, with what no person has looked at.
fn remove_all(connection: &mut Connection, sql: &str, params: impl Params) -> Outcome<usize> {
    let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let keys = tx
        .prepare_cached(sql)?
        .query_map(params, |row| row.get(0))?
        .collect::<Result<Vec<i64>, _>>()?;
    for key in &keys {
        cases::forget(&tx, *key)?;
        tx.prepare_cached("DELETE FROM subject WHERE key = ?1")?.execute([key])?;
    }
    tx.commit()?;
    Ok(keys.len())
}

pub(super) fn to_screen(
    connection: &Connection,
    after: i64,
    pending_only: bool,
    limit: usize,
    now: Timestamp,
) -> Outcome<Vec<Watched>> {
    let params = params![after, now.0, count(limit)];
    if pending_only {
        let sql = select_subjects!(
            "WHERE pending = 1 AND key > ?1 AND (expires_at IS NULL OR expires_at > ?2)
             ORDER BY key LIMIT ?3"
        );
        return watched(connection, sql, params);
    }
    let sql = select_subjects!(
        "WHERE key > ?1 AND (expires_at IS NULL OR expires_at > ?2) ORDER BY key LIMIT ?3"
    );
    watched(connection, sql, params)
}

pub(super) fn keep_screenings(
    connection: &mut Connection,
    screened: &[Rescreened],
    now: Timestamp,
) -> Outcome<usize> {
    let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let mut made = 0;
    for each in screened {
        let kept: Option<(i64, String, String)> = tx
            .prepare_cached(
                "SELECT pending, register, id FROM subject WHERE key = ?1 AND revision = ?2",
            )?
            .query_row([each.key, each.revision], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
            .optional()?;
        // It was removed or changed meanwhile: then it is screened again, or not at all.
        let Some((pending, register, id)) = kept else { continue };
        let of = Of { key: each.key, register: &register, id: &id };
        for (change, hit) in &each.changes {
            match change {
                HitChange::New | HitChange::Changed => put_hit(&tx, each.key, hit)?,
                HitChange::Withdrawn => {
                    remove_hit(&tx, each.key, hit)?;
                    cases::gone(&tx, each.key, &hit.candidate, &hit.dataset, now)?;
                }
            }
            events::hit_changed(&tx, each.key, *change, hit, now)?;
            made += 1;
        }
        for hit in &each.rescored {
            put_hit(&tx, each.key, hit)?;
        }
        for case in &each.cases {
            cases::found(&tx, &of, case, now)?;
        }
        if pending != 0 {
            tx.prepare_cached("UPDATE subject SET pending = 0 WHERE key = ?1")?
                .execute([each.key])?;
        }
    }
    events::prune(&tx)?;
    tx.commit()?;
    Ok(made)
}

fn put_hit(tx: &Transaction<'_>, subject: i64, hit: &Hit) -> Outcome<()> {
    tx.prepare_cached(
        "INSERT OR REPLACE INTO hit (subject, candidate, dataset, record, score, state)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?
    .execute(params![
        subject,
        hit.candidate,
        hit.dataset,
        hit.record,
        hit.score,
        hit.state
    ])?;
    Ok(())
}

fn remove_hit(tx: &Transaction<'_>, subject: i64, hit: &Hit) -> Outcome<()> {
    tx.prepare_cached("DELETE FROM hit WHERE subject = ?1 AND candidate = ?2 AND dataset = ?3")?
        .execute(params![subject, hit.candidate, hit.dataset])?;
    Ok(())
}

/// The subjects that a selection of `select_subjects!` finds, with their hits.
fn watched(connection: &Connection, sql: &str, params: impl Params) -> Outcome<Vec<Watched>> {
    let mut select = connection.prepare_cached(sql)?;
    let mut rows = select.query(params)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let key = row.get(0)?;
        found.push(Watched {
            key,
            revision: row.get(1)?,
            pending: row.get(2)?,
            changed_at: Timestamp(row.get(3)?),
            subject: Subject {
                register: row.get(4)?,
                id: row.get(5)?,
                body: row.get(6)?,
                clearance: row.get(7)?,
                expires_at: row.get::<_, Option<i64>>(8)?.map(Timestamp),
            },
            hits: hits(connection, key)?,
        });
    }
    Ok(found)
}

fn hits(connection: &Connection, subject: i64) -> Outcome<Vec<Hit>> {
    let mut select = connection.prepare_cached(
        "SELECT candidate, dataset, record, score, state FROM hit WHERE subject = ?1
         ORDER BY candidate, dataset",
    )?;
    let hit = |row: &Row<'_>| {
        Ok(Hit {
            candidate: row.get(0)?,
            dataset: row.get(1)?,
            record: row.get(2)?,
            score: row.get(3)?,
            state: row.get(4)?,
        })
    };
    Ok(select.query_map([subject], hit)?.collect::<Result<_, _>>()?)
}

/// A limit as the engine takes it.
pub(super) fn count(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}
