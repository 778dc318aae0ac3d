//! A log that was copied goes on; keys that were destroyed meanwhile are told of honestly.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use comity_audit::{Event, Kind};
use comity_model::Timestamp;
use comity_store::{
    AuditLog, LogBackup, LogFilter, LogOptions, LogRestore, LogRestored, LoggedPart, RestoredKeys,
    StoreError, log_keys, log_secret_path, restore_log,
};

use super::made_up::{DAY, Dice, NOW, read};

/// A day on which the keys may still be kept, and the first on which they may not.
const IN_TIME: i64 = NOW + 29 * DAY;
const TOO_LATE: i64 = NOW + 30 * DAY;

fn open(home: &Path) -> AuditLog {
    let dice = Arc::new(Dice::default());
    let keys = Arc::new(log_keys(home, &log_secret_path(home), &*dice).unwrap());
    AuditLog::open(home, LogOptions::new("node.example/audit", keys, dice)).unwrap()
}

struct Copies {
    folder: tempfile::TempDir,
    log: PathBuf,
    keys: PathBuf,
}

impl Copies {
    fn new() -> Copies {
        let folder = tempfile::tempdir().unwrap();
        let (log, keys) = (folder.path().join("copy.log"), folder.path().join("copy.keys"));
        Copies { folder, log, keys }
    }

    async fn take(&self, home: &Path, log: &AuditLog) -> comity_store::LogAnchor {
        let keys = (self.keys.clone(), log_secret_path(home), Timestamp(TOO_LATE));
        let to = LogBackup { log: self.log.clone(), keys: Some(keys), now: Timestamp(NOW) };
        log.backup(to).await.unwrap()
    }

    fn restore(&self, home: &Path, keys: &Path, now: i64) -> Result<LogRestored, StoreError> {
        let from = LogRestore { log: self.log.clone(), keys: keys.to_owned(), now: Timestamp(now) };
        restore_log(home, &from, Arc::new(Dice::default()))
    }
}

fn home(copies: &Copies, name: &str) -> PathBuf {
    let home = copies.folder.path().join(name);
    std::fs::create_dir(&home).unwrap();
    home
}

fn destroyed(days: i64) -> Event {
    Event::new(Kind::KeyDestroyed, "subject erase", Timestamp(NOW + days * DAY))
}

/// How many events about somebody can be read.
async fn about(log: &AuditLog, subject: &str) -> usize {
    let filter = LogFilter { subject: Some(subject.to_owned()), ..LogFilter::default() };
    log.events(filter, 99).await.unwrap().len()
}

async fn filled(home: &Path) -> AuditLog {
    let log = open(home);
    for number in 0..300 {
        let time = Timestamp(NOW + number * DAY / 8);
        log.append(Event { time, ..read(number) }).await.unwrap();
    }
    log
}

#[tokio::test]
async fn a_restored_log_is_the_same_and_goes_on() {
    let first = tempfile::tempdir().unwrap();
    let log = filled(first.path()).await;
    let copies = Copies::new();
    let anchor = copies.take(first.path(), &log).await;
    assert_eq!((anchor.size, anchor), (300, log.anchor()));
    // What comes later is no part of the copy.
    log.append(read(301)).await.unwrap();
    let second = home(&copies, "second");
    let restored = copies.restore(&second, &copies.keys, IN_TIME).unwrap();
    assert_eq!((restored.anchor, restored.keys), (anchor, RestoredKeys::There));
    let copy = open(&second);
    assert_eq!((copy.anchor(), copy.key()), (anchor, log.key()));
    assert_eq!(copy.check().await.unwrap(), [""; 0]);
    assert_eq!(about(&copy, "list/v-2").await, 60);
    assert_eq!(copy.append(read(302)).await.unwrap().seq, 300);
    assert_eq!(copy.root(300).await.unwrap(), anchor.root, "it continues the log that it was");
    assert_eq!(copy.destroy_subject("list/v-2", destroyed(40)).await.unwrap().keys, 3);
    assert_eq!(about(&copy, "list/v-2").await, 0, "what is erased afterwards is found and gone");
}

/// What the design says: a key that is destroyed lives on in copies of the keys that are older.
#[tokio::test]
async fn a_key_that_was_destroyed_after_the_backup_comes_back_with_it_and_only_then() {
    let first = tempfile::tempdir().unwrap();
    let log = filled(first.path()).await;
    let copies = Copies::new();
    copies.take(first.path(), &log).await;
    assert_eq!(log.destroy_subject("list/v-2", destroyed(38)).await.unwrap().keys, 2);
    assert_eq!(about(&log, "list/v-2").await, 0);
    // With the keys of that backup, as long as they may be kept, it is readable again.
    let second = home(&copies, "second");
    assert_eq!(copies.restore(&second, &copies.keys, IN_TIME).unwrap().keys, RestoredKeys::There);
    assert_eq!(about(&open(&second), "list/v-2").await, 60);
    // Past their time they are not taken: the log goes on, and says what it said to nobody.
    let third = home(&copies, "third");
    let late = copies.restore(&third, &copies.keys, TOO_LATE).unwrap();
    assert_eq!(late.keys, RestoredKeys::Expired);
    let copy = open(&third);
    assert_eq!(about(&copy, "list/v-2").await, 0);
    let gone = copy.events(LogFilter::default(), 9).await.unwrap();
    assert!(gone.iter().all(|event| event.request == LoggedPart::Gone));
    assert_eq!(copy.check().await.unwrap(), [""; 0], "destroyed is not damaged");
    assert_eq!(copy.append(read(302)).await.unwrap().seq, 300);
    assert_eq!(about(&copy, "list/v-2").await, 1, "what comes now can be read");
    drop(copy);
    assert_eq!(about(&open(&third), "list/v-2").await, 1);
    // A secret that was kept alone does the same.
    let fourth = home(&copies, "fourth");
    let secret = log_secret_path(first.path());
    let alone = copies.restore(&fourth, &secret, IN_TIME).unwrap();
    assert_eq!(alone.keys, RestoredKeys::SecretAlone);
    assert_eq!(open(&fourth).append(read(302)).await.unwrap().seq, 300);
}

