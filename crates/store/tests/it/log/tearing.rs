//! Files that were cut off or changed at any byte.

use std::path::{Path, PathBuf};

use comity_store::{AuditLog, LogFilter, StoreError};

use super::made_up::{open, options, read};

/// The last file of a log.
fn journal(home: &Path) -> PathBuf {
    let names = std::fs::read_dir(home.join("log")).unwrap().map(|entry| entry.unwrap().path());
    names.filter(|path| path.extension().is_some_and(|kind| kind == "journal")).max().unwrap()
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to.join("log")).unwrap();
    for entry in std::fs::read_dir(from.join("log")).unwrap() {
        let entry = entry.unwrap();
        std::fs::copy(entry.path(), to.join("log").join(entry.file_name())).unwrap();
    }
}

/// A log with three events, and how long its file was after the second.
fn three(home: &Path) -> u64 {
    let log = open(home);
    (0..2).for_each(|number| _ = log.append_blocking(read(number)).unwrap());
    drop(log);
    let bytes = std::fs::metadata(journal(home)).unwrap().len();
    open(home).append_blocking(read(2)).unwrap();
    bytes
}

#[test]
fn an_end_that_was_not_written_whole_is_cut_off() {
    let home = tempfile::tempdir().unwrap();
    let before = three(home.path());
    let whole = std::fs::read(journal(home.path())).unwrap();
    for length in before..whole.len() as u64 {
        let torn = tempfile::tempdir().unwrap();
        copy(home.path(), torn.path());
        // The process fell before it could say that the third event is durable.
        std::fs::remove_file(torn.path().join("log/checkpoint")).unwrap();
        let path = journal(torn.path());
        std::fs::OpenOptions::new().write(true).open(&path).unwrap().set_len(length).unwrap();
        let log = open(torn.path());
        assert_eq!(log.anchor().size, 2, "cut at {length}");
        // At some of them, the log goes on and is opened once more.
        if length % 50 == 0 {
            assert_eq!(log.append_blocking(read(7)).unwrap().seq, 2);
            drop(log);
            assert_eq!(open(torn.path()).anchor().size, 3);
        }
    }
}

#[test]
fn an_end_of_zeros_or_rubbish_is_cut_off() {
    let home = tempfile::tempdir().unwrap();
    three(home.path());
    let whole = std::fs::read(journal(home.path())).unwrap();
    for rubbish in [vec![0; 5_000], vec![0xff; 3], b"E".repeat(100)] {
        std::fs::write(journal(home.path()), [whole.clone(), rubbish].concat()).unwrap();
        assert_eq!(open(home.path()).anchor().size, 3);
        assert_eq!(std::fs::read(journal(home.path())).unwrap(), whole);
    }
}

#[test]
fn an_end_of_which_the_disk_kept_only_pieces_is_cut_off() {
    let home = tempfile::tempdir().unwrap();
    let before = usize::try_from(three(home.path())).unwrap();
    let whole = std::fs::read(journal(home.path())).unwrap();
    std::fs::remove_file(home.path().join("log/checkpoint")).unwrap();
    // The end of the third batch is there, and a run before it is still zeros.
    for start in (before..whole.len() - 100).step_by(97) {
        let mut torn = whole.clone();
        torn[start..start + 60].fill(0);
        std::fs::write(journal(home.path()), torn).unwrap();
        assert_eq!(open(home.path()).anchor().size, 2, "torn at {start}");
        std::fs::remove_file(home.path().join("log/checkpoint")).unwrap_or_default();
    }
    // The second batch has another after it: it was acknowledged, and whole.
    let mut changed = whole.clone();
    changed[before - 60..before - 10].fill(0);
    std::fs::write(journal(home.path()), changed).unwrap();
    let refused = AuditLog::open(home.path(), options()).err().unwrap();
    assert_eq!(refused.code(), "log-damaged");
    std::fs::write(journal(home.path()), whole).unwrap();
    assert_eq!(open(home.path()).anchor().size, 3);
}

#[test]
fn an_end_that_was_cut_off_on_purpose_is_noticed() {
    let home = tempfile::tempdir().unwrap();
    let before = three(home.path());
    let path = journal(home.path());
    std::fs::OpenOptions::new().write(true).open(path).unwrap().set_len(before).unwrap();
    let refused = AuditLog::open(home.path(), options()).err().unwrap();
    assert!(matches!(refused, StoreError::LogRolledBack { known: 3, found: 2 }), "{refused}");
}

#[tokio::test]
async fn a_change_of_any_byte_is_noticed() {
    let home = tempfile::tempdir().unwrap();
    three(home.path());
    let path = journal(home.path());
    let whole = std::fs::read(&path).unwrap();
    for at in 0..whole.len() {
        let mut changed = whole.clone();
        changed[at] ^= 0x20;
        std::fs::write(&path, changed).unwrap();
        let refused = AuditLog::open(home.path(), options()).err();
        let refused = refused.unwrap_or_else(|| panic!("byte {at} was changed unseen"));
        assert!(refused.code().starts_with("log-"), "byte {at}: {refused}");
        assert_eq!(std::fs::metadata(&path).unwrap().len(), whole.len() as u64, "nothing is lost");
    }
    std::fs::write(&path, whole).unwrap();
    let events = open(home.path()).events(LogFilter::default(), 9).await.unwrap();
    assert_eq!(events.len(), 3);
}
