//! A node in a temporary home whose clock stands still until it is moved, for tests.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use comity_api::local::ImportOrder;
use comity_api::v1::{
    AlertInfo, AlertSpec, CandidateInfo, Example, ScreenRequest, SubjectInfo, SubjectSpec,
};
use comity_model::Timestamp;
use comity_policy::Released;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::node::Node;
use crate::{
    Actor, ActorKind, Around, Clearance, Clock, Context, ImportFile, Reason, ServerError,
    SystemChance,
};

/// A clock that stands still until it is moved.
struct Still(AtomicI64);

impl Clock for Still {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::Relaxed))
    }

    fn elapsed(&self) -> Duration {
        Duration::ZERO
    }
}

pub(super) struct Bench {
    pub(super) node: Arc<Node>,
    clock: Arc<Still>,
    home: TempDir,
}

impl Bench {
    /// On the 22nd of November 2026.
    pub(super) async fn new() -> Bench {
        let home = tempfile::tempdir().unwrap();
        let clock = Arc::new(Still(AtomicI64::new(1_795_343_312)));
        let around = Around { clock: clock.clone(), chance: Arc::new(SystemChance) };
        Node::init(home.path(), Some("freedonia"), &around).await.unwrap();
        let node = Node::open(home.path(), around).unwrap();
        Bench { node, clock, home }
    }

    /// The same home, opened by the next process.
    pub(super) fn reopened(self) -> Bench {
        let Bench { node, clock, home } = self;
        drop(node);
        let around = Around { clock: clock.clone(), chance: Arc::new(SystemChance) };
        let node = Node::open(home.path(), around).unwrap();
        Bench { node, clock, home }
    }

    /// In how many files of the home a text stands.
    pub(super) fn files_with(&self, text: &str) -> usize {
        let has = |path: std::path::PathBuf| {
            let bytes = std::fs::read(path).unwrap_or_default();
            bytes.windows(text.len()).any(|part| part == text.as_bytes())
        };
        let files = self.home.path().read_dir().unwrap();
        files.filter(|file| has(file.as_ref().unwrap().path())).count()
    }

    /// Moves the clock.
    pub(super) fn at(&self, when: &str) {
        self.clock.0.store(Timestamp::parse(when).unwrap().0, Ordering::Relaxed);
    }

    /// A person at a border desk who may do and see everything.
    pub(super) fn desk(&self, name: &str) -> Context {
        let desk = self.node.desk_context();
        let actor = Actor { name: name.to_owned(), ..desk.actor };
        let reason = Reason::read(Some("border-check"), Some("border-code"), None).unwrap();
        Context { actor, reason, ..desk }
    }

    /// Somebody at the machine who shows nothing.
    pub(super) fn nobody(&self) -> Context {
        let desk = self.desk("nobody");
        let actor = Actor { kind: ActorKind::Loopback, ..desk.actor };
        Context { actor, ..desk }
    }

    /// The same who may see less.
    pub(super) fn desk_up_to(&self, light: comity_model::Tlp) -> Context {
        Context { clearance: Clearance::UpTo(light), ..self.desk("low desk") }
    }

    /// Imports records, as JSON lines.
    pub(super) async fn import(&self, dataset: &str, records: &[Value]) {
        self.import_marked(dataset, records, "TLP:CLEAR").await;
    }

    /// The same for records of another party.
    pub(super) async fn import_of(&self, dataset: &str, records: &[Value], party: &str) {
        let order = ImportOrder {
            dataset: dataset.to_owned(),
            party: Some(party.to_owned()),
            ..ImportOrder::default()
        };
        self.import_as(order, records).await;
    }

    /// The same for records that not everybody may see.
    pub(super) async fn import_marked(&self, dataset: &str, records: &[Value], marking: &str) {
        let order = ImportOrder {
            dataset: dataset.to_owned(),
            marking: Some(marking.to_owned()),
            ..ImportOrder::default()
        };
        self.import_as(order, records).await;
    }

    async fn import_as(&self, order: ImportOrder, records: &[Value]) {
        let lines: Vec<String> = records.iter().map(ToString::to_string).collect();
        let bytes: Box<dyn std::io::Read + Send> = Box::new(std::io::Cursor::new(lines.join("\n")));
        let file = ImportFile { name: "list.json".to_owned(), bytes };
        self.node.import(&self.desk("desk 4"), order, vec![file]).await.unwrap();
        self.node.catch_up().await.unwrap();
    }

    /// Registers a subject.
    pub(super) async fn put(&self, id: &str, spec: Value) -> SubjectInfo {
        let spec: SubjectSpec = serde_json::from_value(spec).unwrap();
        self.node
            .put_subject(&self.desk("desk 4"), "ferry", id, &spec)
            .await
            .map(Released::into_inner)
            .unwrap()
    }

    /// The records that a subject hits.
    pub(super) async fn hits(&self, id: &str) -> Vec<String> {
        let ctx = self.desk("desk 4");
        let found =
            self.node.subject_info(&ctx, "ferry", id).await.map(Released::into_inner).unwrap();
        found.hits.into_iter().map(|hit| hit.record).collect()
    }

    /// Issues an alert.
    pub(super) async fn issue(&self, spec: Value) -> Result<AlertInfo, ServerError> {
        let spec: AlertSpec = serde_json::from_value(spec).unwrap();
        self.node.issue_alert(&self.desk("desk 4"), &spec).await.map(Released::into_inner)
    }

    /// The candidates of a person's or vessel's name.
    pub(super) async fn screen(&self, ctx: &Context, query: &Value) -> Vec<CandidateInfo> {
        let query: Example = serde_json::from_value(query.clone()).unwrap();
        let request = ScreenRequest { query: Some(query), ..ScreenRequest::default() };
        let ctx = Context { now: self.node.around.clock.now(), ..ctx.clone() };
        self.node.screen(&ctx, &request).await.map(Released::into_inner).unwrap().candidates
    }

    /// The ids of the candidates, in their order.
    pub(super) async fn found(&self, query: &Value) -> Vec<String> {
        let candidates = self.screen(&self.desk("desk 4"), query).await;
        candidates.into_iter().map(|candidate| candidate.id).collect()
    }
}

/// A person's alert. What does not only protect says that the person is of age.
pub(super) fn spec(category: &str, name: &str) -> Value {
    let mut about = json!({ "schema": "Person", "properties": { "name": [name] } });
    if !PROTECTIVE.contains(&category) {
        about["properties"]["birthDate"] = json!(["1974-05-05"]);
    }
    json!({
        "about": about,
        "category": category,
        "legal_basis": "Border Act, section 4",
        "reason": "left the harbour and did not arrive",
    })
}

/// Categories that only protect.
const PROTECTIVE: [&str; 4] =
    ["missing-person", "child-at-risk", "vulnerable-person-preventive", "misused-identity"];

/// A person's name, as a question.
pub(super) fn person(name: &str) -> Value {
    json!({ "schema": "Person", "properties": { "name": [name] } })
}

/// The code of a refusal.
pub(super) fn code<T: std::fmt::Debug>(outcome: Result<T, ServerError>) -> String {
    outcome.unwrap_err().code().to_owned()
}
