use std::time::Duration;

use comity_model::{Counts, Timestamp};
use comity_store::{ImportReport, SkippedRow, SourceFile, Store};

use crate::made_up::{begin, dataset, header, import, listing, one, record, try_import, vessel};

pub(crate) async fn an_import_lands_whole(store: &dyn Store) {
    let name = dataset("freedonia_list");
    assert!(store.datasets().await.unwrap().is_empty());
    assert!(store.report(&name).await.unwrap().is_none());

    let mut header = header("freedonia_list", 1_795_343_300);
    header.title = Some("The list of Freedonia".to_owned());
    let mut import = store.begin_import(header).await.unwrap();
    for number in 0..600 {
        import.put(vessel(&format!("fl-{number}"), &format!("TERN {number}"))).unwrap();
        import.put(listing(&format!("fl-{number}-l"), &format!("fl-{number}"))).unwrap();
    }
    assert!(store.datasets().await.unwrap().is_empty(), "nobody sees half an import");
    let report = ImportReport {
        format: "made_up".to_owned(),
        counts: Counts { records: 600, related: 600, skipped: 1 },
        files: vec![SourceFile { name: "list.csv".into(), bytes: 12, sha256: "ab".into() }],
        skipped: vec![SkippedRow {
            file: "list.csv".into(),
            place: "line 3".into(),
            reason: "it has 2 columns, not 4".into(),
        }],
        notes: vec!["the list is dated 2026-11-01".into()],
        edition: Some("2026-11-01".into()),
        marking: Some("TLP:CLEAR".into()),
    };
    let version = import.commit(report.clone(), Timestamp(1_795_343_312)).unwrap();

    assert_eq!(version.version, "20261122102832-1");
    assert_eq!((version.imported_at, version.counts), (Timestamp(1_795_343_312), report.counts));
    let datasets = store.datasets().await.unwrap();
    assert_eq!(datasets.len(), 1);
    assert_eq!(datasets[0].title, "The list of Freedonia");
    assert_eq!(datasets[0].publisher.as_str(), "freedonia");
    assert_eq!(datasets[0].current, version);
    assert_eq!(store.versions(&name).await.unwrap(), [version]);
    assert_eq!(store.report(&name).await.unwrap(), Some(report));
    assert_eq!(one(store, "fl-599").await.record.caption(), "TERN 599");

    crate::made_up::import(store, "freedonia_list", 1_795_343_400, []).await;
    assert_eq!(store.datasets().await.unwrap()[0].title, "The list of Freedonia");
}

pub(crate) async fn a_dropped_import_leaves_the_old_version(store: &dyn Store) {
    let first = import(store, "list", 10, [vessel("a", "TERN"), vessel("b", "SKUA")]).await;
    let generation = store.generation().await.unwrap();
    let mut second = begin(store, "list", 20).await;
    for number in 0..1_000 {
        second.put(vessel(&format!("n-{number}"), "PETREL")).unwrap();
    }
    drop(second);
    assert_eq!(store.versions(&dataset("list")).await.unwrap(), [first]);
    assert_eq!(store.generation().await.unwrap(), generation);
    one(store, "a").await;
    assert!(store.records("n-1").await.unwrap().is_empty());
    // The next version takes the number that was not used.
    let next = import(store, "list", 30, [vessel("a", "TERN")]).await;
    assert_eq!(next.version, "19700101000030-2");
}

pub(crate) async fn a_failed_import_leaves_the_old_version(store: &dyn Store) {
    let first = import(store, "list", 10, [vessel("a", "TERN")]).await;
    let rows = [vessel("a", "TERN"), record("Company", "a", &[("name", "TERN LTD")])];
    let refused = try_import(store, "list", 20, rows).await.unwrap_err();
    assert_eq!(refused.code(), "invalid-value");
    assert_eq!(store.versions(&dataset("list")).await.unwrap(), [first]);

    // The error reaches a caller who goes on putting, too.
    let mut failing = begin(store, "list", 30).await;
    failing.put(vessel("b", "SKUA")).unwrap();
    failing.put(record("Company", "b", &[("name", "SKUA LTD")])).unwrap();
    let refused = (0..100_000).find_map(|_| failing.put(vessel("c", "PETREL")).err());
    assert_eq!(refused.unwrap().code(), "invalid-value");
    drop(failing);
    one(store, "a").await;
}

pub(crate) async fn rows_with_one_id_become_one_record(store: &dyn Store) {
    let rows = || [vessel("a", "TERN"), vessel("a", "SKUA"), vessel("b", "PETREL")];
    let first = import(store, "list", 10, rows()).await;
    assert_eq!(first.counts.records, 2, "what the version holds is counted, not the rows");
    let merged = one(store, "a").await;
    assert_eq!(merged.record.values("name").collect::<Vec<_>>(), ["TERN", "SKUA"]);

    // The same rows again: the record, once more in two parts, has not changed.
    import(store, "list", 20, rows()).await;
    assert_eq!(one(store, "a").await.key, merged.key);
    // The same row twice says nothing new.
    let rows = rows().into_iter().chain([vessel("b", "PETREL"), vessel("a", "SKUA")]);
    import(store, "list", 30, rows).await;
    assert_eq!(one(store, "a").await.key, merged.key);

    // A further row for a record that had stayed the same so far.
    let rows =
        [vessel("a", "TERN"), vessel("a", "SKUA"), vessel("b", "PETREL"), vessel("b", "AUK")];
    let last = import(store, "list", 40, rows).await;
    assert_eq!(last.counts.records, 2);
    assert_eq!(one(store, "b").await.record.values("name").count(), 2);
}

pub(crate) async fn imports_take_turns_and_reads_go_on(store: &dyn Store) {
    import(store, "list", 10, [vessel("a", "TERN")]).await;
    let mut first = begin(store, "list", 20).await;
    first.put(vessel("a", "SKUA")).unwrap();
    let mut waiting = store.begin_import(header("other", 30));
    let early = tokio::time::timeout(Duration::from_millis(50), &mut waiting).await;
    assert!(early.is_err(), "a second import waits");
    assert_eq!(one(store, "a").await.record.caption(), "TERN", "reads see the old version");
    first.commit(ImportReport::default(), Timestamp(20)).unwrap();
    let mut second = waiting.await.unwrap();
    assert_eq!(one(store, "a").await.record.caption(), "SKUA");
    second.put(vessel("b", "PETREL")).unwrap();
    second.commit(ImportReport::default(), Timestamp(30)).unwrap();
    one(store, "b").await;
}

pub(crate) async fn a_cancelled_wait_opens_nothing(store: &dyn Store) {
    let mut first = begin(store, "list", 10).await;
    let waiting = store.begin_import(header("list", 20));
    assert!(tokio::time::timeout(Duration::from_millis(50), waiting).await.is_err());
    first.put(vessel("a", "TERN")).unwrap();
    first.commit(ImportReport::default(), Timestamp(10)).unwrap();
    // Were the cancelled one open, this would wait for ever.
    import(store, "list", 30, [vessel("a", "SKUA")]).await;
    assert_eq!(store.versions(&dataset("list")).await.unwrap().len(), 2);
}
