//! The kept index: read at the next start, and made anew when it cannot be.

use std::path::Path;

use comity_api::v1::{Example, ScreenRequest};
use comity_api::yente::OneOrMany;
use comity_server::{Around, Door};

use crate::support::{OTHER, file, home, import};

async fn finds(home: &Path, name: &str) -> bool {
    let door = Door::open(home, Around::system()).await.unwrap();
    let name = OneOrMany::One(name.to_owned());
    let query =
        Example { schema: "Thing".to_owned(), properties: [("name".to_owned(), name)].into() };
    let request = ScreenRequest { query: Some(query), ..ScreenRequest::default() };
    !door.screen(request).await.unwrap().candidates.is_empty()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_keeps_the_index() {
    let dir = home().await;
    let kept = std::fs::metadata(dir.path().join("index.bin")).unwrap();
    let before = kept.modified().unwrap();
    assert!(finds(dir.path(), "Nordic Tern").await);
    let after = std::fs::metadata(dir.path().join("index.bin")).unwrap().modified().unwrap();
    assert_eq!(before, after, "a good index is not made again");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_cut_off_or_missing_index_is_made_again() {
    let dir = home().await;
    let path = dir.path().join("index.bin");
    let whole = std::fs::read(&path).unwrap();
    let mut flipped = whole.clone();
    let middle = flipped.len() * 3 / 4;
    flipped[middle] ^= 0x40;
    for bytes in [&flipped[..], &whole[..whole.len() / 2], &whole[..10], b""] {
        std::fs::write(&path, bytes).unwrap();
        assert!(finds(dir.path(), "Nordic Tern").await);
        assert_eq!(std::fs::read(&path).unwrap().len(), whole.len(), "and kept again");
    }
    std::fs::remove_file(&path).unwrap();
    assert!(finds(dir.path(), "Nordic Tern").await);
    assert!(path.is_file());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_index_older_than_the_store_is_made_again() {
    let dir = home().await;
    let path = dir.path().join("index.bin");
    let old = std::fs::read(&path).unwrap();
    let door = Door::open(dir.path(), Around::system()).await.unwrap();
    import(&door, "third_list", OTHER, None).await;
    assert!(door.remove("other_list").await.unwrap());
    assert!(door.remove("third_list").await.unwrap());
    drop(door);
    std::fs::write(&path, old).unwrap();
    assert!(!finds(dir.path(), "Silent Petrel").await, "what was removed stays removed");
    assert!(finds(dir.path(), "Nordic Tern").await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failed_import_changes_nothing() {
    let dir = home().await;
    let door = Door::open(dir.path(), Around::system()).await.unwrap();
    let before = door.datasets().await.unwrap();
    for text in ["", "not a list", "{\"id\":\"x\",\"schema\":\"Person\",\"prop", "{}\n{}\n"] {
        let order = comity_api::local::ImportOrder {
            dataset: "demo_list".to_owned(),
            ..Default::default()
        };
        let failed = door.import(order, vec![file("broken.json", text)]).await.unwrap_err();
        assert_eq!(failed.kind, comity_api::FaultKind::Input, "{text:?}: {failed:?}");
    }
    assert_eq!(door.datasets().await.unwrap(), before);
    drop(door);
    assert!(finds(dir.path(), "Nordic Tern").await);
}

#[tokio::test(flavor = "multi_thread")]
async fn orders_that_cannot_be_are_refused() {
    let dir = home().await;
    let door = Door::open(dir.path(), Around::system()).await.unwrap();
    for (dataset, format, marking, code) in [
        ("default", None, None, "reserved-name"),
        ("Upper", None, None, "invalid-id"),
        ("x", Some("parchment"), None, "no-such-format"),
        ("x", None, Some("TLP:PURPLE"), "invalid-marking"),
    ] {
        let order = comity_api::local::ImportOrder {
            dataset: dataset.to_owned(),
            format: format.map(str::to_owned),
            marking: marking.map(str::to_owned),
            ..Default::default()
        };
        let failed = door.import(order, vec![file("list.json", OTHER)]).await.unwrap_err();
        assert_eq!(failed.code, code);
    }
}
