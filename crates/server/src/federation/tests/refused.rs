//! Who is not let in, and what this node says about it. What the other side gets is nothing.

use std::sync::Arc;

use comity_model::Timestamp;
use rcgen::{CertificateParams, DistinguishedName, DnType, Issuer, KeyPair, SanType};
use tokio_rustls::rustls::crypto::aws_lc_rs::{default_provider, kx_group};
use tokio_rustls::rustls::{AlertDescription, Error as TlsError};

use super::super::authority::Issued;
use super::super::vouch::{PARTY_URI, Side, vouch};
use super::super::{Authority, NodeCertificate, Partners, Refusal, Standing, tls};
use super::bench::{Bench, DAY, SetClock, TODAY, around, id};
use super::raw::{Speech, ask_on};
use crate::limits::NODE_CERTIFICATE_SECONDS;

/// A node with the partners freedonia, whose authority is there, and osterlich.
struct Scene {
    node: Bench,
    clock: Arc<SetClock>,
    freedonia: Authority,
}

impl Scene {
    async fn new() -> Scene {
        let clock = SetClock::new();
        let node = Bench::start("sylvania", &clock).await;
        let (one, two) =
            (Bench::start("freedonia", &clock).await, Bench::start("osterlich", &clock).await);
        let freedonia = Scene::authority(&clock, "freedonia");
        let mut entry = one.entry();
        entry.authorities = vec![freedonia.der().to_vec()];
        node.partners.set(entry).unwrap();
        node.partners.set(two.entry()).unwrap();
        Scene { node, clock, freedonia }
    }

    fn authority(clock: &Arc<SetClock>, party: &str) -> Authority {
        let around = around(clock);
        Authority::make(&id(party), &*around.chance, around.clock.now()).unwrap()
    }

    fn issue(&self, authority: &Authority, days: i64) -> Issued {
        let now = Timestamp(TODAY + days * DAY);
        authority.issue(&*around(&self.clock).chance, now).unwrap()
    }

    /// Asks, gets nothing, and says why.
    async fn reason(&self, speech: Speech) -> Refusal {
        let answer = speech.ask(self.node.address).await;
        assert_eq!(answer, b"", "{}", String::from_utf8_lossy(&answer));
        let mut refused = self.node.refused(1).await;
        assert_eq!(refused.len(), 1);
        refused.pop().unwrap()
    }
}

#[tokio::test]
async fn somebody_elses_authority_does_not_vouch() {
    let scene = Scene::new().await;
    // It calls itself by the same name, too.
    let false_one = Scene::authority(&scene.clock, "freedonia");
    let speech = Speech::usual(scene.issue(&false_one, 0));
    assert_eq!(scene.reason(speech).await, Refusal::OtherAuthority(id("freedonia")));
}

#[tokio::test]
async fn a_partner_cannot_speak_as_another_partner() {
    let scene = Scene::new().await;
    // Freedonia's own authority, under its own name, signs that its node is that of osterlich.
    let mut issuer = CertificateParams::default();
    issuer.distinguished_name = DistinguishedName::new();
    issuer.distinguished_name.push(DnType::CommonName, "Authority of freedonia");
    let issuer = Issuer::new(issuer, KeyPair::from_pem(&scene.freedonia.pem()).unwrap());
    let forge = |party: &str| {
        let mut params = CertificateParams::default();
        let uri = format!("{PARTY_URI}{party}");
        params.subject_alt_names = vec![SanType::URI(uri.try_into().unwrap())];
        params.not_before = rcgen::date_time_ymd(2026, 1, 1);
        params.not_after = rcgen::date_time_ymd(2027, 1, 1);
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &issuer).unwrap().der().clone();
        let key = key.serialize_der().into();
        Issued { certificate, key, ..scene.issue(&scene.freedonia, 0) }
    };
    // What it signs is good as far as it is its own to sign.
    let own = Speech::usual(forge("freedonia"));
    assert!(!own.ask(scene.node.address).await.is_empty());
    let forged = forge("osterlich");
    let now = tls::unix_time(&*scene.clock).unwrap();
    for side in [Side::Caller, Side::Answerer] {
        let vouched = vouch(&scene.node.partners.now(), &forged.certificate, side, now);
        assert_eq!(vouched, Err(Refusal::OtherAuthority(id("osterlich"))), "{side:?}");
    }
    let speech = Speech::usual(forged);
    assert_eq!(scene.reason(speech).await, Refusal::OtherAuthority(id("osterlich")));
}

