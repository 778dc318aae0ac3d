use comity_model::{Groups, Judgement, RecordId, RecordRef, SameAs, Timestamp};
use comity_store::Store;

use crate::made_up::{begin, dataset, import, vessel};

fn decision(left: (&str, &str), right: (&str, &str), judgement: Judgement) -> SameAs {
    let record = |(of, id)| RecordRef { dataset: dataset(of), id: RecordId::new(id).unwrap() };
    SameAs {
        left: record(left),
        right: record(right),
        judgement,
        decided_by: "desk 4".to_owned(),
        decided_at: Timestamp(50),
        reason: "the same hull number".to_owned(),
    }
}

async fn three_lists(store: &dyn Store) {
    for list in ["list_a", "list_b", "list_c"] {
        import(store, list, 10, [vessel("v", "TERN")]).await;
    }
}

pub(crate) async fn decisions_are_kept_in_order(store: &dyn Store) {
    three_lists(store).await;
    let made = [
        decision(("list_b", "v"), ("list_c", "v"), Judgement::Same),
        decision(("list_a", "v"), ("list_b", "v"), Judgement::Same),
        decision(("list_c", "v"), ("list_b", "v"), Judgement::Different),
    ];
    for decision in &made {
        store.decide(decision).await.unwrap();
    }
    let kept = store.decisions().await.unwrap();
    assert_eq!(kept, made);
    assert_eq!(Groups::form(&kept).iter().count(), 1);
}

pub(crate) async fn contradicting_decisions_are_refused(store: &dyn Store) {
    three_lists(store).await;
    for (left, right) in [("list_a", "list_b"), ("list_b", "list_c")] {
        store.decide(&decision((left, "v"), (right, "v"), Judgement::Same)).await.unwrap();
    }
    let apart = decision(("list_a", "v"), ("list_c", "v"), Judgement::Different);
    let refused = store.decide(&apart).await.unwrap_err();
    assert_eq!(refused.code(), "conflict");
    assert!(refused.to_string().contains("`list_a/v` = `list_b/v` = `list_c/v`"), "{refused}");
    let unknown = decision(("list_a", "v"), ("list_a", "w"), Judgement::Same);
    let refused = store.decide(&unknown).await.unwrap_err();
    assert_eq!(refused.to_string(), "there is no record `list_a/w`");
    assert_eq!(store.decisions().await.unwrap().len(), 2);

    // A decision about a record that has left its list can be taken back.
    import(store, "list_c", 20, []).await;
    let back = decision(("list_b", "v"), ("list_c", "v"), Judgement::Different);
    store.decide(&back).await.unwrap();
}

pub(crate) async fn settings_are_kept(store: &dyn Store) {
    assert_eq!(store.setting("party").await.unwrap(), None);
    store.set_setting("party", "freedonia").await.unwrap();
    store.set_setting("party", "sylvania").await.unwrap();
    assert_eq!(store.setting("party").await.unwrap().as_deref(), Some("sylvania"));
}

pub(crate) async fn the_generation_changes_with_the_data(store: &dyn Store) {
    let mut known = vec![store.generation().await.unwrap()];
    let mut changed = async |does: bool| {
        let now = store.generation().await.unwrap();
        assert_eq!(!known.contains(&now), does, "{known:?} {now}");
        known.push(now);
    };
    import(store, "list", 10, [vessel("a", "TERN"), vessel("b", "TERN")]).await;
    changed(true).await;
    drop(begin(store, "list", 20).await);
    store.set_setting("party", "freedonia").await.unwrap();
    changed(false).await;
    store.decide(&decision(("list", "a"), ("list", "b"), Judgement::Same)).await.unwrap();
    changed(true).await;
    import(store, "list", 30, [vessel("a", "TERN")]).await;
    changed(true).await;
    assert_eq!(store.erase_versions(&dataset("list"), 1).await.unwrap(), 1);
    changed(true).await;
    assert!(store.remove_dataset(&dataset("list")).await.unwrap());
    changed(true).await;
    assert!(!store.remove_dataset(&dataset("list")).await.unwrap());
    changed(false).await;
}
