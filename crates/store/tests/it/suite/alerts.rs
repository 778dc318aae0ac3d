use comity_model::{DatasetName, Timestamp};
use comity_store::{
    AlertClosing, AlertExtension, AlertPage, AlertTerm, IssuedAlert, KeptAlert, Store, StoreError,
};

use crate::made_up::{import, vessel};

const MANY: usize = 1_000;
const NOW: Timestamp = Timestamp(100);

pub(crate) fn alert(category: &str) -> IssuedAlert {
    IssuedAlert {
        category: category.to_owned(),
        measure: "inform-issuer".to_owned(),
        legal_basis: "Border Act, section 4".to_owned(),
        issuer: "Coast Guard of Freedonia".to_owned(),
        reason: "left the harbour and did not arrive".to_owned(),
        reference: Some("4711".to_owned()),
        consent: None,
        marking: "TLP:AMBER".to_owned(),
        about: r#"{"schema":"Person"}"#.to_owned(),
        issued_by: "desk 4".to_owned(),
        issued_at: NOW,
    }
}

pub(crate) fn term(warns_at: i64, expires_at: i64) -> AlertTerm {
    AlertTerm {
        review: format!("day {expires_at}"),
        warns_at: Timestamp(warns_at),
        expires_at: Timestamp(expires_at),
    }
}

async fn issue(store: &dyn Store, category: &str, term: AlertTerm) -> u64 {
    store.issue_alert(alert(category), term, MANY).await.unwrap()
}

fn extension(was: &AlertTerm, at: i64, to: &AlertTerm) -> AlertExtension {
    AlertExtension {
        review_was: was.review.clone(),
        review: to.review.clone(),
        assessment: "still missing".to_owned(),
        assessed_by: "desk 5".to_owned(),
        assessed_at: Timestamp(at),
    }
}

fn closing(at: i64) -> AlertClosing {
    AlertClosing {
        outcome: "purpose-met".to_owned(),
        words: Some("found in good health".to_owned()),
        closed_by: "desk 6".to_owned(),
        closed_at: Timestamp(at),
    }
}

fn numbers(alerts: &[KeptAlert]) -> Vec<u64> {
    alerts.iter().map(|alert| alert.number).collect()
}

pub(crate) async fn alerts_are_kept_with_their_life(store: &dyn Store) {
    let first = term(500, 900);
    let number = issue(store, "missing-person", first.clone()).await;
    let kept = store.alert(number).await.unwrap().unwrap();
    assert_eq!((&kept.issued, &kept.term), (&alert("missing-person"), &first));
    assert!(kept.extensions.is_empty() && kept.closing.is_none() && kept.warned_at.is_none());
    let second = term(1_500, 1_900);
    let longer = extension(&first, 600, &second);
    assert!(store.extend_alert(number, longer.clone(), second.clone()).await.unwrap());
    // Somebody else's assessment of the review before is too late.
    assert!(!store.extend_alert(number, longer.clone(), second.clone()).await.unwrap());
    let kept = store.alert(number).await.unwrap().unwrap();
    assert_eq!((kept.extensions, kept.term), (vec![longer], second.clone()));
    assert!(store.close_alert(number, closing(700)).await.unwrap());
    assert!(!store.close_alert(number, closing(701)).await.unwrap());
    let third = term(2_500, 2_900);
    let after = extension(&second, 702, &third);
    assert!(!store.extend_alert(number, after, third).await.unwrap());
    assert_eq!(store.alert(number).await.unwrap().unwrap().closing, Some(closing(700)));
    assert_eq!(store.alert(number + 1).await.unwrap(), None);
    // Nobody keeps longer or closes what is past its time.
    let late = issue(store, "missing-person", term(200, 300)).await;
    let longer = term(800, 900);
    let too_late = extension(&term(200, 300), 300, &longer);
    assert!(!store.extend_alert(late, too_late, longer).await.unwrap());
    assert!(!store.close_alert(late, closing(300)).await.unwrap());
    assert!(store.close_alert(late, closing(299)).await.unwrap());
}

pub(crate) async fn too_many_alerts_change_nothing(store: &dyn Store) {
    let one = store.issue_alert(alert("a"), term(500, 900), 2).await.unwrap();
    store.issue_alert(alert("a"), term(500, 900), 2).await.unwrap();
    let refused = store.issue_alert(alert("a"), term(500, 900), 2).await.unwrap_err();
    assert!(matches!(refused, StoreError::TooMany { limit: 2, .. }), "{refused}");
    // Those that are over make room.
    assert!(store.close_alert(one, closing(200)).await.unwrap());
    store.issue_alert(alert("a"), term(500, 900), 2).await.unwrap();
    let late = IssuedAlert { issued_at: Timestamp(900), ..alert("a") };
    store.issue_alert(late, term(1_500, 1_900), 1).await.unwrap();
}

