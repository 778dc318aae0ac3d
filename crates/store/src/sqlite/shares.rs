//! Orders to share, how far they have come, and who holds what.

use comity_audit::Hash;
use comity_model::{CaseReference, DatasetName, LegalBasis, PartyId, Purpose, RecordId, Timestamp};
use rusqlite::{Connection, OptionalExtension as _, Row, params};

use super::fault::Outcome;
use super::partners::number;
use super::rows::{select_states, stored, unsigned};
use super::threads::Reader;
use crate::{ChangedPage, Holding, KeptShare, NewShare, Recall, ShareCursor, StoreError};

pub(super) fn add(connection: &Connection, share: &NewShare) -> Outcome<u64> {
    let added = connection.execute(
        "INSERT INTO share (party, dataset, purpose, legal_basis, case_reference, standing, grounds,
                            ordered_by, ordered_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT DO NOTHING",
        params![
            share.party.as_str(),
            share.dataset.as_str(),
            share.purpose.as_str(),
            share.legal_basis.as_str(),
            share.case.as_ref().map(CaseReference::as_str),
            share.standing,
            share.grounds,
            share.ordered_by,
            share.ordered_at.0,
        ],
    )?;
    if added == 0 {
        let text = format!("`{}` is shared with `{}` already", share.dataset, share.party);
        return Err(StoreError::Conflict(text).into());
    }
    unsigned(connection.last_insert_rowid())
}

pub(super) fn all(connection: &Connection) -> Outcome<Vec<KeptShare>> {
    let mut select = connection.prepare_cached(
        "SELECT number, party, dataset, purpose, legal_basis, case_reference, standing, grounds,
                ordered_by, ordered_at, ended_at, end_reason, basis, done_version,
                pass_version, pass_after FROM share ORDER BY number",
    )?;
    let mut rows = select.query([])?;
    let mut shares = Vec::new();
    while let Some(row) = rows.next()? {
        shares.push(kept(row)?);
    }
    Ok(shares)
}

fn kept(row: &Row<'_>) -> Outcome<KeptShare> {
    let text = |column: usize| row.get::<_, String>(column);
    let maybe = |column: usize| row.get::<_, Option<String>>(column);
    let ended: Option<i64> = row.get(10)?;
    Ok(KeptShare {
        number: unsigned(row.get(0)?)?,
        share: NewShare {
            party: PartyId::new(text(1)?)?,
            dataset: DatasetName::new(text(2)?)?,
            purpose: Purpose::new(text(3)?)?,
            legal_basis: LegalBasis::new(text(4)?)?,
            case: maybe(5)?.map(CaseReference::new).transpose()?,
            standing: text(6)?,
            grounds: text(7)?,
            ordered_by: text(8)?,
            ordered_at: Timestamp(row.get(9)?),
        },
        ended: match ended {
            Some(at) => Some((Timestamp(at), maybe(11)?.unwrap_or_default())),
            None => None,
        },
        cursor: ShareCursor {
            basis: maybe(12)?,
            done: maybe(13)?,
            pass: maybe(14)?,
            after: maybe(15)?.map(RecordId::new).transpose()?,
        },
    })
}

pub(super) fn end(
    connection: &Connection,
    share: u64,
    reason: &str,
    now: Timestamp,
) -> Outcome<bool> {
    let ended = connection.execute(
        "UPDATE share SET ended_at = ?2, end_reason = ?3 WHERE number = ?1 AND ended_at IS NULL",
        params![number(share), now.0, reason],
    )?;
    Ok(ended == 1)
}

pub(super) fn keep_cursor(
    connection: &Connection,
    share: u64,
    cursor: &ShareCursor,
) -> Outcome<()> {
    connection
        .prepare_cached(
            "UPDATE share SET done_version = ?2, pass_version = ?3, pass_after = ?4, basis = ?5
             WHERE number = ?1",
        )?
        .execute(params![
            number(share),
            cursor.done,
            cursor.pass,
            cursor.after.as_ref().map(RecordId::as_str),
            cursor.basis,
        ])?;
    Ok(())
}

