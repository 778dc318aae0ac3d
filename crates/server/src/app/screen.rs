use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use comity_api::Fault;
use comity_api::convert::{self, example};
use comity_api::v1::{self, ScreenRequest, ScreenResponse};
use comity_audit::Concerned;
use comity_model::{PartialDate, Record, Timestamp};
use comity_policy::{Action, Released};
use comity_screening::{Candidate, Config, Query, Scratch, Screening, View};
use comity_store::RowKey;
use rayon::prelude::*;

use super::law::{Granted, Told, record_shown};
use super::loaded::Loaded;
use super::node::Node;
use super::rights::Cleared;
use crate::limits::{
    INLINE_NAME_BYTES_MAX, INLINE_QUERIES_MAX, INLINE_RECORDS_MAX, SCREEN_TRIES_MAX,
    VICTIM_CANDIDATES_MAX,
};
use crate::{Context, ServerError};

/// The year of a clock that shows none.
const YEAR_DEFAULT: i16 = 2026;

/// One query and how it is answered.
pub(crate) struct Ask {
    pub(crate) query: Query,
    pub(crate) config: Config,
}

/// Answers to several queries, all from one state of the index.
pub(crate) struct Answers {
    pub(crate) loaded: Arc<Loaded>,
    pub(crate) answers: Vec<Shown>,
}

/// The answer to one query.
pub(crate) struct Shown {
    pub(crate) screening: Screening,
    /// What the records of each candidate state, as far as the actor may see it, by dataset.
    pub(crate) records: Vec<Vec<(String, Record)>>,
}

/// Scores one query with the thread's own working memory.
pub(super) fn score(loaded: &Loaded, view: &View, ask: &Ask) -> Screening {
    thread_local! {
        static SCRATCH: RefCell<Scratch> = RefCell::new(Scratch::new());
    }
    SCRATCH.with(|scratch| match scratch.try_borrow_mut() {
        Ok(mut scratch) => loaded.snapshot.screen(&ask.query, &ask.config, view, &mut scratch),
        Err(_) => loaded.snapshot.screen(&ask.query, &ask.config, view, &mut Scratch::new()),
    })
}

impl Node {
    /// Screens queries and shows what the records of each candidate state.
    pub(crate) async fn screen_all(
        self: &Arc<Self>,
        granted: &Granted,
        asks: Vec<Ask>,
    ) -> Result<Answers, ServerError> {
        let asks = Arc::new(asks);
        let mut tries = 1;
        loop {
            let loaded = self.loaded().await?;
            let screenings = self.score_all(granted, loaded.clone(), asks.clone()).await?;
            let (answers, all_there) = self.show_all(granted, screenings).await?;
            let newest = self.loaded_now();
            let is_newest = newest.is_some_and(|newest| Arc::ptr_eq(&newest, &loaded));
            if all_there || is_newest || tries >= SCREEN_TRIES_MAX {
                answers.iter().for_each(|shown| self.metrics.screened(&shown.screening));
                return Ok(Answers { loaded, answers });
            }
            tries += 1;
        }
    }

    async fn score_all(
        self: &Arc<Self>,
        granted: &Granted,
        loaded: Arc<Loaded>,
        asks: Arc<Vec<Ask>>,
    ) -> Result<Vec<Screening>, ServerError> {
        let view = loaded.view(&granted.sight);
        let names = asks.iter().flat_map(|ask| &ask.query.names);
        let name_bytes: usize = names.map(String::len).sum();
        let is_short = asks.len() <= INLINE_QUERIES_MAX && name_bytes <= INLINE_NAME_BYTES_MAX;
        if is_short && loaded.snapshot.record_count() <= INLINE_RECORDS_MAX {
            return Ok(asks.iter().map(|ask| score(&loaded, &view, ask)).collect());
        }
        // One question over many records takes milliseconds: too long for a thread that answers
        // probes, and not to be held up by the batches in the pool.
        let core = if is_short { self.cores.clone().acquire_owned().await.ok() } else { None };
        let node = self.clone();
        // Lives as long as somebody waits for the answer: what nobody waits for is not scored.
        let waiting = Arc::new(());
        let asked_for = Arc::downgrade(&waiting);
        let score_next =
            move |ask: &Ask| (asked_for.strong_count() > 0).then(|| score(&loaded, &view, ask));
        let scored = tokio::task::spawn_blocking(move || match core {
            Some(_core) => asks.iter().map(score_next).collect::<Option<Vec<_>>>(),
            None => node.answers.install(|| asks.par_iter().map(score_next).collect()),
        });
        let screenings = scored.await?;
        drop(waiting);
        Ok(screenings.ok_or_else(|| Fault::internal("a screening was given up"))?)
    }

