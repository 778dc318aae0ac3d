//! What an operator watches. [`Metrics`] holds the handles that the use cases count with; who
//! shows them (`http/metrics.rs`) makes a registry of them. Nothing here is global.
//!
//! Invariant: no label has a value that came with a request. Labels are routes, methods, classes,
//! reasons, outcomes and the names of datasets that the store holds.

mod histogram;
mod process;
mod routes;

pub(crate) use histogram::Histogram;
pub(crate) use process::Process;
pub(crate) use routes::Routes;

use std::sync::atomic::AtomicU64;
use std::time::Duration;

use comity_model::Timestamp;
use comity_screening::Screening;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::{Registry, Unit};

use histogram::WORK_MICROS;

/// One figure for each dataset.
pub(crate) type DatasetFigure = Family<Dataset, Gauge>;
/// A figure with a fraction.
pub(crate) type Fraction = Gauge<f64, AtomicU64>;

/// The handles of all figures that do not belong to one listener.
#[derive(Debug, Clone)]
pub(crate) struct Metrics {
    pub(crate) under_way: Gauge,
    pub(crate) waiting: Gauge,
    pub(crate) connections: Gauge,
    pub(crate) request_bytes: Counter,
    pub(crate) answer_bytes: Counter,
    pub(crate) turned_away: Family<Reason, Counter>,
    pub(crate) queries: Counter,
    pub(crate) candidates: Counter,
    pub(crate) truncated: Counter,
    pub(crate) batch_answered: Counter,
    pub(crate) batch_failed: Counter,
    pub(crate) imports: Family<Imported, Counter>,
    pub(crate) import_took: Histogram,
    pub(crate) index: IndexFigures,
    pub(crate) dataset_records: DatasetFigure,
    pub(crate) dataset_age: DatasetFigure,
    pub(crate) dataset_imported: DatasetFigure,
    pub(crate) store_bytes: Gauge,
    pub(crate) store_versions: Gauge,
}

/// Figures of the index.
#[derive(Debug, Clone, Default)]
pub(crate) struct IndexFigures {
    pub(crate) records: Gauge,
    pub(crate) names: Gauge,
    pub(crate) generation: Gauge,
    pub(crate) built: Counter,
    pub(crate) loaded: Counter,
    pub(crate) build_seconds: Fraction,
    pub(crate) made_at: Gauge,
    pub(crate) file_bytes: Gauge,
}

/// Why a request was turned away: the code of its fault, out of a closed list.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(crate) struct Reason {
    reason: &'static str,
}

/// What became of an import.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(crate) struct Imported {
    pub(crate) dataset: String,
    pub(crate) outcome: &'static str,
}

/// A dataset that the store holds.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(crate) struct Dataset {
    pub(crate) dataset: String,
}

/// The codes of faults that are counted as requests turned away.
const REASONS: [&str; 13] = [
    "busy",
    "busy-caller",
    "busy-large",
    "not-ready",
    "timeout",
    "slow-body",
    "slow-reader",
    "body-too-large",
    "body-broken-off",
    "uri-too-long",
    "unauthorized",
    "forbidden",
    "internal",
];

impl Metrics {
    pub(crate) fn new() -> Metrics {
        Metrics {
            under_way: Gauge::default(),
            waiting: Gauge::default(),
            connections: Gauge::default(),
            request_bytes: Counter::default(),
            answer_bytes: Counter::default(),
            turned_away: Family::default(),
            queries: Counter::default(),
            candidates: Counter::default(),
            truncated: Counter::default(),
            batch_answered: Counter::default(),
            batch_failed: Counter::default(),
            imports: Family::default(),
            import_took: Histogram::new(&WORK_MICROS),
            index: IndexFigures::default(),
            dataset_records: Family::default(),
            dataset_age: Family::default(),
            dataset_imported: Family::default(),
            store_bytes: Gauge::default(),
            store_versions: Gauge::default(),
        }
    }

    /// Counts a request that was turned away, if the code of its fault is one that is counted.
    pub(crate) fn turn_away(&self, code: &str) {
        if let Some(reason) = REASONS.into_iter().find(|known| *known == code) {
            self.turned_away.get_or_create(&Reason { reason }).inc();
        }
    }

    /// Counts a screening and what it found.
    pub(crate) fn screened(&self, screening: &Screening) {
        self.queries.inc();
        self.candidates.inc_by(screening.candidates.len() as u64);
        self.truncated.inc_by(u64::from(screening.truncated));
    }

    /// Counts an index that was made or read.
    pub(crate) fn indexed(&self, is_new: bool, took: Duration, now: Timestamp) {
        let index = &self.index;
        if is_new { &index.built } else { &index.loaded }.inc();
        index.build_seconds.set(took.as_secs_f64());
        index.made_at.set(now.0);
    }

