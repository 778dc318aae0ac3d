//! Callers that take their time.

use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::super::Refusal;
use super::bench::{Bench, SetClock};
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

#[tokio::test]
async fn who_does_not_read_an_answer_is_given_up() {
    let clock = SetClock::new();
    let short = Duration::from_millis(100);
    let limits = LinkLimits { idle: short, reader: short, ..LinkLimits::default() };
    let node = Bench::limited("sylvania", &clock, limits).await;
    let one = Bench::start("freedonia", &clock).await;
    one.link(&node);
    // The answer itself may take longer than that only if it is read: this one is not begun.
    let failed = one.get(&node, "/slow/3000").await.unwrap_err();
    assert_eq!(failed.code(), "partner-broken-off", "{failed}");
    assert_eq!(one.get(&node, "/who").await.unwrap(), "freedonia");
}
