//! What a partner can do.

use std::sync::Arc;

use axum::body::Bytes;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio_rustls::rustls::{NamedGroup, ProtocolVersion};

use super::super::Authority;
use super::bench::{Bench, SetClock, around, get_call, id};
use super::raw::{Speech, ask_on};
use crate::http::connections::Phase;

#[tokio::test]
async fn each_side_knows_whose_node_the_other_is() {
    let clock = SetClock::new();
    let (one, other) =
        (Bench::start("freedonia", &clock).await, Bench::start("sylvania", &clock).await);
    one.link(&other);
    assert_eq!(one.get(&other, "/who").await.unwrap(), "freedonia");
    assert_eq!(other.get(&one, "/who").await.unwrap(), "sylvania");
    let answer = one.calls.call(&other.party, get_call("/nowhere?a=b")).await.unwrap();
    assert_eq!(answer.status, 404);
    let answer = one.post(&other, "/length", Bytes::from(vec![7; 3_000_000])).await.unwrap();
    assert_eq!(answer.body, "3000000");
    assert_eq!(answer.headers["content-length"], "7");
    let large = one.get(&other, "/large/1000000").await.unwrap();
    assert_eq!(large.len(), 1_000_000);
    assert_eq!(other.gate.refusals().all(), Vec::new());
}

#[tokio::test]
async fn ids_of_parties_need_not_be_names_of_hosts() {
    let clock = SetClock::new();
    let other = Bench::start("sylvania", &clock).await;
    let longest = "l".repeat(64);
    for party in ["127.0.0.1", "a..b", "x--", "xn--zz", "9", "a_b-c.", &longest] {
        let one = Bench::start(party, &clock).await;
        one.link(&other);
        assert_eq!(one.get(&other, "/who").await.unwrap(), party);
        assert_eq!(other.get(&one, "/who").await.unwrap(), "sylvania");
    }
}

#[tokio::test]
async fn the_key_exchange_is_the_hybrid_one_and_nothing_is_kept_of_it() {
    let clock = SetClock::new();
    let other = Bench::start("sylvania", &clock).await;
    let around = around(&clock);
    let now = around.clock.now();
    let authority = Authority::make(&id("freedonia"), &*around.chance, now).unwrap();
    let one = Bench::start("freedonia", &clock).await;
    let mut entry = one.entry();
    entry.authorities.push(authority.der().to_vec());
    other.partners.set(entry).unwrap();
    let speech = Speech::usual(authority.issue(&*around.chance, now).unwrap());
    let mut stream = speech.connect(other.address).await.unwrap();
    let answer = String::from_utf8(ask_on(&mut stream).await).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    assert!(answer.ends_with("\r\n\r\nfreedonia"), "{answer}");
    let session = stream.get_ref().1;
    let group = session.negotiated_key_exchange_group().unwrap().name();
    assert_eq!(group, NamedGroup::X25519MLKEM768);
    assert_eq!(session.protocol_version(), Some(ProtocolVersion::TLSv1_3));
    // A caller that would come back by a ticket gets none, and cannot speak before its turn.
    assert_eq!(session.tls13_tickets_received(), 0);
}

#[tokio::test]
async fn many_requests_at_once_share_a_connection() {
    let clock = SetClock::new();
    let (one, other) =
        (Bench::start("freedonia", &clock).await, Bench::start("sylvania", &clock).await);
    one.link(&other);
    let (one, other) = (Arc::new(one), Arc::new(other));
    let mut asking = JoinSet::new();
    for _ in 0..100 {
        let (one, other) = (one.clone(), other.clone());
        asking.spawn(async move { one.get(&other, "/slow/20").await });
    }
    while let Some(answer) = asking.join_next().await {
        assert_eq!(answer.unwrap().unwrap(), "slow");
    }
    assert_eq!(other.gate.refusals().all(), Vec::new());
}

#[tokio::test]
async fn a_node_that_stops_finishes_its_answers() {
    let clock = SetClock::new();
    let (one, other) =
        (Bench::start("freedonia", &clock).await, Bench::start("sylvania", &clock).await);
    one.link(&other);
    let stop = async {
        one.get(&other, "/who").await.unwrap();
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        other.phase.send(Phase::Close).unwrap();
    };
    let (answer, ()) = tokio::join!(one.get(&other, "/slow/500"), stop);
    assert_eq!(answer.unwrap(), "slow");
    other.answering.await.unwrap();
    let failed = one.calls.call(&id("sylvania"), get_call("/who")).await.unwrap_err();
    assert_eq!(failed.code(), "partner-not-reached", "{failed}");
    assert!(failed.may_pass());
}

#[tokio::test]
async fn a_listener_that_is_handed_over_stays_open() {
    let clock = SetClock::new();
    let node = Bench::start("sylvania", &clock).await;
    for (phase, stays) in [(Phase::HandOver, true), (Phase::Close, false)] {
        let mut open = Some(TcpListener::bind("127.0.0.1:0").await.unwrap());
        let (sender, changes) = watch::channel(Phase::Open);
        let end = async { sender.send(phase).unwrap() };
        tokio::join!(node.gate.answer(&mut open, changes), end);
        assert_eq!(open.is_some(), stays, "{phase:?}");
    }
}
