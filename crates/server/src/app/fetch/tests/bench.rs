use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use comity_api::local::{FetchFile, FetchOrder, FetchOutcome, ImportOrder};
use comity_model::{DatasetName, Timestamp};
use tempfile::TempDir;

use super::super::{DatasetPlan, DownloadOptions, ProxyChoice, UpdateOptions};
use crate::app::import::ImportFile;
use crate::{Around, Clock, Node, ServerError};

/// The list that stands before a server does its worst: all names are made up.
pub(super) const OLD: &str =
    "{\"id\":\"v-1\",\"schema\":\"Vessel\",\"properties\":{\"name\":[\"NORDIC TERN\"]}}\n";
/// A newer one.
pub(super) const NEW: &str = "\
{\"id\":\"v-1\",\"schema\":\"Vessel\",\"properties\":{\"name\":[\"NORDIC TERN\"]}}
{\"id\":\"v-2\",\"schema\":\"Vessel\",\"properties\":{\"name\":[\"PALE HERON\"]}}
";

/// A clock that stands still unless it is set.
pub(super) struct SetClock(AtomicI64);

impl SetClock {
    pub(super) fn forward(&self, seconds: i64) {
        self.0.fetch_add(seconds, Ordering::SeqCst);
    }
}

impl Clock for SetClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::SeqCst))
    }

    fn elapsed(&self) -> Duration {
        Duration::ZERO
    }
}

/// A node in a home of its own, with short times.
pub(super) struct Bench {
    pub(super) node: Arc<Node>,
    pub(super) clock: Arc<SetClock>,
    pub(super) dir: TempDir,
}

impl Bench {
    pub(super) async fn new() -> Bench {
        let dir = TempDir::new().unwrap();
        let clock = Arc::new(SetClock(AtomicI64::new(1_795_343_312)));
        let around = Around { clock: clock.clone(), ..Around::system() };
        Node::init(dir.path(), Some("freedonia"), &around).await.unwrap();
        let node = Node::open(dir.path(), around).unwrap();
        let bench = Bench { node, clock, dir };
        bench.set(|_| {}, Vec::new());
        bench
    }

    /// With the old list as the dataset `list`.
    pub(super) async fn with_list() -> Bench {
        let bench = Bench::new().await;
        bench.import_by_hand(OLD).await;
        bench
    }

    /// The same home, opened by another process.
    pub(super) async fn reopened(self) -> Bench {
        let Bench { node, clock, dir } = self;
        let weak = Arc::downgrade(&node);
        drop(node);
        // What runs in the background lets go of the node in its time.
        for _ in 0..500 {
            if weak.strong_count() == 0 {
                break;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        let around = Around { clock: clock.clone(), ..Around::system() };
        let node = Node::open(dir.path(), around).unwrap();
        Bench { node, clock, dir }
    }

    pub(super) fn set(&self, change: impl FnOnce(&mut DownloadOptions), plans: Vec<DatasetPlan>) {
        let mut downloads = DownloadOptions {
            total: Duration::from_millis(1_500),
            idle: Duration::from_millis(250),
            connect: Duration::from_millis(500),
            bytes_max: 200_000,
            redirects_max: 3,
            tries_max: 2,
            retry_first: Duration::from_millis(5),
            retry_max: Duration::from_millis(50),
            proxy: ProxyChoice::Direct,
            ..DownloadOptions::default()
        };
        change(&mut downloads);
        self.node.set_update_options(UpdateOptions { downloads, plans });
    }

    pub(super) async fn import_by_hand(&self, text: &str) {
        let bytes = Box::new(std::io::Cursor::new(text.to_owned()));
        let file = ImportFile { name: "list.json".to_owned(), bytes };
        let order = ImportOrder { dataset: "list".to_owned(), ..ImportOrder::default() };
        self.node.import(&self.node.own_context(), order, vec![file]).await.unwrap();
    }

    pub(super) async fn fetch(&self, order: FetchOrder) -> Result<FetchOutcome, ServerError> {
        self.node.fetch(&self.node.own_context(), order).await
    }

    pub(super) async fn fetch_url(&self, url: &str) -> Result<FetchOutcome, ServerError> {
        self.fetch(order(&[url])).await
    }

    /// How many versions of `list` there are, and how many records the current one has.
    pub(super) async fn stands(&self) -> (usize, u64) {
        let list = DatasetName::new("list").unwrap();
        let versions = self.node.store.versions(&list).await.unwrap();
        (versions.len(), versions.last().map_or(0, |version| version.counts.records))
    }

    /// Whether anything that was downloaded is left in the home.
    pub(super) fn is_clean(&self) -> bool {
        let landing = self.dir.path().join("downloads");
        std::fs::read_dir(landing).map_or(true, |mut entries| entries.next().is_none())
    }
}

/// An order for `list` from these addresses.
pub(super) fn order(urls: &[&str]) -> FetchOrder {
    let file = |url: &&str| FetchFile { url: (*url).to_owned(), sha256: None };
    let import = ImportOrder { dataset: "list".to_owned(), ..ImportOrder::default() };
    FetchOrder { files: urls.iter().map(file).collect(), import, ..FetchOrder::default() }
}