pub(super) fn changed_since(
    reader: &mut Reader,
    dataset: &DatasetName,
    since: Option<&str>,
    after: Option<&RecordId>,
    limit: usize,
) -> Outcome<ChangedPage> {
    let Reader { connection, decoder } = reader;
    let tx = connection.transaction()?;
    let found: Option<(i64, String)> = tx
        .prepare_cached(
            "SELECT d.id, v.name FROM dataset d
             JOIN version v ON v.dataset_id = d.id AND v.seq = d.current_seq WHERE d.name = ?1",
        )?
        .query_row([dataset.as_str()], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let Some((dataset_id, version)) = found else {
        let (dataset, version) = (dataset.to_string(), since.unwrap_or_default().to_owned());
        return Err(StoreError::NoSuchVersion { dataset, version }.into());
    };
    let since: Option<i64> = tx
        .prepare_cached(
            "SELECT seq FROM version WHERE dataset_id = ?1 AND name = ?2 AND erased = 0",
        )?
        .query_row(params![dataset_id, since], |row| row.get(0))
        .optional()?;
    let since = since.unwrap_or(0);
    let asked = i64::try_from(limit).unwrap_or(i64::MAX);
    let mut ids: Vec<RecordId> = Vec::new();
    {
        let mut select = tx.prepare_cached(
            "SELECT DISTINCT record_id FROM record
             WHERE dataset_id = ?1 AND record_id > ?2 AND (from_seq > ?3 OR to_seq >= ?3)
             ORDER BY record_id LIMIT ?4",
        )?;
        let after = after.map_or("", RecordId::as_str);
        let mut rows = select.query(params![dataset_id, after, since, asked.saturating_add(1)])?;
        while let Some(row) = rows.next()? {
            ids.push(RecordId::new(row.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?)?);
        }
    }
    let more = ids.len() > limit;
    ids.truncate(limit);
    let mut records = Vec::with_capacity(ids.len());
    {
        let mut select = tx.prepare_cached(select_states!(
            "WHERE r.dataset_id = ?1 AND r.record_id = ?2 AND r.to_seq IS NULL"
        ))?;
        for id in ids {
            let mut rows = select.query(params![dataset_id, id.as_str()])?;
            let record = match rows.next()? {
                Some(row) => Some(stored(row, decoder)?.record),
                None => None,
            };
            records.push((id, record));
        }
    }
    tx.finish()?;
    Ok(ChangedPage { version, records, more, whole: since == 0 })
}

pub(super) fn held(
    connection: &Connection,
    party: &PartyId,
    dataset: &DatasetName,
    ids: &[RecordId],
) -> Outcome<Vec<Option<Hash>>> {
    let mut select = connection.prepare_cached(
        "SELECT hash FROM held_by WHERE party = ?1 AND dataset = ?2 AND record_id = ?3",
    )?;
    let mut held = Vec::with_capacity(ids.len());
    for id in ids {
        let found = select
            .query_row([party.as_str(), dataset.as_str(), id.as_str()], |row| row.get(0))
            .optional()?;
        held.push(found.map(Hash));
    }
    Ok(held)
}

pub(super) fn holdings(
    connection: &Connection,
    party: &PartyId,
    dataset: &DatasetName,
    after: Option<&RecordId>,
    limit: usize,
) -> Outcome<Vec<Holding>> {
    let mut select = connection.prepare_cached(
        "SELECT party, dataset, record_id, since FROM held_by
         WHERE party = ?1 AND dataset = ?2 AND record_id > ?3 ORDER BY record_id LIMIT ?4",
    )?;
    let after = after.map_or("", RecordId::as_str);
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let mut rows = select.query(params![party.as_str(), dataset.as_str(), after, limit])?;
    let mut held = Vec::new();
    while let Some(row) = rows.next()? {
        held.push(holding(row)?);
    }
    Ok(held)
}

pub(super) fn holders(
    connection: &Connection,
    dataset: &DatasetName,
    id: &RecordId,
) -> Outcome<Vec<Holding>> {
    let mut select = connection.prepare_cached(
        "SELECT party, dataset, record_id, since FROM held_by
         WHERE dataset = ?1 AND record_id = ?2 ORDER BY party",
    )?;
    let mut rows = select.query([dataset.as_str(), id.as_str()])?;
    let mut held = Vec::new();
    while let Some(row) = rows.next()? {
        held.push(holding(row)?);
    }
    Ok(held)
}

fn holding(row: &Row<'_>) -> Outcome<Holding> {
    let text = |column: usize| row.get::<_, String>(column);
    Ok(Holding {
        party: PartyId::new(text(0)?)?,
        dataset: DatasetName::new(text(1)?)?,
        id: RecordId::new(text(2)?)?,
        since: Timestamp(row.get(3)?),
    })
}

pub(super) fn recall(connection: &Connection, recall: &Recall) -> Outcome<bool> {
    let added = connection.execute(
        "INSERT INTO recalled (dataset, record_id, reason, recalled_by, recalled_at)
         VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING",
        params![recall.dataset.as_str(), recall.id.as_str(), recall.reason, recall.by, recall.at.0],
    )?;
    Ok(added == 1)
}

pub(super) fn recalled(connection: &Connection, dataset: &DatasetName) -> Outcome<Vec<RecordId>> {
    let mut select =
        connection.prepare_cached("SELECT record_id FROM recalled WHERE dataset = ?1")?;
    let mut rows = select.query([dataset.as_str()])?;
    let mut ids = Vec::new();
    while let Some(row) = rows.next()? {
        ids.push(RecordId::new(row.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?)?);
    }
    Ok(ids)
}
