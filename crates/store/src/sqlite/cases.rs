//! Possible matches, and what persons made of them.

use comity_model::{CaseState, Timestamp};
use rusqlite::{Connection, OptionalExtension as _, Row, TransactionBehavior, params};

use super::alerts::signed;
use super::fault::Outcome;
use super::owed;
use super::rows::unsigned;
use super::subjects::count;
use crate::{CaseEvent, CaseMeasure, CasePage, CaseStep, HitCase, NewCase, Rejection, StoreError};

/// The subject that a case is about.
pub(super) struct Of<'s> {
    pub(super) key: i64,
    pub(super) register: &'s str,
    pub(super) id: &'s str,
}

pub(super) fn open(
    connection: &mut Connection,
    case: &NewCase,
    now: Timestamp,
    limit: usize,
) -> Outcome<u64> {
    let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let known: Option<i64> = tx
        .query_row(
            "SELECT number FROM hit_case
             WHERE asked = ?1 AND dataset = ?2 AND record = ?3 AND clearance = ?4
                 AND state IN ('candidate', 'under-review', 'confirmed')
             ORDER BY number DESC LIMIT 1",
            [&case.asked, &case.dataset, &case.record, &case.clearance],
            |row| row.get(0),
        )
        .optional()?;
    if let Some(number) = known {
        return unsigned(number);
    }
    let open: i64 = tx.query_row(
        "SELECT count(*) FROM hit_case WHERE state IN ('candidate', 'under-review')",
        [],
        |row| row.get(0),
    )?;
    if open >= count(limit) {
        return Err(StoreError::TooMany { what: "open cases", limit }.into());
    }
    let number = insert(&tx, None, case, now)?;
    tx.commit()?;
    unsigned(number)
}

/// Opens a case, in the caller's transaction.
fn insert(tx: &Connection, of: Option<&Of<'_>>, case: &NewCase, now: Timestamp) -> Outcome<i64> {
    tx.prepare_cached(
        "INSERT INTO hit_case (subject, register, subject_id, query, asked, clearance, candidate,
                               dataset, record, caption, content, score, basis, purpose,
                               legal_basis, reference, opened_by, opened_at, due_at, state)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18,
                 ?19, 'candidate')",
    )?
    .execute(params![
        of.map(|of| of.key),
        of.map(|of| of.register),
        of.map(|of| of.id),
        case.query,
        case.asked,
        case.clearance,
        case.candidate,
        case.dataset,
        case.record,
        case.caption,
        case.content,
        case.score,
        case.basis,
        case.purpose,
        case.legal_basis,
        case.reference,
        case.opened_by,
        now.0,
        case.due_at.0,
    ])?;
    let number = tx.last_insert_rowid();
    event(tx, number, "opened", &happened(now, case.opened_by.clone()))?;
    Ok(number)
}

/// Something that happened by itself, or by a person without words.
fn happened(at: Timestamp, by: Option<String>) -> CaseEvent {
    CaseEvent { at, kind: String::new(), by, measure: None, words: None }
}

fn event(tx: &Connection, number: i64, kind: &str, event: &CaseEvent) -> Outcome<()> {
    tx.prepare_cached(
        "INSERT INTO hit_case_event (hit_case, seq, at, kind, by_whom, measure, words)
         SELECT ?1, count(*) + 1, ?2, ?3, ?4, ?5, ?6 FROM hit_case_event WHERE hit_case = ?1",
    )?
    .execute(params![number, event.at.0, kind, event.by, event.measure, event.words])?;
    Ok(())
}

/// Opens a case for what a subject hits, or brings the one that is there up to it; part of the
/// transaction that keeps the hit.
pub(super) fn found(tx: &Connection, of: &Of<'_>, case: &NewCase, now: Timestamp) -> Outcome<()> {
    let known: Option<(i64, String, String, String)> = tx
        .prepare_cached(
            "SELECT number, state, asked, content FROM hit_case
             WHERE subject = ?1 AND candidate = ?2 AND dataset = ?3
                 AND state IN ('candidate', 'under-review', 'confirmed')
             ORDER BY number DESC LIMIT 1",
        )?
        .query_row(params![of.key, case.candidate, case.dataset], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
        })
        .optional()?;
    let Some((number, state, asked, content)) = known else {
        return insert(tx, Some(of), case, now).map(|_| ());
    };
    if asked == case.asked && content == case.content {
        return Ok(());
    }
    if state == CaseState::Confirmed.name() && asked != case.asked {
        // Whoever was confirmed was another: this is a new question.
        return insert(tx, Some(of), case, now).map(|_| ());
    }
    tx.prepare_cached(
        "UPDATE hit_case SET query = ?2, asked = ?3, record = ?4, caption = ?5, content = ?6,
                             score = ?7, basis = ?8, clearance = ?9 WHERE number = ?1",
    )?
    .execute(params![
        number,
        case.query,
        case.asked,
        case.record,
        case.caption,
        case.content,
        case.score,
        case.basis,
        case.clearance,
    ])?;
    event(tx, number, "changed", &happened(now, None))
}

