use std::time::Duration;

use comity_api::v1::CheckInfo;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::super::DatasetPlan;
use super::bench::{Bench, NEW, OLD, order};
use super::server::{Act, Server, reply};
use crate::limits::CHECK_RETRY_SECONDS;

const HOUR: u64 = 3_600;

fn plan(urls: &[&str]) -> DatasetPlan {
    DatasetPlan {
        order: order(urls),
        every: Duration::from_secs(HOUR),
        stale_after: Duration::from_secs(3 * HOUR),
    }
}

/// A schedule that runs until it is stopped.
struct Running {
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl Running {
    fn start(bench: &Bench) -> Running {
        let (stop, stopped) = watch::channel(false);
        let node = bench.node.clone();
        let task = tokio::spawn(async move { node.keep_datasets_fresh(stopped).await });
        Running { stop, task }
    }

    async fn stop(self) {
        self.stop.send(true).unwrap();
        self.task.await.unwrap();
    }
}

/// Waits until the server was asked so often.
async fn asked(server: &Server, times: usize) {
    for _ in 0..1_000 {
        if server.requests().len() >= times {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("the server was asked {} times", server.requests().len());
}

/// Waits until the check came to something.
async fn checks(bench: &Bench, is_it: impl Fn(&CheckInfo) -> bool) -> CheckInfo {
    let ctx = bench.node.own_context();
    for _ in 0..1_000 {
        let found = bench.node.checks("list", None, ctx.now, true).await.unwrap();
        if let Some(found) = found.filter(&is_it) {
            return found;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("the check comes to nothing");
}

#[tokio::test]
async fn a_planned_dataset_is_kept_fresh() {
    let bench = Bench::new().await;
    let server = Server::start([
        reply("200 OK", &[], OLD),
        reply("404 Gone", &[], ""),
        reply("200 OK", &[], NEW),
    ])
    .await;
    bench.set(|_| {}, vec![plan(&[&server.url("/")])]);
    let running = Running::start(&bench);
    let first = checks(&bench, |checks| checks.last_success.is_some()).await;
    assert_eq!((first.stale, first.last_error.is_some()), (false, false));
    assert!(first.next_check > first.last_check);
    assert_eq!(bench.stands().await, (1, 1));
    // Not before its time, then with an error that leaves what stands.
    bench.clock.forward(HOUR as i64 + HOUR as i64 / 10);
    asked(&server, 2).await;
    let failed = checks(&bench, |checks| checks.last_error.is_some()).await;
    assert!(failed.last_error.unwrap().contains("status 404"));
    assert_eq!((failed.last_success, failed.stale), (first.last_success, false));
    assert_eq!(bench.stands().await, (1, 1));
    // A failure is looked at again sooner.
    bench.clock.forward(CHECK_RETRY_SECONDS + CHECK_RETRY_SECONDS / 10);
    let mended = checks(&bench, |checks| checks.last_error.is_none()).await;
    assert!(mended.last_success > mended.last_error);
    assert_eq!(bench.stands().await, (2, 2));
    assert_eq!(server.requests().len(), 3);
    running.stop().await;
}

#[tokio::test]
async fn a_restart_takes_up_where_it_left_off() {
    let bench = Bench::new().await;
    let server = Server::start([reply("200 OK", &[], OLD), reply("200 OK", &[], NEW)]).await;
    let plans = || vec![plan(&[&server.url("/")])];
    bench.set(|_| {}, plans());
    let running = Running::start(&bench);
    checks(&bench, |checks| checks.last_success.is_some()).await;
    running.stop().await;
    let bench = bench.reopened().await;
    bench.set(|_| {}, plans());
    let running = Running::start(&bench);
    // It is not due yet: several looks later nobody has asked.
    tokio::time::sleep(Duration::from_millis(600)).await;
    assert_eq!(server.requests().len(), 1);
    bench.clock.forward(2 * HOUR as i64);
    asked(&server, 2).await;
    running.stop().await;
}

#[tokio::test]
async fn a_clock_that_was_set_back_does_not_end_the_checks() {
    let bench = Bench::new().await;
    let server = Server::start([reply("200 OK", &[], OLD)]).await;
    bench.set(|_| {}, vec![plan(&[&server.url("/")])]);
    bench.clock.forward(1_000 * HOUR as i64);
    let running = Running::start(&bench);
    checks(&bench, |checks| checks.last_success.is_some()).await;
    running.stop().await;
    bench.clock.forward(-1_000 * HOUR as i64);
    let running = Running::start(&bench);
    asked(&server, 2).await;
    running.stop().await;
}

#[tokio::test]
async fn what_fails_for_too_long_is_stale() {
    let bench = Bench::with_list().await;
    let server = Server::start([reply("404 Gone", &[], "")]).await;
    bench.set(|_| {}, vec![plan(&[&server.url("/")])]);
    let ctx = || bench.node.own_context();
    let summary = bench.node.update_datasets(&ctx(), true).await.unwrap();
    assert_eq!((summary.planned, summary.is_done, summary.failed.len()), (1, true, 1));
    assert_eq!(summary.failed[0].code, "download-status");
    let is_stale = async || {
        let infos = bench.node.datasets(&ctx()).await.unwrap();
        infos.as_ref().datasets[0].checks.clone().unwrap().stale
    };
    assert!(!is_stale().await);
    // The other checks are about the machine and its clock, which this test does not have.
    let healthy = async || {
        let checks = bench.node.doctor(&ctx()).await;
        checks.iter().filter(|check| check.name == "dataset list").all(|check| check.ok)
    };
    assert!(healthy().await);
    bench.clock.forward(3 * HOUR as i64 + 1);
    assert!(is_stale().await);
    assert!(!healthy().await);
    let told = bench.node.doctor(&ctx()).await;
    let told = told.iter().find(|check| check.name == "dataset list").unwrap();
    assert!(told.detail.contains("which failed") && told.detail.contains("stale"), "{told:?}");
}

#[tokio::test]
async fn what_was_never_imported_is_told() {
    let bench = Bench::with_list().await;
    let mut other = plan(&["http://127.0.0.1:1/"]);
    other.order.import.dataset = "other".to_owned();
    bench.set(|_| {}, vec![other]);
    let told = bench.node.doctor(&bench.node.own_context()).await;
    let told = told.iter().find(|check| check.name == "dataset other").unwrap();
    assert!(!told.ok && told.detail == "never imported, not checked yet", "{told:?}");
}

#[tokio::test]
async fn all_datasets_are_checked_when_somebody_asks() {
    let bench = Bench::new().await;
    let server = Server::start([reply("200 OK", &[], OLD)]).await;
    let broken = Server::start([reply("404 Gone", &[], "")]).await;
    let mut other = plan(&[&broken.url("/")]);
    other.order.import.dataset = "other".to_owned();
    bench.set(|_| {}, vec![plan(&[&server.url("/")]), other]);
    let ctx = bench.node.own_context();
    let begun = bench.node.update_datasets(&ctx, false).await.unwrap();
    assert_eq!((begun.planned, begun.is_done, begun.changed.len()), (2, false, 0));
    asked(&broken, 1).await;
    let done = bench.node.update_datasets(&ctx, true).await.unwrap();
    assert_eq!((done.unchanged, done.changed.len()), (vec!["list".to_owned()], 0));
    assert_eq!(done.failed[0].dataset, "other");
    assert_eq!(bench.stands().await, (1, 1));
}

#[tokio::test]
async fn one_download_runs_at_a_time() {
    let bench = Bench::with_list().await;
    let slow = Server::start([Act::Hang]).await;
    let quick = Server::start([reply("200 OK", &[], NEW)]).await;
    bench.set(|options| options.tries_max = 1, Vec::new());
    let (first, second) = (slow.url("/"), quick.url("/"));
    let after_first = async {
        asked(&slow, 1).await;
        let fetched = bench.fetch_url(&second).await;
        (fetched.unwrap().is_changed, quick.requests().len())
    };
    let held = async {
        let failed = bench.fetch_url(&first).await.unwrap_err();
        (failed.code().to_owned(), quick.requests().len())
    };
    let (held, after_first) = tokio::join!(held, after_first);
    assert_eq!(held, ("download-idle".to_owned(), 0));
    assert_eq!(after_first, (true, 1));
}

#[tokio::test]
async fn a_node_that_stops_gives_a_download_up() {
    let bench = Bench::with_list().await;
    let server = Server::start([Act::Hang]).await;
    let idle = Duration::from_secs(600);
    bench.set(|options| options.idle = idle, vec![plan(&[&server.url("/")])]);
    let running = Running::start(&bench);
    asked(&server, 1).await;
    running.stop().await;
    assert_eq!((bench.stands().await, bench.is_clean()), ((1, 1), true));
}

#[tokio::test]
async fn without_plans_nothing_is_asked() {
    let bench = Bench::with_list().await;
    let running = Running::start(&bench);
    running.task.await.unwrap();
    let ctx = bench.node.own_context();
    let summary = bench.node.update_datasets(&ctx, true).await.unwrap();
    assert_eq!((summary.planned, summary.is_done), (0, true));
    assert_eq!(bench.node.datasets(&ctx).await.unwrap().as_ref().datasets[0].checks, None);
}
