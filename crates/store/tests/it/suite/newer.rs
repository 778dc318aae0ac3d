//! What somebody who holds earlier versions lacks.

use std::sync::mpsc::channel;

use comity_model::{DatasetVersion, RecordId, RecordRef};
use comity_store::{Newer, Store, Stored};

use crate::made_up::{dataset, import, listing, record, vessel};

/// Listings describe what they list, for this test.
fn describes(stored: &Stored) -> Option<RecordRef> {
    let id = RecordId::new(stored.record.first("entity")?).ok()?;
    Some(RecordRef { dataset: stored.dataset.clone(), id })
}

/// Each step as `sign id`, sorted.
async fn told(store: &dyn Store, since: &[DatasetVersion]) -> Option<Vec<String>> {
    let (send, seen) = channel();
    let visitor = Box::new(move |step| {
        send.send(step).unwrap();
        Ok(())
    });
    let versions = store.newer(since.to_vec(), describes, visitor).await.unwrap()?;
    let current: Vec<_> =
        store.datasets().await.unwrap().into_iter().map(|known| known.current).collect();
    assert_eq!(versions, current);
    let mut told: Vec<String> = seen
        .iter()
        .map(|step| match step {
            Newer::Gone(state) => format!("- {}", state.record.id()),
            Newer::New(state) => format!("+ {}", state.record.id()),
            Newer::Again(state) => format!("= {}", state.record.id()),
        })
        .collect();
    told.sort();
    Some(told)
}

pub(crate) async fn what_is_newer_is_told(store: &dyn Store) {
    let rows = || vec![vessel("a", "TERN"), vessel("b", "SKUA"), vessel("c", "AUK")];
    let listings = |id: &str| [listing(&format!("{id}-l"), id), listing(&format!("{id}-m"), id)];
    let all = rows().into_iter().chain(listings("a")).chain(listings("b")).chain(listings("c"));
    let first = import(store, "list", 10, all).await;
    assert_eq!(told(store, std::slice::from_ref(&first)).await.unwrap(), [""; 0]);

    // A record changes, of another one a listing goes, and a third stays with all it has.
    let renamed = record("Vessel", "a", &[("name", "TERN"), ("name", "GULL")]);
    let rows = vec![renamed, vessel("b", "SKUA"), vessel("c", "AUK"), vessel("d", "PETREL")];
    let rows = rows.into_iter().chain(listings("a")).chain([listing("b-l", "b")]);
    let second = import(store, "list", 20, rows.chain(listings("c"))).await;
    import(store, "other", 30, [vessel("x", "TERN")]).await;
    assert_eq!(
        told(store, std::slice::from_ref(&first)).await.unwrap(),
        ["+ a", "+ d", "+ x", "- a", "- b-m", "= a-l", "= a-m", "= b", "= b-l"],
    );
    assert_eq!(told(store, std::slice::from_ref(&second)).await.unwrap(), ["+ x"]);

    // Nobody can tell the way from a version that was erased, or out of a dataset that is gone.
    store.erase_versions(&dataset("list"), 1).await.unwrap();
    assert_eq!(told(store, std::slice::from_ref(&first)).await, None);
    assert_eq!(told(store, std::slice::from_ref(&second)).await.unwrap(), ["+ x"]);
    store.remove_dataset(&dataset("list")).await.unwrap();
    assert_eq!(told(store, std::slice::from_ref(&second)).await, None);
    assert_eq!(told(store, &[]).await.unwrap(), ["+ x"]);
}
