//! The schema's versions. A migration, once released, is never edited: a checksum tells.

use comity_model::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, TransactionBehavior, params};
use sha2::{Digest as _, Sha256};

use super::fault::Outcome;
use crate::StoreError;

struct Migration {
    number: u32,
    name: &'static str,
    sql: &'static str,
}

const MIGRATIONS: [Migration; 6] = [
    Migration {
        number: 1,
        name: "first",
        sql: include_str!("../migrations/sqlite/0001_first.sql"),
    },
    Migration {
        number: 2,
        name: "subjects",
        sql: include_str!("../migrations/sqlite/0002_subjects.sql"),
    },
    Migration {
        number: 3,
        name: "alerts",
        sql: include_str!("../migrations/sqlite/0003_alerts.sql"),
    },
    Migration {
        number: 4,
        name: "accounts",
        sql: include_str!("../migrations/sqlite/0004_accounts.sql"),
    },
    Migration {
        number: 5,
        name: "approvals",
        sql: include_str!("../migrations/sqlite/0005_approvals.sql"),
    },
    Migration {
        number: 6,
        name: "rights_and_exchange",
        sql: include_str!("../migrations/sqlite/0006_rights_and_exchange.sql"),
    },
];

/// Marks a file as a home's database: `COMY`.
const APPLICATION_ID: i32 = 0x434f_4d59;

/// The newest version of the schema that this program knows.
pub(super) fn known() -> u32 {
    MIGRATIONS.iter().map(|migration| migration.number).max().unwrap_or(0)
}

/// Checks what was applied and applies the rest, each in its own transaction. `now` is kept beside
/// those that are applied, where the caller says it.
pub(super) fn migrate(connection: &mut Connection, now: Option<Timestamp>) -> Outcome<()> {
    let done = applied(connection)?;
    for migration in MIGRATIONS.iter().filter(|migration| migration.number > done) {
        let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        tx.execute_batch(
            "CREATE TABLE IF NOT EXISTS migration (
                number     INTEGER PRIMARY KEY,
                name       TEXT NOT NULL,
                checksum   TEXT NOT NULL,
                applied_at INTEGER
            ) STRICT;",
        )?;
        tx.execute_batch(migration.sql)?;
        tx.execute(
            "INSERT INTO migration (number, name, checksum, applied_at) VALUES (?1, ?2, ?3, ?4)",
            params![
                migration.number,
                migration.name,
                checksum(migration.sql),
                now.map(|time| time.0)
            ],
        )?;
        tx.pragma_update(None, "application_id", APPLICATION_ID)?;
        tx.commit()?;
        tracing::info!(number = migration.number, name = migration.name, "migrated the home");
    }
    Ok(())
}

/// The newest version that was applied, after checking that this program's migrations are the
/// ones that were; 0 in a new file.
pub(super) fn applied(connection: &Connection) -> Outcome<u32> {
    let id: i32 = connection.pragma_query_value(None, "application_id", |row| row.get(0))?;
    let tables: i64 =
        connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    if tables == 0 && id == 0 {
        return Ok(0);
    }
    if id != APPLICATION_ID {
        return Err(StoreError::Corrupt("the file is another program's database".into()).into());
    }
    let found: u32 =
        connection
            .query_row("SELECT coalesce(max(number), 0) FROM migration", [], |row| row.get(0))?;
    if found > known() {
        return Err(StoreError::Newer { found, known: known() }.into());
    }
    for migration in MIGRATIONS.iter().filter(|migration| migration.number <= found) {
        let stored: Option<String> = connection
            .query_row(
                "SELECT checksum FROM migration WHERE number = ?1",
                [migration.number],
                |row| row.get(0),
            )
            .optional()?;
        if stored.as_deref() != Some(checksum(migration.sql).as_str()) {
            let text = format!(
                "migration {} (`{}`) is not the one that the home was made with",
                migration.number, migration.name
            );
            return Err(StoreError::Corrupt(text).into());
        }
    }
    Ok(found)
}

fn checksum(sql: &str) -> String {
    use std::fmt::Write as _;
    Sha256::digest(sql.as_bytes()).iter().fold(String::new(), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn migrated() -> Connection {
        let mut connection = Connection::open_in_memory().unwrap();
        migrate(&mut connection, Some(Timestamp(7))).unwrap();
        connection
    }

    #[test]
    fn a_new_file_is_migrated_once() {
        let mut connection = migrated();
        migrate(&mut connection, Some(Timestamp(8))).unwrap();
        let rows: (u32, i64) = connection
            .query_row("SELECT count(*), max(applied_at) FROM migration", [], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })
            .unwrap();
        assert_eq!(rows, (known(), 7));
    }

    #[test]
    fn a_newer_home_is_refused() {
        let mut connection = migrated();
        connection.execute("INSERT INTO migration VALUES (99, 'later', '', 0)", []).unwrap();
        let refused = migrate(&mut connection, None).unwrap_err().0;
        assert!(
            matches!(refused, StoreError::Newer { found: 99, known } if known == super::known())
        );
    }

    #[test]
    fn a_changed_migration_is_refused() {
        let mut connection = migrated();
        connection.execute("UPDATE migration SET checksum = 'other'", []).unwrap();
        let refused = migrate(&mut connection, None).unwrap_err().0;
        assert_eq!(refused.code(), "corrupt");
    }

    #[test]
    fn another_programs_database_is_refused() {
        let mut connection = Connection::open_in_memory().unwrap();
        connection.execute_batch("CREATE TABLE song (title TEXT)").unwrap();
        assert_eq!(migrate(&mut connection, None).unwrap_err().0.code(), "corrupt");
    }
}
