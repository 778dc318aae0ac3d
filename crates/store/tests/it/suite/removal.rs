use comity_store::Store;

use crate::made_up::{dataset, import, one, times, vessel};

pub(crate) async fn erased_versions_are_gone(store: &dyn Store) {
    let list = dataset("list");
    assert_eq!(store.erase_versions(&list, 1).await.unwrap(), 0);
    import(store, "list", 10, [vessel("a", "TERN"), vessel("b", "SKUA")]).await;
    let gone = one(store, "b").await.key;
    import(store, "list", 20, [vessel("a", "TERN"), vessel("c", "PETREL")]).await;
    let kept = one(store, "c").await.key;
    let third = import(store, "list", 30, [vessel("a", "TERN")]).await;
    import(store, "other", 30, [vessel("z", "AUK")]).await;

    assert_eq!(store.erase_versions(&list, 3).await.unwrap(), 0);
    assert_eq!(store.erase_versions(&list, 2).await.unwrap(), 1);
    assert_eq!(store.versions(&list).await.unwrap().len(), 2);
    assert_eq!(store.record(gone).await.unwrap(), None);
    assert!(store.record(kept).await.unwrap().is_some());

    assert_eq!(store.erase_versions(&list, 0).await.unwrap(), 1, "the current one always stays");
    assert_eq!(store.versions(&list).await.unwrap(), [third]);
    assert_eq!(store.record(kept).await.unwrap(), None);
    assert_eq!(times(&one(store, "a").await), [("TERN", 10, 30)]);
    assert!(store.report(&list).await.unwrap().is_some());
    one(store, "z").await;

    let fourth = import(store, "list", 40, [vessel("b", "SKUA")]).await;
    assert_eq!(fourth.version, "19700101000040-4", "numbers are not used again");
    assert!(one(store, "b").await.key > kept, "nor are keys");
}

pub(crate) async fn a_removed_dataset_is_gone(store: &dyn Store) {
    let list = dataset("list");
    assert!(!store.remove_dataset(&list).await.unwrap());
    import(store, "list", 10, [vessel("a", "TERN")]).await;
    import(store, "other", 10, [vessel("b", "SKUA")]).await;
    let key = one(store, "a").await.key;
    assert!(store.remove_dataset(&list).await.unwrap());
    assert!(store.versions(&list).await.unwrap().is_empty());
    assert_eq!(store.report(&list).await.unwrap(), None);
    assert_eq!(store.record(key).await.unwrap(), None);
    assert_eq!(store.datasets().await.unwrap().len(), 1);
    one(store, "b").await;
    import(store, "list", 20, [vessel("c", "PETREL")]).await;
    assert!(one(store, "c").await.key > key, "keys are not used again");
}
