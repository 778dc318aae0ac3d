//! The writing thread's side of an import: one transaction that turns the dataset's current
//! version into the next.

use comity_model::{DatasetVersion, RecordId, Schema, Timestamp};
use rusqlite::{Connection, OptionalExtension as _, Row, Transaction, TransactionBehavior, params};

use super::events;
use super::fault::Outcome;
use super::import::Prepared;
use super::keep::bump_generation;
use crate::body::{self, BodyDigest, Decoder};
use crate::{ImportHeader, ImportReport, StoreError, report};

/// An open import.
pub(super) struct Session<'c> {
    pub(super) tx: Transaction<'c>,
    pub(super) header: &'c ImportHeader,
    pub(super) dataset_id: i64,
    /// The number of the version that stands; 0 if there is none.
    pub(super) current_seq: i64,
    /// The number of the version that is being made.
    pub(super) seq: i64,
    pub(super) records: u64,
    pub(super) related: u64,
    decoder: Decoder,
}

/// The latest stored state of a record.
pub(super) struct State {
    pub(super) key: i64,
    pub(super) schema: Schema,
    pub(super) from_seq: i64,
    pub(super) to_seq: Option<i64>,
    pub(super) digest: BodyDigest,
}

impl<'c> Session<'c> {
    pub(super) fn begin(
        connection: &'c mut Connection,
        header: &'c ImportHeader,
    ) -> Outcome<Session<'c>> {
        // The keys of the states that this import has met.
        connection.execute_batch(
            "CREATE TEMP TABLE IF NOT EXISTS seen (key INTEGER PRIMARY KEY) STRICT;
             DELETE FROM temp.seen;",
        )?;
        let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let name = header.dataset.as_str();
        tx.execute(
            "INSERT INTO dataset (name, title, publisher, current_seq) VALUES (?1, ?1, ?2, 0)
             ON CONFLICT (name) DO UPDATE SET publisher = excluded.publisher",
            [name, header.publisher.as_str()],
        )?;
        if let Some(title) = &header.title {
            tx.execute("UPDATE dataset SET title = ?2 WHERE name = ?1", [name, title.as_str()])?;
        }
        let (dataset_id, current_seq): (i64, i64) =
            tx.query_row("SELECT id, current_seq FROM dataset WHERE name = ?1", [name], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })?;
        let seq = current_seq + 1;
        // Filled in on commit; nobody sees it before.
        tx.execute(
            "INSERT INTO version (dataset_id, seq, name, imported_at, format, records, related,
                                  skipped) VALUES (?1, ?2, '', ?3, '', 0, 0, 0)",
            params![dataset_id, seq, header.now.0],
        )?;
        let decoder = Decoder::default();
        Ok(Session { tx, header, dataset_id, current_seq, seq, records: 0, related: 0, decoder })
    }

    /// Adds a record: its state stays if it says the same, and a new one is opened otherwise.
    pub(super) fn put(&mut self, item: Prepared) -> Outcome<()> {
        let found = self.latest(&item.id, self.seq)?;
        if let Some(state) = &found
            && (state.from_seq == self.seq || self.is_seen(state.key)?)
        {
            return self.merge(state, item);
        }
        *self.counter(item.schema) += 1;
        match found {
            Some(old) if old.to_seq.is_none() && old.digest == item.digest => {
                self.mark_seen(old.key)
            }
            Some(old) => {
                if old.to_seq.is_none() {
                    self.close(old.key)?;
                }
                self.insert(&item, Some(&old))
            }
            None => self.insert(&item, None),
        }
    }

    /// Makes the version current and durable.
    pub(super) fn commit(
        self,
        mut report: ImportReport,
        now: Timestamp,
    ) -> Outcome<DatasetVersion> {
        // What the version holds is counted here: rows with one id became one record.
        report.counts.records = self.records;
        report.counts.related = self.related;
        let digits: String = now.to_string().chars().filter(char::is_ascii_digit).collect();
        let version = DatasetVersion {
            dataset: self.header.dataset.clone(),
            version: format!("{digits}-{}", self.seq),
            imported_at: now,
            format: report.format.clone(),
            counts: report.counts,
        };
        self.tx.execute(
            "UPDATE version SET name = ?3, imported_at = ?4, format = ?5, records = ?6,
                                related = ?7, skipped = ?8
             WHERE dataset_id = ?1 AND seq = ?2",
            params![
                self.dataset_id,
                self.seq,
                version.version,
                now.0,
                version.format,
                signed(version.counts.records),
                signed(version.counts.related),
                signed(version.counts.skipped),
            ],
        )?;
        self.tx.execute(
            "INSERT INTO report (dataset_id, seq, body) VALUES (?1, ?2, ?3)",
            params![self.dataset_id, self.seq, report::encode(report)?],
        )?;
        self.tx.execute(
            "UPDATE dataset SET current_seq = ?2 WHERE id = ?1",
            [self.dataset_id, self.seq],
        )?;
        events::dataset_changed(&self.tx, &version)?;
        bump_generation(&self.tx)?;
        self.tx.commit()?;
        Ok(version)
    }

    /// The latest state of a record that began in version `up_to` or before.
    pub(super) fn latest(&self, id: &RecordId, up_to: i64) -> Outcome<Option<State>> {
        let mut select = self.tx.prepare_cached(
            "SELECT key, schema, from_seq, to_seq, digest FROM record
             WHERE dataset_id = ?1 AND record_id = ?2 AND from_seq <= ?3
             ORDER BY from_seq DESC LIMIT 1",
        )?;
        let found = select
            .query_row(params![self.dataset_id, id.as_str(), up_to], |row| Ok(state(row)))
            .optional()?;
        found.transpose()
    }

    /// A record whose id came before in this import; `state` is what it has come to so far.
    fn merge(&mut self, state: &State, item: Prepared) -> Outcome<()> {
        if state.digest == item.digest {
            return Ok(());
        }
        let id = item.id.as_str();
        let before = self.body(state.key)?;
        let mut record = self.decoder.decode(id, state.schema.name(), &before, None)?;
        record.merge(self.decoder.decode(id, item.schema.name(), &item.body, None)?)?;
        let merged = Prepared::of(&record)?;
        if merged.digest == state.digest {
            return Ok(());
        }
        // It was counted when its first row came; together they may be of a more special schema.
        *self.counter(state.schema) -= 1;
        *self.counter(merged.schema) += 1;
        if state.from_seq == self.seq {
            self.tx.prepare_cached("DELETE FROM record WHERE key = ?1")?.execute([state.key])?;
        } else {
            self.close(state.key)?;
        }
        self.tx.prepare_cached("DELETE FROM temp.seen WHERE key = ?1")?.execute([state.key])?;
        match self.latest(&merged.id, self.current_seq)? {
            // All rows together say what the version before said.
            Some(old) if old.to_seq == Some(self.current_seq) && old.digest == merged.digest => {
                self.tx
                    .prepare_cached("UPDATE record SET to_seq = NULL WHERE key = ?1")?
                    .execute([old.key])?;
                self.mark_seen(old.key)
            }
            old => self.insert(&merged, old.as_ref()),
        }
    }

    /// Opens a state. Its statements keep since when they were seen in the state before.
    pub(super) fn insert(&mut self, item: &Prepared, before: Option<&State>) -> Outcome<()> {
        let carried = match before {
            Some(old) => Some(body::carry(&item.body, &self.body(old.key)?, self.time(old)?)?),
            None => None,
        };
        self.tx
            .prepare_cached(
                "INSERT INTO record (dataset_id, record_id, schema, from_seq, digest, body)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            )?
            .execute(params![
                self.dataset_id,
                item.id.as_str(),
                item.schema.name(),
                self.seq,
                item.digest.as_slice(),
                carried.as_deref().unwrap_or(&item.body),
            ])?;
        let key = self.tx.last_insert_rowid();
        let mut insert = self.tx.prepare_cached(
            "INSERT OR IGNORE INTO reference (key, property, target) VALUES (?1, ?2, ?3)",
        )?;
        for (property, target) in &item.references {
            insert.execute(params![key, property, target])?;
        }
        self.mark_seen(key)
    }

    pub(super) fn close(&self, key: i64) -> Outcome<()> {
        self.tx
            .prepare_cached("UPDATE record SET to_seq = ?2 WHERE key = ?1")?
            .execute([key, self.current_seq])?;
        Ok(())
    }

    /// Closes what the version before had and this one has not.
    pub(super) fn close_vanished(&mut self) -> Outcome<()> {
        if self.current_seq > 0 {
            self.tx.execute(
                "UPDATE record SET to_seq = ?2 WHERE dataset_id = ?1 AND to_seq IS NULL
                 AND key NOT IN (SELECT key FROM temp.seen)",
                [self.dataset_id, self.current_seq],
            )?;
        }
        Ok(())
    }

    fn body(&self, key: i64) -> Outcome<String> {
        let mut select = self.tx.prepare_cached("SELECT body FROM record WHERE key = ?1")?;
        Ok(select.query_row([key], |row| row.get(0))?)
    }

    /// The time of the version in which a state began.
    fn time(&self, state: &State) -> Outcome<i64> {
        let mut select = self
            .tx
            .prepare_cached("SELECT imported_at FROM version WHERE dataset_id = ?1 AND seq = ?2")?;
        Ok(select.query_row([self.dataset_id, state.from_seq], |row| row.get(0))?)
    }

    fn mark_seen(&self, key: i64) -> Outcome<()> {
        // In a dataset's first version nothing can vanish.
        if self.current_seq > 0 {
            self.tx
                .prepare_cached("INSERT OR IGNORE INTO temp.seen VALUES (?1)")?
                .execute([key])?;
        }
        Ok(())
    }

    fn is_seen(&self, key: i64) -> Outcome<bool> {
        Ok(self.tx.prepare_cached("SELECT 1 FROM temp.seen WHERE key = ?1")?.exists([key])?)
    }

    pub(super) fn counter(&mut self, schema: Schema) -> &mut u64 {
        if schema.is_related() { &mut self.related } else { &mut self.records }
    }
}

fn state(row: &Row<'_>) -> Outcome<State> {
    let schema = row.get_ref(1)?.as_str().map_err(rusqlite::Error::from)?;
    Ok(State {
        key: row.get(0)?,
        schema: Schema::named(schema).map_err(|error| StoreError::Corrupt(error.to_string()))?,
        from_seq: row.get(2)?,
        to_seq: row.get(3)?,
        digest: row.get(4)?,
    })
}

/// Counts are far below the engine's largest number; one that is not shows as that.
fn signed(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
