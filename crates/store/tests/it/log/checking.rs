//! A check finds what opening a log does not look at.

use std::path::Path;

use comity_store::{AuditLog, LogFilter, LogOptions, LoggedPart};

use super::made_up::{append_all, options, read};

fn small() -> LogOptions {
    LogOptions { file_bytes_max: 20_000, ..options() }
}

/// A log of several files.
async fn log(home: &Path) -> Vec<String> {
    let log = AuditLog::open(home, small()).unwrap();
    // Batches of ten: a file ends with a batch.
    for start in 0..30 {
        append_all(&log, (start * 10..(start + 1) * 10).map(read)).await;
    }
    assert_eq!(log.check().await.unwrap(), [""; 0]);
    let mut names: Vec<String> = std::fs::read_dir(home.join("log"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.ends_with(".journal"))
        .collect();
    names.sort();
    assert!(names.len() > 5);
    names
}

/// Changes one byte of a file of the log.
fn change(home: &Path, name: &str, at: usize) {
    let path = home.join("log").join(name);
    let mut bytes = std::fs::read(&path).unwrap();
    bytes[at] ^= 1;
    std::fs::write(path, bytes).unwrap();
}

#[track_caller]
fn says(problems: &[String], word: &str) {
    assert!(problems.iter().any(|problem| problem.contains(word)), "{problems:?}");
}

#[tokio::test]
async fn a_changed_tile_is_found() {
    let home = tempfile::tempdir().unwrap();
    log(home.path()).await;
    change(home.path(), "tiles.0", 3 * 32 + 5);
    let log = AuditLog::open(home.path(), small()).unwrap();
    says(&log.check().await.unwrap(), "hash 3 of level 0");
    drop(log);
    // The level above leads to the root, so the log is not even opened.
    change(home.path(), "tiles.1", 5);
    let refused = AuditLog::open(home.path(), small()).err().unwrap();
    assert_eq!(refused.code(), "log-damaged");
}

#[tokio::test]
async fn a_changed_entry_is_found() {
    let home = tempfile::tempdir().unwrap();
    let names = log(home.path()).await;
    let path = home.path().join("log").join(&names[1]);
    let length = std::fs::metadata(path).unwrap().len();
    change(home.path(), &names[1], usize::try_from(length / 2).unwrap());
    let log = AuditLog::open(home.path(), small()).unwrap();
    says(&log.check().await.unwrap(), "was changed in its file");
    let events = log.events(LogFilter::default(), 1_000).await;
    assert_eq!(events.unwrap_err().code(), "log-damaged", "and is not passed over in silence");
}

#[tokio::test]
async fn a_missing_or_exchanged_file_is_found() {
    let home = tempfile::tempdir().unwrap();
    let names = log(home.path()).await;
    let path = |name: &str| home.path().join("log").join(name);
    let kept = std::fs::read(path(&names[2])).unwrap();
    std::fs::copy(path(&names[1]), path(&names[2])).unwrap();
    let open = || AuditLog::open(home.path(), small()).unwrap();
    says(&open().check().await.unwrap(), "does not go on from before");
    std::fs::write(path(&names[2]), kept).unwrap();
    assert_eq!(open().check().await.unwrap(), [""; 0]);
    std::fs::remove_file(path(&names[2])).unwrap();
    says(&open().check().await.unwrap(), "does not go on from before");
}

#[tokio::test]
async fn a_changed_key_is_found_and_told_from_a_destroyed_one() {
    let home = tempfile::tempdir().unwrap();
    log(home.path()).await;
    // The second slot is the first subject's.
    change(home.path(), "2026-11.keys", 64 + 20);
    let log = AuditLog::open(home.path(), small()).unwrap();
    says(&log.check().await.unwrap(), "part 1 of leaf 0 was changed");
    let first = LogFilter { before: Some(1), ..LogFilter::default() };
    let events = log.events(first, 1).await.unwrap();
    assert_eq!(events[0].concerned, [LoggedPart::Damaged]);
}
