//! The command line's door: the same answers whether it opens the home or asks the node.

use std::os::unix::fs::PermissionsExt;

use comity_api::local::{ImportOrder, RecordFound, SearchRequest};
use comity_server::{Around, Door};
use tempfile::TempDir;

use crate::support::{LIST, OTHER, Served, file, home, import, open};

async fn exercise(door: &Door) -> Vec<String> {
    let mut told = Vec::new();
    let done = import(door, "third_list", OTHER, None).await;
    assert_eq!((done.records, done.related, done.skipped), (2, 0, 0));
    assert_eq!(done.files[0].bytes, OTHER.len() as u64);
    assert_eq!(done.files[0].sha256.len(), 64);
    assert!(done.not_indexed.is_none());
    import(door, "third_list", OTHER, None).await;
    for set in door.datasets().await.unwrap() {
        told.push(format!("{} {} {}", set.name, set.records, set.related));
    }
    told.push(format!("versions {}", door.versions("third_list").await.unwrap().len()));
    told.push(format!("report {}", door.report("third_list").await.unwrap().records));
    told.push(format!("erased {}", door.erase("third_list", 1).await.unwrap()));
    told.push(format!("versions {}", door.versions("third_list").await.unwrap().len()));
    let search = SearchRequest { text: "petrel silent".to_owned(), ..SearchRequest::default() };
    for found in door.search(search).await.unwrap().results {
        told.push(format!("found {} in {:?}", found.id, found.records[0].dataset));
    }
    match door.record("demo-v1", false).await.unwrap() {
        RecordFound::Sheet(sheet) => {
            told.push(format!("{} {}", sheet.caption, sheet.related.len()))
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(door.record("nobody", false).await.unwrap(), RecordFound::Missing);
    assert!(door.remove("third_list").await.unwrap());
    assert_eq!(door.remove("third_list").await.unwrap_err().code, "no-such-dataset");
    let checks = door.doctor().await.unwrap();
    assert!(checks.iter().all(|check| check.ok), "{checks:?}");
    told
}

#[tokio::test(flavor = "multi_thread")]
async fn both_ways_give_the_same_answers() {
    let dir = home().await;
    let direct = open(dir.path()).await;
    assert!(direct.node().is_some());
    let one = exercise(&direct).await;
    drop(direct);
    let node = Served::with(dir, |_| {}).await;
    let other = exercise(&node.door().await).await;
    assert_eq!(one, other);
    assert!(one.len() > 8, "{one:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_through_the_socket_leaves_no_spooled_files() {
    let node = Served::usual().await;
    let door = node.door().await;
    let big: String = (0..20_000)
        .map(|at| {
            let properties = format!("{{\"name\":[\"BIG TERN {at}\"]}}");
            format!("{{\"id\":\"b-{at}\",\"schema\":\"Vessel\",\"properties\":{properties}}}\n")
        })
        .collect();
    let order = ImportOrder { dataset: "big".to_owned(), ..ImportOrder::default() };
    let done = door.import(order, vec![file("big.json", &big)]).await.unwrap();
    assert_eq!(done.records, 20_000);
    assert_eq!(done.files[0].name, "big.json");
    assert_eq!(std::fs::read_dir(node.home.join("spool")).unwrap().count(), 0);
    let failed = door
        .import(
            ImportOrder { dataset: "bad".to_owned(), ..ImportOrder::default() },
            vec![file("bad.json", "nonsense")],
        )
        .await
        .unwrap_err();
    assert_eq!(failed.kind, comity_api::FaultKind::Input);
    assert_eq!(std::fs::read_dir(node.home.join("spool")).unwrap().count(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_socket_is_its_owners_alone_and_goes_with_the_node() {
    let mut node = Served::usual().await;
    let path = node.home.join("comity.sock");
    let mode = std::fs::metadata(&path).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    node.stopped().await;
    assert!(!path.exists());
    let door = open(&node.home).await;
    assert!(door.node().is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_home_with_a_long_path_is_served_too() {
    let dir = TempDir::new().unwrap();
    let long = dir.path().join("a".repeat(60)).join("b".repeat(60));
    std::fs::create_dir_all(&long).unwrap();
    Door::init(&long, None, &Around::system()).await.unwrap();
    let mut node = Served::at(&long, |_| {}).await;
    let door = node.door().await;
    import(&door, "demo_list", LIST, None).await;
    assert_eq!(door.datasets().await.unwrap().len(), 1);
    let note = long.join("comity.sock.path");
    assert!(note.is_file());
    node.stopped().await;
    assert!(!note.exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn homes_are_made_once_and_come_back_from_backups() {
    let dir = home().await;
    let again = Door::init(dir.path(), None, &Around::system()).await.unwrap_err();
    assert_eq!(again.code, "already-a-home");
    let empty = TempDir::new().unwrap();
    let err = Door::open(empty.path(), Around::system()).await.err().unwrap();
    assert_eq!((err.code.as_str(), err.hint.is_some()), ("not-a-home", true));

    let node = Served::with(dir, |_| {}).await;
    let copy = empty.path().join("copy.backup");
    let door = node.door().await;
    door.backup(&copy, None).await.unwrap();
    assert!(door.backup(&copy, None).await.is_err(), "a backup overwrites nothing");
    assert_eq!(door.backup("x".as_ref(), None).await.unwrap_err().code, "path-not-absolute");
    let restored = empty.path().join("restored");
    Door::restore(&restored, &copy, None, Around::system()).await.unwrap();
    let other = open(&restored).await;
    assert_eq!(other.datasets().await.unwrap(), door.datasets().await.unwrap());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_doctor_says_what_to_mend() {
    let dir = TempDir::new().unwrap();
    Door::init(dir.path(), None, &Around::system()).await.unwrap();
    let door = open(dir.path()).await;
    let checks = door.doctor().await.unwrap();
    let datasets = checks.iter().find(|check| check.name == "datasets").unwrap();
    assert!(!datasets.ok && datasets.hint.is_some());
    assert!(checks.iter().filter(|check| check.name != "datasets").all(|check| check.ok));
}
