use std::ops::ControlFlow;
use std::sync::mpsc::channel;

use comity_model::{DatasetVersion, Record};
use comity_store::{Between, Change, Store, StoreError};

use crate::made_up::{dataset, import, listing, record, vessel};

fn between(from: &str, to: &str) -> Between {
    Between { dataset: dataset("list"), from: from.to_owned(), to: to.to_owned(), after: None }
}

async fn ask(
    store: &dyn Store,
    between: Between,
) -> Result<(DatasetVersion, DatasetVersion, Vec<Change>), StoreError> {
    let (send, seen) = channel();
    let visitor = Box::new(move |change| {
        send.send(change).unwrap();
        Ok(ControlFlow::Continue(()))
    });
    let (from, to) = store.changes(between, visitor).await?;
    Ok((from, to, seen.iter().collect()))
}

/// Each change as `id: what it was > what it is`.
async fn told(store: &dyn Store, from: &str, to: &str) -> Vec<String> {
    let names = |record: &Record| record.values("name").collect::<Vec<_>>().join("+");
    let (_, _, changes) = ask(store, between(from, to)).await.unwrap();
    let tell = |change: &Change| {
        let both = [&change.before, &change.after];
        let id = both.into_iter().flatten().next().unwrap().record.id().to_string();
        let [before, after] =
            both.map(|side| side.as_ref().map_or_else(|| "-".into(), |side| names(&side.record)));
        format!("{id}: {before} > {after}")
    };
    changes.iter().map(tell).collect()
}

pub(crate) async fn a_difference_shows_both_sides(store: &dyn Store) {
    let one = import(store, "list", 10, [vessel("a", "TERN"), vessel("b", "SKUA")]).await;
    import(store, "other", 11, [vessel("a", "AUK")]).await;
    let two = import(store, "list", 20, [vessel("c", "PETREL"), vessel("a", "TERN II")]).await;
    let three = import(store, "list", 30, [vessel("c", "PETREL"), vessel("a", "TERN III")]).await;
    let (one, two, three) = (one.version, two.version, three.version);
    assert_eq!(
        told(store, &one, &two).await,
        ["a: TERN > TERN II", "b: SKUA > -", "c: - > PETREL"]
    );
    assert_eq!(told(store, &two, &three).await, ["a: TERN II > TERN III"]);
    assert_eq!(
        told(store, &one, &three).await,
        ["a: TERN > TERN III", "b: SKUA > -", "c: - > PETREL"]
    );
    assert_eq!(
        told(store, &three, &one).await,
        ["a: TERN III > TERN", "b: - > SKUA", "c: PETREL > -"],
        "the other way round"
    );
    assert_eq!(told(store, &two, &two).await, [""; 0]);
    let (from, to, _) = ask(store, between(&three, &one)).await.unwrap();
    assert_eq!((from.version, to.version), (three, one));
}

pub(crate) async fn what_came_back_as_it_was_is_no_difference(store: &dyn Store) {
    let rows = || [vessel("a", "TERN"), vessel("b", "SKUA")];
    let one = import(store, "list", 10, rows()).await.version;
    let two = import(store, "list", 20, [vessel("a", "TERN")]).await.version;
    let three = import(store, "list", 30, rows()).await.version;
    let four = import(store, "list", 40, [vessel("a", "TERN"), vessel("b", "SKUA II")]).await;
    assert_eq!(told(store, &one, &two).await, ["b: SKUA > -"]);
    assert_eq!(told(store, &two, &three).await, ["b: - > SKUA"]);
    assert_eq!(told(store, &one, &three).await, [""; 0]);
    assert_eq!(told(store, &one, &four.version).await, ["b: SKUA > SKUA II"]);
}

pub(crate) async fn a_difference_is_read_in_pages(store: &dyn Store) {
    let one = import(store, "list", 10, []).await.version;
    let rows = ["a", "b", "c", "d"].map(|id| vessel(id, "TERN"));
    let two = import(store, "list", 20, rows).await.version;
    let after = Between { after: Some("b".to_owned()), ..between(&one, &two) };
    let (_, _, rest) = ask(store, after).await.unwrap();
    assert_eq!(rest.len(), 2);
    let (send, seen) = channel();
    let visitor = Box::new(move |change: Change| {
        send.send(change).unwrap();
        Ok(ControlFlow::Break(()))
    });
    store.changes(between(&one, &two), visitor).await.unwrap();
    assert_eq!(seen.iter().count(), 1, "it ends when the visitor has enough");
    let broken = Box::new(|_| Err(StoreError::Conflict("enough".into())));
    let refused = store.changes(between(&one, &two), broken).await.unwrap_err();
    assert_eq!(refused.to_string(), "enough");
}

pub(crate) async fn versions_that_are_not_kept_have_no_difference(store: &dyn Store) {
    let one = import(store, "list", 10, [vessel("a", "TERN")]).await.version;
    let two = import(store, "list", 20, [vessel("a", "TERN II")]).await.version;
    let three = import(store, "list", 30, [vessel("a", "TERN III")]).await.version;
    for (from, to) in [("nothing", &*two), (&*two, "nothing")] {
        let refused = ask(store, between(from, to)).await.unwrap_err();
        assert_eq!(refused.code(), "no-such-version");
        assert_eq!(refused.to_string(), "`list` has no version `nothing`");
    }
    let absent = Between { dataset: dataset("absent"), ..between(&one, &two) };
    assert_eq!(ask(store, absent).await.unwrap_err().code(), "no-such-version");
    assert_eq!(store.erase_versions(&dataset("list"), 2).await.unwrap(), 1);
    for (from, to) in [(&one, &two), (&three, &one), (&one, &one)] {
        let refused = ask(store, between(from, to)).await.unwrap_err();
        assert_eq!(refused.code(), "version-erased");
    }
    assert_eq!(told(store, &two, &three).await, ["a: TERN II > TERN III"]);
}

pub(crate) async fn related_records_tell_whom_they_describe(store: &dyn Store) {
    let berth = || record("Address", "ad-1", &[("full", "Quay 4, Port Freedonia")]);
    let at_berth = || record("Company", "co", &[("name", "TERN LTD"), ("addressEntity", "ad-1")]);
    let owner = || record("Ownership", "own-1", &[("owner", "co"), ("asset", "a")]);
    let rows = || vec![vessel("a", "TERN"), listing("l-1", "a"), owner(), at_berth(), berth()];
    let one = import(store, "list", 10, rows()).await.version;
    let two = import(store, "list", 20, [vessel("a", "TERN II"), listing("l-1", "a")]).await;
    let list = dataset("list");
    let names = async |version: &str, id: &str, limit: usize| -> Vec<String> {
        let found = store.described(&list, version, id, limit).await.unwrap();
        found.iter().map(|stored| stored.record.caption()).collect()
    };
    assert_eq!(names(&one, "l-1", 9).await, ["TERN"]);
    assert_eq!(names(&two.version, "l-1", 9).await, ["TERN II"], "as it stood then");
    assert_eq!(names(&one, "own-1", 9).await, ["TERN", "TERN LTD"]);
    assert_eq!(names(&one, "own-1", 1).await, ["TERN"]);
    assert_eq!(names(&one, "ad-1", 9).await, ["TERN LTD"]);
    assert_eq!(names(&two.version, "ad-1", 9).await, [""; 0]);
    assert!(store.described(&list, "nothing", "l-1", 9).await.is_err());
}
