use std::sync::mpsc::channel;

use comity_model::RecordId;
use comity_store::{Store, StoreError, Stored};

use crate::made_up::{dataset, import, listing, one, record, vessel};

pub(crate) async fn records_of_one_id_come_from_all_datasets(store: &dyn Store) {
    import(store, "list_b", 10, [vessel("a", "TERN"), vessel("b", "SKUA")]).await;
    import(store, "list_a", 20, [vessel("a", "TERN OF A")]).await;
    import(store, "list_c", 30, [vessel("c", "PETREL")]).await;
    let found = store.records("a").await.unwrap();
    let datasets: Vec<_> = found.iter().map(|stored| stored.dataset.as_str()).collect();
    assert_eq!(datasets, ["list_a", "list_b"]);
    assert!(store.records("a' OR 1=1 --").await.unwrap().is_empty());
}

pub(crate) async fn referring_records_are_found(store: &dyn Store) {
    let owner = || record("Ownership", "own-1", &[("owner", "co"), ("asset", "a")]);
    let rows = || vec![vessel("a", "TERN"), listing("l-1", "a"), listing("l-2", "a"), owner()];
    import(store, "list", 10, rows()).await;
    import(store, "other", 20, [listing("l-9", "a")]).await;
    let ids = async |id: &str, limit| -> Vec<String> {
        let found = store.referring(&dataset("list"), id, limit).await.unwrap();
        found.iter().map(|stored| stored.record.id().to_string()).collect()
    };
    assert_eq!(ids("a", 10).await, ["l-1", "l-2", "own-1"]);
    assert_eq!(ids("a", 2).await, ["l-1", "l-2"]);
    assert_eq!(ids("co", 10).await, ["own-1"]);
    assert_eq!(ids("l-1", 10).await, [""; 0]);

    let mut changed = rows();
    changed.remove(1);
    import(store, "list", 30, changed).await;
    assert_eq!(ids("a", 10).await, ["l-2", "own-1"]);
}

pub(crate) async fn other_ids_lead_to_their_record(store: &dyn Store) {
    let known_as = |id: &str, others: &[&str]| {
        let mut record = vessel(id, "TERN");
        let ids = others.iter().map(|other| RecordId::new(*other).unwrap());
        ids.for_each(|other| record.add_referent(other).unwrap());
        record
    };
    import(store, "list", 10, [known_as("a", &["x", "y"]), known_as("b", &["x"])]).await;
    import(store, "other", 10, [vessel("y", "SKUA")]).await;
    let found = |known: Vec<Stored>| -> Vec<String> {
        known.iter().map(|stored| stored.record.id().to_string()).collect()
    };
    assert_eq!(found(store.once_known("x").await.unwrap()), ["a", "b"]);
    assert_eq!(found(store.once_known("y").await.unwrap()), ["a"]);
    assert!(store.once_known("a").await.unwrap().is_empty(), "its own id is no other");
    let stated = known_as("a", &["x", "y"]);
    assert_eq!(one(store, "a").await.record.referents(), stated.referents());
    // They point to nobody: a record of that id is not described by them.
    let list = dataset("list");
    assert!(store.referring(&list, "x", 10).await.unwrap().is_empty());
    import(store, "list", 20, [known_as("a", &["y"])]).await;
    assert!(store.once_known("x").await.unwrap().is_empty(), "nobody is called so any more");
}

pub(crate) async fn a_scan_shows_the_current_records(store: &dyn Store) {
    let first = import(store, "list", 10, [vessel("a", "TERN"), vessel("b", "SKUA")]).await;
    assert_eq!(first.counts.records, 2);
    let list = import(store, "list", 20, [vessel("c", "PETREL"), vessel("a", "TERN")]).await;
    let other = import(store, "other", 30, [vessel("a", "TERN")]).await;
    let (send, seen) = channel();
    let versions = store
        .scan(Box::new(move |stored| {
            send.send(stored).unwrap();
            Ok(())
        }))
        .await
        .unwrap();
    assert_eq!(versions, [list, other]);
    let seen: Vec<Stored> = seen.iter().collect();
    let ids: Vec<_> = seen.iter().map(|s| (s.dataset.as_str(), s.record.id().as_str())).collect();
    assert_eq!(ids, [("list", "a"), ("list", "c"), ("other", "a")]);
    assert!(seen.is_sorted_by_key(|stored| stored.key));
    for stored in &seen {
        assert_eq!(store.record(stored.key).await.unwrap().as_ref(), Some(stored));
    }
}

pub(crate) async fn a_scan_ends_with_its_visitors_error(store: &dyn Store) {
    import(store, "list", 10, [vessel("a", "TERN"), vessel("b", "SKUA")]).await;
    for _ in 0..10 {
        let refused = store.scan(Box::new(|_| Err(StoreError::Conflict("enough".into())))).await;
        assert_eq!(refused.unwrap_err().to_string(), "enough");
    }
    let broken = store.scan(Box::new(|_| panic!("a visitor's own fault"))).await;
    assert!(broken.is_err());
    assert_eq!(store.records("a").await.unwrap().len(), 1, "the readers live on");
}