/// Ends the open cases about what a subject does not hit any more.
pub(super) fn gone(
    tx: &Connection,
    subject: i64,
    candidate: &str,
    dataset: &str,
    now: Timestamp,
) -> Outcome<()> {
    let mut select = tx.prepare_cached(
        "UPDATE hit_case SET state = 'withdrawn'
         WHERE subject = ?1 AND candidate = ?2 AND dataset = ?3
             AND state IN ('candidate', 'under-review') RETURNING number",
    )?;
    let numbers = select
        .query_map(params![subject, candidate, dataset], |row| row.get(0))?
        .collect::<Result<Vec<i64>, _>>()?;
    numbers.into_iter().try_for_each(|number| event(tx, number, "withdrawn", &happened(now, None)))
}

/// A subject that leaves takes along what no person has looked at.
pub(super) fn forget(tx: &Connection, subject: i64) -> Outcome<()> {
    tx.prepare_cached(
        "DELETE FROM hit_case WHERE subject = ?1 AND state IN ('candidate', 'withdrawn')",
    )?
    .execute([subject])?;
    Ok(())
}

pub(super) fn advance(connection: &mut Connection, number: u64, step: &CaseStep) -> Outcome<bool> {
    let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let number = signed(number);
    let is_decided = !step.to.is_open();
    let led = tx.execute(
        "UPDATE hit_case SET state = ?4,
             reviewer = CASE WHEN ?4 = 'under-review' THEN ?5 ELSE reviewer END,
             review_at = CASE WHEN ?4 = 'under-review' THEN ?6 ELSE review_at END,
             reason = CASE WHEN ?7 THEN coalesce(?8, '') END,
             decided_at = CASE WHEN ?7 THEN ?6 END
         WHERE number = ?1 AND state = ?2 AND (?3 IS NULL OR reviewer = ?3)",
        params![
            number,
            step.from.name(),
            step.reviewer,
            step.to.name(),
            step.by,
            step.at.0,
            is_decided,
            step.words,
        ],
    )?;
    if led == 0 {
        return Ok(false);
    }
    let kind = if is_decided { step.to.name() } else { "review" };
    let told = CaseEvent { words: step.words.clone(), ..happened(step.at, Some(step.by.clone())) };
    event(&tx, number, kind, &told)?;
    if step.to == CaseState::Rejected {
        tx.execute(
            "INSERT OR REPLACE INTO rejection (asked, dataset, record, content, clearance, hit_case,
                                               rejected_by, rejected_at, reason)
             SELECT asked, dataset, record, content, clearance, number, ?2, ?3, coalesce(?4, '')
             FROM hit_case WHERE number = ?1",
            params![number, step.by, step.at.0, step.words],
        )?;
    }
    if step.from == CaseState::Rejected {
        tx.execute("DELETE FROM rejection WHERE hit_case = ?1", [number])?;
    }
    if step.to == CaseState::Rejected || step.from == CaseState::Rejected {
        // What its subject hits follows from what is remembered.
        tx.execute(
            "UPDATE subject SET pending = 1, revision = revision + 1
             WHERE key = (SELECT subject FROM hit_case WHERE number = ?1)",
            [number],
        )?;
    }
    tx.commit()?;
    Ok(true)
}

pub(super) fn add_measure(
    connection: &mut Connection,
    number: u64,
    measure: &CaseMeasure,
) -> Outcome<bool> {
    let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let number = signed(number);
    // Invariant: a measure stands only beside a person's confirmation.
    let is_confirmed = tx
        .prepare_cached(
            "SELECT 1 FROM hit_case WHERE number = ?1 AND state = 'confirmed'
                 AND reviewer IS NOT NULL",
        )?
        .exists([number])?;
    if !is_confirmed {
        return Ok(false);
    }
    let taken = CaseEvent {
        measure: Some(measure.measure.clone()),
        words: measure.words.clone(),
        ..happened(measure.at, Some(measure.by.clone()))
    };
    event(&tx, number, "measure", &taken)?;
    owed::keep(&tx, &measure.owed)?;
    tx.commit()?;
    Ok(true)
}

