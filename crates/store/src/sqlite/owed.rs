//! What owners of records have to be told.

use comity_model::Timestamp;
use rusqlite::{Connection, TransactionBehavior, params};

use super::SqliteStore;
use super::alerts::signed;
use super::fault::Outcome;
use super::rows::unsigned;
use super::subjects::count;
use crate::{Answer, NewOwed, Owed, OwedStore};

impl OwedStore for SqliteStore {
    fn owe(&self, owed: Vec<NewOwed>) -> Answer<'_, ()> {
        Box::pin(self.threads.write(move |writer| owe(&mut writer.connection, &owed)))
    }

    fn owed(&self, after: u64, limit: usize, waiting: bool) -> Answer<'_, Vec<Owed>> {
        Box::pin(self.threads.read(move |reader| page(&reader.connection, after, limit, waiting)))
    }

    fn owed_sent(&self, number: u64, at: Timestamp) -> Answer<'_, bool> {
        Box::pin(self.threads.write(move |writer| {
            let sent = writer.connection.execute(
                "UPDATE owed_notice SET state = 'sent', sent_at = ?2
                 WHERE number = ?1 AND state = 'waiting'",
                params![signed(number), at.0],
            )?;
            Ok(sent > 0)
        }))
    }
}

fn owe(connection: &mut Connection, owed: &[NewOwed]) -> Outcome<()> {
    let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    keep(&tx, owed)?;
    tx.commit()?;
    Ok(())
}

/// Keeps what is owed, in the caller's transaction.
pub(super) fn keep(tx: &Connection, owed: &[NewOwed]) -> Outcome<()> {
    for each in owed {
        tx.prepare_cached(
            "INSERT INTO owed_notice (party, dataset, record, action, measure, hit_case, purpose,
                                      legal_basis, reference, at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        )?
        .execute(params![
            each.party,
            each.dataset,
            each.record,
            each.action,
            each.measure,
            each.case.map(signed),
            each.purpose,
            each.legal_basis,
            each.reference,
            each.at.0,
        ])?;
    }
    Ok(())
}

fn page(connection: &Connection, after: u64, limit: usize, waiting: bool) -> Outcome<Vec<Owed>> {
    let mut select = connection.prepare_cached(
        "SELECT number, party, dataset, record, action, measure, hit_case, purpose, legal_basis,
                reference, at, sent_at
         FROM owed_notice WHERE number > ?1 AND (NOT ?2 OR state = 'waiting')
         ORDER BY number LIMIT ?3",
    )?;
    let mut rows = select.query(params![signed(after), waiting, count(limit)])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let case: Option<i64> = row.get(6)?;
        found.push(Owed {
            number: unsigned(row.get(0)?)?,
            owed: NewOwed {
                party: row.get(1)?,
                dataset: row.get(2)?,
                record: row.get(3)?,
                action: row.get(4)?,
                measure: row.get(5)?,
                case: case.map(unsigned).transpose()?,
                purpose: row.get(7)?,
                legal_basis: row.get(8)?,
                reference: row.get(9)?,
                at: Timestamp(row.get(10)?),
            },
            sent_at: row.get::<_, Option<i64>>(11)?.map(Timestamp),
        });
    }
    Ok(found)
}
