//! Erasure is real, logs expire, and what stays is still proved.

use std::path::Path;

use comity_audit::export::{Known, SinceVerdict, VerifyOptions, verify};
use comity_audit::proof::{verify_consistency, verify_inclusion};
use comity_audit::{Concerned, Event, Hash, Kind, Month};
use comity_model::Timestamp;
use comity_store::{AuditLog, LogExport, LogFilter, LogOptions, LoggedPart};

use super::made_up::{DAY, NOW, Shared, append_all, open, options, read};

/// The event that accounts for an erasure.
fn erasure(days: i64) -> Event {
    Event::new(Kind::KeyDestroyed, "subject erase", Timestamp(NOW + days * DAY))
}

/// Every run of bytes of this length in any file of the log.
fn holds(home: &Path, wanted: &[u8]) -> bool {
    std::fs::read_dir(home.join("log")).unwrap().any(|entry| {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        bytes.windows(wanted.len()).any(|run| run == wanted)
    })
}

/// The slots of a month's keys that are somebody's, as they lie on disk.
fn keys(home: &Path, month: &str) -> Vec<Vec<u8>> {
    let owners = std::fs::read(home.join(format!("log/{month}.owners"))).unwrap();
    let keys = std::fs::read(home.join(format!("log/{month}.keys"))).unwrap();
    let owned = owners.chunks(16).zip(keys.chunks(64)).filter(|(owner, _)| *owner != [0; 16]);
    owned.map(|(_, key)| key[..60].to_vec()).collect()
}

async fn all(log: &AuditLog) -> Vec<comity_store::LoggedEvent> {
    let mut events = log.events(LogFilter::default(), 1_000).await.unwrap();
    events.reverse();
    events
}

#[tokio::test]
async fn an_erased_subject_is_gone_and_all_else_stays() {
    let home = tempfile::tempdir().unwrap();
    let log = open(home.path());
    for number in 0..20 {
        let both = [read(number).concerned, read(number + 1).concerned].concat();
        let time = Timestamp(NOW + number * 3 * DAY);
        log.append(Event { concerned: both, time, ..read(number) }).await.unwrap();
    }
    let (root, before) = (log.anchor().root, all(&log).await);
    let months = ["2026-11", "2026-12", "2027-01"];
    let had: Vec<Vec<u8>> = months.iter().flat_map(|month| keys(home.path(), month)).collect();
    let done = log.destroy_subject("list/v-2", erasure(70)).await.unwrap();
    assert_eq!((done.receipt.seq, done.keys, done.leaves), (20, 3, 0));
    let kept: Vec<Vec<u8>> = months.iter().flat_map(|month| keys(home.path(), month)).collect();
    // The key that sealed the erasure's own event is new.
    let gone: Vec<&Vec<u8>> = had.iter().filter(|key| !kept.contains(key)).collect();
    assert_eq!(gone.len(), 3);
    assert!(gone.iter().all(|key| !holds(home.path(), key)), "no file has the key any more");

    let after = all(&log).await;
    for (before, after) in before.iter().zip(&after) {
        assert_eq!((&before.leaf, &before.request), (&after.leaf, &after.request));
        for (was, is) in before.concerned.iter().zip(&after.concerned) {
            let erased = was.get().is_some_and(|was: &Concerned| was.subject == "list/v-2");
            assert_eq!(*is, if erased { LoggedPart::Gone } else { was.clone() });
        }
    }
    let about = LogFilter { subject: Some("list/v-2".to_owned()), ..LogFilter::default() };
    assert_eq!(log.events(about.clone(), 9).await.unwrap(), []);
    assert_eq!(log.check().await.unwrap(), [""; 0]);
    assert_eq!(log.root(20).await.unwrap(), root);

    // Who comes again after that is there again, with another key, also after a restart.
    log.append(Event { time: Timestamp(NOW + 71 * DAY), ..read(2) }).await.unwrap();
    drop(log);
    let log = open(home.path());
    assert_eq!(log.events(about, 9).await.unwrap().len(), 1);
    assert_eq!(log.check().await.unwrap(), [""; 0]);
    assert_eq!(log.destroy_subject("list/nobody", erasure(72)).await.unwrap().keys, 0);
}

