//! Datasets that are kept fresh, as callers see them.

use std::sync::Arc;
use std::time::Duration;

use comity_api::local::{FetchFile, FetchOrder, ImportOrder};
use comity_model::Timestamp;
use comity_server::{
    Around, Clock, DatasetPlan, DownloadOptions, Node, ProxyChoice, SystemClock, UpdateOptions,
};

use crate::support::{Served, home, token_order};

/// A clock that is some days ahead.
struct Later(i64);

impl Clock for Later {
    fn now(&self) -> Timestamp {
        Timestamp(SystemClock::new().now().0 + self.0 * 86_400)
    }

    fn elapsed(&self) -> Duration {
        Duration::ZERO
    }
}

/// A node, some days after its lists were imported, that is to keep one of them fresh from an
/// address where nobody answers.
async fn node(days: i64) -> (tempfile::TempDir, Arc<Node>) {
    node_from("http://127.0.0.1:1/secret", days).await
}

/// The same from another address.
pub(crate) async fn node_from(url: &str, days: i64) -> (tempfile::TempDir, Arc<Node>) {
    let dir = home().await;
    let around = Around { clock: Arc::new(Later(days)), ..Around::system() };
    let node = Node::open(dir.path(), around).unwrap();
    let file = FetchFile { url: url.to_owned(), sha256: None };
    let import = ImportOrder { dataset: "demo_list".to_owned(), ..ImportOrder::default() };
    let plan = DatasetPlan {
        order: FetchOrder { files: vec![file], import, ..FetchOrder::default() },
        every: Duration::from_secs(3_600),
        stale_after: Duration::from_secs(86_400),
    };
    plan.check().unwrap();
    let downloads =
        DownloadOptions { tries_max: 1, proxy: ProxyChoice::Direct, ..DownloadOptions::default() };
    node.set_update_options(UpdateOptions { downloads, plans: vec![plan] });
    (dir, node)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_stale_is_outdated() {
    let (_dir, node) = node(2).await;
    let failed = node.update_datasets(&node.own_context(), true).await.unwrap().failed;
    assert_eq!(failed[0].code, "not-reached");
    let served = Served::over(node, |_| {}).await;
    served.until_ready().await;
    let catalog = served.get("/catalog").await;
    let shown = catalog.ok();
    assert_eq!(shown["outdated"], serde_json::json!(["demo_list"]));
    assert_eq!(shown["current"], serde_json::json!(["other_list"]));
    assert_eq!(shown["index_stale"], true);
    let native = served.get("/v1/datasets").await.ok();
    let (planned, other) = (&native["datasets"][0]["checks"], &native["datasets"][1]);
    assert_eq!((&planned["stale"], &planned["last_success"]), (&true.into(), &().into()));
    assert!(other.get("checks").is_none(), "{other}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_fresh_is_current() {
    let (_dir, node) = node(0).await;
    let served = Served::over(node, |_| {}).await;
    served.until_ready().await;
    let shown = served.get("/catalog").await.ok();
    assert_eq!(shown["outdated"], serde_json::json!([]));
    assert_eq!(shown["index_stale"], false);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_error_says_is_for_who_may_see_everything() {
    let (_dir, node) = node(0).await;
    node.update_datasets(&node.own_context(), true).await.unwrap();
    let served = Served::over(node, |_| {}).await;
    served.until_ready().await;
    let token = served.door().await.create_token(token_order("gate", "TLP:GREEN")).await.unwrap();
    let header = format!("Bearer {}", token.secret);
    let headers = [("authorization", header.as_str())];
    let answer = served.ask(hyper::Method::GET, "/v1/datasets", &headers, b"").await;
    assert_eq!(answer.ok()["datasets"][0]["checks"]["last_error"], "not-reached");
    let told = served.door().await.datasets().await.unwrap().remove(0).checks.unwrap();
    assert!(told.last_error.unwrap().contains("`http://127.0.0.1:1/secret` cannot be reached"));
}