#[tokio::test]
async fn keys_of_another_backup_open_nothing_of_this_one() {
    let first = tempfile::tempdir().unwrap();
    let log = filled(first.path()).await;
    let (earlier, later) = (Copies::new(), Copies::new());
    earlier.take(first.path(), &log).await;
    log.destroy_subject("list/v-2", destroyed(38)).await.unwrap();
    later.take(first.path(), &log).await;
    let second = home(&later, "second");
    let restored = later.restore(&second, &earlier.keys, IN_TIME).unwrap();
    assert_eq!(restored.keys, RestoredKeys::OfAnotherBackup);
    assert_eq!(about(&open(&second), "list/v-2").await, 0, "nothing destroyed came back");
    let third = home(&later, "third");
    assert_eq!(later.restore(&third, &later.keys, IN_TIME).unwrap().keys, RestoredKeys::There);
    assert_eq!(about(&open(&third), "list/v-2").await, 0, "it was destroyed before");
    assert_eq!(about(&open(&third), "list/v-1").await, 60);
}

#[tokio::test]
async fn the_long_copy_has_no_key_and_the_short_one_says_its_end() {
    let first = tempfile::tempdir().unwrap();
    let log = filled(first.path()).await;
    let copies = Copies::new();
    copies.take(first.path(), &log).await;
    let holds = |path: &Path, part: &[u8]| {
        std::fs::read(path).unwrap().windows(part.len()).any(|run| run == part)
    };
    let keys = std::fs::read(first.path().join("log/2026-11.keys")).unwrap();
    let secret = std::fs::read(log_secret_path(first.path())).unwrap();
    assert!(holds(&copies.keys, &keys[..64]) && holds(&copies.keys, &secret[..64]));
    assert!(!holds(&copies.log, &keys[..60]) && !holds(&copies.log, &secret[..64]));
    assert!(!holds(&copies.log, b"officer-1") && !holds(&copies.log, b"list/v-2"));
    let text = String::from_utf8_lossy(&std::fs::read(&copies.keys).unwrap()).into_owned();
    assert!(text.lines().next().unwrap().contains("destroy this file by 2026-12-22"), "{text}");
    // Nothing is overwritten, and what went wrong leaves nothing behind.
    let to = LogBackup { log: copies.log.clone(), keys: None, now: Timestamp(NOW) };
    assert_eq!(log.backup(to).await.unwrap_err().code(), "io");
    let other = copies.folder.path().join("other.keys");
    let keys = Some((other.clone(), log_secret_path(first.path()), Timestamp(TOO_LATE)));
    let to = LogBackup { log: copies.log.clone(), keys, now: Timestamp(NOW) };
    assert_eq!(log.backup(to).await.unwrap_err().code(), "io");
    assert!(!other.exists(), "keys without their log are of no use");
}

#[tokio::test]
async fn a_damaged_or_foreign_backup_makes_no_log() {
    let first = tempfile::tempdir().unwrap();
    let log = filled(first.path()).await;
    let copies = Copies::new();
    copies.take(first.path(), &log).await;
    let whole = std::fs::read(&copies.log).unwrap();
    let second = home(&copies, "second");
    let refused = |what: &str| {
        let refused = copies.restore(&second, &copies.keys, IN_TIME).unwrap_err();
        assert!(!second.join("log").exists() && !second.join("log.secret").exists(), "{what}");
        assert_eq!(refused.code(), "log-damaged", "{what}: {refused}");
    };
    for at in [whole.len() / 3, whole.len() / 2, whole.len() - 20] {
        let mut changed = whole.clone();
        changed[at] ^= 1;
        std::fs::write(&copies.log, changed).unwrap();
        refused("a changed byte");
        std::fs::write(&copies.log, &whole[..at]).unwrap();
        refused("a copy that is cut off");
    }
    std::fs::write(&copies.log, "no backup\n").unwrap();
    refused("another file");
    // An archive with a way out of its folder.
    std::fs::write(&copies.log, &whole).unwrap();
    let keys = std::fs::read(&copies.keys).unwrap();
    std::fs::write(&copies.keys, "not a key\n").unwrap();
    refused("keys that are none");
    std::fs::write(&copies.keys, &keys).unwrap();
    // A home that has a log keeps it.
    assert_eq!(copies.restore(first.path(), &copies.keys, IN_TIME).unwrap_err().code(), "io");
    assert_eq!(log.anchor().size, 300);
    copies.restore(&second, &copies.keys, IN_TIME).unwrap();
}
