//! What was sealed for partners, what they hold with it, and what they still owe.

use comity_audit::Hash;
use comity_model::{DatasetName, PartyId, RecordId, Timestamp};
use rusqlite::{Connection, OptionalExtension as _, Row, TransactionBehavior, params};

use super::fault::Outcome;
use super::partners::{gone_on, number};
use super::rows::unsigned;
use super::shares;
use crate::{Outgoing, OwedReceipt, Sent};

pub(super) fn keep(connection: &mut Connection, outgoing: &Outgoing) -> Outcome<()> {
    let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let party = outgoing.party.as_str();
    let (before, after) = (&outgoing.before, &outgoing.after);
    let moved = tx
        .prepare_cached(
            "UPDATE partner SET sent_seq = ?2, sent_last = ?3
             WHERE party = ?1 AND sent_seq = ?4 AND sent_last = ?5",
        )?
        .execute(params![
            party,
            number(after.seq),
            after.last.0,
            number(before.seq),
            before.last.0
        ])?;
    gone_on(moved, &outgoing.party)?;
    tx.prepare_cached(
        "INSERT INTO sent (party, seq, hash, kind, made_at, head, body)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?
    .execute(params![
        party,
        number(after.seq),
        after.last.0,
        outgoing.kind,
        outgoing.made_at.0,
        outgoing.head,
        outgoing.body,
    ])?;
    let mut put = tx.prepare_cached(
        "INSERT INTO held_by (party, dataset, record_id, hash, since) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (party, dataset, record_id) DO UPDATE SET hash = excluded.hash",
    )?;
    let mut forget = tx.prepare_cached(
        "DELETE FROM held_by WHERE party = ?1 AND dataset = ?2 AND record_id = ?3",
    )?;
    let mut owe = tx.prepare_cached(
        "INSERT INTO taken_back (party, seq, dataset, record_id, reason, ordered_at, answer_by)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?;
    for told in &outgoing.told {
        let (dataset, id) = (told.dataset.as_str(), told.id.as_str());
        match &told.what {
            Ok(hash) => {
                put.execute(params![party, dataset, id, hash.0, outgoing.made_at.0])?;
            }
            Err((reason, answer_by)) => {
                forget.execute(params![party, dataset, id])?;
                owe.execute(params![
                    party,
                    number(after.seq),
                    dataset,
                    id,
                    reason,
                    outgoing.made_at.0,
                    answer_by.0
                ])?;
            }
        }
    }
    if let Some((share, cursor)) = &outgoing.cursor {
        shares::keep_cursor(&tx, *share, cursor)?;
    }
    drop((put, forget, owe));
    Ok(tx.commit()?)
}

pub(super) fn after(
    connection: &Connection,
    party: &PartyId,
    after: u64,
    limit: usize,
) -> Outcome<Vec<Sent>> {
    let mut select = connection.prepare_cached(
        "SELECT seq, hash, kind, made_at, head, body, leaf FROM sent
         WHERE party = ?1 AND seq > ?2 ORDER BY seq LIMIT ?3",
    )?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let mut rows = select.query(params![party.as_str(), number(after), limit])?;
    let mut sent = Vec::new();
    while let Some(row) = rows.next()? {
        let leaf: Option<i64> = row.get(6)?;
        sent.push(Sent {
            seq: unsigned(row.get(0)?)?,
            hash: Hash(row.get(1)?),
            kind: row.get(2)?,
            made_at: Timestamp(row.get(3)?),
            head: row.get(4)?,
            body: row.get(5)?,
            leaf: leaf.map(unsigned).transpose()?,
        });
    }
    Ok(sent)
}

pub(super) fn seq_of(
    connection: &Connection,
    party: &PartyId,
    hash: &Hash,
) -> Outcome<Option<u64>> {
    // Receipts come soon after what they answer: the newest are looked at first.
    let sql = "SELECT seq FROM sent WHERE party = ?1 AND hash = ?2 ORDER BY seq DESC LIMIT 1";
    let mut select = connection.prepare_cached(sql)?;
    let found = select.query_row(params![party.as_str(), hash.0], |row| row.get(0)).optional()?;
    found.map(unsigned).transpose()
}

pub(super) fn note_leaf(
    connection: &Connection,
    party: &PartyId,
    seq: u64,
    leaf: u64,
) -> Outcome<()> {
    connection
        .prepare_cached("UPDATE sent SET leaf = ?3 WHERE party = ?1 AND seq = ?2 AND leaf IS NULL")?
        .execute(params![party.as_str(), number(seq), number(leaf)])?;
    Ok(())
}

pub(super) fn acknowledge(
    connection: &mut Connection,
    party: &PartyId,
    seq: u64,
    now: Timestamp,
) -> Outcome<()> {
    let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Nobody can acknowledge what was not sealed.
    tx.prepare_cached(
        "UPDATE partner SET acked_seq = max(acked_seq, min(?2, sent_seq)), told_at = ?3,
                            failed = NULL WHERE party = ?1",
    )?
    .execute(params![party.as_str(), number(seq), now.0])?;
    tx.prepare_cached(
        "UPDATE sent SET body = NULL WHERE party = ?1 AND body IS NOT NULL
         AND seq <= (SELECT acked_seq FROM partner WHERE party = ?1)",
    )?
    .execute([party.as_str()])?;
    Ok(tx.commit()?)
}

pub(super) fn void(
    connection: &mut Connection,
    party: &PartyId,
    seq: u64,
    dataset: &DatasetName,
    ids: &[RecordId],
) -> Outcome<()> {
    let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let voided = tx.execute(
        "UPDATE sent SET body = NULL WHERE party = ?1 AND seq = ?2 AND body IS NOT NULL",
        params![party.as_str(), number(seq)],
    )?;
    if voided == 0 {
        return Ok(());
    }
    tx.execute(
        "DELETE FROM taken_back WHERE party = ?1 AND seq = ?2",
        params![party.as_str(), number(seq)],
    )?;
    {
        // What the partner holds is not known any more: this is the hash of nothing.
        let mut unknown = tx.prepare_cached(
            "INSERT INTO held_by (party, dataset, record_id, hash, since)
             VALUES (?1, ?2, ?3, zeroblob(32), 0)
             ON CONFLICT (party, dataset, record_id) DO UPDATE SET hash = zeroblob(32)",
        )?;
        for id in ids {
            unknown.execute([party.as_str(), dataset.as_str(), id.as_str()])?;
        }
    }
    tx.execute(
        "UPDATE share SET basis = NULL WHERE party = ?1 AND dataset = ?2",
        [party.as_str(), dataset.as_str()],
    )?;
    Ok(tx.commit()?)
}

pub(super) fn taken_back(
    connection: &Connection,
    open_only: bool,
    limit: usize,
) -> Outcome<Vec<OwedReceipt>> {
    let mut select = connection.prepare_cached(
        "SELECT party, seq, dataset, record_id, reason, ordered_at, answer_by, answered_at,
                outcome, why FROM taken_back
         WHERE ?1 = 0 OR answered_at IS NULL ORDER BY answer_by, party, seq, record_id LIMIT ?2",
    )?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let mut rows = select.query(params![open_only, limit])?;
    let mut owed = Vec::new();
    while let Some(row) = rows.next()? {
        owed.push(owes(row)?);
    }
    Ok(owed)
}

fn owes(row: &Row<'_>) -> Outcome<OwedReceipt> {
    let text = |column: usize| row.get::<_, String>(column);
    let answered: Option<i64> = row.get(7)?;
    let answered = match answered {
        Some(at) => Some((Timestamp(at), text(8)?, text(9)?)),
        None => None,
    };
    Ok(OwedReceipt {
        party: PartyId::new(text(0)?)?,
        seq: unsigned(row.get(1)?)?,
        dataset: DatasetName::new(text(2)?)?,
        id: RecordId::new(text(3)?)?,
        reason: text(4)?,
        ordered_at: Timestamp(row.get(5)?),
        answer_by: Timestamp(row.get(6)?),
        answered,
    })
}

pub(super) fn keep_receipt(
    connection: &mut Connection,
    party: &PartyId,
    seq: u64,
    not_done: &[(Option<RecordId>, String)],
    now: Timestamp,
) -> Outcome<()> {
    let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    {
        // What is about the whole envelope is about each record of it.
        let mut refuse = tx.prepare_cached(
            "UPDATE taken_back SET answered_at = ?3, outcome = 'refused', why = ?4
             WHERE party = ?1 AND seq = ?2 AND (?5 IS NULL OR record_id = ?5)",
        )?;
        tx.prepare_cached(
            "UPDATE taken_back SET answered_at = ?3, outcome = 'done', why = ''
             WHERE party = ?1 AND seq = ?2",
        )?
        .execute(params![party.as_str(), number(seq), now.0])?;
        for (id, why) in not_done {
            let id = id.as_ref().map(RecordId::as_str);
            refuse.execute(params![party.as_str(), number(seq), now.0, why, id])?;
        }
    }
    Ok(tx.commit()?)
}
