//! How connections are opened.

use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use super::fault::Outcome;
use crate::StoreError;
use crate::limits::{WAL_KEPT_BYTES_MAX, WRITER_CACHE_KIB};

/// Distinct statements that a connection keeps prepared.
const STATEMENTS_KEPT_MAX: usize = 64;
/// How long a connection waits for another one; they only ever meet for moments.
pub(super) const BUSY: Duration = Duration::from_secs(10);

/// The connection that writes.
pub(super) fn writer(path: &Path) -> Outcome<Connection> {
    let connection = open(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    let mode: String =
        connection.pragma_update_and_check(None, "journal_mode", "wal", |row| row.get(0))?;
    if mode != "wal" {
        let text = format!("the file system cannot keep a write-ahead log (journal mode `{mode}`)");
        return Err(StoreError::Database(text.into()).into());
    }
    // What was acknowledged is on disk, not in a buffer of the system.
    connection.pragma_update(None, "synchronous", "full")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "secure_delete", true)?;
    connection.pragma_update(None, "cache_size", -WRITER_CACHE_KIB)?;
    connection.pragma_update(None, "journal_size_limit", WAL_KEPT_BYTES_MAX)?;
    Ok(connection)
}

/// A connection that reads.
pub(super) fn reader(path: &Path) -> Outcome<Connection> {
    open(path, OpenFlags::SQLITE_OPEN_READ_ONLY)
}

fn open(path: &Path, access: OpenFlags) -> Outcome<Connection> {
    let connection = Connection::open_with_flags(path, access | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    connection.busy_timeout(BUSY)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS_KEPT_MAX);
    // Plans do not hang on the values bound: without this, some statements are compiled anew each
    // time they run.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    // A temporary file would put records outside of the home.
    connection.pragma_update(None, "temp_store", "memory")?;
    connection.pragma_update(None, "trusted_schema", false)?;
    connection.pragma_update(None, "cell_size_check", true)?;
    Ok(connection)
}
