use comity_model::Timestamp;
use comity_store::{NewOwed, Store};

pub(crate) fn owed(party: &str) -> NewOwed {
    NewOwed {
        party: party.to_owned(),
        dataset: "list".to_owned(),
        record: "a".to_owned(),
        action: "act".to_owned(),
        measure: Some("seize".to_owned()),
        case: Some(7),
        purpose: Some("border-check".to_owned()),
        legal_basis: Some("border-code".to_owned()),
        reference: None,
        at: Timestamp(100),
    }
}

pub(crate) async fn what_is_owed_waits_until_it_is_sent(store: &dyn Store) {
    store.owe(vec![owed("sylvania"), owed("klopstokia")]).await.unwrap();
    store.owe(Vec::new()).await.unwrap();
    let all = store.owed(0, 9, true).await.unwrap();
    assert_eq!((all[0].number, &all[0].owed), (1, &owed("sylvania")));
    assert_eq!((all[1].owed.party.as_str(), all[1].sent_at), ("klopstokia", None));
    assert!(store.owed_sent(1, Timestamp(150)).await.unwrap());
    assert!(!store.owed_sent(1, Timestamp(160)).await.unwrap(), "once");
    assert!(!store.owed_sent(9, Timestamp(160)).await.unwrap());
    let waiting = store.owed(0, 9, true).await.unwrap();
    assert_eq!(waiting.iter().map(|one| one.number).collect::<Vec<_>>(), [2]);
    let all = store.owed(0, 1, false).await.unwrap();
    assert_eq!((all.len(), all[0].sent_at), (1, Some(Timestamp(150))));
    assert!(store.owed(2, 9, false).await.unwrap().is_empty());
}
