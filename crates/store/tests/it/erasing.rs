//! What was erased is in no file of the home.

use std::path::Path;
use std::time::Duration;

use comity_model::{Record, Timestamp};
use comity_store::{ImportReport, SkippedRow, SqliteStore, Store, StoreError, restore};
use tokio::sync::oneshot;

use crate::made_up::{begin, dataset, import, record, vessel};
use crate::new_store;

const NAME: &str = "XYLOPHONIC QUOKKA";

fn files_with_the_name(home: &Path) -> Vec<String> {
    files_with(NAME, home)
}

/// The files of a home in which a text stands.
fn files_with(text: &str, home: &Path) -> Vec<String> {
    let mut files = Vec::new();
    for entry in home.read_dir().unwrap() {
        let entry = entry.unwrap();
        let bytes = std::fs::read(entry.path()).unwrap();
        if bytes.windows(text.len()).any(|part| part == text.as_bytes()) {
            files.push(entry.file_name().into_string().unwrap());
        }
    }
    files
}

/// Records of many sizes, so that pages are split and merged.
fn records(count: usize, salt: usize) -> Vec<Record> {
    let records = (0..count).map(|number| {
        let long = "WAVE ".repeat(1 + (number * 37 + salt * 11) % 150);
        record("Vessel", &format!("v-{number}"), &[("name", NAME), ("notes", &long)])
    });
    records.collect()
}

#[tokio::test]
async fn an_erased_name_is_in_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("home");
    let store = new_store(folder.path());
    for round in 0..4_usize {
        let at = 10 + i64::try_from(round).unwrap();
        import(&store, "list", at, records(700 - round * 100, round)).await;
    }
    let mut last = begin(&store, "list", 20).await;
    last.put(vessel("k", "KEPT")).unwrap();
    last.commit(ImportReport::default(), Timestamp(20)).unwrap();
    assert!(!files_with_the_name(&home).is_empty(), "the old versions still have it");
    assert_eq!(store.erase_versions(&dataset("list"), 1).await.unwrap(), 4);
    assert_eq!(files_with_the_name(&home), [""; 0]);
    assert_eq!(store.check().await.unwrap(), [""; 0]);
    assert_eq!(store.records("k").await.unwrap().len(), 1);
}

/// Index entries move between pages while others come in between; the copies must go, too.
#[tokio::test]
async fn an_erased_id_is_in_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let store = new_store(folder.path());
    let id = |number: u32| {
        let kind = if number.is_multiple_of(2) { "KEPT" } else { "XYLOPHONIC-QUOKKA" };
        format!("{:08x}-{kind}", number.wrapping_mul(0x9e37_79b1))
    };
    let rows = |step| (0..4_000).step_by(step).map(|number| vessel(&id(number), "TERN"));
    import(&store, "list", 10, rows(1)).await;
    import(&store, "list", 20, rows(2)).await;
    assert_eq!(store.erase_versions(&dataset("list"), 1).await.unwrap(), 1);
    assert_eq!(files_with("XYLOPHONIC-QUOKKA", &folder.path().join("home")), [""; 0]);
    assert_eq!(store.check().await.unwrap(), [""; 0]);
}

#[tokio::test]
async fn a_removed_dataset_is_in_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("home");
    let store = new_store(folder.path());
    import(&store, "kept", 5, [vessel("k", "KEPT")]).await;
    let mut import = begin(&store, "list", 10).await;
    records(300, 1).into_iter().for_each(|record| import.put(record).unwrap());
    let row = SkippedRow {
        file: "list.csv".into(),
        place: "line 1".into(),
        reason: format!("`{NAME}` is not a date"),
    };
    let report = ImportReport { skipped: vec![row], ..ImportReport::default() };
    import.commit(report, Timestamp(10)).unwrap();
    assert!(store.remove_dataset(&dataset("list")).await.unwrap());
    assert_eq!(files_with_the_name(&home), [""; 0]);
    drop(store);
    assert_eq!(files_with_the_name(&home), [""; 0]);
}

/// The log cannot be cut while a read still needs it.
#[tokio::test]
async fn an_erasure_waits_for_running_reads() {
    let folder = tempfile::tempdir().unwrap();
    let store = new_store(folder.path());
    import(&store, "list", 10, records(200, 1)).await;
    import(&store, "list", 20, [vessel("k", "KEPT")]).await;
    let (reached, scanning) = oneshot::channel();
    let (go_on, wait) = std::sync::mpsc::channel();
    let mut reached = Some(reached);
    let scan = store.scan(Box::new(move |_| {
        reached.take().map(|reached| reached.send(()));
        wait.recv().map_err(|_| StoreError::Closed)
    }));
    let list = dataset("list");
    let erase = async {
        scanning.await.unwrap();
        let mut erase = store.erase_versions(&list, 1);
        let early = tokio::time::timeout(Duration::from_millis(300), &mut erase).await;
        assert!(early.is_err(), "the scan still reads");
        go_on.send(()).unwrap();
        erase.await.unwrap()
    };
    let (versions, erased) = tokio::join!(scan, erase);
    assert_eq!((versions.unwrap().len(), erased), (1, 1));
    assert_eq!(files_with_the_name(&folder.path().join("home")), [""; 0]);
}

#[tokio::test]
async fn an_erasure_that_was_cut_off_is_made_up_for() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("home");
    let store = new_store(folder.path());
    import(&store, "list", 10, records(200, 1)).await;
    import(&store, "list", 20, []).await;
    drop(store);
    // What a crash between the deletion and the rewrite leaves behind.
    let file = rusqlite::Connection::open(home.join("comity.db")).unwrap();
    file.execute_batch(
        "PRAGMA secure_delete = off; DELETE FROM record;
         UPDATE counter SET value = 1 WHERE name = 'unscrubbed';",
    )
    .unwrap();
    drop(file);
    std::fs::write(home.join("comity.db.scrub"), NAME).unwrap();
    assert_eq!(files_with_the_name(&home).len(), 2);

    // Where it cannot be made up for now, the home opens all the same and says so.
    std::fs::remove_file(home.join("comity.db.scrub")).unwrap();
    std::fs::create_dir(home.join("comity.db.scrub")).unwrap();
    let store = SqliteStore::open(&home).unwrap();
    assert!(store.check().await.unwrap()[0].contains("may still be on disk"));
    let copy = folder.path().join("copy.db");
    store.backup(&copy).await.unwrap();
    restore(&folder.path().join("second"), &copy).unwrap();
    drop(store);
    std::fs::remove_dir(home.join("comity.db.scrub")).unwrap();

    std::fs::write(home.join("comity.db.scrub"), NAME).unwrap();
    let store = SqliteStore::open(&home).unwrap();
    assert_eq!(files_with_the_name(&home), [""; 0]);
    assert_eq!(store.datasets().await.unwrap().len(), 1);
}
