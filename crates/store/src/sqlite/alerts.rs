//! Alerts that were issued here.

use comity_model::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Row, TransactionBehavior, params};

use super::fault::Outcome;
use super::rows::unsigned;
use super::subjects::count;
use crate::{
    AlertClosing, AlertExtension, AlertPage, AlertTerm, IssuedAlert, KeptAlert, StoreError,
};

/// A number as the engine takes it.
pub(super) fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

pub(super) fn issue(
    connection: &mut Connection,
    alert: &IssuedAlert,
    term: &AlertTerm,
    limit: usize,
) -> Outcome<u64> {
    let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let open: i64 = tx.query_row(
        "SELECT count(*) FROM alert WHERE closed_at IS NULL AND expires_at > ?1",
        [alert.issued_at.0],
        |row| row.get(0),
    )?;
    if open >= count(limit) {
        return Err(StoreError::TooMany { what: "alerts in force", limit }.into());
    }
    tx.execute(
        "INSERT INTO alert (category, measure, legal_basis, issuer, reason, reference, consent,
                            marking, about, issued_by, issued_at, review, warns_at, expires_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
        params![
            alert.category,
            alert.measure,
            alert.legal_basis,
            alert.issuer,
            alert.reason,
            alert.reference,
            alert.consent,
            alert.marking,
            alert.about,
            alert.issued_by,
            alert.issued_at.0,
            term.review,
            term.warns_at.0,
            term.expires_at.0,
        ],
    )?;
    let number = unsigned(tx.last_insert_rowid())?;
    tx.commit()?;
    Ok(number)
}

/// What `kept` reads.
macro_rules! select_alerts {
    ($tail:literal) => {
        concat!(
            "SELECT number, category, measure, legal_basis, issuer, reason, reference, consent,
                    marking, about, issued_by, issued_at, review, warns_at, expires_at, warned_at,
                    closed_at, closed_by, outcome, closed_why
             FROM alert ",
            $tail
        )
    };
}

pub(super) fn alert(connection: &Connection, number: u64) -> Outcome<Option<KeptAlert>> {
    let mut select = connection.prepare_cached(select_alerts!("WHERE number = ?1"))?;
    let mut rows = select.query([signed(number)])?;
    rows.next()?.map(|row| kept(connection, row)).transpose()
}

pub(super) fn page(
    connection: &Connection,
    page: &AlertPage,
    now: Timestamp,
) -> Outcome<Vec<KeptAlert>> {
    let mut select = connection.prepare_cached(select_alerts!(
        "WHERE number > ?1 AND (?2 IS NULL OR category = ?2)
             AND (?3 = 0 OR (closed_at IS NULL AND expires_at > ?5))
             AND (?4 = 0 OR (closed_at IS NULL AND expires_at > ?5 AND warns_at <= ?5))
         ORDER BY number LIMIT ?6"
    ))?;
    let mut rows = select.query(params![
        signed(page.after),
        page.category,
        page.in_force_only,
        page.due_only,
        now.0,
        count(page.limit)
    ])?;
    all(connection, &mut rows)
}

pub(super) fn extend(
    connection: &mut Connection,
    number: u64,
    extension: &AlertExtension,
    term: &AlertTerm,
) -> Outcome<bool> {
    let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let extended = tx.execute(
        "UPDATE alert SET review = ?3, warns_at = ?4, expires_at = ?5, warned_at = NULL, pending = 1
         WHERE number = ?1 AND review = ?2 AND closed_at IS NULL AND expires_at > ?6",
        params![
            signed(number),
            extension.review_was,
            term.review,
            term.warns_at.0,
            term.expires_at.0,
            extension.assessed_at.0
        ],
    )?;
    if extended == 0 {
        return Ok(false);
    }
    tx.execute(
        "INSERT INTO alert_extension (alert, seq, review_was, review, assessment, assessed_by,
                                      assessed_at)
         SELECT ?1, count(*) + 1, ?2, ?3, ?4, ?5, ?6 FROM alert_extension WHERE alert = ?1",
        params![
            signed(number),
            extension.review_was,
            extension.review,
            extension.assessment,
            extension.assessed_by,
            extension.assessed_at.0
        ],
    )?;
    tx.commit()?;
    Ok(true)
}

pub(super) fn close(connection: &Connection, number: u64, closing: &AlertClosing) -> Outcome<bool> {
    let closed = connection.execute(
        "UPDATE alert SET closed_at = ?2, closed_by = ?3, outcome = ?4, closed_why = ?5, pending = 1
         WHERE number = ?1 AND closed_at IS NULL AND expires_at > ?2",
        params![
            signed(number),
            closing.closed_at.0,
            closing.closed_by,
            closing.outcome,
            closing.words
        ],
    )?;
    Ok(closed > 0)
}

