use comity_model::{CaseState, Timestamp};
use comity_store::{
    CaseMeasure, CasePage, CaseStep, HitCase, HitChange, NewCase, Rescreened, Store, StoreError,
};

use super::owed::owed;
use super::subjects::{hit, subject};

const MANY: usize = 1_000;
const NOW: Timestamp = Timestamp(100);

pub(crate) fn case(asked: &str, candidate: &str, content: &str) -> NewCase {
    NewCase {
        query: r#"{"schema":"Vessel"}"#.to_owned(),
        asked: asked.to_owned(),
        clearance: "TLP:GREEN".to_owned(),
        candidate: candidate.to_owned(),
        dataset: "list".to_owned(),
        record: candidate.to_owned(),
        caption: "NORDIC TERN".to_owned(),
        content: content.to_owned(),
        score: 0.9,
        basis: "{}".to_owned(),
        purpose: Some("border-check".to_owned()),
        legal_basis: None,
        reference: None,
        opened_by: None,
        due_at: Timestamp(200),
    }
}

async fn open(store: &dyn Store, case: NewCase) -> u64 {
    let by = Some("desk 1".to_owned());
    store.open_case(NewCase { opened_by: by, ..case }, NOW, MANY).await.unwrap()
}

fn step(from: CaseState, to: CaseState) -> CaseStep {
    let reviewer = (!to.is_open()).then(|| "desk 4".to_owned());
    CaseStep {
        from,
        reviewer,
        to,
        by: "desk 4".to_owned(),
        words: (!to.is_open()).then(|| "other hull".to_owned()),
        at: Timestamp(150),
    }
}

async fn review(store: &dyn Store, number: u64) {
    let begun = step(CaseState::Candidate, CaseState::UnderReview);
    assert!(store.advance_case(number, begun).await.unwrap());
}

async fn kept(store: &dyn Store, number: u64) -> HitCase {
    store.case(number).await.unwrap().unwrap()
}

fn kinds(case: &HitCase) -> Vec<&str> {
    case.events.iter().map(|event| event.kind.as_str()).collect()
}

pub(crate) async fn a_case_is_led_by_a_named_person(store: &dyn Store) {
    let number = open(store, case("q", "x", "1")).await;
    let confirm = step(CaseState::UnderReview, CaseState::Confirmed);
    assert!(!store.advance_case(number, confirm.clone()).await.unwrap(), "nobody reviewed it");
    let measure = CaseMeasure {
        measure: "inform-issuer".to_owned(),
        words: None,
        by: "desk 4".to_owned(),
        at: Timestamp(170),
        owed: vec![owed("sylvania")],
    };
    assert!(!store.add_measure(number, measure.clone()).await.unwrap());
    assert!(store.owed(0, 9, false).await.unwrap().is_empty(), "nothing was done");
    review(store, number).await;
    assert!(!store.add_measure(number, measure.clone()).await.unwrap());
    let other = CaseStep { reviewer: Some("desk 5".to_owned()), ..confirm.clone() };
    assert!(!store.advance_case(number, other).await.unwrap(), "another person's case");
    assert!(store.advance_case(number, confirm.clone()).await.unwrap());
    assert!(!store.advance_case(number, confirm).await.unwrap());
    assert!(store.add_measure(number, measure).await.unwrap());
    assert_eq!(store.owed(0, 9, true).await.unwrap()[0].owed, owed("sylvania"));
    let led = kept(store, number).await;
    assert_eq!(kinds(&led), ["opened", "review", "confirmed", "measure"]);
    assert_eq!((led.state, led.reviewer.as_deref()), (CaseState::Confirmed, Some("desk 4")));
    assert_eq!((led.opened_at, led.review_at), (NOW, Some(Timestamp(150))));
    assert_eq!((led.reason.as_deref(), led.decided_at), (Some("other hull"), Some(Timestamp(150))));
    assert_eq!(led.events[0].by.as_deref(), Some("desk 1"));
    assert_eq!(led.events[3].measure.as_deref(), Some("inform-issuer"));
    // Taken up again, it is no hit any more until somebody says so again.
    let again = step(CaseState::Confirmed, CaseState::UnderReview);
    assert!(store.advance_case(number, again).await.unwrap());
    let led = kept(store, number).await;
    assert_eq!((led.state, led.reason, led.decided_at), (CaseState::UnderReview, None, None));
    assert_eq!(store.case(number + 1).await.unwrap(), None);
}

