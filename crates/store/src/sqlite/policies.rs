//! The policies that were in force.

use comity_model::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, params};

use super::SqliteStore;
use super::fault::Outcome;
use super::rows::unsigned;
use crate::{Answer, KeptPolicy, NewPolicy, PolicyStore};

impl PolicyStore for SqliteStore {
    fn adopt_policy(&self, policy: NewPolicy) -> Answer<'_, u64> {
        Box::pin(self.threads.write(move |writer| adopt(&writer.connection, &policy)))
    }

    fn policy(&self) -> Answer<'_, Option<KeptPolicy>> {
        Box::pin(self.threads.read(|reader| newest(&reader.connection)))
    }
}

fn adopt(connection: &Connection, policy: &NewPolicy) -> Outcome<u64> {
    connection.execute(
        "INSERT INTO policy (hash, bundle, adopted_at, adopted_by, approved_by)
         VALUES (?1, ?2, ?3, ?4, ?5)",
        params![
            policy.hash.as_slice(),
            policy.bundle,
            policy.adopted_at.0,
            policy.adopted_by,
            policy.approved_by,
        ],
    )?;
    unsigned(connection.last_insert_rowid())
}

/// The policy in force.
pub(super) fn newest(connection: &Connection) -> Outcome<Option<KeptPolicy>> {
    let found = connection
        .query_row(
            "SELECT number, hash, bundle, adopted_at, adopted_by, approved_by FROM policy
             ORDER BY number DESC LIMIT 1",
            [],
            |row| {
                let policy = NewPolicy {
                    hash: row.get(1)?,
                    bundle: row.get(2)?,
                    adopted_at: Timestamp(row.get(3)?),
                    adopted_by: row.get(4)?,
                    approved_by: row.get(5)?,
                };
                Ok((row.get::<_, i64>(0)?, policy))
            },
        )
        .optional()?;
    found.map(|(number, policy)| Ok(KeptPolicy { number: unsigned(number)?, policy })).transpose()
}
