use comity_model::{
    BiometricKind, BiometricSample, Marking, Origin, PartyId, Record, Statement, Timestamp,
};
use comity_store::{RowKey, Store};

use crate::made_up::{dataset, import, one, record, times, vessel};

pub(crate) async fn unchanged_records_keep_their_key(store: &dyn Store) {
    import(store, "list", 10, [vessel("a", "TERN"), vessel("b", "SKUA")]).await;
    let (a, b) = (one(store, "a").await.key, one(store, "b").await.key);
    import(store, "list", 20, [vessel("b", "SKUA II"), vessel("a", "TERN")]).await;
    assert_eq!(one(store, "a").await.key, a);
    assert_ne!(one(store, "b").await.key, b);
    // Another dataset's records of the same id are others.
    import(store, "other", 30, [vessel("a", "TERN")]).await;
    assert_eq!(store.record(a).await.unwrap().unwrap().dataset, dataset("list"));
    assert_eq!(store.record(RowKey(-1)).await.unwrap(), None);
}

pub(crate) async fn old_keys_show_what_was(store: &dyn Store) {
    import(store, "list", 10, [vessel("a", "TERN"), vessel("b", "SKUA")]).await;
    let (a, b) = (one(store, "a").await.key, one(store, "b").await.key);
    import(store, "list", 20, [vessel("a", "TERN"), vessel("b", "SKUA")]).await;
    import(store, "list", 30, [vessel("a", "TERN II")]).await;

    let old = store.record(a).await.unwrap().unwrap();
    assert_eq!(times(&old), [("TERN", 10, 20)], "last seen in the version before the change");
    assert_eq!(times(&one(store, "a").await), [("TERN II", 30, 30)]);
    let gone = store.record(b).await.unwrap().unwrap();
    assert_eq!(times(&gone), [("SKUA", 10, 20)]);
    assert!(store.records("b").await.unwrap().is_empty(), "it is on the list no more");
}

pub(crate) async fn first_seen_survives_changes(store: &dyn Store) {
    let with = |names: &[&str]| {
        let values: Vec<_> = names.iter().map(|name| ("name", *name)).collect();
        [record("Vessel", "a", &values)]
    };
    import(store, "list", 10, with(&["TERN"])).await;
    import(store, "list", 20, with(&["TERN", "SKUA"])).await;
    import(store, "list", 30, with(&["SKUA", "PETREL"])).await;
    assert_eq!(times(&one(store, "a").await), [("SKUA", 20, 30), ("PETREL", 30, 30)]);
    import(store, "list", 40, []).await;
    import(store, "list", 50, with(&["SKUA"])).await;
    assert_eq!(times(&one(store, "a").await), [("SKUA", 20, 50)], "it was away for a while");
    import(store, "list", 60, with(&["SKUA"])).await;
    assert_eq!(times(&one(store, "a").await), [("SKUA", 20, 60)]);
    // The version in which it was first seen is gone; when that was is still known.
    assert_eq!(store.erase_versions(&dataset("list"), 1).await.unwrap(), 5);
    assert_eq!(times(&one(store, "a").await), [("SKUA", 20, 60)]);
}

pub(crate) async fn a_sources_own_times_stay(store: &dyn Store) {
    let origin = Origin::new("source", "freedonia", Marking::default()).unwrap();
    let mut stated = vessel("a", "TERN");
    let property = stated.schema().property("name").unwrap();
    let statement = Statement {
        property,
        value: "SKUA".to_owned(),
        original: Some("Skua".to_owned()),
        language: Some("eng".to_owned()),
        origin,
        first_seen: Some(Timestamp(1)),
        last_seen: Some(Timestamp(2)),
    };
    stated.push(statement.clone()).unwrap();
    import(store, "list", 10, [stated.clone()]).await;
    stated.add("notes", "Renamed.", &statement.origin).unwrap();
    import(store, "list", 20, [stated]).await;
    let found = one(store, "a").await;
    assert_eq!(times(&found)[..2], [("TERN", 10, 20), ("SKUA", 1, 2)]);
    assert_eq!(found.record.statements()[1], statement);
}

pub(crate) async fn markings_and_samples_come_back(store: &dyn Store) {
    let marking = Marking::parse("TLP:AMBER REL:sylvania ORCON PURPOSE:border").unwrap();
    let origin = Origin::new("alerts", "freedonia", marking.clone()).unwrap();
    let mut secret: Record = vessel("a", "TERN");
    secret.add("alias", "SEA UNICORN", &origin).unwrap();
    secret.biometrics.push(BiometricSample {
        kind: BiometricKind::Other,
        format: "image/jpeg".to_owned(),
        quality: Some(70),
        reference: "photo-7".to_owned(),
        origin: PartyId::new("freedonia").unwrap(),
        marking,
    });
    import(store, "list", 10, [secret.clone()]).await;
    let found = one(store, "a").await.record;
    assert_eq!(found.biometrics, secret.biometrics);
    for (was, is) in secret.statements().iter().zip(found.statements()) {
        assert_eq!((&was.value, &was.origin), (&is.value, &is.origin));
    }
}