pub(crate) async fn one_question_and_record_is_one_case(store: &dyn Store) {
    let number = open(store, case("q", "x", "1")).await;
    assert_eq!(open(store, case("q", "x", "1")).await, number);
    let other = open(store, case("q", "y", "1")).await;
    assert_ne!(other, number);
    let elsewhere = NewCase { clearance: "TLP:RED".to_owned(), ..case("q", "x", "1") };
    assert_ne!(open(store, elsewhere).await, number, "seen with more");
    let refused = store.open_case(case("r", "x", "1"), NOW, 3).await.unwrap_err();
    assert!(matches!(refused, StoreError::TooMany { limit: 3, .. }), "{refused}");
}

pub(crate) async fn cases_are_listed(store: &dyn Store) {
    let early = open(store, NewCase { due_at: Timestamp(120), ..case("a", "x", "1") }).await;
    let late = open(store, NewCase { due_at: Timestamp(500), ..case("b", "x", "1") }).await;
    let decided = open(store, NewCase { due_at: Timestamp(120), ..case("c", "x", "1") }).await;
    review(store, decided).await;
    let rejected = step(CaseState::UnderReview, CaseState::Rejected);
    assert!(store.advance_case(decided, rejected).await.unwrap());
    review(store, late).await;
    let all = CasePage { limit: MANY, ..CasePage::default() };
    let list = async |page: CasePage| -> Vec<u64> {
        store.cases(page).await.unwrap().iter().map(|case| case.number).collect()
    };
    assert_eq!(list(all.clone()).await, [early, late, decided]);
    assert_eq!(list(CasePage { after: early, limit: 1, ..all.clone() }).await, [late]);
    let state = Some(CaseState::Candidate);
    assert_eq!(list(CasePage { state, ..all.clone() }).await, [early]);
    let overdue = |at| CasePage { due_by: Some(Timestamp(at)), ..all.clone() };
    assert_eq!(list(overdue(119)).await, [0; 0]);
    assert_eq!(list(overdue(120)).await, [early], "what is decided is not overdue");
    assert_eq!(list(overdue(500)).await, [early, late]);
    let mine = CasePage { reviewer: Some("desk 4".to_owned()), ..all };
    assert_eq!(list(mine).await, [late, decided]);
}

pub(crate) async fn a_rejection_is_remembered_until_it_is_taken_back(store: &dyn Store) {
    let number = open(store, case("q", "x", "1")).await;
    review(store, number).await;
    assert!(store.rejections("q").await.unwrap().is_empty());
    let reject = step(CaseState::UnderReview, CaseState::Rejected);
    assert!(store.advance_case(number, reject.clone()).await.unwrap());
    let known = store.rejections("q").await.unwrap();
    let [known] = known.as_slice() else { panic!("{known:?}") };
    assert_eq!((known.dataset.as_str(), known.record.as_str()), ("list", "x"));
    assert_eq!((known.content.as_str(), known.clearance.as_str()), ("1", "TLP:GREEN"));
    assert_eq!((known.case, known.by.as_str(), known.at), (number, "desk 4", Timestamp(150)));
    assert_eq!(known.reason, "other hull");
    assert!(store.rejections("r").await.unwrap().is_empty());
    // Who decides with less to see does not overwrite what was decided with more.
    let low = NewCase { clearance: "TLP:CLEAR".to_owned(), ..case("q", "x", "0") };
    let low = open(store, low).await;
    review(store, low).await;
    assert!(store.advance_case(low, reject.clone()).await.unwrap());
    assert_eq!(store.rejections("q").await.unwrap().len(), 2);
    let again = step(CaseState::Rejected, CaseState::UnderReview);
    assert!(store.advance_case(low, again.clone()).await.unwrap());
    assert_eq!(store.rejections("q").await.unwrap().len(), 1);
    assert!(store.advance_case(number, again).await.unwrap());
    assert!(store.rejections("q").await.unwrap().is_empty(), "persons err");
}

/// Screens the subject `a`, with these changes and all that it hits.
async fn screened(store: &dyn Store, changes: &[(HitChange, &str)], cases: Vec<NewCase>) {
    let found = store.subject("ferry", "a", NOW).await.unwrap().unwrap();
    let changes = changes.iter().map(|(change, candidate)| (*change, hit(candidate, 0.9, "1")));
    let screened = Rescreened {
        key: found.key,
        revision: found.revision,
        changes: changes.collect(),
        rescored: Vec::new(),
        cases,
    };
    store.keep_screenings(vec![screened], NOW).await.unwrap();
}