pub(super) fn rejections(connection: &Connection, asked: &str) -> Outcome<Vec<Rejection>> {
    let mut select = connection.prepare_cached(
        "SELECT dataset, record, content, clearance, hit_case, rejected_by, rejected_at, reason
         FROM rejection WHERE asked = ?1 ORDER BY dataset, record",
    )?;
    let mut rows = select.query([asked])?;
    let mut rejections = Vec::new();
    while let Some(row) = rows.next()? {
        rejections.push(Rejection {
            dataset: row.get(0)?,
            record: row.get(1)?,
            content: row.get(2)?,
            clearance: row.get(3)?,
            case: unsigned(row.get(4)?)?,
            by: row.get(5)?,
            at: Timestamp(row.get(6)?),
            reason: row.get(7)?,
        });
    }
    Ok(rejections)
}

/// What `kept` reads.
macro_rules! select_cases {
    ($tail:literal) => {
        concat!(
            "SELECT number, register, subject_id, query, asked, clearance, candidate, dataset,
                    record, caption, content, score, basis, purpose, legal_basis, reference,
                    opened_by, opened_at, due_at, state, reviewer, review_at, reason, decided_at
             FROM hit_case ",
            $tail
        )
    };
}

pub(super) fn case(connection: &Connection, number: u64) -> Outcome<Option<HitCase>> {
    let mut select = connection.prepare_cached(select_cases!("WHERE number = ?1"))?;
    let mut rows = select.query([signed(number)])?;
    rows.next()?.map(|row| kept(connection, row)).transpose()
}

pub(super) fn page(connection: &Connection, page: &CasePage) -> Outcome<Vec<HitCase>> {
    let mut select = connection.prepare_cached(select_cases!(
        "WHERE number > ?1 AND (?2 IS NULL OR state = ?2) AND (?4 IS NULL OR reviewer = ?4)
             AND (?3 IS NULL OR (state IN ('candidate', 'under-review') AND due_at <= ?3))
         ORDER BY number LIMIT ?5"
    ))?;
    let mut rows = select.query(params![
        signed(page.after),
        page.state.map(CaseState::name),
        page.due_by.map(|due| due.0),
        page.reviewer,
        count(page.limit)
    ])?;
    let mut cases = Vec::new();
    while let Some(row) = rows.next()? {
        cases.push(kept(connection, row)?);
    }
    Ok(cases)
}

fn kept(connection: &Connection, row: &Row<'_>) -> Outcome<HitCase> {
    let number: i64 = row.get(0)?;
    let moment = |column: usize| row.get(column).map(|at: Option<i64>| at.map(Timestamp));
    let register: Option<String> = row.get(1)?;
    let subject = register.zip(row.get::<_, Option<String>>(2)?);
    let state: String = row.get(19)?;
    let unread = || StoreError::Corrupt(format!("`{state}` is no state of a case"));
    Ok(HitCase {
        number: unsigned(number)?,
        subject,
        found: NewCase {
            query: row.get(3)?,
            asked: row.get(4)?,
            clearance: row.get(5)?,
            candidate: row.get(6)?,
            dataset: row.get(7)?,
            record: row.get(8)?,
            caption: row.get(9)?,
            content: row.get(10)?,
            score: row.get(11)?,
            basis: row.get(12)?,
            purpose: row.get(13)?,
            legal_basis: row.get(14)?,
            reference: row.get(15)?,
            opened_by: row.get(16)?,
            due_at: Timestamp(row.get(18)?),
        },
        opened_at: Timestamp(row.get(17)?),
        state: CaseState::named(&state).ok_or_else(unread)?,
        reviewer: row.get(20)?,
        review_at: moment(21)?,
        reason: row.get(22)?,
        decided_at: moment(23)?,
        events: events(connection, number)?,
    })
}

fn events(connection: &Connection, number: i64) -> Outcome<Vec<CaseEvent>> {
    let mut select = connection.prepare_cached(
        "SELECT at, kind, by_whom, measure, words FROM hit_case_event WHERE hit_case = ?1
         ORDER BY seq",
    )?;
    let event = |row: &Row<'_>| {
        Ok(CaseEvent {
            at: Timestamp(row.get(0)?),
            kind: row.get(1)?,
            by: row.get(2)?,
            measure: row.get(3)?,
            words: row.get(4)?,
        })
    };
    Ok(select.query_map([number], event)?.collect::<Result<_, _>>()?)
}