#[tokio::test]
async fn a_destroyed_month_says_nothing_and_others_go_on() {
    let home = tempfile::tempdir().unwrap();
    let log = open(home.path());
    for days in [0, 1, 30, 31] {
        log.append(Event { time: Timestamp(NOW + days * DAY), ..read(days) }).await.unwrap();
    }
    let month = Month::parse("2026-11").unwrap();
    assert_eq!(log.destroy_month(month, erasure(32)).await.unwrap().keys, 1);
    // An event of that month that comes late has a new key.
    log.append(read(7)).await.unwrap();
    let open: Vec<bool> =
        all(&log).await.iter().map(|event| event.request.get().is_some()).collect();
    assert_eq!(open, [false, false, true, true, true, true]);
    assert_eq!(log.check().await.unwrap(), [""; 0]);
}

#[tokio::test]
async fn expired_months_are_removed_and_proofs_of_the_rest_hold() {
    let home = tempfile::tempdir().unwrap();
    // Small files, so that there are several a month.
    let small = || LogOptions { file_bytes_max: 100_000, ..options() };
    let log = AuditLog::open(home.path(), small()).unwrap();
    // 700 events in November, 700 in December.
    let event = |number: i64| {
        let time = Timestamp(NOW + number / 700 * 30 * DAY + number);
        Event { time, ..read(number) }
    };
    append_all(&log, (0..1_400).map(event)).await;
    let (old_note, old) = (log.checkpoint().unwrap(), log.anchor());
    let early = log.root(500).await.unwrap();
    let events = all(&log).await;
    let leaf = Hash::leaf(&events.last().unwrap().leaf.encode().unwrap());

    let event = |days| Event::new(Kind::LogPruned, "audit prune", Timestamp(NOW + days * DAY));
    let refused = log.prune(Timestamp(NOW + 90 * DAY), event(40)).await.unwrap_err();
    assert_eq!(refused.code(), "conflict");
    let done = log.prune(Timestamp(NOW + 35 * DAY), event(41)).await.unwrap();
    assert_eq!((done.leaves, done.keys), (700, 1));
    assert_eq!(log.first(), 700);
    assert!(!home.path().join("log/2026-11.keys").exists());
    for word in ["\"seq\":0,", "\"seq\":699,"] {
        assert!(!holds(home.path(), word.as_bytes()), "no leaf of November is left");
    }
    assert!(holds(home.path(), b"\"seq\":700,"));

    let size = log.anchor().size;
    let path = log.prove_consistency(old.size, size).await.unwrap();
    let new = log.anchor().root;
    verify_consistency((old.size, &old.root), (size, &new), &path).unwrap();
    let path = log.prove_inclusion(1_399, size).await.unwrap();
    verify_inclusion(&leaf, 1_399, size, &new, &path).unwrap();
    // A tree that ends at a tile's end is known as long as the log.
    let tree = log.root(512).await.unwrap();
    let path = log.prove_consistency(512, size).await.unwrap();
    verify_consistency((512, &tree), (size, &new), &path).unwrap();
    for asked in [log.root(500).await, log.prove_inclusion(3, size).await.map(|_| early)] {
        assert_eq!(asked.unwrap_err().code(), "log-expired");
    }
    assert_eq!(all(&log).await.len(), 702, "and the two events about pruning");
    assert_eq!(log.check().await.unwrap(), [""; 0]);

    let out = Shared::default();
    log.export(LogExport::default(), Box::new(out.clone())).await.unwrap();
    let since = vec![Known::open(&old_note, log.key(), &[]).unwrap()];
    let verdict = verify(out.bytes().as_slice(), &VerifyOptions { key: None, since }).unwrap();
    assert!(verdict.holds(), "{verdict:?}");
    assert_eq!((verdict.leaves, verdict.expired), (702, 700 - 512));
    assert_eq!(verdict.since, [(1_400, SinceVerdict::Continues)]);
    drop(log);
    let log = AuditLog::open(home.path(), LogOptions { anchor: Some(old), ..small() }).unwrap();
    assert_eq!((log.first(), log.check().await.unwrap()), (700, Vec::new()));
}