async fn states(store: &dyn Store) -> Vec<(String, String)> {
    let page = CasePage { limit: MANY, ..CasePage::default() };
    let cases = store.cases(page).await.unwrap();
    cases.iter().map(|case| (case.found.candidate.clone(), case.state.to_string())).collect()
}

fn told(states: &[(&str, &str)]) -> Vec<(String, String)> {
    states.iter().map(|(one, other)| ((*one).to_owned(), (*other).to_owned())).collect()
}

pub(crate) async fn what_a_subject_hits_is_a_case(store: &dyn Store) {
    store.put_subjects(vec![subject("a", "1")], NOW, MANY).await.unwrap();
    screened(
        store,
        &[(HitChange::New, "x"), (HitChange::New, "y")],
        vec![case("a1", "x", "1"), case("a1", "y", "1")],
    )
    .await;
    assert_eq!(states(store).await, told(&[("x", "candidate"), ("y", "candidate")]));
    let page = CasePage { limit: 1, ..CasePage::default() };
    let first = store.cases(page).await.unwrap().remove(0);
    assert_eq!(first.subject, Some(("ferry".to_owned(), "a".to_owned())));
    // The same once more says nothing; another content does.
    screened(store, &[], vec![case("a1", "x", "1"), case("a1", "y", "1")]).await;
    assert_eq!(kinds(&kept(store, first.number).await), ["opened"]);
    screened(store, &[(HitChange::Changed, "x")], vec![case("a1", "x", "2")]).await;
    let changed = kept(store, first.number).await;
    assert_eq!((kinds(&changed), changed.found.content.as_str()), (vec!["opened", "changed"], "2"));
    // What is there no more needs no decision.
    screened(store, &[(HitChange::Withdrawn, "y")], vec![case("a1", "x", "2")]).await;
    assert_eq!(states(store).await, told(&[("x", "candidate"), ("y", "withdrawn")]));
    // A rejection makes the node look at the subject again.
    review(store, first.number).await;
    let reject = step(CaseState::UnderReview, CaseState::Rejected);
    assert!(store.advance_case(first.number, reject).await.unwrap());
    assert!(store.subject("ferry", "a", NOW).await.unwrap().unwrap().pending);
    screened(store, &[(HitChange::Withdrawn, "x")], Vec::new()).await;
    assert_eq!(kept(store, first.number).await.state, CaseState::Rejected, "it stays decided");
    // And a new state of things is a new case.
    screened(store, &[(HitChange::New, "x")], vec![case("a1", "x", "3")]).await;
    let three = [("x", "rejected"), ("y", "withdrawn"), ("x", "candidate")];
    assert_eq!(states(store).await, told(&three));
    // Whoever leaves takes along what no person has looked at.
    assert!(store.remove_subject("ferry", "a").await.unwrap());
    assert_eq!(states(store).await, told(&[("x", "rejected")]));
    let kept = kept(store, first.number).await;
    assert_eq!(kept.subject, Some(("ferry".to_owned(), "a".to_owned())));
    assert_eq!(store.rejections("a1").await.unwrap().len(), 1);
}

pub(crate) async fn a_confirmed_hit_stays_with_who_was_meant(store: &dyn Store) {
    store.put_subjects(vec![subject("a", "1")], NOW, MANY).await.unwrap();
    screened(store, &[(HitChange::New, "x")], vec![case("a1", "x", "1")]).await;
    review(store, 1).await;
    let confirm = step(CaseState::UnderReview, CaseState::Confirmed);
    assert!(store.advance_case(1, confirm).await.unwrap());
    screened(store, &[(HitChange::Changed, "x")], vec![case("a1", "x", "2")]).await;
    assert_eq!(states(store).await, told(&[("x", "confirmed")]));
    let told_of = kept(store, 1).await;
    assert_eq!(kinds(&told_of), ["opened", "review", "confirmed", "changed"]);
    // Asked about somebody else, it is another question.
    screened(store, &[], vec![case("a2", "x", "2")]).await;
    assert_eq!(states(store).await, told(&[("x", "confirmed"), ("x", "candidate")]));
    // It is withdrawn with its record, and the hit that was is remembered.
    screened(store, &[(HitChange::Withdrawn, "x")], Vec::new()).await;
    assert_eq!(states(store).await, told(&[("x", "confirmed"), ("x", "withdrawn")]));
}
