//! Whether a home's database is whole.

use comity_model::Schema;
use rusqlite::Connection;

use super::erase;
use super::fault::Outcome;
use crate::StoreError;
use crate::body::{self, BodyDigest};
use crate::limits::PROBLEMS_MAX;

/// All that is to be said about an open home: nothing means that all is well.
pub(super) fn check(connection: &Connection) -> Outcome<Vec<String>> {
    let mut problems = damage(connection)?;
    if erase::is_owed(connection)? {
        problems.push("what was erased may still be on disk; open the home again".to_owned());
    }
    Ok(problems)
}

/// Damage to a database: the engine's own checks, then the store's.
pub(super) fn damage(connection: &Connection) -> Outcome<Vec<String>> {
    let mut problems = integrity(connection)?;
    if problems.is_empty() {
        problems.extend(versions(connection)?);
        problems.extend(bodies(connection)?);
    }
    problems.truncate(PROBLEMS_MAX);
    Ok(problems)
}

fn integrity(connection: &Connection) -> Outcome<Vec<String>> {
    let mut pages = connection.prepare("PRAGMA integrity_check")?;
    let found = pages.query_map([], |row| row.get::<_, String>(0))?;
    let mut problems: Vec<String> = found.collect::<Result<_, _>>()?;
    problems.retain(|line| line != "ok");
    let mut keys = connection.prepare("SELECT \"table\", parent FROM pragma_foreign_key_check")?;
    let found = keys.query_map([], |row| {
        let (table, parent): (String, String) = (row.get(0)?, row.get(1)?);
        Ok(format!("a row of `{table}` names one of `{parent}` that is not there"))
    })?;
    for problem in found.take(PROBLEMS_MAX) {
        problems.push(problem?);
    }
    Ok(problems)
}

/// A dataset's current version is there, and holds as many records as it says.
fn versions(connection: &Connection) -> Outcome<Vec<String>> {
    let mut select = connection.prepare(
        "SELECT d.name, v.records + v.related, (
             SELECT count(*) FROM record r WHERE r.dataset_id = d.id AND r.to_seq IS NULL
         )
         FROM dataset d
         LEFT JOIN version v ON v.dataset_id = d.id AND v.seq = d.current_seq AND v.erased = 0",
    )?;
    let mut rows = select.query([])?;
    let mut problems = Vec::new();
    while let Some(row) = rows.next()? {
        let (name, stated, held): (String, Option<i64>, i64) =
            (row.get(0)?, row.get(1)?, row.get(2)?);
        match stated {
            None => problems.push(format!("`{name}` has no current version")),
            Some(stated) if stated != held => {
                problems.push(format!("`{name}` states {stated} records and holds {held}"));
            }
            Some(_) => {}
        }
    }
    Ok(problems)
}

/// Every state still says what it said when its digest was made.
fn bodies(connection: &Connection) -> Outcome<Vec<String>> {
    let mut select = connection.prepare("SELECT record_id, schema, digest, body FROM record")?;
    let mut rows = select.query([])?;
    let mut problems = Vec::new();
    while let Some(row) = rows.next()? {
        let (id, schema): (String, String) = (row.get(0)?, row.get(1)?);
        let stored: BodyDigest = row.get(2)?;
        let text = row.get_ref(3)?.as_str().map_err(rusqlite::Error::from)?;
        let digest = Schema::named(&schema)
            .map_err(StoreError::from)
            .and_then(|schema| Ok(body::digest(schema, &body::plain(text)?)));
        match digest {
            Ok(digest) if digest == stored => {}
            Ok(_) => problems.push(format!("record `{id}` is not what was stored")),
            Err(error) => problems.push(format!("record `{id}`: {error}")),
        }
        if problems.len() >= PROBLEMS_MAX {
            break;
        }
    }
    Ok(problems)
}
