//! Copies of a home, and homes from copies.

use std::fs;

use comity_model::Timestamp;
use comity_store::{ImportReport, SqliteStore, Store, StoreError, restore};

use crate::made_up::{begin, import, one, vessel};
use crate::new_store;

#[tokio::test]
async fn a_backup_becomes_a_home() {
    let folder = tempfile::tempdir().unwrap();
    let (home, copy) = (folder.path().join("second"), folder.path().join("copy.db"));
    let store = new_store(folder.path());
    import(&store, "list", 10, [vessel("a", "TERN")]).await;
    store.set_setting("party", "freedonia").await.unwrap();

    // While an import is open: the copy has what stood before.
    let mut open = begin(&store, "list", 20).await;
    open.put(vessel("b", "SKUA")).unwrap();
    store.backup(&copy).await.unwrap();
    open.commit(ImportReport::default(), Timestamp(20)).unwrap();
    let refused = store.backup(&copy).await.unwrap_err();
    assert!(matches!(refused, StoreError::Io { .. }), "a file is never overwritten");

    restore(&home, &copy).unwrap();
    let second = SqliteStore::open(&home).unwrap();
    assert_eq!(second.check().await.unwrap(), [""; 0]);
    assert_eq!(second.setting("party").await.unwrap().as_deref(), Some("freedonia"));
    assert_eq!(second.versions(&crate::made_up::dataset("list")).await.unwrap().len(), 1);
    assert_eq!(one(&second, "a").await.record, one_of(&store, "a").await);
    drop(second);
    assert!(matches!(restore(&home, &copy), Err(StoreError::AlreadyAHome(_))));
    let owned = folder.path().join("home");
    assert!(matches!(restore(&owned, &copy), Err(StoreError::Locked(_))));
}

/// The record's state in the first version.
async fn one_of(store: &SqliteStore, id: &str) -> comity_model::Record {
    assert!(store.records(id).await.unwrap().is_empty(), "the second version has it no more");
    store.record(comity_store::RowKey(1)).await.unwrap().unwrap().record
}

#[tokio::test]
async fn a_bad_backup_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join("copy.db");
    let store = new_store(folder.path());
    import(&store, "list", 10, (0..500).map(|n| vessel(&format!("v-{n}"), "TERN"))).await;
    store.backup(&copy).await.unwrap();
    let good = fs::read(&copy).unwrap();
    let home = folder.path().join("second");
    let refused = |content: &[u8]| {
        let bad = folder.path().join("bad.db");
        fs::write(&bad, content).unwrap();
        let code = restore(&home, &bad).unwrap_err().code();
        assert!(matches!(SqliteStore::open(&home), Err(StoreError::NotAHome(_))));
        let left: Vec<_> =
            home.read_dir().unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(left, ["lock"]);
        code
    };
    assert_eq!(refused(b""), "corrupt");
    assert_eq!(refused("a text, and no backup. ".repeat(500).as_bytes()), "corrupt");
    refused(&good[..good.len() / 2]);
    let mut flipped = good.clone();
    let at = good.windows(4).rposition(|bytes| bytes == b"TERN").unwrap();
    flipped[at] = b'F';
    assert_eq!(refused(&flipped), "corrupt");
    assert_eq!(restore(&home, &folder.path().join("absent")).unwrap_err().code(), "io");
    restore(&home, &copy).unwrap();
}

#[tokio::test]
async fn a_closed_homes_own_file_will_do() {
    let folder = tempfile::tempdir().unwrap();
    let store = new_store(folder.path());
    import(&store, "list", 10, [vessel("a", "TERN")]).await;
    drop(store);
    let home = folder.path().join("second");
    restore(&home, &folder.path().join("home").join("comity.db")).unwrap();
    let mut left: Vec<_> = home.read_dir().unwrap().map(|e| e.unwrap().file_name()).collect();
    left.sort_unstable();
    assert_eq!(left, ["comity.db", "lock"]);
    one(&SqliteStore::open(&home).unwrap(), "a").await;
}

#[tokio::test]
async fn a_newer_backup_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join("copy.db");
    new_store(folder.path()).backup(&copy).await.unwrap();
    let file = rusqlite::Connection::open(&copy).unwrap();
    file.execute("INSERT INTO migration VALUES (99, 'later', '', 0)", []).unwrap();
    drop(file);
    let refused = restore(&folder.path().join("second"), &copy).unwrap_err();
    assert!(matches!(refused, StoreError::Newer { found: 99, .. }));
}
