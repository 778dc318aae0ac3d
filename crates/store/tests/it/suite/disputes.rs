use std::collections::BTreeSet;

use comity_model::Timestamp;
use comity_store::{DisputeOutcome, NewDispute, RightsPage, Store, StoreError};

use super::restrictions::{ending, of};

const MANY: usize = 1_000;
const ALL: RightsPage = RightsPage { after: 0, limit: MANY, open_only: false };

pub(crate) fn dispute(id: &str) -> NewDispute {
    NewDispute {
        record: of("list", id),
        wrong: "the year of birth".to_owned(),
        mended: "1976".to_owned(),
        evidence: Some("birth certificate, file 12".to_owned()),
        content: "said".to_owned(),
        by: "amara".to_owned(),
        at: Timestamp(70),
        due_at: Timestamp(500),
    }
}

pub(crate) async fn disputes_are_kept_until_they_end(store: &dyn Store) {
    for (at, id) in ["a", "b", "a"].into_iter().enumerate() {
        let number = store.dispute(dispute(id), 3).await.unwrap();
        assert_eq!(number, at as u64 + 1);
    }
    let refused = store.dispute(dispute("c"), 3).await.unwrap_err();
    assert!(matches!(refused, StoreError::TooMany { limit: 3, .. }), "{refused}");
    let about = async |ids: &[&str]| {
        let records: BTreeSet<_> = ids.iter().map(|id| of("list", id)).collect();
        let found = store.disputes_about(records).await.unwrap();
        found.into_iter().map(|each| each.number).collect::<Vec<_>>()
    };
    assert_eq!((about(&["a"]).await, about(&["b", "a", "z"]).await), (vec![1, 3], vec![1, 2, 3]));
    assert!(store.end_dispute(1, DisputeOutcome::Rejected, ending(90)).await.unwrap());
    assert!(!store.end_dispute(1, DisputeOutcome::Upheld, ending(95)).await.unwrap(), "it was");
    assert!(!store.end_dispute(7, DisputeOutcome::Upheld, ending(95)).await.unwrap(), "none");
    assert_eq!(about(&["a"]).await, [3]);
    let kept = store.disputes(ALL).await.unwrap();
    assert_eq!((kept[0].number, &kept[0].made), (1, &dispute("a")));
    assert_eq!(kept[0].ended, Some((DisputeOutcome::Rejected, ending(90))));
    assert_eq!(kept[1].ended, None);
    let open = store.disputes(RightsPage { open_only: true, ..ALL }).await.unwrap();
    assert_eq!(open, kept[1..]);
    let after = store.disputes(RightsPage { after: 1, limit: 1, ..ALL }).await.unwrap();
    assert_eq!(after, kept[1..2]);
    for outcome in DisputeOutcome::ALL {
        assert_eq!(DisputeOutcome::named(outcome.name()), Some(outcome));
    }
}
