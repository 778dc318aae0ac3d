//! The home directory and who owns it.

use std::process::Command;

use comity_model::Timestamp;
use comity_store::{SqliteStore, Store, StoreError};

use crate::made_up::{begin, import, one, vessel};
use crate::new_store;

#[tokio::test]
async fn a_home_is_made_once_and_opened_again() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("deep").join("home");
    assert!(matches!(SqliteStore::open(&home), Err(StoreError::NotAHome(_))));
    let store = SqliteStore::init(&home, Timestamp(1)).unwrap();
    import(&store, "list", 10, [vessel("a", "TERN")]).await;
    drop(store);
    assert!(matches!(SqliteStore::init(&home, Timestamp(2)), Err(StoreError::AlreadyAHome(_))));
    let store = SqliteStore::open(&home).unwrap();
    one(&store, "a").await;
}

#[tokio::test]
async fn an_open_import_keeps_the_home_open() {
    let folder = tempfile::tempdir().unwrap();
    let store = new_store(folder.path());
    let open = begin(&store, "list", 10).await;
    drop(store);
    let home = folder.path().join("home");
    assert!(matches!(SqliteStore::open(&home), Err(StoreError::Locked(_))));
    drop(open);
    SqliteStore::open(&home).unwrap();
}

/// Run by the test below in a process of its own; by itself it has nothing to do.
#[test]
fn open_the_home() {
    let Some(home) = std::env::var_os("COMITY_TEST_HOME") else { return };
    match SqliteStore::open(home.as_ref()) {
        Ok(_) => println!("opened"),
        Err(error) => println!("refused {} {:?}", error.code(), SqliteStore::owner(home.as_ref())),
    }
}

#[test]
fn another_process_is_kept_out() {
    let folder = tempfile::tempdir().unwrap();
    let store = new_store(folder.path());
    let other = || {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["--exact", "home::open_the_home", "--nocapture"]);
        command.env("COMITY_TEST_HOME", folder.path().join("home"));
        String::from_utf8(command.output().unwrap().stdout).unwrap()
    };
    let said = other();
    let refused = format!("refused home-locked Some({})", std::process::id());
    assert!(said.contains(&refused), "{said}");
    drop(store);
    let said = other();
    assert!(said.contains("opened"), "{said}");
}

#[cfg(unix)]
#[tokio::test]
async fn only_the_owner_may_read() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let store = new_store(folder.path());
    import(&store, "list", 10, [vessel("a", "TERN")]).await;
    store.backup(&folder.path().join("home").join("copy")).await.unwrap();
    let mode = |path: &std::path::Path| path.metadata().unwrap().permissions().mode() & 0o777;
    let home = folder.path().join("home");
    assert_eq!(mode(&home), 0o700);
    let files: Vec<_> = home.read_dir().unwrap().map(|entry| entry.unwrap().path()).collect();
    assert_eq!(files.len(), 5, "{files:?}");
    files.iter().for_each(|file| assert_eq!(mode(file), 0o600, "{file:?}"));
}

#[tokio::test]
async fn damage_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let store = new_store(folder.path());
    import(&store, "list", 10, [vessel("a", "TERN"), vessel("b", "SKUA")]).await;
    let file = rusqlite::Connection::open(folder.path().join("home").join("comity.db")).unwrap();
    file.execute("UPDATE record SET body = replace(body, 'TERN', 'FERN')", []).unwrap();
    assert_eq!(store.check().await.unwrap(), ["record `a` is not what was stored"]);
    file.execute("DELETE FROM record WHERE record_id = 'a'", []).unwrap();
    assert_eq!(store.check().await.unwrap(), ["`list` states 2 records and holds 1"]);
    file.execute("UPDATE record SET body = replace(body, 'TLP:CLEAR', 'SECRET')", []).unwrap();
    let problems = store.check().await.unwrap();
    assert_eq!(problems.len(), 2, "{problems:?}");
    let unreadable = store.records("b").await.unwrap_err();
    assert!(unreadable.to_string().contains("`SECRET` is not a marking"), "{unreadable}");
}

#[test]
fn a_file_that_is_no_database_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("comity.db"), "not a database, but long enough".repeat(99))
        .unwrap();
    let refused = SqliteStore::open(folder.path()).err().unwrap();
    assert_eq!(refused.code(), "database");
    assert!(std::error::Error::source(&refused).is_some(), "the engine's own words are kept");
}