pub(super) fn to_show(
    connection: &Connection,
    now: Timestamp,
    limit: usize,
) -> Outcome<Vec<KeptAlert>> {
    let mut select = connection.prepare_cached(select_alerts!(
        "WHERE number IN (
             SELECT number FROM alert WHERE pending = 1
             UNION SELECT number FROM alert WHERE shown = 1 AND expires_at <= ?1
         ) ORDER BY number LIMIT ?2"
    ))?;
    let mut rows = select.query([now.0, count(limit)])?;
    all(connection, &mut rows)
}

pub(super) fn note_shown(
    connection: &mut Connection,
    shown: &[(u64, bool)],
    now: Timestamp,
) -> Outcome<()> {
    let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    for (number, is_shown) in shown {
        tx.prepare_cached(
            "UPDATE alert SET shown = ?2, pending = 0, hidden_at = iif(?2, NULL, ?3)
             WHERE number = ?1",
        )?
        .execute(params![signed(*number), is_shown, now.0])?;
    }
    Ok(tx.commit()?)
}

pub(super) fn note_none_shown(connection: &Connection) -> Outcome<()> {
    connection.execute("UPDATE alert SET pending = 1 WHERE shown = 1", [])?;
    connection.execute("UPDATE alert SET shown = 0", [])?;
    Ok(())
}

pub(super) fn warn(
    connection: &mut Connection,
    now: Timestamp,
    limit: usize,
) -> Outcome<Vec<KeptAlert>> {
    let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let warned = {
        let mut select = tx.prepare_cached(select_alerts!(
            "WHERE closed_at IS NULL AND expires_at > ?1 AND warns_at <= ?1 AND warned_at IS NULL
             ORDER BY number LIMIT ?2"
        ))?;
        let mut rows = select.query([now.0, count(limit)])?;
        all(&tx, &mut rows)?
    };
    for alert in &warned {
        tx.prepare_cached("UPDATE alert SET warned_at = ?2 WHERE number = ?1")?
            .execute([signed(alert.number), now.0])?;
    }
    tx.commit()?;
    Ok(warned)
}

pub(super) fn next_change(connection: &Connection) -> Outcome<Option<Timestamp>> {
    let next: Option<i64> = connection
        .prepare_cached(
            "SELECT min(at) FROM (
                 SELECT min(expires_at) AS at FROM alert WHERE shown = 1
                 UNION ALL SELECT 0 WHERE EXISTS (SELECT 1 FROM alert WHERE pending = 1)
             )",
        )?
        .query_row([], |row| row.get(0))
        .optional()?
        .flatten();
    Ok(next.map(Timestamp))
}

fn all(connection: &Connection, rows: &mut rusqlite::Rows<'_>) -> Outcome<Vec<KeptAlert>> {
    let mut alerts = Vec::new();
    while let Some(row) = rows.next()? {
        alerts.push(kept(connection, row)?);
    }
    Ok(alerts)
}

fn kept(connection: &Connection, row: &Row<'_>) -> Outcome<KeptAlert> {
    let number: i64 = row.get(0)?;
    let time = |column: usize| row.get(column).map(Timestamp);
    let closed_at: Option<i64> = row.get(16)?;
    let closing = match closed_at {
        None => None,
        Some(at) => Some(AlertClosing {
            outcome: row.get(18)?,
            words: row.get(19)?,
            closed_by: row.get(17)?,
            closed_at: Timestamp(at),
        }),
    };
    Ok(KeptAlert {
        number: unsigned(number)?,
        issued: IssuedAlert {
            category: row.get(1)?,
            measure: row.get(2)?,
            legal_basis: row.get(3)?,
            issuer: row.get(4)?,
            reason: row.get(5)?,
            reference: row.get(6)?,
            consent: row.get(7)?,
            marking: row.get(8)?,
            about: row.get(9)?,
            issued_by: row.get(10)?,
            issued_at: time(11)?,
        },
        term: AlertTerm { review: row.get(12)?, warns_at: time(13)?, expires_at: time(14)? },
        extensions: extensions(connection, number)?,
        closing,
        warned_at: row.get::<_, Option<i64>>(15)?.map(Timestamp),
    })
}

fn extensions(connection: &Connection, number: i64) -> Outcome<Vec<AlertExtension>> {
    let mut select = connection.prepare_cached(
        "SELECT review_was, review, assessment, assessed_by, assessed_at FROM alert_extension
         WHERE alert = ?1 ORDER BY seq",
    )?;
    let extension = |row: &Row<'_>| {
        Ok(AlertExtension {
            review_was: row.get(0)?,
            review: row.get(1)?,
            assessment: row.get(2)?,
            assessed_by: row.get(3)?,
            assessed_at: Timestamp(row.get(4)?),
        })
    };
    Ok(select.query_map([number], extension)?.collect::<Result<_, _>>()?)
}
