//! Links, and what came over them.

use comity_audit::Hash;
use comity_exchange::{Budget, Chain, LinkState, Stage};
use comity_model::{PartyId, Timestamp};
use rusqlite::{Connection, OptionalExtension as _, Row, TransactionBehavior, params};

use super::fault::Outcome;
use super::rows::unsigned;
use crate::{Partner, StoreError, Taken};

macro_rules! select_partners {
    ($tail:literal) => {
        concat!(
            "SELECT party, stage, suspended_here, suspended_there, frozen, reason, changed_at,
                    card, agreement, invitation, sent_seq, sent_last, taken_seq, taken_last,
                    acked_seq, told_at, heard_at, failed FROM partner ",
            $tail
        )
    };
}

pub(super) fn all(connection: &Connection) -> Outcome<Vec<Partner>> {
    let mut select = connection.prepare_cached(select_partners!("ORDER BY party"))?;
    let mut rows = select.query([])?;
    let mut partners = Vec::new();
    while let Some(row) = rows.next()? {
        partners.push(partner(row)?);
    }
    Ok(partners)
}

pub(super) fn one(connection: &Connection, party: &PartyId) -> Outcome<Option<Partner>> {
    let mut select = connection.prepare_cached(select_partners!("WHERE party = ?1"))?;
    let found = select.query_row([party.as_str()], |row| Ok(partner(row))).optional()?;
    found.transpose()
}

fn partner(row: &Row<'_>) -> Outcome<Partner> {
    let stage = row.get_ref(1)?.as_str().map_err(rusqlite::Error::from)?;
    let unknown = || StoreError::Corrupt(format!("`{stage}` is not a stage of a link"));
    let time = |column: usize| row.get::<_, Option<i64>>(column);
    Ok(Partner {
        party: PartyId::new(row.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?)?,
        link: LinkState {
            stage: Stage::parse(stage).ok_or_else(unknown)?,
            suspended_here: row.get(2)?,
            suspended_there: row.get(3)?,
            frozen: row.get(4)?,
        },
        reason: row.get(5)?,
        changed_at: Timestamp(row.get(6)?),
        card: row.get(7)?,
        agreement: row.get(8)?,
        invitation: row.get(9)?,
        sent: chain(row, 10)?,
        taken: chain(row, 12)?,
        acked: unsigned(row.get(14)?)?,
        told_at: time(15)?.map(Timestamp),
        heard_at: time(16)?.map(Timestamp),
        failed: row.get(17)?,
    })
}

pub(super) fn chain(row: &Row<'_>, column: usize) -> Outcome<Chain> {
    Ok(Chain { seq: unsigned(row.get(column)?)?, last: Hash(row.get(column + 1)?) })
}

pub(super) fn keep(connection: &Connection, partner: &Partner) -> Outcome<()> {
    let link = &partner.link;
    connection.execute(
        "INSERT INTO partner (party, stage, suspended_here, suspended_there, frozen, reason,
                              changed_at, card, agreement, invitation)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
         ON CONFLICT (party) DO UPDATE SET stage = ?2, suspended_here = ?3, suspended_there = ?4,
             frozen = ?5, reason = ?6, changed_at = ?7, card = ?8, agreement = ?9,
             invitation = ?10",
        params![
            partner.party.as_str(),
            link.stage.name(),
            link.suspended_here,
            link.suspended_there,
            link.frozen,
            partner.reason,
            partner.changed_at.0,
            partner.card,
            partner.agreement,
            partner.invitation,
        ],
    )?;
    Ok(())
}

pub(super) fn note_failed(connection: &Connection, party: &PartyId, why: &str) -> Outcome<()> {
    let sql = "UPDATE partner SET failed = ?2 WHERE party = ?1";
    connection.execute(sql, [party.as_str(), why])?;
    Ok(())
}

pub(super) fn taken_hash(
    connection: &Connection,
    party: &PartyId,
    seq: u64,
) -> Outcome<Option<Hash>> {
    let sql = "SELECT hash FROM taken WHERE party = ?1 AND seq = ?2";
    let mut select = connection.prepare_cached(sql)?;
    let found = select.query_row(params![party.as_str(), number(seq)], |row| row.get(0));
    Ok(found.optional()?.map(Hash))
}

pub(super) fn take(connection: &mut Connection, party: &PartyId, taken: &Taken) -> Outcome<()> {
    let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let moved = tx
        .prepare_cached(
            "UPDATE partner SET taken_seq = ?2, taken_last = ?3, heard_at = ?4
             WHERE party = ?1 AND taken_seq = ?5 AND taken_last = ?6",
        )?
        .execute(params![
            party.as_str(),
            number(taken.after.seq),
            taken.after.last.0,
            taken.at.0,
            number(taken.before.seq),
            taken.before.last.0,
        ])?;
    gone_on(moved, party)?;
    tx.prepare_cached("INSERT INTO taken (party, seq, hash, head) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![
            party.as_str(),
            number(taken.after.seq),
            taken.after.last.0,
            taken.head
        ])?;
    Ok(tx.commit()?)
}

/// A sequence that somebody else has moved on meanwhile is not moved again.
pub(super) fn gone_on(moved: usize, party: &PartyId) -> Outcome<()> {
    if moved == 1 {
        return Ok(());
    }
    let text = format!("the sequence with `{party}` has gone on meanwhile");
    Err(StoreError::Conflict(text).into())
}

pub(super) fn note_alone(
    connection: &Connection,
    hash: &Hash,
    until: Timestamp,
    now: Timestamp,
) -> Outcome<bool> {
    connection.prepare_cached("DELETE FROM alone WHERE until < ?1")?.execute([now.0])?;
    let mut insert = connection
        .prepare_cached("INSERT INTO alone (hash, until) VALUES (?1, ?2) ON CONFLICT DO NOTHING")?;
    Ok(insert.execute(params![hash.0, until.0])? == 1)
}

pub(super) fn count_question(
    connection: &Connection,
    party: &PartyId,
    limit: u32,
    now: Timestamp,
) -> Outcome<bool> {
    let sql = "SELECT ask_day, ask_used FROM partner WHERE party = ?1";
    let read = |row: &Row<'_>| Ok(Budget { day: row.get(0)?, used: row.get(1)? });
    let before = connection.prepare_cached(sql)?.query_row([party.as_str()], read).optional()?;
    let Some(Ok(after)) = before.map(|budget| budget.take(limit, now)) else { return Ok(false) };
    connection
        .prepare_cached("UPDATE partner SET ask_day = ?2, ask_used = ?3 WHERE party = ?1")?
        .execute(params![party.as_str(), after.day, after.used])?;
    Ok(true)
}

/// Numbers of envelopes are far below the engine's largest.
pub(super) fn number(seq: u64) -> i64 {
    i64::try_from(seq).unwrap_or(i64::MAX)
}
