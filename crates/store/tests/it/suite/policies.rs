use comity_model::Timestamp;
use comity_store::{NewPolicy, Store};

pub(crate) fn policy(hash: u8, bundle: Option<&str>) -> NewPolicy {
    NewPolicy {
        hash: [hash; 32],
        bundle: bundle.map(str::to_owned),
        adopted_at: Timestamp(100),
        adopted_by: "rivera".to_owned(),
        approved_by: Some("moreau".to_owned()),
    }
}

pub(crate) async fn the_newest_policy_holds(store: &dyn Store) {
    assert_eq!(store.policy().await.unwrap(), None);
    assert_eq!(store.adopt_policy(policy(1, Some("[]"))).await.unwrap(), 1);
    assert_eq!(store.adopt_policy(policy(2, None)).await.unwrap(), 2);
    let kept = store.policy().await.unwrap().unwrap();
    assert_eq!((kept.number, kept.policy), (2, policy(2, None)));
    // One that was in force before may be so again.
    assert_eq!(store.adopt_policy(policy(1, Some("[]"))).await.unwrap(), 3);
    assert_eq!(store.policy().await.unwrap().unwrap().policy.hash, [1; 32]);
}
