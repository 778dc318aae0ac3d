//! More callers than the node can answer: some are turned away at once, and the others get what
//! they would get from an idle node.

use std::sync::Arc;
use std::time::Duration;

use hyper::StatusCode;
use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::support::{Served, asking, found, home, query};

/// What came of many requests.
#[derive(Debug, Default)]
struct Tally {
    answered: usize,
    turned_away: usize,
}

/// Sends so many requests at once, again and again; every answer is right, or says try again.
async fn storm(node: &Arc<Served>, callers: usize, rounds: usize, body: &Value) -> Tally {
    let mut storm = JoinSet::new();
    for _ in 0..callers {
        let (node, body) = (node.clone(), body.clone());
        storm.spawn(async move {
            let mut tally = Tally::default();
            for _ in 0..rounds {
                let answer = node.post("/match/default", &body).await;
                if answer.status == StatusCode::OK {
                    assert_eq!(found(&answer.json()), ["demo-v1"]);
                    tally.answered += 1;
                } else {
                    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
                    assert_eq!(answer.header("retry-after"), "1");
                    tally.turned_away += 1;
                }
            }
            tally
        });
    }
    let mut whole = Tally::default();
    while let Some(tally) = storm.join_next().await {
        let tally = tally.unwrap();
        whole.answered += tally.answered;
        whole.turned_away += tally.turned_away;
    }
    whole
}

async fn figure(node: &Served, sample: &str) -> u64 {
    let answer = node.get("/metrics").await;
    assert_eq!(answer.status, StatusCode::OK, "figures are shown however busy the node is");
    let text = String::from_utf8(answer.body.to_vec()).unwrap();
    let value = text.lines().find_map(|line| line.strip_prefix(sample)?.strip_prefix(' '));
    value.map_or(0, |value| value.parse().unwrap())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn who_waits_in_a_queue_with_room_is_answered() {
    let node = Served::with(home().await, |options| {
        options.limits.requests = 1;
        options.limits.wait = Duration::from_secs(600);
    })
    .await;
    let tally = storm(&Arc::new(node), 32, 10, &asking("Vessel", "Nordic Tern")).await;
    assert_eq!((tally.answered, tally.turned_away), (320, 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_queue_without_room_turns_away_and_nothing_hangs() {
    let node = Served::with(home().await, |options| {
        options.limits.requests = 1;
        options.limits.waiting = 1;
        options.limits.wait = Duration::from_millis(20);
    })
    .await;
    let node = Arc::new(node);
    let probes = {
        let node = node.clone();
        tokio::spawn(async move {
            for _ in 0..50 {
                assert_eq!(node.get("/healthz").await.status, StatusCode::OK);
                assert_eq!(node.get("/readyz").await.status, StatusCode::OK);
            }
        })
    };
    let tally = storm(&node, 64, 10, &asking("Vessel", "Nordic Tern")).await;
    probes.await.unwrap();
    assert_eq!(tally.answered + tally.turned_away, 640);
    assert!(tally.answered > 0, "the node goes on answering: {tally:?}");
    // What is turned away is counted, and costs nothing afterwards.
    let reason = r#"comity_http_turned_away_total{reason="busy"}"#;
    assert_eq!(figure(&node, reason).await, tally.turned_away as u64);
    assert_eq!(figure(&node, "comity_http_requests_waiting").await, 0);
    let calm = storm(&node, 1, 20, &asking("Vessel", "Nordic Tern")).await;
    assert_eq!((calm.answered, calm.turned_away), (20, 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_heavy_caller_does_not_hold_up_a_desk() {
    let node = Arc::new(Served::usual().await);
    let queries: serde_json::Map<String, Value> =
        (0..100).map(|at| (format!("q{at}"), query("Vessel", "Nordic Tern"))).collect();
    let heavy = json!({ "queries": queries });
    let mut batches = JoinSet::new();
    for _ in 0..40 {
        let (node, heavy) = (node.clone(), heavy.clone());
        batches.spawn(async move { node.post("/match/default?limit=500", &heavy).await.status });
    }
    // While more batches are asked for than there is room for, single questions are all answered.
    let tally = storm(&node, 8, 20, &asking("Vessel", "Nordic Tern")).await;
    assert_eq!((tally.answered, tally.turned_away), (160, 0));
    let mut answered = 0;
    while let Some(status) = batches.join_next().await {
        let status = status.unwrap();
        answered += usize::from(status == StatusCode::OK);
        assert!([200, 503].contains(&status.as_u16()), "{status}");
    }
    assert!(answered > 0);
}
