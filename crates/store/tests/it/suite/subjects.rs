use comity_model::Timestamp;
use comity_store::{
    Event, EventPage, Happened, Hit, HitChange, Rescreened, Store, StoreError, Subject,
};

use crate::made_up::{import, vessel};

const NOW: Timestamp = Timestamp(100);
const MANY: usize = 1_000;

pub(crate) fn subject(id: &str, body: &str) -> Subject {
    Subject {
        register: "ferry".to_owned(),
        id: id.to_owned(),
        body: body.to_owned(),
        clearance: "TLP:GREEN".to_owned(),
        expires_at: None,
    }
}

pub(crate) fn hit(candidate: &str, score: f64, state: &str) -> Hit {
    Hit {
        candidate: candidate.to_owned(),
        dataset: "list".to_owned(),
        record: candidate.to_owned(),
        score,
        state: state.to_owned(),
    }
}

async fn put(store: &dyn Store, subjects: &[Subject]) {
    store.put_subjects(subjects.to_vec(), NOW, MANY).await.unwrap();
}

async fn pending(store: &dyn Store) -> Vec<String> {
    let waiting = store.to_screen(0, true, MANY, NOW).await.unwrap();
    waiting.into_iter().map(|each| each.subject.id).collect()
}

/// Keeps changes of one subject's hits.
async fn keep(store: &dyn Store, id: &str, changes: &[(HitChange, Hit)]) -> usize {
    let found = store.subject("ferry", id, NOW).await.unwrap().unwrap();
    let screened = Rescreened {
        key: found.key,
        revision: found.revision,
        changes: changes.to_vec(),
        rescored: Vec::new(),
        cases: Vec::new(),
    };
    store.keep_screenings(vec![screened], NOW).await.unwrap()
}

fn page(since: u64, limit: usize) -> EventPage {
    EventPage { since, until: None, limit, hits_only: false }
}

async fn events(store: &dyn Store, since: u64) -> Vec<Event> {
    store.events(page(since, MANY), NOW).await.unwrap().events
}

pub(crate) async fn subjects_are_kept_until_they_are_removed(store: &dyn Store) {
    put(store, &[subject("a", "1"), subject("b", "2")]).await;
    let other = Subject { register: "crew".to_owned(), ..subject("a", "3") };
    put(store, std::slice::from_ref(&other)).await;
    let found = store.subject("crew", "a", NOW).await.unwrap().unwrap();
    assert_eq!((found.subject, found.pending, found.changed_at), (other, true, NOW));
    let ids = async |register: Option<&str>, after: Option<(&str, &str)>, limit| -> Vec<String> {
        let found = store.subjects(register, after, limit, NOW).await.unwrap();
        found.iter().map(|each| format!("{}/{}", each.subject.register, each.subject.id)).collect()
    };
    assert_eq!(ids(None, None, 9).await, ["crew/a", "ferry/a", "ferry/b"]);
    assert_eq!(ids(None, Some(("crew", "a")), 1).await, ["ferry/a"]);
    assert_eq!(ids(Some("ferry"), None, 9).await, ["ferry/a", "ferry/b"]);
    assert_eq!(ids(Some("ferry"), Some(("ferry", "a")), 9).await, ["ferry/b"]);
    assert!(store.remove_subject("ferry", "a").await.unwrap());
    assert!(!store.remove_subject("ferry", "a").await.unwrap());
    assert_eq!(store.subject("ferry", "a", NOW).await.unwrap(), None);
    assert_eq!(ids(None, None, 9).await, ["crew/a", "ferry/b"]);
}

pub(crate) async fn too_many_subjects_change_nothing(store: &dyn Store) {
    put(store, &[subject("a", "1")]).await;
    let more = vec![subject("b", "2"), subject("c", "3")];
    let refused = store.put_subjects(more, NOW, 2).await.unwrap_err();
    assert!(matches!(refused, StoreError::TooManySubjects { limit: 2 }));
    assert_eq!(store.subjects(None, None, 9, NOW).await.unwrap().len(), 1);
    store.put_subjects(vec![subject("a", "4"), subject("b", "2")], NOW, 2).await.unwrap();
}

