//! Deltas: what a publisher changed from one edition to the next.

use std::collections::BTreeMap;
use std::sync::mpsc::channel;

use comity_model::{DeltaStep, Record, RecordId, Timestamp};
use comity_store::{ImportReport, Store, StoreError, Stored};

use crate::made_up::{dataset, header, import, listing, one, record, times, vessel};

fn edition(name: &str) -> ImportReport {
    ImportReport { edition: Some(name.to_owned()), ..ImportReport::default() }
}

fn gone(id: &str) -> DeltaStep {
    DeltaStep::Remove(RecordId::new(id).unwrap())
}

async fn full(store: &dyn Store, name: &str, at: i64, records: impl IntoIterator<Item = Record>) {
    let mut open = store.begin_import(header("list", at)).await.unwrap();
    records.into_iter().for_each(|record| open.put(record).unwrap());
    open.commit(edition(name), Timestamp(at)).unwrap();
}

async fn apply(
    store: &dyn Store,
    (base, next): (&str, &str),
    at: i64,
    steps: impl IntoIterator<Item = DeltaStep>,
) -> Result<comity_model::DatasetVersion, StoreError> {
    let mut open = store.begin_delta(header("list", at), base, next).await?;
    steps.into_iter().try_for_each(|step| open.step(step))?;
    open.commit(edition(next), Timestamp(at))
}

pub(crate) async fn a_delta_makes_the_next_version(store: &dyn Store) {
    let names = ["a", "b", "c"].map(|id| vessel(id, &format!("TERN {id}")));
    full(store, "v1", 10, names.into_iter().chain([listing("l", "b")])).await;
    let (a, c) = (one(store, "a").await.key, one(store, "c").await.key);
    let steps = [
        DeltaStep::Modify(record("Vessel", "b", &[("name", "TERN b"), ("name", "SKUA")])),
        gone("c"),
        gone("l"),
        DeltaStep::Add(vessel("d", "PETREL")),
        DeltaStep::Modify(vessel("a", "TERN a")),
        DeltaStep::Drop(RecordId::new("x").unwrap()),
    ];
    let made = apply(store, ("v1", "v2"), 20, steps).await.unwrap();
    assert_eq!((made.version.as_str(), made.counts.records), ("19700101000020-2", 3));
    assert_eq!(made.counts.related, 0);
    assert_eq!(one(store, "a").await.key, a, "what stayed the same keeps its key");
    assert_eq!(times(&one(store, "a").await), [("TERN a", 10, 20)]);
    assert_eq!(times(&one(store, "b").await), [("TERN b", 10, 20), ("SKUA", 20, 20)]);
    assert!(store.records("c").await.unwrap().is_empty());
    assert_eq!(times(&store.record(c).await.unwrap().unwrap()), [("TERN c", 10, 10)]);
    one(store, "d").await;

    // By the store's own name of the version, too; within one delta steps build on each other.
    let steps = [
        gone("a"),
        DeltaStep::Add(vessel("a", "TERN a")),
        DeltaStep::Add(vessel("e", "AUK")),
        DeltaStep::Modify(vessel("e", "AUK II")),
        gone("e"),
        DeltaStep::Drop(RecordId::new("d").unwrap()),
    ];
    let made = apply(store, ("19700101000020-2", "v3"), 30, steps).await.unwrap();
    assert_eq!(made.counts.records, 2);
    assert_eq!(one(store, "a").await.key, a, "it came back as it was");
    assert!(store.records("e").await.unwrap().is_empty());
    // A full import afterwards stands on what the deltas made.
    import(store, "list", 40, [vessel("a", "TERN a")]).await;
    assert_eq!(one(store, "a").await.key, a);
    assert_eq!(store.versions(&dataset("list")).await.unwrap().len(), 4);
}

