//! Requests that mean harm: none may stop, stall or exhaust the node.

use std::time::Duration;

use hyper::{Method, StatusCode};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::support::{Served, asking, found, hasty, home};

const KIND: [(&str, &str); 1] = [("content-type", "application/json")];

#[tokio::test(flavor = "multi_thread")]
async fn hostile_bodies_are_refused_and_the_node_lives() {
    let node = Served::usual().await;
    let deep = format!("{{\"queries\":{}", "[".repeat(200_000));
    let many = {
        let queries: Vec<String> = (0..100_000).map(|at| format!("\"{at}\":{{}}")).collect();
        format!("{{\"queries\":{{{}}}}}", queries.join(","))
    };
    let names = vec!["Zoltrian Quenfelder"; 50_000];
    let values =
        json!({ "queries": { "q": { "schema": "Person", "properties": { "name": names } } } });
    for (body, statuses) in [
        (deep.as_bytes(), [422, 422]),
        (many.as_bytes(), [422, 422]),
        (values.to_string().as_bytes(), [400, 422]),
        (b"\xff\xfe\x00", [422, 400]),
        (b"{\"queries\":{\"q\":1e999999}}", [422, 422]),
        (b"", [422, 400]),
        (b"null", [422, 422]),
        (b"\"\\ud800\"", [422, 400]),
    ] {
        for (path, status) in ["/match/default", "/v1/screen"].into_iter().zip(statuses) {
            let answer = node.ask(Method::POST, path, &KIND, body).await;
            let shown = String::from_utf8_lossy(&body[..body.len().min(60)]);
            assert_eq!(answer.status.as_u16(), status, "{path} {shown}");
            assert!(answer.body.len() < 200_000, "an answer does not grow with the request");
        }
    }
    let answer = node.post("/match/default", &asking("Vessel", "Nordic Tern")).await.ok();
    assert_eq!(found(&answer), ["demo-v1"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn strange_values_are_answered() {
    let node = Served::usual().await;
    let long = "x".repeat(1_000_000);
    for name in [
        long.as_str(),
        "",
        "   ",
        "\u{0}\u{1}",
        "\u{202e}nreT cidroN",
        "🛳️🛳️🛳️",
        "ﷺ",
        &"a ".repeat(50_000),
        &"\u{301}".repeat(10_000),
        "'; DROP TABLE records; --",
    ] {
        let answer = node.post("/match/default", &asking("Vessel", name)).await;
        assert_eq!(answer.status, StatusCode::OK, "{:.40}", name);
    }
    let body = json!({ "queries": { "q": { "id": "\u{0}", "schema": "Person", "properties": {
        "name": [null, {}, [], 1e308, true, "Marvella Osterbrook"],
        "birthDate": ["99999-99-99", "1975"], "nationality": ["Atlantis"] } } } });
    let answer = node.post("/match/default", &body).await.ok();
    assert_eq!(found(&answer), ["demo-p2"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn strange_addresses_are_answered() {
    let node = Served::usual().await;
    for path in [
        "/entities/..%2f..%2fetc%2fpasswd",
        "/entities/%00",
        "/entities/demo-v1%20",
        "/match/..",
        "//match//default",
        "/v1/records/%F0%9F%9B%B3",
        "/entities/",
    ] {
        let status = node.get(path).await.status.as_u16();
        assert!((400..500).contains(&status), "{path} {status}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn slow_heads_and_bodies_are_given_up() {
    let node = Served::with(home().await, hasty).await;
    let mut silent = TcpStream::connect(node.address).await.unwrap();
    let mut half_a_head = TcpStream::connect(node.address).await.unwrap();
    half_a_head.write_all(b"GET /healthz HTTP/1.1\r\nhost:").await.unwrap();
    let mut half_a_body = TcpStream::connect(node.address).await.unwrap();
    let head = "POST /match/default HTTP/1.1\r\nhost: 127.0.0.1\r\n\
                content-type: application/json\r\ncontent-length: 100\r\n\r\n{";
    half_a_body.write_all(head.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    half_a_body.read_to_end(&mut answer).await.unwrap();
    let answer = String::from_utf8_lossy(&answer);
    assert!(answer.starts_with("HTTP/1.1 408"), "{answer}");
    for stream in [&mut silent, &mut half_a_head] {
        let mut rest = Vec::new();
        let closed = tokio::time::timeout(Duration::from_secs(20), stream.read_to_end(&mut rest));
        closed.await.expect("the node closes what says nothing").ok();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn half_closed_connections_get_their_answer() {
    let node = Served::usual().await;
    let body = asking("Vessel", "Nordic Tern").to_string();
    let request = format!(
        "POST /match/default HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    let answer = node.raw(request.as_bytes()).await;
    assert!(answer.starts_with("HTTP/1.1 200") && answer.contains("demo-v1"), "{answer}");
}

#[tokio::test(flavor = "multi_thread")]
async fn garbage_and_huge_heads_are_refused() {
    let node = Served::usual().await;
    let headers: String = (0..200).map(|at| format!("x-{at}: y\r\n")).collect();
    let huge = format!("GET /healthz HTTP/1.1\r\nhost: a\r\nx: {}\r\n\r\n", "y".repeat(200_000));
    for request in [
        "\u{16}\u{3}\u{1}\u{2}\u{0}not http".to_owned(),
        "GET\r\n\r\n".to_owned(),
        format!("GET /healthz HTTP/1.1\r\nhost: a\r\n{headers}\r\n"),
        huge,
        "POST /match/default HTTP/1.1\r\nhost: a\r\ncontent-length: -1\r\n\r\n".to_owned(),
        "POST /match/default HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\n\
         content-length: 2\r\n\r\n{}"
            .to_owned(),
    ] {
        let answer = node.raw(request.as_bytes()).await;
        let is_refused = answer.is_empty() || answer.starts_with("HTTP/1.1 4");
        assert!(is_refused, "{:.80}", answer);
    }
    assert_eq!(node.get("/healthz").await.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn connections_beyond_the_limit_wait_their_turn() {
    let node = Served::with(home().await, |options| options.limits.connections = 2).await;
    let held = [
        TcpStream::connect(node.address).await.unwrap(),
        TcpStream::connect(node.address).await.unwrap(),
    ];
    let waiting = node.get("/healthz");
    let mut waiting = std::pin::pin!(waiting);
    let early = tokio::time::timeout(Duration::from_millis(200), &mut waiting).await;
    drop(held);
    let answer = match early {
        Ok(answer) => answer,
        Err(_) => waiting.await,
    };
    assert_eq!(answer.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_never_reads_the_answers_is_given_up() {
    let node = Served::with(home().await, |options| {
        options.limits.reader = Duration::from_millis(300);
    })
    .await;
    // Far more than the system's own buffers hold is asked for on one connection, and left there.
    let mut greedy = TcpStream::connect(node.address).await.unwrap();
    let one = "GET /openapi.json HTTP/1.1\r\nhost: localhost\r\n\r\n";
    let writing = tokio::spawn(async move {
        for _ in 0..10_000 {
            if greedy.write_all(one.as_bytes()).await.is_err() {
                break;
            }
        }
        greedy
    });
    let reason = "comity_http_turned_away_total{reason=\"slow-reader\"} 1";
    for _ in 0..1_000 {
        let text = String::from_utf8(node.get("/metrics").await.body.to_vec()).unwrap();
        if text.contains(reason) {
            // Its end of the connection is closed as well.
            writing.await.unwrap();
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("a caller who does not read holds its connection for ever");
}