#[tokio::test]
async fn a_stranger_is_no_partner() {
    let scene = Scene::new().await;
    let stranger = Scene::authority(&scene.clock, "klopstokia");
    let speech = Speech::usual(scene.issue(&stranger, 0));
    assert_eq!(scene.reason(speech).await, Refusal::Stranger(id("klopstokia")));
}

#[tokio::test]
async fn without_a_certificate_nobody_comes_in() {
    let scene = Scene::new().await;
    let speech = Speech { shown: None, ..Speech::usual(scene.issue(&scene.freedonia, 0)) };
    assert_eq!(scene.reason(speech).await, Refusal::NoCertificate);
}

#[tokio::test]
async fn a_certificate_is_good_for_its_days_only() {
    let scene = Scene::new().await;
    let speech = Speech::usual(scene.issue(&scene.freedonia, -8));
    let party = id("freedonia");
    let until = Timestamp(TODAY - 8 * DAY + NODE_CERTIFICATE_SECONDS);
    assert_eq!(scene.reason(speech).await, Refusal::Expired { party, until });
    let scene = Scene::new().await;
    let issued = scene.issue(&scene.freedonia, 1);
    let (party, from) = (id("freedonia"), issued.from);
    assert_eq!(scene.reason(Speech::usual(issued)).await, Refusal::Early { party, from });
    // A clock that is a little ahead does no harm.
    let scene = Scene::new().await;
    let now = Timestamp(TODAY + 250);
    let issued = scene.freedonia.issue(&*around(&scene.clock).chance, now).unwrap();
    assert!(!Speech::usual(issued).ask(scene.node.address).await.is_empty());
}

#[tokio::test]
async fn the_authoritys_own_certificate_is_no_nodes() {
    let scene = Scene::new().await;
    let mut issued = scene.issue(&scene.freedonia, 0);
    issued.certificate = scene.freedonia.der().to_vec().into();
    let pem = scene.freedonia.pem();
    let key = tokio_rustls::rustls::pki_types::pem::PemObject::from_pem_slice(pem.as_bytes());
    issued.key = key.unwrap();
    assert_eq!(scene.reason(Speech::usual(issued)).await, Refusal::Nameless);
}

#[tokio::test]
async fn older_tls_is_refused() {
    let scene = Scene::new().await;
    let usual = Speech::usual(scene.issue(&scene.freedonia, 0));
    let speech = Speech { is_old: true, provider: default_provider(), ..usual };
    assert_eq!(scene.reason(speech).await, Refusal::OldTls);
}

#[tokio::test]
async fn another_key_exchange_is_refused() {
    for group in [kx_group::X25519, kx_group::SECP256R1, kx_group::MLKEM768] {
        let scene = Scene::new().await;
        let mut speech = Speech::usual(scene.issue(&scene.freedonia, 0));
        speech.provider.kx_groups = vec![group];
        assert_eq!(scene.reason(speech).await, Refusal::NoHybrid);
    }
    // One that can do both is asked for the right one.
    let scene = Scene::new().await;
    let mut speech = Speech::usual(scene.issue(&scene.freedonia, 0));
    speech.provider.kx_groups = vec![kx_group::X25519, kx_group::X25519MLKEM768];
    let mut stream = speech.connect(scene.node.address).await.unwrap();
    assert!(!ask_on(&mut stream).await.is_empty());
    let group = stream.get_ref().1.negotiated_key_exchange_group().unwrap().name();
    assert_eq!(group, tls::GROUP);
}