pub(crate) async fn a_delta_that_does_not_fit_changes_nothing(store: &dyn Store) {
    let refused = |found: Result<_, StoreError>| {
        let error = found.err().unwrap();
        assert_eq!(error.code(), "delta-does-not-fit", "{error}");
        error.to_string()
    };
    let none = apply(store, ("v1", "v2"), 5, [DeltaStep::Add(vessel("a", "TERN"))]).await;
    assert!(refused(none).contains("`list` has no version"));
    assert!(store.datasets().await.unwrap().is_empty());

    full(store, "v2", 10, [vessel("a", "TERN"), listing("l", "a")]).await;
    let before = (store.versions(&dataset("list")).await.unwrap(), one(store, "a").await);
    let step = || DeltaStep::Modify(vessel("a", "SKUA"));
    for (span, steps, words) in [
        (("v1", "v3"), vec![step()], "starts from `v1`, and `list` stands at `v2`, `1970"),
        (("v3", "v4"), vec![step()], "starts from `v3`"),
        (("v2", "v2"), vec![step()], "`v2` does not come after `v2`"),
        (("19700101000010-1", "v1"), vec![step()], "`v1` does not come after `v2`"),
        (("v2", "v3"), vec![step(), DeltaStep::Add(vessel("a", "AUK"))], "adds `a`"),
        (("v2", "v3"), vec![step(), DeltaStep::Modify(vessel("b", "AUK"))], "modifies `b`"),
        (("v2", "v3"), vec![step(), gone("b")], "removes `b`, which is not there"),
        (("v2", "v3"), vec![gone("l"), gone("l")], "removes `l`"),
        (("v2", "v3"), vec![gone("a")], "leaves no record in `list`"),
    ] {
        let said = refused(apply(store, span, 20, steps).await);
        assert!(said.contains(words), "{said}");
        let after = (store.versions(&dataset("list")).await.unwrap(), one(store, "a").await);
        assert_eq!(after, before, "{words}");
    }
    apply(store, ("v2", "v3"), 20, [step()]).await.unwrap();
}

/// What the dataset holds: each record with its values and its key.
async fn held(store: &dyn Store, name: &'static str) -> BTreeMap<String, Vec<String>> {
    let (send, seen) = channel::<Stored>();
    let visitor = Box::new(move |stored| {
        send.send(stored).unwrap();
        Ok(())
    });
    store.scan(visitor).await.unwrap();
    let of_it = seen.iter().filter(|stored| stored.dataset == dataset(name));
    let values = |stored: Stored| {
        let said = stored.record.statements().iter().map(|said| said.value.clone());
        (stored.record.id().to_string(), said.collect())
    };
    of_it.map(values).collect()
}

pub(crate) async fn full_and_deltas_equal_the_next_full(store: &dyn Store) {
    let mut seed = 7_u64;
    let mut below = |bound: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % bound
    };
    let made = |id: u64, name: u64| vessel(&format!("v-{id}"), &format!("TERN {name}"));
    let mut list: BTreeMap<u64, u64> = (0..40).map(|id| (id, id)).collect();
    full(store, "e-00", 100, list.iter().map(|(id, name)| made(*id, *name))).await;
    for round in 1..30_i64 {
        let mut steps = Vec::new();
        for _ in 0..below(25) {
            let (id, name) = (below(60), below(5));
            let is_there = list.contains_key(&id);
            steps.push(match (is_there, below(3)) {
                (true, 0) if list.len() > 1 => {
                    list.remove(&id);
                    gone(&format!("v-{id}"))
                }
                (true, _) => {
                    list.insert(id, name);
                    DeltaStep::Modify(made(id, name))
                }
                (false, _) => {
                    list.insert(id, name);
                    DeltaStep::Add(made(id, name))
                }
            });
        }
        let at = 100 + round;
        let (base, next) = (format!("e-{:02}", round - 1), format!("e-{round:02}"));
        let version = apply(store, (&base, &next), at, steps).await.unwrap();
        assert_eq!(version.counts.records, list.len() as u64);
        import(store, "other", at, list.iter().map(|(id, name)| made(*id, *name))).await;
        assert_eq!(held(store, "list").await, held(store, "other").await, "round {round}");
    }
    let problems = store.check().await.unwrap();
    assert_eq!(problems, [""; 0]);
}
