//! The writing thread's side of a delta: the version that stands, step by step made into the next.

use comity_model::RecordId;
use rusqlite::{OptionalExtension as _, params};

use super::fault::Outcome;
use super::import::Prepared;
use super::rows::unsigned;
use super::session::{Session, State};
use crate::{StoreError, report};

/// Where a delta leads from and to, by the publisher's names of its editions.
pub(super) struct Span {
    /// The edition that it starts from; the store's own name of a version will do.
    pub(super) base: String,
    /// The edition that it makes.
    pub(super) edition: String,
}

/// A step, ready to be written.
pub(super) enum PreparedStep {
    Add(Prepared),
    Modify(Prepared),
    Remove(RecordId),
    Drop(RecordId),
}

impl Session<'_> {
    /// Holds the delta to the version that stands, and carries that one's counts over.
    pub(super) fn stand_on(&mut self, span: &Span) -> Outcome<()> {
        let dataset = self.header.dataset.as_str();
        let found = self.tx.query_row(
            "SELECT v.name, v.records, v.related, r.body FROM version v
             LEFT JOIN report r ON r.dataset_id = v.dataset_id AND r.seq = v.seq
             WHERE v.dataset_id = ?1 AND v.seq = ?2",
            [self.dataset_id, self.current_seq],
            |row| {
                let report: Option<String> = row.get(3)?;
                Ok((row.get::<_, String>(0)?, row.get(1)?, row.get(2)?, report))
            },
        );
        let Some((version, records, related, report)) = found.optional()? else {
            return unfitting(format!("`{dataset}` has no version that it could start from"));
        };
        let report = report.as_deref().map(report::decode).transpose()?;
        let stands_at = report.and_then(|report| report.edition);
        let Span { base, edition } = span;
        if *base != version && stands_at.as_ref() != Some(base) {
            let at = stands_at.map_or(String::new(), |at| format!("`{at}`, "));
            let text =
                format!("it starts from `{base}`, and `{dataset}` stands at {at}`{version}`");
            return unfitting(text);
        }
        // The names of editions sort in the order in which they were published.
        if let Some(at) = stands_at.filter(|at| edition <= at) {
            let text = format!("`{edition}` does not come after `{at}`, where `{dataset}` stands");
            return unfitting(text);
        }
        self.records = unsigned(records)?;
        self.related = unsigned(related)?;
        Ok(())
    }

    pub(super) fn step(&mut self, step: PreparedStep) -> Outcome<()> {
        match step {
            PreparedStep::Add(item) => match self.latest(&item.id, self.seq)? {
                Some(state) if state.to_seq.is_none() => {
                    unfitting(format!("it adds `{}`, which is there", item.id))
                }
                before => self.open(&item, before.as_ref()),
            },
            PreparedStep::Modify(item) => {
                let Some(state) = self.standing(&item.id)? else {
                    return unfitting(format!("it modifies `{}`, which is not there", item.id));
                };
                if state.digest == item.digest {
                    return Ok(());
                }
                self.end(&state)?;
                let before = self.latest(&item.id, self.seq)?;
                self.open(&item, before.as_ref())
            }
            PreparedStep::Remove(id) => match self.standing(&id)? {
                Some(state) => self.end(&state),
                None => unfitting(format!("it removes `{id}`, which is not there")),
            },
            PreparedStep::Drop(id) => match self.standing(&id)? {
                Some(state) => self.end(&state),
                None => Ok(()),
            },
        }
    }

    /// A version without any record is nobody's list.
    pub(super) fn refuse_nothing(&self) -> Outcome<()> {
        if self.records == 0 {
            return unfitting(format!("it leaves no record in `{}`", self.header.dataset));
        }
        Ok(())
    }

    /// The state of a record as the steps so far have made it.
    fn standing(&self, id: &RecordId) -> Outcome<Option<State>> {
        Ok(self.latest(id, self.seq)?.filter(|state| state.to_seq.is_none()))
    }

    /// Opens a state, or the one before again if nothing has changed after all.
    fn open(&mut self, item: &Prepared, before: Option<&State>) -> Outcome<()> {
        *self.counter(item.schema) += 1;
        match before {
            Some(old) if old.to_seq == Some(self.current_seq) && old.digest == item.digest => {
                self.tx
                    .prepare_cached("UPDATE record SET to_seq = NULL WHERE key = ?1")?
                    .execute(params![old.key])?;
                Ok(())
            }
            before => self.insert(item, before),
        }
    }

    /// Ends a state; one that this delta opened was never seen by anybody.
    fn end(&mut self, state: &State) -> Outcome<()> {
        *self.counter(state.schema) -= 1;
        if state.from_seq == self.seq {
            self.tx.prepare_cached("DELETE FROM record WHERE key = ?1")?.execute([state.key])?;
            return Ok(());
        }
        self.close(state.key)
    }
}

fn unfitting<T>(text: String) -> Outcome<T> {
    Err(StoreError::Unfitting(text).into())
}
