//! Visiting everything, for building an index.

use comity_model::DatasetVersion;

use super::fault::Outcome;
use super::queries::current_versions;
use super::rows::{select_states, stored};
use super::threads::Reader;
use crate::Visitor;

/// Hands every current record to the visitor, by key, in one view of the database.
pub(super) fn scan(reader: &mut Reader, mut visitor: Visitor) -> Outcome<Vec<DatasetVersion>> {
    let Reader { connection, decoder } = reader;
    let tx = connection.transaction()?;
    let versions = current_versions(&tx)?;
    {
        // The plus keeps the engine from going by an index and sorting everything.
        let sql = select_states!("WHERE +r.to_seq IS NULL ORDER BY r.key");
        let mut select = tx.prepare_cached(sql)?;
        let mut rows = select.query([])?;
        while let Some(row) = rows.next()? {
            visitor(stored(row, decoder)?)?;
        }
    }
    tx.finish()?;
    Ok(versions)
}
