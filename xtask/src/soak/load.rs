//! One client: mixed questions over a connection that it keeps, each answer checked.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use anyhow::Result;
use serde_json::{Value, json};

use super::client::Client;
use super::editions::{self, DATASETS, STAYING};
use super::truth::Truth;
use crate::clock;

/// Between two questions of one client, in milliseconds: the machine has other work, too.
const PAUSE_MS: u64 = 4;

/// What came of one kind of question.
#[derive(Default)]
pub(super) struct Asked {
    pub(super) failed: u64,
    /// How long each answer took, in microseconds.
    pub(super) micros: Vec<u64>,
}

/// One client.
pub(super) struct Load<'t> {
    port: u16,
    seed: u64,
    truth: &'t Truth,
    asked: BTreeMap<&'static str, Asked>,
    /// The paths that the node's description names.
    routes: Value,
}

/// A question: its kind, its address and its body.
type Question = (&'static str, String, Option<Value>);

impl<'t> Load<'t> {
    pub(super) fn new(port: u16, number: usize, truth: &'t Truth) -> Load<'t> {
        Load {
            port,
            seed: 0x9e37_79b9 + number as u64,
            truth,
            asked: BTreeMap::new(),
            routes: Value::Null,
        }
    }

    /// Asks until it is over.
    pub(super) fn run(mut self, is_over: &AtomicBool) -> Result<BTreeMap<&'static str, Asked>> {
        let mut client = Client::connect(self.port)?;
        self.routes =
            client.ask("/openapi.json", None)?.1.get("paths").cloned().unwrap_or_default();
        while !is_over.load(Ordering::Acquire) {
            let (kind, path, body) = self.question();
            let since = self.truth.since();
            let sent = clock::now();
            let answer = client.ask(&path, body.as_ref());
            let micros = u64::try_from(sent.elapsed().as_micros()).unwrap_or(u64::MAX);
            let asked = self.asked.entry(kind).or_default();
            asked.micros.push(micros);
            match answer {
                Ok((status, answer)) if (200..300).contains(&status) => {
                    self.truth.check(&path, &answer, &since);
                    self.look(kind, &path, &answer);
                }
                Ok((status, answer)) => {
                    asked.failed += 1;
                    self.truth.fault(format!("{path}: {status} {answer}"));
                }
                Err(error) => {
                    asked.failed += 1;
                    self.truth.fault(format!("{path}: {error:#}"));
                    client = Client::connect(self.port)?;
                }
            }
            thread::sleep(Duration::from_millis(PAUSE_MS));
        }
        Ok(self.asked)
    }

    /// What must be in an answer of this kind.
    fn look(&self, kind: &'static str, path: &str, answer: &Value) {
        let is_found = match kind {
            "match" => {
                let responses = answer.get("responses").and_then(Value::as_object);
                let mut responses = responses.into_iter().flat_map(|all| all.values());
                responses.all(|one| one.pointer("/results/0").is_some())
            }
            "screen" => answer.pointer("/candidates/0").is_some(),
            "entity" => answer.pointer("/properties/sanctions/0/properties/program").is_some(),
            "search" => answer.pointer("/results/0").is_some(),
            "record" => answer.pointer("/related/0").is_some(),
            "catalog" | "datasets" => return self.sizes(answer),
            _ => true,
        };
        if !is_found {
            self.truth.fault(format!("{path}: what every edition has was not found: {answer}"));
        }
    }

    /// The counts that a list of datasets states.
    fn sizes(&self, answer: &Value) {
        let list = answer.get("datasets").unwrap_or(answer).as_array();
        for dataset in list.into_iter().flatten() {
            let number = |key: &str| dataset.get(key).and_then(Value::as_u64);
            let both = || Some(number("records")? + number("related")?);
            let size = number("entity_count").or_else(both);
            let text = |key: &str| dataset.get(key).and_then(Value::as_str);
            match (text("name").zip(text("version")), size) {
                (Some((name, version)), Some(size)) => self.truth.note_size(name, version, size),
                _ => self.truth.fault(format!("a dataset without version or counts: {dataset}")),
            }
        }
    }

    fn question(&mut self) -> Question {
        let (dataset, record) = (self.below(DATASETS.len()), self.below(STAYING));
        let id = editions::id(dataset, record);
        let example =
            |name: String| json!({ "schema": "Vessel", "properties": { "name": [name] } });
        let has = |route: &str| self.routes.get(route).is_some();
        let (has_search, has_adjacent) =
            (has("/search/{dataset}"), has("/entities/{entity_id}/adjacent"));
        match self.below(12) {
            0..=3 => {
                let other = editions::name(1 - dataset, self.below(STAYING));
                let queries = json!({
                    "one": example(editions::name(dataset, record)), "two": example(other),
                });
                let body = json!({ "queries": queries });
                ("match", "/match/default?limit=20&threshold=0.5".to_owned(), Some(body))
            }
            4..=6 => {
                let body =
                    json!({ "query": example(editions::name(dataset, record)), "limit": 50 });
                ("screen", "/v1/screen".to_owned(), Some(body))
            }
            7 => ("entity", format!("/entities/{id}?nested=true"), None),
            8 => ("record", format!("/v1/records/{id}"), None),
            9 if has_search => {
                let name = editions::name(dataset, record).replace(' ', "%20");
                ("search", format!("/search/default?q={name}&limit=50"), None)
            }
            10 if has_adjacent => ("adjacent", format!("/entities/{id}/adjacent"), None),
            _ if record.is_multiple_of(2) => ("catalog", "/catalog".to_owned(), None),
            _ => ("datasets", "/v1/datasets".to_owned(), None),
        }
    }

    fn below(&mut self, bound: usize) -> usize {
        self.seed = self.seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_041);
        usize::try_from(self.seed >> 33).unwrap_or_default() % bound.max(1)
    }
}