pub(crate) async fn a_subject_is_screened_again_when_it_changes(store: &dyn Store) {
    put(store, &[subject("a", "1"), subject("b", "2")]).await;
    assert_eq!(pending(store).await, ["a", "b"]);
    let before = store.subject("ferry", "a", NOW).await.unwrap().unwrap();
    assert_eq!(keep(store, "a", &[(HitChange::New, hit("x", 0.9, "7"))]).await, 1);
    assert_eq!(pending(store).await, ["b"]);
    put(store, &[subject("a", "1")]).await;
    assert_eq!(pending(store).await, ["b"], "it says the same");
    put(store, &[subject("a", "other")]).await;
    assert_eq!(pending(store).await, ["a", "b"]);
    // What it was screened for before it changed is not kept.
    let late = Rescreened {
        key: before.key,
        revision: before.revision,
        changes: vec![(HitChange::Withdrawn, hit("x", 0.9, "7"))],
        rescored: Vec::new(),
        cases: Vec::new(),
    };
    assert_eq!(store.keep_screenings(vec![late], NOW).await.unwrap(), 0);
    let found = store.subject("ferry", "a", NOW).await.unwrap().unwrap();
    assert_eq!((found.hits, found.pending), (vec![hit("x", 0.9, "7")], true));
    let all = store.to_screen(0, false, MANY, NOW).await.unwrap();
    assert_eq!(all.len(), 2);
    assert_eq!(store.to_screen(all[0].key, false, 1, NOW).await.unwrap()[0].subject.id, "b");
}

pub(crate) async fn events_come_in_their_order(store: &dyn Store) {
    put(store, &[subject("a", "1"), subject("b", "2")]).await;
    let version = import(store, "list", 50, [vessel("x", "TERN")]).await;
    keep(store, "a", &[(HitChange::New, hit("x", 0.9, "7")), (HitChange::New, hit("y", 0.8, "8"))])
        .await;
    keep(store, "b", &[(HitChange::New, hit("x", 0.7, "7"))]).await;
    keep(store, "a", &[(HitChange::Withdrawn, hit("y", 0.8, "8"))]).await;
    let told = events(store, 0).await;
    assert!(told.is_sorted_by(|one, other| one.seq < other.seq));
    let dataset = Happened::Dataset {
        dataset: "list".to_owned(),
        version: version.version,
        records: 1,
        related: 0,
    };
    assert_eq!((&told[0].what, told[0].at), (&dataset, Timestamp(50)));
    let last = Happened::Hit {
        change: HitChange::Withdrawn,
        register: "ferry".to_owned(),
        id: "a".to_owned(),
        clearance: "TLP:GREEN".to_owned(),
        hit: hit("y", 0.8, ""),
    };
    assert_eq!(told[4].what, last);
    assert_eq!(events(store, told[2].seq).await, told[3..]);
    let some = EventPage { until: Some(told[3].seq), ..page(told[0].seq, 2) };
    let some = store.events(some, NOW).await.unwrap();
    assert_eq!((some.events, some.missed, some.last), (told[1..3].to_vec(), false, told[4].seq));
    let hits = EventPage { hits_only: true, ..page(0, 2) };
    assert_eq!(store.events(hits, NOW).await.unwrap().events, told[1..3]);
    // What is removed takes its events along, and no number is used again.
    store.remove_subject("ferry", "a").await.unwrap();
    assert_eq!(events(store, 0).await.len(), 2);
    keep(store, "b", &[(HitChange::Changed, hit("x", 0.6, "9"))]).await;
    assert!(events(store, 0).await[2].seq > told[4].seq);
    // A score that is another one is kept and is no event.
    let found = store.subject("ferry", "b", NOW).await.unwrap().unwrap();
    let (key, revision) = (found.key, found.revision);
    let rescored = vec![hit("x", 0.65, "9")];
    let again = Rescreened {
        key,
        revision,
        changes: Vec::new(),
        rescored: rescored.clone(),
        cases: Vec::new(),
    };
    assert_eq!(store.keep_screenings(vec![again], NOW).await.unwrap(), 0);
    assert_eq!(store.subject("ferry", "b", NOW).await.unwrap().unwrap().hits, rescored);
}

pub(crate) async fn subjects_leave_when_their_time_is_past(store: &dyn Store) {
    let until = Subject { expires_at: Some(Timestamp(200)), ..subject("a", "1") };
    put(store, &[until, subject("b", "2")]).await;
    keep(store, "a", &[(HitChange::New, hit("x", 0.9, "7"))]).await;
    let (before, after) = (Timestamp(199), Timestamp(200));
    assert_eq!(store.remove_expired(before).await.unwrap(), 0);
    assert!(store.subject("ferry", "a", before).await.unwrap().is_some());
    // From then on it is not there, whether or not it was taken out yet.
    assert_eq!(store.subject("ferry", "a", after).await.unwrap(), None);
    assert_eq!(store.subjects(None, None, 9, after).await.unwrap().len(), 1);
    assert_eq!(store.to_screen(0, false, 9, after).await.unwrap().len(), 1);
    assert!(store.events(page(0, 9), after).await.unwrap().events.is_empty());
    assert_eq!(store.events(page(0, 9), before).await.unwrap().events.len(), 1);
    assert_eq!(store.remove_expired(after).await.unwrap(), 1);
    assert!(store.events(page(0, 9), before).await.unwrap().events.is_empty());
}
