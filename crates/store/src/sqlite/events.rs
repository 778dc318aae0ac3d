//! What happened, in its order.

use comity_model::{DatasetVersion, Timestamp};
use rusqlite::{Connection, OptionalExtension as _, Row, params};

use super::fault::Outcome;
use super::rows::unsigned;
use super::subjects::count;
use crate::limits::EVENTS_KEPT_MAX;
use crate::{Event, EventPage, Events, Happened, Hit, HitChange, StoreError};

const KINDS: [(HitChange, &str); 3] =
    [(HitChange::New, "new"), (HitChange::Changed, "changed"), (HitChange::Withdrawn, "withdrawn")];

pub(super) fn hit_changed(
    connection: &Connection,
    subject: i64,
    change: HitChange,
    hit: &Hit,
    now: Timestamp,
) -> Outcome<()> {
    let kind = KINDS.iter().find(|row| row.0 == change).map(|row| row.1);
    connection
        .prepare_cached(
            "INSERT INTO event (at, kind, dataset, subject, candidate, record, score)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?
        .execute(params![
            now.0,
            kind,
            hit.dataset,
            subject,
            hit.candidate,
            hit.record,
            hit.score
        ])?;
    Ok(())
}

/// Part of the transaction that makes the version current.
pub(super) fn dataset_changed(connection: &Connection, version: &DatasetVersion) -> Outcome<()> {
    let number = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    connection.execute(
        "INSERT INTO event (at, kind, dataset, version, records, related)
         VALUES (?1, 'dataset', ?2, ?3, ?4, ?5)",
        params![
            version.imported_at.0,
            version.dataset.as_str(),
            version.version,
            number(version.counts.records),
            number(version.counts.related)
        ],
    )?;
    prune(connection)
}

/// Gives up the oldest events where there are too many, and notes it.
pub(super) fn prune(connection: &Connection) -> Outcome<()> {
    let kept = i64::try_from(EVENTS_KEPT_MAX).unwrap_or(i64::MAX);
    let floor = last(connection)?.saturating_sub(kept);
    if floor <= 0 {
        return Ok(());
    }
    let gone = connection.execute("DELETE FROM event WHERE seq <= ?1", [floor])?;
    if gone > 0 {
        connection.execute(
            "UPDATE counter SET value = max(value, ?1) WHERE name = 'events_pruned'",
            [floor],
        )?;
    }
    Ok(())
}

/// The number of the last event that there was.
pub(super) fn last(connection: &Connection) -> Outcome<i64> {
    let found: Option<i64> = connection
        .prepare_cached("SELECT seq FROM sqlite_sequence WHERE name = 'event'")?
        .query_row([], |row| row.get(0))
        .optional()?;
    Ok(found.unwrap_or(0))
}

pub(super) fn events(
    connection: &mut Connection,
    page: EventPage,
    now: Timestamp,
) -> Outcome<Events> {
    let tx = connection.transaction()?;
    let since = i64::try_from(page.since).unwrap_or(i64::MAX);
    let until = page.until.map_or(i64::MAX, |until| i64::try_from(until).unwrap_or(i64::MAX));
    let mut events = Vec::new();
    {
        let mut select = tx.prepare_cached(
            "SELECT e.seq, e.at, e.kind, e.dataset, e.version, e.records, e.related,
                    e.candidate, e.record, e.score, s.register, s.id, s.clearance
             FROM event e LEFT JOIN subject s ON s.key = e.subject
             WHERE e.seq > ?1 AND e.seq <= ?2 AND (?5 = 0 OR e.kind <> 'dataset')
                 AND (s.expires_at IS NULL OR s.expires_at > ?3)
             ORDER BY e.seq LIMIT ?4",
        )?;
        let mut rows =
            select.query(params![since, until, now.0, count(page.limit), page.hits_only])?;
        while let Some(row) = rows.next()? {
            events.push(event(row)?);
        }
    }
    let pruned: i64 =
        tx.query_row("SELECT value FROM counter WHERE name = 'events_pruned'", [], |row| {
            row.get(0)
        })?;
    let last = unsigned(last(&tx)?)?;
    tx.finish()?;
    Ok(Events { events, missed: since < pruned, last })
}

fn event(row: &Row<'_>) -> Outcome<Event> {
    let kind: String = row.get(2)?;
    let dataset: String = row.get(3)?;
    let what = if kind == "dataset" {
        Happened::Dataset {
            dataset,
            version: row.get(4)?,
            records: unsigned(row.get(5)?)?,
            related: unsigned(row.get(6)?)?,
        }
    } else {
        let change = KINDS.iter().find(|known| known.1 == kind).map(|known| known.0);
        Happened::Hit {
            change: change
                .ok_or_else(|| StoreError::Corrupt(format!("`{kind}` is no kind of event")))?,
            register: row.get(10)?,
            id: row.get(11)?,
            clearance: row.get(12)?,
            hit: Hit {
                candidate: row.get(7)?,
                dataset,
                record: row.get(8)?,
                score: row.get(9)?,
                state: String::new(),
            },
        }
    };
    Ok(Event { seq: unsigned(row.get(0)?)?, at: Timestamp(row.get(1)?), what })
}

#[cfg(test)]
mod tests {
    use super::super::migrate::migrate;
    use super::*;

    #[test]
    fn the_oldest_events_are_given_up_and_whoever_asks_is_told() {
        let mut connection = Connection::open_in_memory().unwrap();
        migrate(&mut connection, Some(Timestamp(7))).unwrap();
        let insert = |connection: &Connection, seq: u64| {
            let sql = "INSERT INTO event (seq, at, kind, dataset, version, records, related)
                       VALUES (?1, 7, 'dataset', 'list', 'v', 1, 0)";
            connection.execute(sql, [i64::try_from(seq).unwrap()]).unwrap();
            prune(connection).unwrap();
        };
        let page = |since| EventPage { since, until: None, limit: 9, hits_only: false };
        for seq in [1, 2, EVENTS_KEPT_MAX] {
            insert(&connection, seq);
        }
        let found = events(&mut connection, page(0), Timestamp(7)).unwrap();
        assert_eq!((found.events.len(), found.missed), (3, false));
        insert(&connection, EVENTS_KEPT_MAX + 1);
        let found = events(&mut connection, page(0), Timestamp(7)).unwrap();
        assert_eq!((found.events.len(), found.missed), (3, true));
        let found = events(&mut connection, page(1), Timestamp(7)).unwrap();
        assert_eq!((found.events.len(), found.missed, found.last), (3, false, EVENTS_KEPT_MAX + 1));
    }
}
