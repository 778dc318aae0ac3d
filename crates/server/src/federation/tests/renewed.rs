//! Certificates are made anew while nodes talk.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use tokio::task::JoinSet;

use super::super::{Authority, Calls, NodeCertificate};
use super::bench::{Bench, DAY, SetClock, TODAY, around, get_call, id};
use super::raw::Speech;
use crate::ProxyChoice;
use crate::limits::{LinkLimits, NODE_CERTIFICATE_SECONDS};

/// The serial number of the certificate that a node shows to whoever connects.
async fn shown(node: &Bench, as_partner: Speech) -> Vec<u8> {
    let stream = as_partner.connect(node.address).await.unwrap();
    let certificates = stream.get_ref().1.peer_certificates().unwrap();
    webpki::EndEntityCert::try_from(&certificates[0]).unwrap().serial().to_vec()
}

#[tokio::test]
async fn a_certificate_is_made_anew_at_half_of_its_life() {
    let clock = SetClock::new();
    let around = around(&clock);
    let node = Bench::start("sylvania", &clock).await;
    let authority = Authority::make(&id("freedonia"), &*around.chance, around.clock.now()).unwrap();
    let mut entry = Bench::start("freedonia", &clock).await.entry();
    entry.authorities = vec![authority.der().to_vec()];
    node.partners.set(entry).unwrap();
    let speech = || Speech::usual(authority.issue(&*around.chance, around.clock.now()).unwrap());
    let first = shown(&node, speech()).await;
    assert_eq!(node.certificate.until().0, TODAY + NODE_CERTIFICATE_SECONDS);
    clock.forward(NODE_CERTIFICATE_SECONDS / 2 - 1);
    assert_eq!(shown(&node, speech()).await, first);
    clock.forward(1);
    let second = shown(&node, speech()).await;
    assert_ne!(second, first);
    assert_eq!(node.certificate.until().0, TODAY + NODE_CERTIFICATE_SECONDS * 3 / 2);
    assert_eq!(shown(&node, speech()).await, second);
    // After a long sleep, and when the clock was set back.
    for seconds in [365 * DAY, -400 * DAY] {
        clock.forward(seconds);
        assert_ne!(shown(&node, speech()).await, second);
        let left = node.certificate.until().0 - around.clock.now().0;
        assert_eq!(left, NODE_CERTIFICATE_SECONDS);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_request_fails_while_certificates_are_made_anew() {
    let clock = SetClock::new();
    let (one, other) =
        (Bench::start("freedonia", &clock).await, Bench::start("sylvania", &clock).await);
    one.link(&other);
    let (one, other) = (Arc::new(one), Arc::new(other));
    let (is_over, asked) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
    let mut asking = JoinSet::new();
    for number in 0..8_u32 {
        let (one, other, is_over) = (one.clone(), other.clone(), is_over.clone());
        let (asked, clock) = (asked.clone(), clock.clone());
        asking.spawn(async move {
            while !is_over.load(Ordering::Relaxed) {
                let (from, to) = if number % 2 == 0 { (&one, &other) } else { (&other, &one) };
                assert_eq!(from.get(to, "/who").await.unwrap(), from.party.as_str());
                asked.fetch_add(1, Ordering::Relaxed);
                // Some come over connections of their own.
                if number < 2 {
                    let (shown, known) = (from.certificate.clone(), from.partners.clone());
                    let (clock, limits) = (clock.clone(), LinkLimits::default());
                    let fresh = Calls::new(shown, known, clock, ProxyChoice::Direct, limits);
                    let answer = fresh.call(&to.party, get_call("/who")).await.unwrap();
                    assert_eq!(answer.body, from.party.as_str());
                }
            }
        });
    }
    let mut ends = Vec::new();
    for _ in 0..20 {
        let before = asked.load(Ordering::Relaxed);
        while asked.load(Ordering::Relaxed) < before + 40 {
            assert!(asking.try_join_next().is_none(), "somebody stopped asking");
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
        ends.push(other.certificate.until());
        clock.forward(DAY);
    }
    is_over.store(true, Ordering::Relaxed);
    while let Some(ended) = asking.join_next().await {
        ended.unwrap();
    }
    ends.dedup();
    assert!(ends.len() >= 5, "{ends:?}");
    let refused = [one.gate.refusals().all(), other.gate.refusals().all()].concat();
    assert_eq!(refused, Vec::new());
}

#[tokio::test]
async fn one_authority_follows_another_without_a_gap() {
    let clock = SetClock::new();
    let around = around(&clock);
    let (one, other) =
        (Bench::start("freedonia", &clock).await, Bench::start("sylvania", &clock).await);
    one.link(&other);
    let next = Authority::make(&one.party, &*around.chance, around.clock.now()).unwrap();
    let der = next.der().to_vec();
    let before = one.entry();
    // The partner learns of the next one, then it signs, then the partner forgets the first.
    let mut both = before.clone();
    both.authorities.push(der.clone());
    other.partners.set(both).unwrap();
    assert_eq!(other.get(&one, "/who").await.unwrap(), "sylvania");
    one.certificate.change_authority(next).unwrap();
    assert_eq!(one.get(&other, "/who").await.unwrap(), "freedonia");
    assert_eq!(one.entry().authorities, std::slice::from_ref(&der));
    // The connection that the first one vouched for ends with it; another one takes its place.
    other.partners.set(one.entry()).unwrap();
    assert_eq!(other.get(&one, "/who").await.unwrap(), "sylvania");
    let first = async || one.get(&other, "/who").await;
    let again = match first().await {
        Ok(answer) => answer,
        Err(err) if err.may_pass() => first().await.unwrap(),
        Err(err) => panic!("{err}"),
    };
    assert_eq!(again, "freedonia");
    // Without its word, the first one is not enough any more.
    other.partners.set(before).unwrap();
    assert_eq!(other.get(&one, "/who").await.unwrap_err().code(), "partner-not-trusted");
}

#[test]
fn an_authority_of_another_party_signs_nothing() {
    let clock = SetClock::new();
    let around = around(&clock);
    let now = around.clock.now();
    let one = Authority::make(&id("freedonia"), &*around.chance, now).unwrap();
    let pem = one.pem();
    let key = tokio_rustls::rustls::pki_types::pem::PemObject::from_pem_slice(pem.as_bytes());
    let der = one.der().to_vec().into();
    let other = Authority::again(&id("sylvania"), &key.unwrap(), der).unwrap();
    let certificate = NodeCertificate::new(one, around.clone()).unwrap();
    let until = certificate.until();
    assert_eq!(certificate.change_authority(other).unwrap_err().code(), "certificate");
    assert_eq!(certificate.authority().party(), &id("freedonia"));
    assert_eq!(certificate.until(), until);
}
