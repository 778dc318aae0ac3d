use std::collections::BTreeSet;
use std::sync::mpsc::channel;

use comity_model::{Marking, RecordId, RecordRef, Timestamp};
use comity_store::{NewRestriction, RightsEnding, RightsPage, Store, StoreError, Stored, Visitor};

use crate::made_up::{dataset, import, listing, one, record, vessel};

const MANY: usize = 1_000;
const ALL: RightsPage = RightsPage { after: 0, limit: MANY, open_only: false };

pub(crate) fn of(list: &str, id: &str) -> RecordRef {
    RecordRef { dataset: dataset(list), id: RecordId::new(id).unwrap() }
}

pub(crate) fn restriction(list: &str, id: &str) -> NewRestriction {
    NewRestriction {
        record: of(list, id),
        reason: "the birth date is disputed".to_owned(),
        by: "amara".to_owned(),
        at: Timestamp(70),
    }
}

pub(crate) fn ending(at: i64) -> RightsEnding {
    RightsEnding { by: "amara".to_owned(), at: Timestamp(at), reason: "it is right".to_owned() }
}

fn rests(stored: &Stored) -> bool {
    let marking = Marking::default().restricted();
    let mut statements = stored.record.statements().iter();
    let all = statements.clone().all(|said| *said.origin.marking() == marking);
    let any = statements.any(|said| said.origin.marking().is_restricted());
    assert_eq!(all, any, "a record rests as a whole");
    all
}

/// What of everything is restricted.
async fn resting(store: &dyn Store) -> BTreeSet<String> {
    let (send, seen) = channel();
    let visitor: Visitor = Box::new(move |stored| {
        send.send(stored).unwrap();
        Ok(())
    });
    store.scan(visitor).await.unwrap();
    let found = seen.iter().filter(rests);
    found.map(|stored| format!("{}/{}", stored.dataset, stored.record.id())).collect()
}

fn rows() -> Vec<comity_model::Record> {
    let owner = record("Company", "c", &[("name", "Tern Shipping Ltd")]);
    let owns = record("Ownership", "o", &[("asset", "v"), ("owner", "c")]);
    vec![
        vessel("v", "TERN"),
        listing("l", "v"),
        vessel("w", "SKUA"),
        listing("m", "w"),
        owner,
        owns,
    ]
}

pub(crate) async fn what_is_restricted_is_marked_wherever_it_is_read(store: &dyn Store) {
    import(store, "list", 10, rows()).await;
    import(store, "other", 20, [vessel("v", "TERN")]).await;
    let before = one(store, "w").await;
    let key = store.records("v").await.unwrap()[0].key;
    assert_eq!(store.restrict(restriction("list", "v"), MANY).await.unwrap(), Some(1));
    assert_eq!(store.restrict(restriction("list", "v"), MANY).await.unwrap(), None, "it is");
    let whole = ["list/l", "list/o", "list/v"].map(str::to_owned).into();
    assert_eq!(resting(store).await, whole, "what describes it, and nothing of others");
    assert_eq!(one(store, "w").await, before);
    assert!(rests(&store.record(key).await.unwrap().unwrap()));
    assert_eq!(store.referring(&dataset("list"), "v", 9).await.unwrap().len(), 2);

    // An import of the same list changes nothing of it, and no row.
    import(store, "list", 30, rows()).await;
    assert_eq!(store.records("v").await.unwrap()[0].key, key);
    assert_eq!(resting(store).await, whole);
    // One that changes the record, or drops it and brings it back, does not either.
    import(store, "list", 40, [vessel("v", "GULL"), vessel("w", "SKUA")]).await;
    assert_eq!(resting(store).await, ["list/v".to_owned()].into());
    assert!(rests(&store.record(key).await.unwrap().unwrap()), "what it said before rests, too");
    import(store, "list", 50, [vessel("w", "SKUA")]).await;
    import(store, "list", 60, rows()).await;
    assert_eq!(resting(store).await, whole);

    assert!(store.lift_restriction(1, ending(90)).await.unwrap());
    assert_eq!(resting(store).await, BTreeSet::new());
    assert_eq!(store.restricted().await.unwrap(), BTreeSet::new());
}

pub(crate) async fn restrictions_are_kept_with_who_and_why(store: &dyn Store) {
    import(store, "list", 10, rows()).await;
    let first = store.generation().await.unwrap();
    for (at, id) in ["v", "w"].into_iter().enumerate() {
        let number = store.restrict(restriction("list", id), 2).await.unwrap();
        assert_eq!(number, Some(at as u64 + 1));
    }
    let refused = store.restrict(restriction("list", "c"), 2).await.unwrap_err();
    assert!(matches!(refused, StoreError::TooMany { limit: 2, .. }), "{refused}");
    assert_eq!(store.restricted().await.unwrap(), [of("list", "v"), of("list", "w")].into());
    let second = store.generation().await.unwrap();
    assert!(store.lift_restriction(1, ending(90)).await.unwrap());
    assert!(!store.lift_restriction(1, ending(95)).await.unwrap(), "it was");
    assert!(!store.lift_restriction(7, ending(95)).await.unwrap(), "there is none");
    let third = store.generation().await.unwrap();
    assert!(first < second && second < third, "a kept index is not true any more");
    let kept = store.restrictions(ALL).await.unwrap();
    assert_eq!(kept.iter().map(|each| each.number).collect::<Vec<_>>(), [1, 2]);
    assert_eq!(kept[0].made, restriction("list", "v"));
    assert_eq!((&kept[0].lifted, &kept[1].lifted), (&Some(ending(90)), &None));
    let open = RightsPage { open_only: true, ..ALL };
    assert_eq!(store.restrictions(open).await.unwrap(), kept[1..]);
    let after = RightsPage { after: 1, limit: 1, ..ALL };
    assert_eq!(store.restrictions(after).await.unwrap(), kept[1..]);
    assert_eq!(store.restrict(restriction("list", "v"), MANY).await.unwrap(), Some(3), "anew");
}
