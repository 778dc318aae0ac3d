//! Callers that take their time.

use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::super::Refusal;
use super::bench::{Bench, SetClock, around};
use super::raw::Speech;
use crate::limits::LinkLimits;

#[tokio::test]
async fn slow_handshakes_do_not_hold_up_others() {
    let clock = SetClock::new();
    let limits = LinkLimits { handshake: Duration::from_secs(2), ..LinkLimits::default() };
    let node = Bench::limited("sylvania", &clock, limits).await;
    let one = Bench::start("freedonia", &clock).await;
    one.link(&node);
    let mut slow = Vec::new();
    for _ in 0..100 {
        let mut stream = TcpStream::connect(node.address).await.unwrap();
        // The beginning of a handshake, and no more.
        stream.write_all(&[22, 3, 1]).await.unwrap();
        slow.push(stream);
    }
    assert_eq!(one.get(&node, "/who").await.unwrap(), "freedonia");
    // None of them was refused before the partner was answered: it did not wait for them.
    assert_eq!(node.gate.refusals().all(), Vec::new());
    assert_eq!(node.refused(100).await, vec![Refusal::Slow; 100]);
    for mut stream in slow {
        let mut byte = [0];
        assert!(matches!(stream.read(&mut byte).await, Ok(0) | Err(_)));
    }
}

#[tokio::test]
async fn handshakes_beyond_the_limit_wait_and_are_answered() {
    let clock = SetClock::new();
    let limits = LinkLimits {
        handshake: Duration::from_millis(300),
        handshakes: 2,
        ..LinkLimits::default()
    };
    let node = Bench::limited("sylvania", &clock, limits).await;
    let one = Bench::start("freedonia", &clock).await;
    one.link(&node);
    let mut slow = Vec::new();
    for _ in 0..2 {
        slow.push(TcpStream::connect(node.address).await.unwrap());
    }
    assert_eq!(one.get(&node, "/who").await.unwrap(), "freedonia");
    assert_eq!(node.refused(2).await, vec![Refusal::Slow; 2]);
}

#[tokio::test]
async fn an_idle_connection_ends_and_another_takes_its_place() {
    let clock = SetClock::new();
    let limits = LinkLimits { idle: Duration::from_millis(50), ..LinkLimits::default() };
    let node = Bench::limited("sylvania", &clock, limits).await;
    let one = Bench::start("freedonia", &clock).await;
    one.link(&node);
    for _ in 0..5 {
        assert_eq!(one.get(&node, "/who").await.unwrap(), "freedonia");
        tokio::time::sleep(Duration::from_millis(150)).await;
    }
    // An answer that takes longer than a connection may be idle is no idleness.
    assert_eq!(one.get(&node, "/slow/400").await.unwrap(), "slow");
}

#[tokio::test]
async fn a_connection_has_an_age_and_requests_do_not_notice() {
    let clock = SetClock::new();
    let limits = LinkLimits { age: Duration::from_millis(100), ..LinkLimits::default() };
    let node = Bench::limited("sylvania", &clock, limits).await;
    let one = Bench::start("freedonia", &clock).await;
    one.link(&node);
    for _ in 0..60 {
        assert_eq!(one.get(&node, "/slow/10").await.unwrap(), "slow");
    }
}

#[tokio::test]
async fn a_partner_has_so_many_connections_and_no_more() {
    let clock = SetClock::new();
    let limits = LinkLimits { connections_per_partner: 1, ..LinkLimits::default() };
    let node = Bench::limited("sylvania", &clock, limits).await;
    let (one, again) =
        (Bench::start("freedonia", &clock).await, Bench::start("freedonia", &clock).await);
    one.link(&node);
    let mut entry = one.entry();
    entry.authorities.extend(again.entry().authorities);
    node.partners.set(entry).unwrap();
    again.partners.set(node.entry()).unwrap();
    assert_eq!(one.get(&node, "/who").await.unwrap(), "freedonia");
    let failed = again.get(&node, "/who").await.unwrap_err();
    assert!(failed.may_pass(), "{failed}");
    assert_eq!(node.refused(1).await, [Refusal::TooMany(one.party.clone())]);
    assert_eq!(one.get(&node, "/who").await.unwrap(), "freedonia");
}

/// A node that gives up soon whoever does not read, and a partner of it.
async fn impatient() -> (Bench, Bench) {
    let clock = SetClock::new();
    let short = Duration::from_millis(200);
    let limits = LinkLimits { idle: short, reader: short, ..LinkLimits::default() };
    let node = Bench::limited("sylvania", &clock, limits).await;
    let one = Bench::start("freedonia", &clock).await;
    one.link(&node);
    (node, one)
}

#[tokio::test]
async fn an_answer_that_takes_too_long_ends_the_connection() {
    let (node, one) = impatient().await;
    let failed = one.get(&node, "/slow/5000").await.unwrap_err();
    assert_eq!(failed.code(), "partner-broken-off", "{failed}");
    assert_eq!(one.get(&node, "/who").await.unwrap(), "freedonia");
}

#[tokio::test]
async fn who_does_not_read_an_answer_is_given_up() {
    const BYTES: usize = 40_000_000;
    let (node, one) = impatient().await;
    // Over HTTP/2, where it is the partner's window that stays closed.
    let (client, url) = one.calls.reach(&node.party).unwrap();
    let url = url.join(&format!("/large/{BYTES}")).unwrap();
    let mut answer = client.get(url).send().await.unwrap();
    tokio::time::sleep(Duration::from_millis(1_500)).await;
    let mut read = 0;
    let ended = loop {
        match answer.chunk().await {
            Ok(Some(chunk)) => read += chunk.len(),
            end => break end,
        }
    };
    assert!(ended.is_err() && read < BYTES, "{read}");
    // Over HTTP/1.1, where it is the connection that takes no more.
    let around = around(&SetClock::new());
    let issued = one.certificate.authority().issue(&*around.chance, around.clock.now()).unwrap();
    let mut stream = Speech::usual(issued).connect(node.address).await.unwrap();
    let request = format!("GET /large/{BYTES} HTTP/1.1\r\nhost: node\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    tokio::time::sleep(Duration::from_millis(1_500)).await;
    let mut rest = Vec::new();
    let _ = stream.read_to_end(&mut rest).await;
    assert!(rest.len() < BYTES, "{}", rest.len());
    assert_eq!(one.get(&node, "/who").await.unwrap(), "freedonia");
}