#[tokio::test]
async fn a_suspended_partner_waits_outside() {
    let scene = Scene::new().await;
    let party = id("freedonia");
    assert!(scene.node.partners.stand(&party, Standing::Suspended));
    let speech = Speech::usual(scene.issue(&scene.freedonia, 0));
    assert_eq!(scene.reason(speech).await, Refusal::Suspended(party.clone()));
    assert!(scene.node.partners.stand(&party, Standing::Active));
    let speech = Speech::usual(scene.issue(&scene.freedonia, 0));
    assert!(!speech.ask(scene.node.address).await.is_empty());
}

#[tokio::test]
async fn a_refusal_does_not_tell_who_is_a_partner() {
    let scene = Scene::new().await;
    let mut alerts = Vec::new();
    for party in ["freedonia", "osterlich", "klopstokia"] {
        let false_one = Scene::authority(&scene.clock, party);
        let speech = Speech::usual(scene.issue(&false_one, 0));
        let mut stream = speech.connect(scene.node.address).await.unwrap();
        let mut byte = [0];
        let read = tokio::io::AsyncReadExt::read(&mut stream, &mut byte).await.unwrap_err();
        let tls = read.get_ref().and_then(|inner| inner.downcast_ref::<TlsError>());
        alerts.push(tls.unwrap().clone());
    }
    let same = TlsError::AlertReceived(AlertDescription::CertificateUnknown);
    assert_eq!(alerts, vec![same; 3]);
}

#[tokio::test]
async fn what_is_no_tls_is_refused() {
    let scene = Scene::new().await;
    let mut plain = tokio::net::TcpStream::connect(scene.node.address).await.unwrap();
    let request = b"GET /who HTTP/1.1\r\nhost: node\r\n\r\n";
    tokio::io::AsyncWriteExt::write_all(&mut plain, request).await.unwrap();
    let mut answer = Vec::new();
    let _ = tokio::io::AsyncReadExt::read_to_end(&mut plain, &mut answer).await;
    assert!(!answer.windows(9).any(|part| part == b"freedonia"));
    let refused = scene.node.refused(1).await;
    assert_eq!(refused[0].code(), "handshake-broken-off");
}

#[test]
fn entries_that_cannot_be_used_are_refused_whole() {
    let partners = Partners::new();
    let clock = SetClock::new();
    let good = NodeCertificate::new(Scene::authority(&clock, "freedonia"), around(&clock)).unwrap();
    let entry = |authority: Vec<u8>, address: &str| super::super::PartnerEntry {
        party: id("freedonia"),
        standing: Standing::Active,
        authorities: vec![authority],
        address: Some(address.to_owned()),
    };
    let der = good.authority().der().to_vec();
    partners.set(entry(der.clone(), "https://node.example:8443")).unwrap();
    let before = partners.get(&id("freedonia"));
    let broken = partners.set(entry(b"nonsense".to_vec(), "https://node.example")).unwrap_err();
    assert_eq!(broken.code(), "partner-authority");
    for address in [
        "node.example:8443",
        "http://node.example",
        "https://node.example/path",
        "https://node.example/?query",
        "https://somebody@node.example",
        "",
    ] {
        let broken = partners.set(entry(der.clone(), address)).unwrap_err();
        assert_eq!(broken.code(), "partner-address", "{address}");
        let all = vec![entry(der.clone(), "https://other.example"), entry(der.clone(), address)];
        assert!(partners.replace(all).is_err());
    }
    assert_eq!(partners.get(&id("freedonia")), before);
    assert!(!partners.stand(&id("sylvania"), Standing::Suspended));
    assert!(!partners.remove(&id("sylvania")));
    assert!(partners.remove(&id("freedonia")));
    assert_eq!(partners.get(&id("freedonia")), None);
}
