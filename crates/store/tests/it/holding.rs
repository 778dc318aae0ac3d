//! The ownership of a home, handed on.

use std::fs::File;

use comity_store::{HomeHold, SqliteStore, StoreError};

use crate::made_up::{import, one, vessel};
use crate::new_store;

#[tokio::test]
async fn a_home_that_is_handed_on_is_never_free() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("home");
    let store = new_store(folder.path());
    import(&store, "list", 10, [vessel("a", "TERN")]).await;
    let hold = store.hold(&home).unwrap();
    drop(store);
    assert!(matches!(SqliteStore::open(&home), Err(StoreError::Locked(_))));
    let file = hold.share(&home).unwrap().into_file();
    drop(hold);
    assert!(matches!(SqliteStore::open(&home), Err(StoreError::Locked(_))));
    let hold = HomeHold::from_file(&home, file).unwrap();
    let store = SqliteStore::open_held(&home, hold).unwrap();
    assert_eq!(SqliteStore::owner(&home), Some(std::process::id()));
    one(&store, "a").await;
    drop(store);
    SqliteStore::open(&home).unwrap();
}

#[tokio::test]
async fn only_the_lock_of_this_home_owns_it() {
    let (folder, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let home = folder.path().join("home");
    let (store, stranger) = (new_store(folder.path()), new_store(other.path()));
    let elsewhere = stranger.hold(&other.path().join("home")).unwrap().into_file();
    let opened = File::options().read(true).write(true).open(home.join("lock")).unwrap();
    for file in [elsewhere, opened] {
        let refused = HomeHold::from_file(&home, file);
        assert!(matches!(refused, Err(StoreError::Locked(_))), "{refused:?}");
    }
    drop(store);
}