    /// Reads the candidates' records. A candidate that was erased since the index was made is left
    /// out of the answer: then the second value is false.
    async fn show_all(
        &self,
        granted: &Granted,
        screenings: Vec<Screening>,
    ) -> Result<(Vec<Shown>, bool), ServerError> {
        let mut all_there = true;
        let mut answers = Vec::with_capacity(screenings.len());
        for mut screening in screenings {
            let mut kept = Vec::with_capacity(screening.candidates.len());
            let mut records = Vec::with_capacity(screening.candidates.len());
            for candidate in std::mem::take(&mut screening.candidates) {
                let stated = self.stated(granted, &candidate).await?;
                if stated.is_empty() {
                    all_there = false;
                    screening.total = screening.total.saturating_sub(1);
                    continue;
                }
                kept.push(candidate);
                records.push(stated);
            }
            screening.candidates = kept;
            answers.push(Shown { screening, records });
        }
        Ok((answers, all_there))
    }

    async fn stated(
        &self,
        granted: &Granted,
        candidate: &Candidate,
    ) -> Result<Vec<(String, Record)>, ServerError> {
        let mut records = Vec::with_capacity(candidate.records.len());
        for part in &candidate.records {
            if self.alerting.is_over(&part.dataset, &part.id, granted.now) {
                continue;
            }
            if let Some(stored) = self.store.record(RowKey(part.key)).await?
                && let Some(record) = granted.sight.show(stored.record)
            {
                records.push((part.dataset.clone(), record));
            }
        }
        Ok(records)
    }

    /// Answers a native request.
    pub(crate) async fn screen(
        self: &Arc<Self>,
        ctx: &Context,
        request: &ScreenRequest,
    ) -> Result<Released<ScreenResponse>, ServerError> {
        let (purpose, basis) = (request.purpose.as_deref(), request.legal_basis.as_deref());
        let ctx = ctx.stating(purpose, basis, request.case.as_deref())?;
        let granted = self.may(&ctx, Action::Screen).await?;
        let (answer, told) = self.screening(&granted, request).await?;
        self.tell(&granted, told, answer).await
    }

    /// The answer to a native request, and what it is about.
    pub(super) async fn screening(
        self: &Arc<Self>,
        granted: &Granted,
        request: &ScreenRequest,
    ) -> Result<(ScreenResponse, Told), ServerError> {
        let (read, document) = read(request, year(granted.now))?;
        check_asks(&read)?;
        let token = request.redress.as_deref();
        let cleared = self.redress_shown(granted, token, &read.cleaned.properties).await?;
        let since = request.changed_since.as_deref();
        let mut filter = convert::choice(&request.include, &request.exclude, since)?;
        let loaded = self.loaded().await?;
        filter.exclude_ids = loaded.with_groups(filter.exclude_ids);
        let threshold = convert::threshold(request.mode.as_deref(), request.threshold)?;
        let mut config =
            convert::settings(request.limit, threshold, request.cutoff, &request.weights, filter)?;
        let limit = config.limit;
        if self.alerting.has_victims() {
            // A victim is shown first, and must not be what the limit leaves out.
            config.limit = limit.max(VICTIM_CANDIDATES_MAX);
        }
        // What is cleared takes nobody's place.
        config.limit += cleared.as_ref().map_or(0, Cleared::records);
        check_datasets(&loaded.datasets(&granted.sight), request)?;
        let ask = Ask { query: read.query, config };
        let answers = self.screen_all(granted, vec![ask]).await?;
        let asked = self.asked(&read.cleaned.properties).await?;
        let mut told = answers.told(vec![asked]);
        let Some(mut shown) = answers.answers.into_iter().next() else {
            return Err(Fault::internal("a query got no answer").into());
        };
        let mut told_cleared = Vec::new();
        if let Some(token) = &cleared {
            told = told.with("act", "redress-shown").with("redress", &token.number().to_string());
            told_cleared = self.clear(granted, token, &mut shown).await?;
        }
        let query =
            v1::Example { schema: read.cleaned.schema, properties: read.cleaned.properties };
        let found = &shown.screening.candidates;
        let infos = found.iter().zip(&shown.records);
        let mut candidates: Vec<_> =
            infos.map(|(candidate, records)| convert::candidate_info(candidate, records)).collect();
        for (info, records) in candidates.iter_mut().zip(&shown.records) {
            info.obligations = granted.obligations_of(records.iter().map(|(_, record)| record));
        }
        self.tell_decided(granted, &query, found, &mut candidates).await?;
        candidates.truncate(limit);
        // What the limit leaves out was not shown.
        let left = candidates.iter().map(|candidate| &candidate.records);
        let shown_records = left.chain(told_cleared.iter().map(|cleared| &cleared.records));
        let records = shown_records.flatten();
        told.concerned.retain(|each| {
            each.score_permille.is_none() || records.clone().any(|record| is_about(each, record))
        });
        let answer = ScreenResponse {
            candidates,
            cleared: told_cleared,
            total: shown.screening.total,
            truncated: shown.screening.truncated,
            query,
            ignored: read.ignored,
            document,
            basis: convert::basis(&answers.loaded.basis(&granted.sight)),
            obligations: granted.obligations(),
            watermark: granted.watermark(),
        };
        Ok((answer, told))
    }
}

