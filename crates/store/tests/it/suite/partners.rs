use comity_audit::Hash;
use comity_exchange::{Chain, LinkState};
use comity_model::{LegalBasis, PartyId, Purpose, RecordId, Timestamp};
use comity_store::{NewShare, Outgoing, Partner, Recall, ShareCursor, Store, Told};

use crate::made_up::{dataset, import, vessel};

pub(crate) fn partner(party: &str) -> Partner {
    Partner {
        party: PartyId::new(party).unwrap(),
        link: LinkState::invited(),
        reason: "invited".to_owned(),
        changed_at: Timestamp(5),
        card: Some("a card".to_owned()),
        agreement: None,
        invitation: Some("an invitation".to_owned()),
        sent: Chain::default(),
        taken: Chain::default(),
        acked: 0,
        told_at: None,
        heard_at: None,
        failed: None,
    }
}

pub(crate) fn share(party: &str, list: &str) -> NewShare {
    NewShare {
        party: PartyId::new(party).unwrap(),
        dataset: dataset(list),
        purpose: Purpose::new("border-check").unwrap(),
        legal_basis: LegalBasis::new("border-code").unwrap(),
        case: None,
        standing: "listed".to_owned(),
        grounds: "fact".to_owned(),
        ordered_by: "rivera".to_owned(),
        ordered_at: Timestamp(6),
    }
}

fn envelope(before: Chain, told: Vec<Told>) -> Outgoing {
    let number = u8::try_from(before.seq + 1).unwrap();
    Outgoing {
        party: PartyId::new("sylvania").unwrap(),
        before,
        after: before.after(Hash([number; 32])),
        kind: "share",
        made_at: Timestamp(10),
        head: format!("head {number}"),
        body: "a body about NORDIC TERN".to_owned(),
        told,
        cursor: None,
    }
}