pub(crate) async fn alerts_are_listed_by_what_they_are_now(store: &dyn Store) {
    let open = issue(store, "a", term(500, 900)).await;
    let other = issue(store, "b", term(700, 1_900)).await;
    let closed = issue(store, "a", term(500, 900)).await;
    store.close_alert(closed, closing(200)).await.unwrap();
    let all = AlertPage { limit: MANY, ..AlertPage::default() };
    let list =
        async |page: AlertPage, now| numbers(&store.alerts(page, Timestamp(now)).await.unwrap());
    assert_eq!(list(all.clone(), 200).await, [open, other, closed]);
    assert_eq!(list(AlertPage { after: open, limit: 1, ..all.clone() }, 200).await, [other]);
    let of_a = AlertPage { category: Some("a".to_owned()), ..all.clone() };
    assert_eq!(list(of_a, 200).await, [open, closed]);
    let in_force = AlertPage { in_force_only: true, ..all.clone() };
    assert_eq!(list(in_force.clone(), 899).await, [open, other]);
    assert_eq!(list(in_force, 900).await, [other], "past its time, whoever has looked");
    let due = AlertPage { due_only: true, ..all };
    assert_eq!(list(due.clone(), 499).await, [0; 0]);
    assert_eq!(list(due.clone(), 500).await, [open]);
    assert_eq!(list(due, 900).await, [other]);
}

pub(crate) async fn what_is_searched_follows_alerts(store: &dyn Store) {
    let to_show = async |now| numbers(&store.alerts_to_show(Timestamp(now), MANY).await.unwrap());
    assert_eq!(store.next_alert_change().await.unwrap(), None);
    let one = issue(store, "a", term(500, 900)).await;
    let two = issue(store, "a", term(1_500, 1_900)).await;
    assert_eq!(store.next_alert_change().await.unwrap(), Some(Timestamp(0)), "at once");
    assert_eq!(to_show(100).await, [one, two]);
    store.note_shown(vec![(one, true), (two, true)], NOW).await.unwrap();
    assert_eq!(to_show(899).await, [0; 0]);
    assert_eq!(store.next_alert_change().await.unwrap(), Some(Timestamp(900)));
    let warned = store.warn_alerts(Timestamp(500), MANY).await.unwrap();
    assert_eq!(numbers(&warned), [one]);
    assert!(store.warn_alerts(Timestamp(501), MANY).await.unwrap().is_empty(), "once");
    assert_eq!(store.alert(one).await.unwrap().unwrap().warned_at, Some(Timestamp(500)));
    assert_eq!(to_show(900).await, [one], "its time is past");
    store.note_shown(vec![(one, false)], NOW).await.unwrap();
    assert_eq!(to_show(900).await, [0; 0]);
    store.close_alert(two, closing(950)).await.unwrap();
    assert_eq!(to_show(950).await, [two]);
    store.note_shown(vec![(two, false)], NOW).await.unwrap();
    assert_eq!(store.next_alert_change().await.unwrap(), None);
    let three = issue(store, "a", term(1_500, 1_900)).await;
    store.note_shown(vec![(three, true)], NOW).await.unwrap();
    store.note_none_shown().await.unwrap();
    assert_eq!(to_show(950).await, [three]);
    // Kept longer, it is warned of again.
    let was = term(1_500, 1_900);
    store.warn_alerts(Timestamp(1_500), MANY).await.unwrap();
    let longer = term(2_500, 2_900);
    let extended = extension(&was, 1_600, &longer);
    assert!(store.extend_alert(three, extended, longer).await.unwrap());
    assert!(store.warn_alerts(Timestamp(2_499), MANY).await.unwrap().is_empty());
    assert_eq!(numbers(&store.warn_alerts(Timestamp(2_500), MANY).await.unwrap()), [three]);
}

pub(crate) async fn what_has_left_is_erased(store: &dyn Store) {
    let dataset = DatasetName::new("own-alerts").unwrap();
    let gone = issue(store, "a", term(500, 900)).await;
    let stays = issue(store, "a", term(500, 900)).await;
    let both = [vessel("a-1", "GREY AUK"), vessel("a-2", "NORDIC TERN")];
    import(store, "own-alerts", 100, both).await;
    store.note_shown(vec![(gone, true), (stays, true)], NOW).await.unwrap();
    store.close_alert(gone, closing(200)).await.unwrap();
    assert_eq!(store.erase_alerts(&dataset, Timestamp(9_999)).await.unwrap(), 0, "still searched");
    import(store, "own-alerts", 200, [vessel("a-2", "NORDIC TERN")]).await;
    store.note_shown(vec![(gone, false)], Timestamp(200)).await.unwrap();
    import(store, "own-alerts", 300, [vessel("a-2", "NORDIC TERN"), vessel("a-3", "SKUA")]).await;
    assert_eq!(store.erase_alerts(&dataset, Timestamp(200)).await.unwrap(), 0, "it left then");
    assert_eq!(store.versions(&dataset).await.unwrap().len(), 3);
    assert_eq!(store.erase_alerts(&dataset, Timestamp(201)).await.unwrap(), 1);
    assert_eq!(store.alert(gone).await.unwrap(), None);
    assert!(store.alert(stays).await.unwrap().is_some());
    // The version that held it is gone, those since are not.
    assert_eq!(store.versions(&dataset).await.unwrap().len(), 2);
    assert_eq!(store.records("a-3").await.unwrap().len(), 1);
    assert_eq!(store.erase_alerts(&dataset, Timestamp(9_999)).await.unwrap(), 0);
    let next = issue(store, "a", term(500, 900)).await;
    assert!(next > stays, "no number is used twice");
}
