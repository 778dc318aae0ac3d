//! When subjects are screened, and when they leave. The clock is the test's own.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use comity_api::local::ImportOrder;
use comity_api::v1::{Example, SubjectSpec};
use comity_api::yente::OneOrMany;
use comity_model::Timestamp;

use crate::app::node::Node;
use crate::{Around, Clock, ImportFile, SystemChance};

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

struct Bench {
    node: Arc<Node>,
    clock: Arc<Still>,
    _home: tempfile::TempDir,
}

/// The 22nd of November 2026, 10:28:32.
const NOW: i64 = 1_795_343_312;

async fn bench() -> Bench {
    let home = tempfile::tempdir().unwrap();
    let clock = Arc::new(Still(AtomicI64::new(NOW)));
    let around = Around { clock: clock.clone(), chance: Arc::new(SystemChance) };
    Node::init(home.path(), None, &around).await.unwrap();
    let node = Node::open(home.path(), around).unwrap();
    Bench { node, clock, _home: home }
}

impl Bench {
    async fn import(&self, name: &str) {
        let text = format!(r#"{{"id":"v","schema":"Vessel","properties":{{"name":["{name}"]}}}}"#);
        let bytes: Box<dyn std::io::Read + Send> = Box::new(std::io::Cursor::new(text));
        let file = ImportFile { name: "list.json".to_owned(), bytes };
        let order = ImportOrder { dataset: "list".to_owned(), ..ImportOrder::default() };
        self.node.import(&self.node.own_context(), order, vec![file]).await.unwrap();
    }

    /// Registers a subject; how many hits it has.
    async fn put(&self, id: &str, name: &str, expires: Option<&str>) -> usize {
        let properties = [("name".to_owned(), OneOrMany::One(name.to_owned()))];
        let query = Example { schema: "Vessel".to_owned(), properties: properties.into() };
        let expires = expires.map(str::to_owned);
        let spec = SubjectSpec { query, expires, ..SubjectSpec::default() };
        let ctx = self.node.desk_context();
        self.node.put_subject(&ctx, "ferry", id, &spec).await.unwrap().as_ref().hits.len()
    }

    async fn hits(&self, id: &str) -> Option<usize> {
        let ctx = self.node.desk_context();
        let found = self.node.subject_info(&ctx, "ferry", id).await;
        found.ok().map(|subject| subject.as_ref().hits.len())
    }

    fn screened_against(&self) -> u64 {
        self.node.watching.newest()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_subject_leaves_after_its_last_day() {
    let bench = bench().await;
    bench.import("NORDIC TERN").await;
    assert_eq!(bench.put("a", "Nordic Tern", Some("2026-11-23")).await, 1);
    assert_eq!(bench.put("b", "Nordic Tern", Some("2026-11-22T10:28:33")).await, 1);
    bench.clock.0.store(NOW + 1, Ordering::Relaxed);
    assert_eq!((bench.hits("a").await, bench.hits("b").await), (Some(1), None));
    bench.node.catch_up().await.unwrap();
    // The day after the 23rd begins 37 hours and some later.
    bench.clock.0.store(NOW + 135_087, Ordering::Relaxed);
    assert_eq!(bench.hits("a").await, Some(1));
    bench.clock.0.store(NOW + 135_088, Ordering::Relaxed);
    assert_eq!(bench.hits("a").await, None);
    bench.node.catch_up().await.unwrap();
    // Gone for good, and not only from view.
    bench.clock.0.store(NOW, Ordering::Relaxed);
    assert_eq!((bench.hits("a").await, bench.hits("b").await), (None, None));
    let changes = bench.node.subject_changes(&bench.node.desk_context(), 0, 9).await.unwrap();
    assert_eq!(changes.as_ref().changes, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_says_the_same_is_not_screened_again() {
    let bench = bench().await;
    bench.import("NORDIC TERN").await;
    bench.put("a", "Nordic Tern", None).await;
    bench.node.catch_up().await.unwrap();
    let before = bench.screened_against();
    bench.import("NORDIC TERN").await;
    bench.node.catch_up().await.unwrap();
    assert_eq!(bench.screened_against(), before);
    assert!(bench.node.is_screened().await.unwrap());
    bench.import("GREY SKUA").await;
    assert!(!bench.node.is_screened().await.unwrap());
    bench.node.catch_up().await.unwrap();
    assert!(bench.screened_against() > before);
    assert_eq!(bench.hits("a").await, Some(0));
}

/// A list that changes and changes back, with a subject that was screened in between: what it was
/// screened against is not what all are screened against.
#[tokio::test(flavor = "multi_thread")]
async fn a_list_that_changes_back_leaves_nothing_behind() {
    let bench = bench().await;
    bench.import("NORDIC TERN").await;
    bench.put("a", "Nordic Tern", None).await;
    bench.node.catch_up().await.unwrap();
    bench.import("GREY SKUA").await;
    assert_eq!(bench.put("b", "Grey Skua", None).await, 1);
    bench.import("NORDIC TERN").await;
    bench.node.catch_up().await.unwrap();
    assert_eq!((bench.hits("a").await, bench.hits("b").await), (Some(1), Some(0)));
}
