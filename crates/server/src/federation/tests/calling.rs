//! Whom a node asks, and what it takes for an answer.

use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

use super::super::{Call, FederationError, PartnerEntry, Refusal};
use super::bench::{Bench, DAY, SetClock, get_call};
use crate::limits::LinkLimits;

/// A node with a partner at whose address somebody else answers.
async fn misled(answers: &Bench, clock: &std::sync::Arc<SetClock>) -> (Bench, Bench) {
    let one = Bench::start("freedonia", clock).await;
    let other = Bench::start("sylvania", clock).await;
    let address = Some(format!("https://{}", answers.address));
    one.partners.set(PartnerEntry { address, ..other.entry() }).unwrap();
    answers.partners.set(one.entry()).unwrap();
    (one, other)
}

fn untrusted(error: FederationError) -> Refusal {
    assert_eq!(error.code(), "partner-not-trusted", "{error}");
    match error {
        FederationError::Untrusted { reason, .. } => reason,
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn whoever_answers_must_be_the_party_that_was_asked() {
    let clock = SetClock::new();
    // A stranger, and then a partner, too.
    let answers = Bench::start("osterlich", &clock).await;
    let (one, other) = misled(&answers, &clock).await;
    let failed = one.get(&other, "/who").await.unwrap_err();
    assert_eq!(untrusted(failed), Refusal::Stranger(answers.party.clone()));
    one.partners.set(answers.entry()).unwrap();
    let failed = one.get(&other, "/who").await.unwrap_err();
    let (expected, found) = (other.party.clone(), answers.party.clone());
    assert_eq!(untrusted(failed), Refusal::OtherParty { expected, found });
    // Somebody who only calls himself so.
    let answers = Bench::start("sylvania", &clock).await;
    let (one, other) = misled(&answers, &clock).await;
    let failed = one.get(&other, "/who").await.unwrap_err();
    assert_eq!(untrusted(failed), Refusal::OtherAuthority(other.party.clone()));
}

#[tokio::test]
async fn the_other_certificate_must_be_good_now() {
    let clock = SetClock::new();
    let later = SetClock::new();
    later.forward(8 * DAY);
    let (one, other) =
        (Bench::start("freedonia", &later).await, Bench::start("sylvania", &clock).await);
    one.link(&other);
    let failed = one.get(&other, "/who").await.unwrap_err();
    assert!(matches!(untrusted(failed), Refusal::Expired { .. }));
    let failed = other.get(&one, "/who").await.unwrap_err();
    assert!(matches!(untrusted(failed), Refusal::Early { .. }));
}

#[tokio::test]
async fn the_name_in_the_address_does_not_count() {
    let clock = SetClock::new();
    let (one, other) =
        (Bench::start("freedonia", &clock).await, Bench::start("sylvania", &clock).await);
    one.link(&other);
    let address = Some(format!("https://localhost:{}", other.address.port()));
    one.partners.set(PartnerEntry { address, ..other.entry() }).unwrap();
    assert_eq!(one.get(&other, "/who").await.unwrap(), "freedonia");
}

#[tokio::test]
async fn a_node_that_does_not_know_this_one_turns_it_away() {
    let clock = SetClock::new();
    let (one, other) =
        (Bench::start("freedonia", &clock).await, Bench::start("sylvania", &clock).await);
    one.partners.set(other.entry()).unwrap();
    let failed = one.get(&other, "/who").await.unwrap_err();
    assert_eq!(failed.code(), "partner-turns-away", "{failed}");
    assert_eq!(other.refused(1).await, [Refusal::Stranger(one.party.clone())]);
}

#[tokio::test]
async fn answers_have_a_size_and_a_time() {
    let clock = SetClock::new();
    let (one, other) =
        (Bench::start("freedonia", &clock).await, Bench::start("sylvania", &clock).await);
    one.link(&other);
    let call = |path: &str, bytes_max| Call { bytes_max, ..get_call(path) };
    let answer = one.calls.call(&other.party, call("/large/1000", 1_000)).await.unwrap();
    assert_eq!(answer.body.len(), 1_000);
    let failed = one.calls.call(&other.party, call("/large/1001", 1_000)).await.unwrap_err();
    assert_eq!(failed.code(), "partner-answer-too-large", "{failed}");
    let within = Duration::from_millis(100);
    let slow = Call { within, ..get_call("/slow/5000") };
    let failed = one.calls.call(&other.party, slow).await.unwrap_err();
    assert_eq!(failed.code(), "partner-slow", "{failed}");
    assert_eq!(one.get(&other, "/who").await.unwrap(), "freedonia");
}

#[tokio::test]
async fn who_is_not_there_is_not_reached() {
    let clock = SetClock::new();
    let limits = LinkLimits { connect: Duration::from_millis(300), ..LinkLimits::default() };
    let one = Bench::limited("freedonia", &clock, limits).await;
    let other = Bench::start("sylvania", &clock).await;
    // One that says nothing, one that speaks something else, and one that has gone.
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let plain = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let gone = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let places = [&silent, &plain, &gone].map(|listener| listener.local_addr().unwrap());
    drop(gone);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = plain.accept().await {
            let _ = stream.read(&mut [0; 1_000]).await;
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").await;
        }
    });
    for place in places {
        let address = Some(format!("https://{place}"));
        one.partners.set(PartnerEntry { address, ..other.entry() }).unwrap();
        let failed = one.get(&other, "/who").await.unwrap_err();
        assert_eq!(failed.code(), "partner-not-reached", "{failed}");
        assert!(failed.may_pass());
    }
}
