use comity_model::Timestamp;
use comity_store::{NewRedress, RedressRecord, RightsPage, Store, StoreError};

use super::restrictions::{ending, of};

const MANY: usize = 1_000;
const ALL: RightsPage = RightsPage { after: 0, limit: MANY, open_only: false };

pub(crate) fn redress(hash: u8, records: &[&str]) -> NewRedress {
    let is_not = |id: &&str| RedressRecord { record: of("list", id), content: "said".to_owned() };
    NewRedress {
        hash: [hash; 32],
        documents: vec!["digest".to_owned()],
        records: records.iter().map(is_not).collect(),
        reason: "cleared in request 7".to_owned(),
        by: "amara".to_owned(),
        at: Timestamp(70),
        expires_at: Timestamp(500),
    }
}

pub(crate) async fn redress_tokens_are_kept_until_they_end(store: &dyn Store) {
    let (one, two) = (redress(1, &["a", "b"]), redress(2, &[]));
    assert_eq!(store.issue_redress(one.clone(), 2).await.unwrap(), 1);
    assert_eq!(store.issue_redress(two.clone(), 2).await.unwrap(), 2);
    let refused = store.issue_redress(redress(3, &[]), 2).await.unwrap_err();
    assert!(matches!(refused, StoreError::TooMany { limit: 2, .. }), "{refused}");
    let found = store.redress_of(&[1; 32]).await.unwrap().unwrap();
    assert_eq!((found.number, &found.made, &found.revoked), (1, &one, &None));
    assert_eq!(store.redress_of(&[3; 32]).await.unwrap(), None);

    assert!(store.revoke_redress(1, ending(90)).await.unwrap());
    assert!(!store.revoke_redress(1, ending(95)).await.unwrap(), "it was");
    assert!(!store.revoke_redress(7, ending(95)).await.unwrap(), "there is none");
    let found = store.redress_of(&[1; 32]).await.unwrap().unwrap();
    assert_eq!(found.revoked, Some(ending(90)), "it is known, and says that it ended");
    let listed = async |page, now| {
        let found = store.redresses(page, Timestamp(now)).await.unwrap();
        found.into_iter().map(|each| each.number).collect::<Vec<_>>()
    };
    let open = RightsPage { open_only: true, ..ALL };
    assert_eq!(listed(ALL, 100).await, [1, 2]);
    assert_eq!((listed(open, 499).await, listed(open, 500).await), (vec![2], vec![]));
    assert_eq!(listed(RightsPage { limit: 1, ..ALL }, 0).await, [1]);
    assert_eq!(listed(RightsPage { after: 1, ..ALL }, 0).await, [2]);
}
