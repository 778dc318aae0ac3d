use std::io::Write as _;
use std::time::Duration;

use super::bench::{Bench, NEW, OLD};
use super::server::{Act, Server, raw, reply};

/// The server does its worst: the old version stands, nothing is left behind, and the error has
/// this code and these words. Gives how often the server was asked.
async fn check(act: Act, code: &str, words: &str) -> usize {
    let bench = Bench::with_list().await;
    let server = Server::start([act]).await;
    let failed = bench.fetch_url(&server.url("/list.json?key=sesame")).await.unwrap_err();
    let told = failed.chain();
    assert_eq!(failed.code(), code, "{told}");
    assert!(told.contains(words), "{told}");
    assert!(!told.contains("sesame"), "{told}");
    assert_eq!(bench.stands().await, (1, 1), "{told}");
    assert!(bench.is_clean(), "{told}");
    let ctx = bench.node.own_context();
    let shown =
        bench.node.datasets(&ctx).await.unwrap().into_inner().datasets.remove(0).checks.unwrap();
    assert_eq!(shown.last_error, Some(told));
    assert_eq!((shown.last_check.is_some(), shown.last_success), (true, None));
    // A server that mends its ways is heard again.
    let server = Server::start([reply("200 OK", &[], NEW)]).await;
    assert!(bench.fetch_url(&server.url("/list.json")).await.unwrap().is_changed);
    assert_eq!(bench.stands().await, (2, 2));
    server.requests().len()
}

#[tokio::test]
async fn an_endless_body_ends_at_the_limit() {
    let line = OLD.as_bytes().to_vec();
    let head = raw("200 OK", &[], "");
    check(Act::Endless(head, line.repeat(100)), "download-too-large", "200000 bytes").await;
    let chunked = raw("200 OK", &[("transfer-encoding", "chunked")], "");
    let chunk = [b"4000\r\n".to_vec(), vec![b' '; 0x4000], b"\r\n".to_vec()].concat();
    check(Act::Endless(chunked, chunk), "download-too-large", "200000 bytes").await;
}

#[tokio::test]
async fn a_body_that_is_said_to_be_too_large_is_not_begun() {
    let act = Act::Send(raw("200 OK", &[("content-length", "200001")], ""));
    check(act, "download-too-large", "more than 200000 bytes").await;
}

#[tokio::test]
async fn a_server_that_falls_silent_is_left() {
    check(Act::Hang, "download-idle", "sent nothing for 0.25 s").await;
    let begun = raw("200 OK", &[("content-length", "1000")], OLD);
    check(Act::Drip(begun, Duration::from_secs(5)), "download-idle", "sent nothing").await;
}

#[tokio::test]
async fn a_slow_drip_is_left_when_the_time_is_over() {
    let begun = raw("200 OK", &[("content-length", "100000")], OLD);
    let act = Act::Drip(begun, Duration::from_millis(20));
    check(act, "download-slow", "not downloaded within 1.5 s").await;
}

#[tokio::test]
async fn a_length_that_is_too_long_is_a_broken_transfer() {
    let act = Act::Send(raw("200 OK", &[("content-length", "5000")], OLD));
    check(act, "download-broken", "broke off after").await;
}

#[tokio::test]
async fn a_length_that_is_too_short_leaves_a_file_that_is_cut_off() {
    // What a server sends beyond its own length is no part of the answer, so what is left is half.
    let act = Act::Send(raw("200 OK", &[("content-length", "100")], NEW));
    check(act, "cut-off", "is cut off").await;
    let act = Act::Send(raw("200 OK", &[("content-length", "0")], NEW));
    check(act, "empty-file", "empty").await;
}

#[tokio::test]
async fn half_a_file_is_no_file() {
    let half = NEW.get(..NEW.len() - 20).unwrap();
    check(Act::Send(raw("200 OK", &[], half)), "cut-off", "is cut off").await;
    check(Act::Reset(raw("200 OK", &[], half)), "download-broken", "broke off").await;
    let chunked = raw("200 OK", &[("transfer-encoding", "chunked")], format!("10\r\n{half}"));
    check(Act::Send(chunked), "download-broken", "broke off").await;
    check(Act::Reset(Vec::new()), "not-reached", "cannot be reached").await;
}