    /// Counts an import that took so long.
    pub(crate) fn imported(&self, dataset: &str, outcome: &'static str, took: Duration) {
        let dataset = dataset.to_owned();
        self.imports.get_or_create(&Imported { dataset, outcome }).inc();
        self.import_took.observe(took);
    }

    /// Makes a registry of all figures.
    pub(crate) fn registry(&self, routes: Routes, version: &'static str) -> Registry {
        let mut all = Registry::default();
        all.register_collector(Box::new(Process));
        let ours = all.sub_registry_with_prefix("comity");
        let build = prometheus_client::metrics::info::Info::new([("version", version)]);
        ours.register("build", "The program that answers", build);
        ours.register_collector(Box::new(routes));
        self.register_http(ours);
        self.register_work(ours);
        self.register_held(ours);
        all
    }

    fn register_http(&self, all: &mut Registry) {
        let mut gauge = |name: &str, help: &str, gauge: &Gauge| {
            all.register(name, help, gauge.clone());
        };
        let help = "Requests under way, with those that wait for their turn";
        gauge("http_requests_under_way", help, &self.under_way);
        let help = "Requests that wait for their turn";
        gauge("http_requests_waiting", help, &self.waiting);
        gauge("http_connections", "Connections that are open", &self.connections);
        let help = "Bytes of the bodies of requests, as far as their heads state them";
        all.register_with_unit("http_request_body", help, Unit::Bytes, self.request_bytes.clone());
        let help = "Bytes of the bodies of answers";
        all.register_with_unit("http_answer_body", help, Unit::Bytes, self.answer_bytes.clone());
        let help = "Requests that were turned away, by the code of the fault";
        all.register("http_turned_away", help, self.turned_away.clone());
    }

    fn register_work(&self, all: &mut Registry) {
        let mut counter = |name: &str, help: &str, counter: &Counter| {
            all.register(name, help, counter.clone());
        };
        let help = "Queries that were screened, of single requests and of batches";
        counter("screening_queries", help, &self.queries);
        counter("screening_candidates", "Candidates that were found", &self.candidates);
        let help = "Queries of which a bound kept some candidates from being scored";
        counter("screening_truncated", help, &self.truncated);
        let help = "Lines of batches that were answered";
        counter("batch_lines_answered", help, &self.batch_answered);
        let help = "Lines of batches that could not be read";
        counter("batch_lines_failed", help, &self.batch_failed);
        counter("index_builds", "How often the index was made anew", &self.index.built);
        counter("index_loads", "How often the index was read from its file", &self.index.loaded);
        let help = "Imports, by dataset (`-` if the store does not hold it) and outcome";
        all.register("imports", help, self.imports.clone());
        let help = "Time that an import took, with the index that follows";
        all.register_with_unit("import_duration", help, Unit::Seconds, self.import_took.clone());
    }

    fn register_held(&self, all: &mut Registry) {
        let index = &self.index;
        all.register("index_records", "Records that are searched", index.records.clone());
        all.register("index_names", "Names that are searched", index.names.clone());
        let help = "The state of the store that the index was made of";
        all.register("index_generation", help, index.generation.clone());
        let help = "Time that the newest index took to be made or read";
        all.register_with_unit("index_build", help, Unit::Seconds, index.build_seconds.clone());
        let help = "When the newest index was made or read, in seconds since 1970";
        all.register_with_unit("index_time", help, Unit::Seconds, index.made_at.clone());
        let help = "Size of the file in which the index is kept";
        all.register_with_unit("index_file", help, Unit::Bytes, index.file_bytes.clone());
        let help = "Records of the dataset's current version";
        all.register("dataset_records", help, self.dataset_records.clone());
        let help = "Time since the dataset's current version was imported";
        let age = self.dataset_age.clone();
        all.register_with_unit("dataset_age", help, Unit::Seconds, age);
        let help = "When the dataset's current version was imported, in seconds since 1970";
        let time = self.dataset_imported.clone();
        all.register_with_unit("dataset_version_time", help, Unit::Seconds, time);
        let help = "Size of the store on disk";
        all.register_with_unit("store", help, Unit::Bytes, self.store_bytes.clone());
        let help = "Versions that the store keeps, over all datasets";
        all.register("store_versions", help, self.store_versions.clone());
    }

    /// Gives every figure with labels one series, for a page that describes all of them.
    #[cfg(test)]
    pub(crate) fn with_samples(self) -> Metrics {
        self.turn_away("busy");
        let dataset = "demo_list".to_owned();
        let imported = Imported { dataset: dataset.clone(), outcome: "done" };
        self.imports.get_or_create(&imported).inc();
        for family in [&self.dataset_records, &self.dataset_age, &self.dataset_imported] {
            family.get_or_create(&Dataset { dataset: dataset.clone() }).set(1);
        }
        self
    }
}

/// The label of an import whose dataset the store does not hold: names that were never imported
/// must not become series.
pub(crate) const NOT_KEPT: &str = "-";
