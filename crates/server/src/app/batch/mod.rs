//! Many queries, one a line: read a chunk, score it on every core, write it in the input's order.

mod csv_rows;
mod json_lines;
mod line;

use std::io::{BufRead, BufReader, Read, Write};
use std::sync::Arc;

use comity_api::convert::example::ReadExample;
use comity_api::local::{BatchAnswer, BatchFormat, BatchHit, BatchOrder, BatchSummary};
use comity_api::v1::Only;
use comity_api::{Fault, convert};
use comity_audit::Concerned;
use comity_policy::Action;
use comity_screening::{Candidate, Config, View};
use rayon::prelude::*;
use serde_json::Value;

use self::csv_rows::CsvRows;
use self::json_lines::JsonLines;
pub(crate) use self::line::{Line, SubjectLine};
use super::law::{Granted, Told, asked_about, permille};
use super::loaded::Loaded;
use super::node::Node;
use super::screen::{Ask, score};
use crate::limits::{CHUNK_BYTES_MAX, CHUNK_LINES_MAX};
use crate::metrics::Metrics;
use crate::{Context, ServerError};

/// Called after each chunk with the number of lines answered so far.
pub type Progress = Box<dyn FnMut(u64) + Send>;

/// Where lines come from.
pub(crate) trait Lines: Send {
    /// The next line and its size in bytes.
    ///
    /// # Errors
    /// If the input cannot be read any further.
    fn next_line(&mut self) -> Result<Option<(Line, usize)>, ServerError>;

    /// What there is to say about the input as a whole, if these words beside the properties are
    /// made use of.
    fn notes(&self, words: &[&str]) -> Vec<String>;
}

/// What all lines of a batch are answered with.
struct Desk {
    metrics: Metrics,
    loaded: Arc<Loaded>,
    view: Arc<View>,
    config: Config,
    /// What finds who was asked about in the log.
    secret: String,
}

/// The answer to one line.
struct Answered {
    text: Vec<u8>,
    matched: bool,
    failed: bool,
    concerned: Vec<Concerned>,
}

impl Node {
    /// Answers every line of the input with one line of the output, in the input's order. Blocks;
    /// memory does not grow with the input.
    pub(crate) fn batch(
        &self,
        ctx: &Context,
        loaded: Arc<Loaded>,
        order: &BatchOrder,
        input: Box<dyn Read + Send>,
        output: &mut (dyn Write + Send),
        progress: &mut Progress,
    ) -> Result<BatchSummary, ServerError> {
        let asking = tokio::runtime::Handle::current();
        let granted = asking.block_on(self.may(ctx, Action::Screen))?;
        let secret = asking.block_on(self.asked_secret())?.to_owned();
        let desk = Desk::new(&granted, loaded, order, self.metrics.clone(), secret)?;
        let mut lines = lines(input, order)?;
        let mut summary = BatchSummary::default();
        loop {
            let chunk = read_chunk(lines.as_mut())?;
            if chunk.is_empty() {
                break;
            }
            let answers: Vec<Answered> =
                self.pool.install(|| chunk.into_par_iter().map(|line| desk.answer(line)).collect());
            // One leaf a chunk, about everybody in it; nothing leaves before it is durable.
            let about = answers.iter().flat_map(|answered| answered.concerned.iter().cloned());
            let told = Told::about(about.collect()).counting("queries", answers.len());
            asking.block_on(self.note(self.read_event(&granted, told)))?;
            for Answered { text, matched, failed, .. } in answers {
                output.write_all(&text).map_err(ServerError::io("output"))?;
                summary.queries += 1;
                summary.matched += u64::from(matched);
                summary.failed += u64::from(failed);
                let lines =
                    if failed { &self.metrics.batch_failed } else { &self.metrics.batch_answered };
                lines.inc();
            }
            output.flush().map_err(ServerError::io("output"))?;
            progress(summary.queries);
        }
        summary.notes = lines.notes(&[]);
        Ok(summary)
    }
}

fn read_chunk(lines: &mut dyn Lines) -> Result<Vec<Line>, ServerError> {
    let mut chunk = Vec::new();
    let mut bytes = 0_usize;
    while chunk.len() < CHUNK_LINES_MAX && bytes < CHUNK_BYTES_MAX {
        let Some((line, size)) = lines.next_line()? else { break };
        bytes = bytes.saturating_add(size);
        chunk.push(line);
    }
    Ok(chunk)
}

