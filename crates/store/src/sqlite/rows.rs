//! How rows of records are selected and read.

use comity_model::{DatasetName, Timestamp};
use rusqlite::Row;

use super::fault::Outcome;
use crate::body::{Decoder, Seen};
use crate::{RowKey, StoreError, Stored};

/// Selects states of records with the times of their first and last version, and with whether they
/// are restricted: 1 where the record is, 2 where it points to one that is. What follows says which
/// states. The order of the joins is fixed: from the record to what belongs to it.
macro_rules! select_states {
    ($tail:literal) => {
        concat!(
            "SELECT r.key, d.name, r.record_id, r.schema, f.imported_at, l.imported_at, r.body,
                 CASE
                 WHEN NOT EXISTS (SELECT 1 FROM restriction WHERE lifted_at IS NULL) THEN 0
                 WHEN EXISTS (
                     SELECT 1 FROM restriction q WHERE q.dataset = d.name
                     AND q.record = r.record_id AND q.lifted_at IS NULL
                 ) THEN 1
                 WHEN EXISTS (
                     SELECT 1 FROM reference p
                     CROSS JOIN restriction q ON q.dataset = d.name AND q.record = p.target
                         AND q.lifted_at IS NULL
                     WHERE p.key = r.key AND p.property <> 'referents'
                 ) THEN 2
                 ELSE 0 END
             FROM record r
             CROSS JOIN dataset d ON d.id = r.dataset_id
             CROSS JOIN version f ON f.dataset_id = r.dataset_id AND f.seq = r.from_seq
             CROSS JOIN version l ON l.dataset_id = r.dataset_id
                 AND l.seq = coalesce(r.to_seq, d.current_seq) ",
            $tail
        )
    };
}
pub(super) use select_states;

/// The record of a row that `select_states!` selected.
pub(super) fn stored(row: &Row<'_>, decoder: &mut Decoder) -> Outcome<Stored> {
    let id = row.get_ref(2)?.as_str().map_err(rusqlite::Error::from)?;
    let schema = row.get_ref(3)?.as_str().map_err(rusqlite::Error::from)?;
    let seen = Seen { first: Timestamp(row.get(4)?), last: Timestamp(row.get(5)?) };
    let body = row.get_ref(6)?.as_str().map_err(rusqlite::Error::from)?;
    let record = decoder.decode(id, schema, body, Some(seen))?;
    // What describes a restricted record (its documents, its listings, its edges) rests with it.
    let is_restricted = match row.get(7)? {
        0 => false,
        1 => true,
        _ => record.schema().is_related(),
    };
    Ok(Stored {
        key: RowKey(row.get(0)?),
        dataset: DatasetName::new(row.get_ref(1)?.as_str().map_err(rusqlite::Error::from)?)?,
        record: if is_restricted { record.restricted() } else { record },
    })
}

/// A number that was written from an unsigned one.
pub(super) fn unsigned(value: i64) -> Outcome<u64> {
    let negative = |_| StoreError::Corrupt(format!("`{value}` is not a count"));
    Ok(u64::try_from(value).map_err(negative)?)
}