impl Answers {
    /// What the answers are about: who was asked about, and each record that is shown.
    pub(crate) fn told(&self, asked: Vec<Concerned>) -> Told {
        let mut concerned = asked;
        for Shown { screening, records } in &self.answers {
            for (candidate, stated) in screening.candidates.iter().zip(records) {
                let each = stated.iter();
                concerned.extend(
                    each.map(|(dataset, record)| {
                        record_shown(dataset, record, Some(candidate.score))
                    }),
                );
            }
        }
        Told::about(concerned).counting("queries", self.answers.len())
    }
}

/// Refuses a query that says nothing to look for.
fn check_asks(read: &example::ReadExample) -> Result<(), Fault> {
    if !read.asks_nothing() {
        return Ok(());
    }
    let message = "the query has no name and no number to look for";
    let hint = match read.ignored.as_slice() {
        [] => "give a `name`, or the number of a document or register".to_owned(),
        ignored => format!("these were left out: {}", ignored.join(", ")),
    };
    Err(Fault::invalid("nothing-asked", message).with_hint(hint))
}

/// Refuses names of datasets that the asker does not see.
fn check_datasets(known: &[String], request: &ScreenRequest) -> Result<(), Fault> {
    let mut named = request.include.datasets.iter().chain(&request.exclude.datasets);
    match named.find(|dataset| !known.contains(dataset)) {
        None => Ok(()),
        Some(unknown) => {
            let message = format!("there is no dataset `{unknown}`");
            Err(Fault::not_found("no-such-dataset", message))
        }
    }
}

/// Whether the log accounts for this record.
fn is_about(each: &Concerned, record: &v1::SourceRecord) -> bool {
    let id = each.subject.strip_prefix(&record.dataset).and_then(|id| id.strip_prefix('/'));
    id == Some(&record.id)
}

/// The query of a native request, out of its example and its travel document.
fn read(
    request: &ScreenRequest,
    year: i16,
) -> Result<(example::ReadExample, Option<v1::DocumentZone>), Fault> {
    let nothing = BTreeMap::new();
    let given = request.query.as_ref();
    let properties = given.map_or(&nothing, |given| &given.properties);
    if let Some(text) = &request.mrz {
        if given.is_some_and(|given| given.schema != "Person") {
            let message = "the holder of a travel document is a `Person`";
            return Err(Fault::invalid("mrz-schema", message));
        }
        let (holder, zone) = convert::document(text, year)?;
        return Ok((example::fill(holder, None, properties)?, Some(zone)));
    }
    let Some(given) = given else {
        return Err(Fault::invalid("nothing-asked", "neither `query` nor `mrz` says whom to find"));
    };
    Ok((example::fill(example::blank(&given.schema)?, None, properties)?, None))
}

/// The year of a time.
fn year(now: Timestamp) -> i16 {
    PartialDate::parse(&now.to_string()).map_or(YEAR_DEFAULT, |date| date.year())
}