fn told(id: &str, what: Result<Hash, (&'static str, Timestamp)>) -> Told {
    Told { dataset: dataset("list"), id: RecordId::new(id).unwrap(), what }
}

pub(crate) async fn what_is_sent_stands_in_its_sequence(store: &dyn Store) {
    let party = PartyId::new("sylvania").unwrap();
    store.keep_partner(&partner("sylvania")).await.unwrap();
    let first = envelope(Chain::default(), vec![told("a", Ok(Hash([1; 32])))]);
    store.keep_outgoing(first.clone()).await.unwrap();
    let again = store.keep_outgoing(first.clone()).await.unwrap_err();
    assert_eq!(again.code(), "conflict", "a sequence has no two ends");
    let second = envelope(first.after, vec![told("a", Err(("recalled", Timestamp(99))))]);
    store.keep_outgoing(second.clone()).await.unwrap();
    assert!(
        store.holders(&dataset("list"), &RecordId::new("a").unwrap()).await.unwrap().is_empty()
    );
    let owed = store.taken_back(true, 9).await.unwrap();
    assert_eq!((owed.len(), owed[0].seq, owed[0].answer_by), (1, 2, Timestamp(99)));
    store.note_leaf(&party, 1, 41).await.unwrap();
    let waiting = store.outgoing(&party, 0, 9).await.unwrap();
    assert_eq!(waiting.iter().map(|sent| sent.leaf).collect::<Vec<_>>(), [Some(41), None]);
    store.acknowledge(&party, 7, Timestamp(20)).await.unwrap();
    let kept = store.partner(&party).await.unwrap().unwrap();
    assert_eq!((kept.acked, kept.sent), (2, second.after), "nobody has more than was sent");
    assert!(store.outgoing(&party, 0, 9).await.unwrap().iter().all(|sent| sent.body.is_none()));
    assert_eq!(store.outgoing_seq(&party, second.after.last).await.unwrap(), Some(2));
    store.keep_receipt(&party, 2, vec![], Timestamp(30)).await.unwrap();
    assert!(store.taken_back(true, 9).await.unwrap().is_empty());
    assert_eq!(store.taken_back(false, 9).await.unwrap()[0].answered.clone().unwrap().1, "done");
}

pub(crate) async fn a_body_that_is_voided_is_told_anew(store: &dyn Store) {
    let party = PartyId::new("sylvania").unwrap();
    store.keep_partner(&partner("sylvania")).await.unwrap();
    let sent = envelope(Chain::default(), vec![told("a", Ok(Hash([1; 32])))]);
    store.keep_outgoing(sent).await.unwrap();
    let ids = vec![RecordId::new("a").unwrap()];
    store.void_outgoing(&party, 1, &dataset("list"), ids.clone()).await.unwrap();
    assert!(store.outgoing(&party, 0, 9).await.unwrap()[0].body.is_none());
    let held = store.held(&party, &dataset("list"), ids).await.unwrap();
    assert_eq!(held, [Some(Hash([0; 32]))], "what the partner holds is not known");
}

pub(crate) async fn a_share_goes_on_where_it_was(store: &dyn Store) {
    store.keep_partner(&partner("sylvania")).await.unwrap();
    import(store, "list", 10, [vessel("a", "TERN"), vessel("b", "GULL")]).await;
    let number = store.add_share(share("sylvania", "list")).await.unwrap();
    assert!(store.add_share(share("sylvania", "list")).await.is_err(), "it is shared already");
    let (list, one) = (dataset("list"), RecordId::new("a").unwrap());
    let page = store.changed_since(&list, None, None, 1).await.unwrap();
    assert_eq!((page.records[0].0.as_str(), page.more, page.whole), ("a", true, true));
    let page = store.changed_since(&list, None, Some(&one), 9).await.unwrap();
    assert_eq!((page.records.len(), page.more), (1, false));
    let done = Some(page.version.clone());
    let cursor = ShareCursor { basis: Some("day 1".to_owned()), done, ..ShareCursor::default() };
    store.keep_cursor(number, cursor.clone()).await.unwrap();
    assert_eq!(store.shares().await.unwrap()[0].cursor, cursor);
    import(store, "list", 20, [vessel("b", "GULL"), vessel("c", "AUK")]).await;
    let page = store.changed_since(&list, Some(&page.version), None, 9).await.unwrap();
    let found: Vec<_> =
        page.records.iter().map(|(id, record)| (id.as_str(), record.is_some())).collect();
    assert_eq!(found, [("a", false), ("c", true)], "what is gone is told, what stayed is not");
    assert!(store.end_share(number, "over", Timestamp(30)).await.unwrap());
    assert!(!store.end_share(number, "over", Timestamp(30)).await.unwrap());
    let recall = Recall {
        dataset: list.clone(),
        id: one,
        reason: "wrong".to_owned(),
        by: "rivera".to_owned(),
        at: Timestamp(40),
    };
    assert!(store.recall(recall.clone()).await.unwrap());
    assert!(!store.recall(recall).await.unwrap());
    assert_eq!(store.recalled(&list).await.unwrap().len(), 1);
}

pub(crate) async fn questions_are_taken_up_once_and_counted(store: &dyn Store) {
    let party = PartyId::new("sylvania").unwrap();
    store.keep_partner(&partner("sylvania")).await.unwrap();
    let hash = Hash([3; 32]);
    assert!(store.note_alone(hash, Timestamp(50), Timestamp(40)).await.unwrap());
    assert!(!store.note_alone(hash, Timestamp(50), Timestamp(41)).await.unwrap());
    assert!(store.note_alone(hash, Timestamp(90), Timestamp(60)).await.unwrap(), "forgotten");
    assert!(store.count_question(&party, 1, Timestamp(60)).await.unwrap());
    assert!(!store.count_question(&party, 1, Timestamp(61)).await.unwrap());
    assert!(store.count_question(&party, 1, Timestamp(60 + 86_400)).await.unwrap());
}
