//! Copies of a home, and homes from copies.

use std::path::{Path, PathBuf};

use rusqlite::Connection;

use super::connection;
use super::fault::Outcome;
use super::home::{self, HomeLock};
use super::{check, migrate};
use crate::StoreError;

/// Writes a consistent copy to a new file. It gets its name when it is whole and on disk.
pub(super) fn backup(connection: &Connection, to: &Path) -> Outcome<()> {
    if to.symlink_metadata().is_ok() {
        let source = std::io::ErrorKind::AlreadyExists.into();
        return Err(StoreError::Io { path: to.to_owned(), source }.into());
    }
    let mut partial = to.as_os_str().to_owned();
    partial.push(".partial");
    let partial = PathBuf::from(partial);
    home::remove_database(&partial)?;
    let done = copy_into(connection, &partial).and_then(|()| {
        home::put_in_place(&partial, to)?;
        Ok(())
    });
    if done.is_err() {
        // What went wrong first is what the caller must hear.
        let _ = home::remove_database(&partial);
    }
    done
}

/// Copies all that a connection sees to a new file that only its owner may read.
pub(super) fn copy_into(connection: &Connection, to: &Path) -> Outcome<()> {
    let Some(name) = to.to_str() else {
        let source = std::io::ErrorKind::InvalidFilename.into();
        return Err(StoreError::Io { path: to.to_owned(), source }.into());
    };
    home::create_file(to)?;
    connection.execute("VACUUM INTO ?1", [name])?;
    Ok(())
}

/// Makes a new home from a backup. The copy is checked before it gets its place.
///
/// # Errors
/// [`StoreError::AlreadyAHome`] if there is one, [`StoreError::Newer`] if a newer version wrote
/// the backup, [`StoreError::Corrupt`] if it is damaged or no backup.
pub fn restore(home: &Path, from: &Path) -> Result<(), StoreError> {
    let home = std::path::absolute(home).map_err(home::io(home))?;
    let mut source = std::fs::File::open(from).map_err(home::io(from))?;
    home::create(&home)?;
    let _lock = HomeLock::acquire(&home)?;
    let database = home::database(&home);
    if database.symlink_metadata().is_ok() {
        return Err(StoreError::AlreadyAHome(home));
    }
    let unfinished = home::unfinished(&home);
    home::remove_database(&unfinished)?;
    let mut target = home::create_file(&unfinished)?;
    let done = std::io::copy(&mut source, &mut target)
        .map_err(home::io(from))
        .and_then(|_| verify(&unfinished).map_err(|fault| fault.0))
        .and_then(|()| home::remove_beside(&unfinished))
        .and_then(|()| home::put_in_place(&unfinished, &database));
    if done.is_err() {
        // What went wrong first is what the caller must hear.
        let _ = home::remove_database(&unfinished);
    }
    done
}

/// Takes back a home that was just made from a backup, because what belongs to it cannot be.
///
/// # Errors
/// If files cannot be removed.
pub fn take_back_restore(home: &Path) -> Result<(), StoreError> {
    let home = std::path::absolute(home).map_err(home::io(home))?;
    let _lock = HomeLock::acquire(&home)?;
    home::remove_database(&home::database(&home))
}

fn verify(copy: &Path) -> Outcome<()> {
    let connection = connection::reader(copy)?;
    let not_a_database = |error: &rusqlite::Error| {
        error.sqlite_error_code() == Some(rusqlite::ErrorCode::NotADatabase)
    };
    match connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(())) {
        Err(error) if not_a_database(&error) => {
            return Err(StoreError::Corrupt("the file is not a backup".to_owned()).into());
        }
        other => other?,
    }
    if migrate::applied(&connection)? == 0 {
        return Err(StoreError::Corrupt("the file is not a backup".to_owned()).into());
    }
    match check::damage(&connection)?.first() {
        None => Ok(()),
        Some(problem) => {
            Err(StoreError::Corrupt(format!("the backup is damaged: {problem}")).into())
        }
    }
}
