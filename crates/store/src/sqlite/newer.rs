//! Catching up: what became current since versions that somebody holds.

use std::collections::BTreeSet;

use comity_model::DatasetVersion;
use rusqlite::{Connection, OptionalExtension as _, Params};

use super::fault::Outcome;
use super::queries::current_versions;
use super::rows::{select_states, stored};
use super::threads::Reader;
use crate::body::Decoder;
use crate::{Describes, Newer, NewerVisitor, Stored};

/// A dataset, and up to which of its versions the caller has come.
struct Place {
    dataset_id: i64,
    seq: i64,
}

/// Visits what is new, in one view of the database; nothing, if that cannot be told any more.
pub(super) fn newer(
    reader: &mut Reader,
    since: &[DatasetVersion],
    describes: Describes,
    mut visitor: NewerVisitor,
) -> Outcome<Option<Vec<DatasetVersion>>> {
    let Reader { connection, decoder } = reader;
    let tx = connection.transaction()?;
    let versions = current_versions(&tx)?;
    let Some(places) = places(&tx, &versions, since)? else { return Ok(None) };
    for place in &places {
        let mut described = BTreeSet::new();
        let mut note = |state: &Stored| {
            let id = match state.record.schema().is_related() {
                true => describes(state).map(|record| record.id.to_string()),
                false => Some(state.record.id().to_string()),
            };
            described.extend(id);
        };
        let gone = select_states!(
            "WHERE r.dataset_id = ?1 AND r.to_seq >= ?2 AND +r.from_seq <= ?2 ORDER BY r.key"
        );
        each(&tx, decoder, gone, (place.dataset_id, place.seq), |state| {
            note(&state);
            Ok(visitor(Newer::Gone(state))?)
        })?;
        let new = select_states!(
            "WHERE r.dataset_id = ?1 AND r.from_seq > ?2 AND +r.to_seq IS NULL ORDER BY r.key"
        );
        each(&tx, decoder, new, (place.dataset_id, place.seq), |state| {
            note(&state);
            Ok(visitor(Newer::New(state))?)
        })?;
        if place.seq > 0 {
            for id in described {
                again(&tx, decoder, place, &id, |state| {
                    let is_meant = match state.record.schema().is_related() {
                        true => describes(&state).is_some_and(|record| record.id.as_str() == id),
                        false => state.record.id().as_str() == id,
                    };
                    if is_meant { Ok(visitor(Newer::Again(state))?) } else { Ok(()) }
                })?;
            }
        }
    }
    tx.finish()?;
    Ok(Some(versions))
}

/// How far the caller has come in each dataset; nothing, if a dataset or a version of those is
/// not there any more.
fn places(
    connection: &Connection,
    current: &[DatasetVersion],
    since: &[DatasetVersion],
) -> Outcome<Option<Vec<Place>>> {
    if since.iter().any(|held| current.iter().all(|version| version.dataset != held.dataset)) {
        return Ok(None);
    }
    let mut select = connection.prepare_cached(
        "SELECT d.id, v.seq FROM dataset d LEFT JOIN version v
             ON v.dataset_id = d.id AND v.name = ?2 AND v.erased = 0
         WHERE d.name = ?1",
    )?;
    let mut places = Vec::with_capacity(current.len());
    for version in current {
        let held = since.iter().find(|held| held.dataset == version.dataset);
        let name = held.map_or("", |held| held.version.as_str());
        let found: Option<(i64, Option<i64>)> = select
            .query_row([version.dataset.as_str(), name], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        match (found, held) {
            (Some((dataset_id, Some(seq))), Some(_)) => places.push(Place { dataset_id, seq }),
            (Some((dataset_id, _)), None) => places.push(Place { dataset_id, seq: 0 }),
            _ => return Ok(None),
        }
    }
    Ok(Some(places))
}

/// The states of a record and of those that point to it which were current then and still are.
fn again(
    connection: &Connection,
    decoder: &mut Decoder,
    place: &Place,
    id: &str,
    visit: impl FnMut(Stored) -> Outcome<()>,
) -> Outcome<()> {
    // The pluses keep the engine from walking through the whole dataset.
    let sql = select_states!(
        "WHERE r.key IN (
             SELECT key FROM record
             WHERE dataset_id = ?1 AND record_id = ?3 AND to_seq IS NULL
             UNION
             SELECT x.key FROM reference x WHERE x.target = ?3
         )
         AND +r.dataset_id = ?1 AND +r.to_seq IS NULL AND +r.from_seq <= ?2 ORDER BY r.key"
    );
    each(connection, decoder, sql, (place.dataset_id, place.seq, id), visit)
}

fn each(
    connection: &Connection,
    decoder: &mut Decoder,
    sql: &str,
    params: impl Params,
    mut visit: impl FnMut(Stored) -> Outcome<()>,
) -> Outcome<()> {
    let mut select = connection.prepare_cached(sql)?;
    let mut rows = select.query(params)?;
    while let Some(row) = rows.next()? {
        visit(stored(row, decoder)?)?;
    }
    Ok(())
}