#[tokio::test]
async fn contradicting_lengths_are_no_http() {
    let headers = [("content-length", "5"), ("content-length", "50")];
    check(Act::Send(raw("200 OK", &headers, NEW)), "not-reached", "cannot be reached").await;
    let act = Act::Send(raw("200 OK", &[("content-length", "-1")], NEW));
    check(act, "not-reached", "cannot be reached").await;
}

#[tokio::test]
async fn garbage_is_no_http() {
    for garbage in [
        &b"SSH-2.0-OpenSSH_9.9\r\n"[..],
        b"HTTP/1.1 200 OK\r\n\x00\x01\x02: \xff\xfe\r\n\r\n",
        b"HTTP/1.1 9999 NO\r\n\r\n",
        b"\r\n\r\n\r\n",
        b"",
    ] {
        check(Act::Send(garbage.to_vec()), "not-reached", "cannot be reached").await;
    }
    let many: Vec<(String, String)> =
        (0..500).map(|n| (format!("x-{n}"), "y".to_owned())).collect();
    let many: Vec<(&str, &str)> =
        many.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    check(Act::Send(raw("200 OK", &many, OLD)), "not-reached", "cannot be reached").await;
    let huge = "z".repeat(2 << 20);
    let act = Act::Send(raw("200 OK", &[("x-huge", huge.as_str())], OLD));
    check(act, "not-reached", "cannot be reached").await;
}

#[tokio::test]
async fn what_is_no_list_is_refused() {
    let page = "<!DOCTYPE html><html><body>Please log in</body></html>";
    let html = [("content-type", "text/html; charset=utf-8")];
    check(reply("200 OK", &html, page), "not-a-list", "a web page").await;
    // Also where it says that it is something else.
    let xml = [("content-type", "application/xml")];
    check(reply("200 OK", &xml, format!("\n {page}")), "not-a-list", "a web page").await;
    let picture = [("content-type", "image/png")];
    check(reply("200 OK", &picture, "\u{89}PNG"), "not-a-list", "type `image/png`").await;
    let packed = [("content-encoding", "br")];
    check(reply("200 OK", &packed, "\u{1}"), "not-a-list", "encoding `br`").await;
    check(reply("200 OK", &[], "hello"), "unknown-format", "no table").await;
    check(reply("200 OK", &[], ""), "empty-file", "empty").await;
}

#[tokio::test]
async fn a_compressed_bomb_does_not_go_off() {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packer.write_all(OLD.as_bytes()).unwrap();
    let mut lines = vec![b' '; 1 << 20];
    lines.push(b'\n');
    for _ in 0..20 {
        packer.write_all(&lines).unwrap();
    }
    let bomb = packer.finish().unwrap();
    assert!(bomb.len() < 200_000);
    check(reply("200 OK", &[], &bomb), "too-large", "").await;
    let packed = [("content-encoding", "gzip")];
    check(reply("200 OK", &packed, &bomb), "too-large", "").await;
}

#[tokio::test]
async fn a_refusal_is_told_with_its_status() {
    check(reply("404 Not Found", &[], "no"), "download-status", "status 404").await;
    check(reply("500 Oh No", &[], "no"), "download-status", "status 500").await;
    check(reply("204 No Content", &[], ""), "download-status", "status 204").await;
    // Nothing was known that could have stayed as it was.
    check(reply("304 Not Modified", &[], ""), "download-status", "status 304").await;
}

#[tokio::test]
async fn only_what_may_pass_is_tried_again() {
    let bench = Bench::with_list().await;
    for (status, headers, asked) in [
        ("404 Not Found", vec![], 1),
        ("503 Busy", vec![], 2),
        ("429 Slow Down", vec![("retry-after", "0")], 2),
        // More than we wait.
        ("429 Slow Down", vec![("retry-after", "3600")], 1),
        ("429 Slow Down", vec![("retry-after", "Fri, 31 Dec 2038 23:59:59 GMT")], 1),
        ("429 Slow Down", vec![("retry-after", "soon")], 2),
    ] {
        let server = Server::start([reply(status, &headers, "")]).await;
        let failed = bench.fetch_url(&server.url("/")).await.unwrap_err();
        assert_eq!(failed.code(), "download-status");
        assert_eq!(server.requests().len(), asked, "{status} {headers:?}");
    }
    let server = Server::start([Act::Hang]).await;
    let nobody = server.url("/");
    drop(server);
    tokio::time::sleep(Duration::from_millis(20)).await;
    assert_eq!(bench.fetch_url(&nobody).await.unwrap_err().code(), "not-reached");
    assert_eq!(bench.stands().await, (1, 1));
}