/// The lines of an input, in the format that was asked for or that its first letter tells.
pub(crate) fn lines(
    input: Box<dyn Read + Send>,
    order: &BatchOrder,
) -> Result<Box<dyn Lines>, ServerError> {
    let mut input = BufReader::new(input);
    let is_json = match order.format {
        BatchFormat::Json => true,
        BatchFormat::Csv => false,
        BatchFormat::Auto => {
            let start = input.fill_buf().map_err(ServerError::io("input"))?;
            let text = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start);
            text.iter().find(|byte| !byte.is_ascii_whitespace()).is_none_or(|byte| *byte == b'{')
        }
    };
    Ok(if is_json {
        Box::new(JsonLines::new(input, order.schema.clone()))
    } else {
        Box::new(CsvRows::new(input, order.schema.as_deref())?)
    })
}

impl Desk {
    fn new(
        granted: &Granted,
        loaded: Arc<Loaded>,
        order: &BatchOrder,
        metrics: Metrics,
        secret: String,
    ) -> Result<Desk, Fault> {
        let known = loaded.datasets(&granted.sight);
        for dataset in order.include.iter().chain(&order.exclude) {
            if !known.contains(dataset) {
                let message = format!("there is no dataset `{dataset}`");
                return Err(Fault::not_found("no-such-dataset", message));
            }
        }
        let only = |datasets: &Vec<String>| Only { datasets: datasets.clone(), ..Only::default() };
        let filter = convert::choice(&only(&order.include), &only(&order.exclude), None)?;
        let weights = Default::default();
        let config =
            convert::settings(order.limit, order.threshold, order.cutoff, &weights, filter)?;
        let view = loaded.view(&granted.sight);
        Ok(Desk { metrics, loaded, view, config, secret })
    }

    /// The line of the output, whether it holds a match or an error, and whom it is about.
    fn answer(&self, line: Line) -> Answered {
        let (id, read) = line.read();
        let mut concerned = Vec::new();
        let answer = match read {
            Ok(ReadExample { query, ignored, cleaned, .. }) => {
                concerned.push(asked_about(&self.secret, &cleaned.properties));
                let ask = Ask { query, config: self.config.clone() };
                let screening = score(&self.loaded, &self.view, &ask);
                self.metrics.screened(&screening);
                concerned.extend(screening.candidates.iter().flat_map(captions));
                let results = screening.candidates.iter().map(hit).collect();
                BatchAnswer { id, results, ignored, error: None }
            }
            Err(reason) => {
                let (results, ignored) = (Vec::new(), Vec::new());
                BatchAnswer { id, results, ignored, error: Some(reason) }
            }
        };
        let matched = answer.results.iter().any(|hit| hit.is_match);
        let mut text = serde_json::to_vec(&answer).unwrap_or_else(|_| {
            // Every part of an answer has a form in JSON; a line is owed all the same.
            br#"{"id":null,"results":[],"error":"the answer cannot be written"}"#.to_vec()
        });
        text.push(b'\n');
        Answered { text, matched, failed: answer.error.is_some(), concerned }
    }
}

/// The records of a candidate, of which a line shows the caption.
fn captions(candidate: &Candidate) -> impl Iterator<Item = Concerned> {
    let score = candidate.score;
    candidate.records.iter().map(move |record| Concerned {
        subject: format!("{}/{}", record.dataset, record.id),
        shown: vec!["caption".to_owned()],
        score_permille: Some(permille(score)),
        ..Concerned::default()
    })
}

/// A candidate under the id with which its best record was imported.
fn hit(candidate: &Candidate) -> BatchHit {
    let best = candidate.records.first().map_or(&candidate.id, |record| &record.id);
    let mut datasets: Vec<String> =
        candidate.records.iter().map(|record| record.dataset.clone()).collect();
    datasets.sort_unstable();
    datasets.dedup();
    BatchHit {
        id: best.clone(),
        canonical: (*best != candidate.id).then(|| candidate.id.clone()),
        schema: candidate.schema.name().to_owned(),
        caption: candidate.caption.clone(),
        score: candidate.score,
        is_match: candidate.is_match,
        datasets,
    }
}

/// The id of a line that has none that can be read.
const NO_ID: Value = Value::Null;
