//! Whoever is removed while connected.

use std::sync::Arc;
use std::time::Duration;

use super::super::{Authority, Refusal, Standing};
use super::bench::{Bench, SetClock, around, get_call, id};
use super::raw::{Speech, ask_on};

#[tokio::test]
async fn an_idle_connection_of_a_removed_partner_ends() {
    let clock = SetClock::new();
    let around = around(&clock);
    let now = around.clock.now();
    let node = Bench::start("sylvania", &clock).await;
    let one = Bench::start("freedonia", &clock).await;
    let authority = Authority::make(&id("freedonia"), &*around.chance, now).unwrap();
    let mut entry = one.entry();
    entry.authorities = vec![authority.der().to_vec()];
    for end in ["removed", "suspended", "other authority"] {
        node.partners.set(entry.clone()).unwrap();
        let before = node.gate.refusals().all().len();
        let speech = Speech::usual(authority.issue(&*around.chance, now).unwrap());
        let mut stream = speech.connect(node.address).await.unwrap();
        let mut part = [0; 64];
        // It has been let in, and was answered once.
        let request = b"GET /who HTTP/1.1\r\nhost: node\r\n\r\n";
        tokio::io::AsyncWriteExt::write_all(&mut stream, request).await.unwrap();
        assert!(tokio::io::AsyncReadExt::read(&mut stream, &mut part).await.unwrap() > 0);
        let expected = match end {
            "removed" => {
                assert!(node.partners.remove(&id("freedonia")));
                Refusal::Stranger(id("freedonia"))
            }
            "suspended" => {
                assert!(node.partners.stand(&id("freedonia"), Standing::Suspended));
                Refusal::Suspended(id("freedonia"))
            }
            _ => {
                node.partners.set(one.entry()).unwrap();
                Refusal::OtherAuthority(id("freedonia"))
            }
        };
        let rest = ask_on(&mut stream).await;
        let said = String::from_utf8_lossy(&rest);
        assert!(!said.contains("HTTP/1.1"), "{end}: {said}");
        assert_eq!(node.refused(before + 1).await.last(), Some(&expected), "{end}");
    }
}

#[tokio::test]
async fn an_answer_under_way_to_a_removed_partner_is_not_finished() {
    let clock = SetClock::new();
    let (one, node) =
        (Bench::start("freedonia", &clock).await, Bench::start("sylvania", &clock).await);
    one.link(&node);
    let remove = async {
        tokio::time::sleep(Duration::from_millis(200)).await;
        assert!(node.partners.remove(&one.party));
    };
    let (answer, ()) = tokio::join!(one.get(&node, "/slow/5000"), remove);
    let failed = answer.unwrap_err();
    assert_eq!(failed.code(), "partner-broken-off", "{failed}");
    // Next time it is not even let in.
    let failed = one.get(&node, "/who").await.unwrap_err();
    assert_eq!(failed.code(), "partner-turns-away", "{failed}");
    assert!(!failed.may_pass());
}

#[tokio::test]
async fn a_removed_partner_is_asked_nothing_more() {
    let clock = SetClock::new();
    let (one, other) =
        (Bench::start("freedonia", &clock).await, Bench::start("sylvania", &clock).await);
    one.link(&other);
    assert_eq!(one.get(&other, "/who").await.unwrap(), "freedonia");
    let code = async || one.get(&other, "/who").await.unwrap_err().code();
    one.partners.stand(&other.party, Standing::Suspended);
    assert_eq!(code().await, "partner-suspended");
    one.partners.remove(&other.party);
    assert_eq!(code().await, "no-such-partner");
    let mut entry = other.entry();
    entry.address = None;
    one.partners.set(entry).unwrap();
    assert_eq!(code().await, "partner-without-address");
    one.partners.set(other.entry()).unwrap();
    assert_eq!(one.get(&other, "/who").await.unwrap(), "freedonia");
}

#[tokio::test]
async fn the_others_are_not_disturbed() {
    let clock = SetClock::new();
    let (one, two, node) = (
        Bench::start("freedonia", &clock).await,
        Bench::start("osterlich", &clock).await,
        Arc::new(Bench::start("sylvania", &clock).await),
    );
    one.link(&node);
    two.link(&node);
    one.get(&node, "/who").await.unwrap();
    let remove = async {
        tokio::time::sleep(Duration::from_millis(100)).await;
        node.partners.remove(&one.party);
    };
    let (answer, ()) = tokio::join!(two.calls.call(&node.party, get_call("/slow/400")), remove);
    assert_eq!(answer.unwrap().body, "slow");
}
