//! What supervisors are asked to approve.

use comity_model::{ApprovalState, Timestamp};
use rusqlite::{Connection, OptionalExtension as _, Row, TransactionBehavior, params};

use super::SqliteStore;
use super::alerts::signed;
use super::fault::Outcome;
use super::rows::unsigned;
use super::subjects::count;
use crate::{
    Answer, Approval, ApprovalLimits, ApprovalPage, ApprovalStep, ApprovalStore, NewApproval,
    StoreError,
};

impl ApprovalStore for SqliteStore {
    fn ask_approval(&self, asked: NewApproval, limits: ApprovalLimits) -> Answer<'_, u64> {
        Box::pin(self.threads.write(move |writer| ask(&mut writer.connection, &asked, limits)))
    }

    fn approval(&self, number: u64) -> Answer<'_, Option<Approval>> {
        Box::pin(self.threads.read(move |reader| {
            one(&reader.connection, "WHERE number = ?1", params![signed(number)])
        }))
    }

    fn approval_of(&self, digest: [u8; 32]) -> Answer<'_, Option<Approval>> {
        Box::pin(self.threads.read(move |reader| {
            let newest = "WHERE digest = ?1 ORDER BY number DESC LIMIT 1";
            one(&reader.connection, newest, params![digest.as_slice()])
        }))
    }

    fn approvals(&self, page: ApprovalPage) -> Answer<'_, Vec<Approval>> {
        Box::pin(self.threads.read(move |reader| {
            let which = "WHERE number > ?1 AND (?2 IS NULL OR state = ?2)
                             AND (?3 IS NULL OR expires_at > ?3)
                         ORDER BY number LIMIT ?4";
            let state = page.state.map(ApprovalState::name);
            let open_at = page.open_at.map(|time| time.0);
            let values = params![signed(page.after), state, open_at, count(page.limit)];
            select(&reader.connection, which, values)
        }))
    }

    fn decide_approval(&self, number: u64, step: ApprovalStep) -> Answer<'_, bool> {
        Box::pin(self.threads.write(move |writer| decide(&writer.connection, number, &step)))
    }

    fn use_approval(&self, number: u64, at: Timestamp) -> Answer<'_, bool> {
        Box::pin(self.threads.write(move |writer| {
            let used = writer.connection.execute(
                "UPDATE approval SET state = 'used', used_at = ?2
                 WHERE number = ?1 AND state = 'given' AND expires_at > ?2",
                params![signed(number), at.0],
            )?;
            Ok(used > 0)
        }))
    }
}

fn ask(connection: &mut Connection, asked: &NewApproval, limits: ApprovalLimits) -> Outcome<u64> {
    let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    tx.execute("DELETE FROM approval WHERE expires_at < ?1", [limits.forget_before.0])?;
    let known: Option<i64> = tx
        .query_row(
            "SELECT number FROM approval
             WHERE digest = ?1 AND state = 'waiting' AND expires_at > ?2
             ORDER BY number DESC LIMIT 1",
            params![asked.digest.as_slice(), asked.asked_at.0],
            |row| row.get(0),
        )
        .optional()?;
    if let Some(number) = known {
        return unsigned(number);
    }
    let (all, own): (i64, i64) = tx.query_row(
        "SELECT count(*), count(*) FILTER (WHERE actor = ?1) FROM approval
         WHERE state = 'waiting' AND expires_at > ?2",
        params![asked.actor, asked.asked_at.0],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    if own >= count(limits.waiting_of_one) {
        let (what, limit) = ("requests of one person that wait", limits.waiting_of_one);
        return Err(StoreError::TooMany { what, limit }.into());
    }
    if all >= count(limits.waiting) {
        let (what, limit) = ("requests that wait", limits.waiting);
        return Err(StoreError::TooMany { what, limit }.into());
    }
    tx.execute(
        "INSERT INTO approval (digest, actor, action, object, about, purpose, legal_basis,
                               reference, asked_at, expires_at, state)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, 'waiting')",
        params![
            asked.digest.as_slice(),
            asked.actor,
            asked.action,
            asked.object,
            asked.about,
            asked.purpose,
            asked.legal_basis,
            asked.reference,
            asked.asked_at.0,
            asked.expires_at.0,
        ],
    )?;
    let number = tx.last_insert_rowid();
    tx.commit()?;
    unsigned(number)
}

fn decide(connection: &Connection, number: u64, step: &ApprovalStep) -> Outcome<bool> {
    let decided =
        connection.execute(
            "UPDATE approval SET state = ?2, supervisor = ?3, decided_at = ?4, reason = ?5,
                             expires_at = ?6
         WHERE number = ?1 AND state = 'waiting' AND expires_at > ?4 AND actor <> ?3",
            params![
                signed(number),
                step.to.name(),
                step.by,
                step.at.0,
                step.reason,
                step.expires_at.0,
            ],
        )?;
    Ok(decided > 0)
}

const COLUMNS: &str = "number, digest, actor, action, object, about, purpose, legal_basis,
    reference, asked_at, expires_at, state, supervisor, decided_at, reason, used_at";

fn one(
    connection: &Connection,
    which: &str,
    values: &[&dyn rusqlite::ToSql],
) -> Outcome<Option<Approval>> {
    Ok(select(connection, which, values)?.pop())
}

fn select(
    connection: &Connection,
    which: &str,
    values: &[&dyn rusqlite::ToSql],
) -> Outcome<Vec<Approval>> {
    let mut select =
        connection.prepare_cached(&format!("SELECT {COLUMNS} FROM approval {which}"))?;
    let mut rows = select.query(values)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(read(row)?);
    }
    Ok(found)
}

fn read(row: &Row<'_>) -> Outcome<Approval> {
    let state: String = row.get(11)?;
    let unknown = || StoreError::Corrupt(format!("`{state}` is no state of a request"));
    let time = |at: usize| Ok::<_, rusqlite::Error>(row.get::<_, Option<i64>>(at)?.map(Timestamp));
    Ok(Approval {
        number: unsigned(row.get(0)?)?,
        asked: NewApproval {
            digest: row.get(1)?,
            actor: row.get(2)?,
            action: row.get(3)?,
            object: row.get(4)?,
            about: row.get(5)?,
            purpose: row.get(6)?,
            legal_basis: row.get(7)?,
            reference: row.get(8)?,
            asked_at: Timestamp(row.get(9)?),
            expires_at: Timestamp(row.get(10)?),
        },
        state: ApprovalState::named(&state).ok_or_else(unknown)?,
        supervisor: row.get(12)?,
        decided_at: time(13)?,
        reason: row.get(14)?,
        used_at: time(15)?,
    })
}
