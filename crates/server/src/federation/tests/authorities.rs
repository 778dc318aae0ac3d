//! The party's own authority, and where it is kept.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::sync::Arc;

use tempfile::TempDir;

use super::super::{Authority, NodeCertificate};
use super::bench::{SetClock, around, id};
use crate::{Around, Chance, ServerError};

/// Chance that is the same each time.
struct Loaded;

impl Chance for Loaded {
    fn bytes(&self) -> Result<[u8; 32], ServerError> {
        Ok([6; 32])
    }
}

#[test]
fn an_authority_is_made_once_and_found_again() {
    let (home, clock) = (TempDir::new().unwrap(), SetClock::new());
    let party = id("freedonia");
    assert!(Authority::read(home.path(), &party).unwrap().is_none());
    let made = Authority::of_home(home.path(), &party, &around(&clock)).unwrap();
    clock.forward(1_000_000);
    let found = Authority::of_home(home.path(), &party, &around(&clock)).unwrap();
    assert_eq!(found.der(), made.der());
    NodeCertificate::new(found, around(&clock)).unwrap();
    let mode =
        |path: &str| fs::metadata(home.path().join(path)).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode("federation"), mode("federation/authority.pem")), (0o700, 0o600));
    let names: Vec<_> = fs::read_dir(home.path().join("federation")).unwrap().collect();
    assert_eq!(names.len(), 1);
    let next = Authority::make(&party, &*around(&clock).chance, clock_now(&clock)).unwrap();
    next.keep(home.path()).unwrap();
    let found = Authority::read(home.path(), &party).unwrap().unwrap();
    assert_eq!(found.der(), next.der());
    assert_ne!(found.der(), made.der());
}

#[test]
fn the_same_chance_makes_the_same_authority() {
    let clock = SetClock::new();
    let loaded = Around { chance: Arc::new(Loaded), ..around(&clock) };
    let make = || Authority::make(&id("freedonia"), &*loaded.chance, loaded.clock.now()).unwrap();
    assert_eq!(make().der(), make().der());
    // Its length bounds what a card carries.
    assert!(make().der().len() < 600, "{}", make().der().len());
}

#[test]
fn a_file_that_cannot_be_used_is_told_and_kept() {
    let (home, clock) = (TempDir::new().unwrap(), SetClock::new());
    let party = id("freedonia");
    Authority::of_home(home.path(), &party, &around(&clock)).unwrap();
    let path = home.path().join("federation/authority.pem");
    let good = fs::read(&path).unwrap();
    let read = || Authority::of_home(home.path(), &party, &around(&clock)).unwrap_err();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
    let exposed = read();
    assert_eq!(exposed.code(), "authority-exposed");
    assert!(exposed.to_fault().hint.unwrap().contains("chmod 600"));
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    let text = String::from_utf8(good.clone()).unwrap();
    let without_key = text.split("-----END PRIVATE KEY-----").nth(1).unwrap();
    for broken in ["", "nonsense", without_key, text.split("-----BEGIN CERT").next().unwrap()] {
        fs::write(&path, broken).unwrap();
        let failed = read();
        assert_eq!(failed.code(), "authority", "{broken}");
        assert!(failed.chain().contains("authority.pem"), "{}", failed.chain());
        assert_eq!(fs::read(&path).unwrap(), broken.as_bytes());
    }
    // The file of another party is noticed by the first certificate.
    fs::write(&path, &good).unwrap();
    let other = Authority::of_home(home.path(), &id("sylvania"), &around(&clock)).unwrap();
    let failed = NodeCertificate::new(other, around(&clock)).unwrap_err();
    assert_eq!(failed.code(), "certificate");
    assert!(failed.chain().contains("`sylvania`"), "{}", failed.chain());
}

fn clock_now(clock: &Arc<SetClock>) -> comity_model::Timestamp {
    around(clock).clock.now()
}
