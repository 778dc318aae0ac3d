//! What is logged is there, in order, and can be read by who may.

use comity_audit::{Checkpoint, Concerned, Event, Kind};
use comity_model::Timestamp;
use comity_store::{
    AuditLog, LogAnchor, LogFilter, LogOptions, LoggedPart, StoreError, log_keys, log_secret_path,
};

use super::made_up::{DAY, Dice, NOW, open, options, read};

fn numbers(events: &[comity_store::LoggedEvent]) -> Vec<u64> {
    events.iter().map(|event| event.leaf.seq).collect()
}

#[tokio::test]
async fn events_come_back_as_they_were_logged() {
    let home = tempfile::tempdir().unwrap();
    let log = open(home.path());
    assert_eq!((log.checkpoint(), log.anchor().size), (None, 0));
    for number in 0..5 {
        let receipt = log.append(read(number)).await.unwrap();
        assert_eq!(receipt.seq, number.unsigned_abs());
    }
    let checkpoint = Checkpoint::open(&log.checkpoint().unwrap(), log.key()).unwrap();
    assert_eq!((checkpoint.size, checkpoint.origin.as_str()), (5, "node.example/audit"));
    drop(log);

    let log = open(home.path());
    assert_eq!(log.append_blocking_elsewhere(read(5)).seq, 5);
    assert_eq!(log.generation(), Some(5));
    let events = log.events(LogFilter::default(), 10).await.unwrap();
    assert_eq!(numbers(&events), [5, 4, 3, 2, 1, 0]);
    for (event, number) in events.iter().rev().zip(0..) {
        let Event { request, concerned, time, .. } = read(number);
        assert_eq!(event.request, LoggedPart::Open(request));
        let concerned: Vec<_> = concerned.into_iter().map(LoggedPart::Open).collect();
        assert_eq!(event.concerned, concerned);
        assert_eq!((event.leaf.time, event.leaf.kind), (time, Kind::Read));
    }
}

/// Appends from a thread of its own, as commands do.
trait Elsewhere {
    fn append_blocking_elsewhere(&self, event: Event) -> comity_store::Receipt;
}

impl Elsewhere for AuditLog {
    fn append_blocking_elsewhere(&self, event: Event) -> comity_store::Receipt {
        std::thread::scope(|scope| {
            scope.spawn(|| self.append_blocking(event).unwrap()).join().unwrap()
        })
    }
}

#[tokio::test]
async fn an_inspector_finds_events_by_what_they_are_about() {
    let home = tempfile::tempdir().unwrap();
    // Small files, so that the answer comes from several.
    let log =
        AuditLog::open(home.path(), LogOptions { file_bytes_max: 4_096, ..options() }).unwrap();
    for number in 0..30 {
        log.append(read(number)).await.unwrap();
    }
    let find = async |filter: LogFilter| numbers(&log.events(filter, 100).await.unwrap());
    let any = LogFilter::default;
    let actor = LogFilter { actor: Some("officer-1".to_owned()), ..any() };
    assert_eq!(find(actor.clone()).await, [28, 25, 22, 19, 16, 13, 10, 7, 4, 1]);
    let subject = LogFilter { subject: Some("list/v-2".to_owned()), ..any() };
    assert_eq!(find(subject.clone()).await, [27, 22, 17, 12, 7, 2]);
    let both = LogFilter { subject: subject.subject.clone(), ..actor };
    assert_eq!(find(both).await, [22, 7]);
    let purpose = LogFilter { purpose: Some("border-check".to_owned()), before: Some(7), ..any() };
    assert_eq!(find(purpose).await, [6, 4, 2, 0]);
    let case = LogFilter { case: Some("case-1".to_owned()), ..any() };
    assert_eq!(find(case).await, (10..20).rev().collect::<Vec<u64>>());
    let (from, until) = (Some(Timestamp(NOW + 3)), Some(Timestamp(NOW + 6)));
    assert_eq!(find(LogFilter { from, until, ..any() }).await, [5, 4, 3]);
    let decisions = LogFilter { kinds: vec![Kind::Decision], ..any() };
    assert_eq!(find(decisions).await, [0_u64; 0]);
    let nobody = LogFilter { subject: Some("list/v-9".to_owned()), ..any() };
    assert_eq!(find(nobody).await, [0_u64; 0]);
    assert_eq!(numbers(&log.events(subject.clone(), 2).await.unwrap()), [27, 22]);

    // A scan visits them in their order, and ends with its visitor's error.
    let (send, seen) = std::sync::mpsc::channel();
    let visitor = Box::new(move |event: comity_store::LoggedEvent| {
        send.send(event.leaf.seq).unwrap();
        if event.leaf.seq == 22 { Err(StoreError::Closed) } else { Ok(()) }
    });
    let ended = log.scan(subject, visitor).await.unwrap_err();
    assert_eq!((ended.code(), seen.iter().collect::<Vec<_>>()), ("closed", vec![2, 7, 12, 17, 22]));
}

#[tokio::test]
async fn a_month_has_its_own_file_and_time_may_go_back() {
    let home = tempfile::tempdir().unwrap();
    let log = open(home.path());
    for days in [0, 20, 40, 10, 41] {
        let event = Event { time: Timestamp(NOW + days * DAY), ..read(days) };
        log.append(event).await.unwrap();
    }
    drop(log);
    let names = std::fs::read_dir(home.path().join("log")).unwrap();
    let names = names.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut months: Vec<String> = names.filter(|name| name.ends_with(".keys")).collect();
    months.sort();
    assert_eq!(months, ["2026-11.keys", "2026-12.keys", "2027-01.keys"]);
    let log = open(home.path());
    let events = log.events(LogFilter::default(), 10).await.unwrap();
    assert_eq!(numbers(&events), [4, 3, 2, 1, 0]);
    assert!(events.iter().all(|event| event.request.get().is_some()));
}

#[tokio::test]
async fn many_who_append_at_once_get_one_place_each() {
    let home = tempfile::tempdir().unwrap();
    let log = std::sync::Arc::new(open(home.path()));
    let mut tasks = tokio::task::JoinSet::new();
    for number in 0..500 {
        let log = std::sync::Arc::clone(&log);
        tasks.spawn(async move { log.append(read(number)).await.unwrap().seq });
    }
    let mut places = tasks.join_all().await;
    places.sort_unstable();
    assert_eq!(places, (0..500).collect::<Vec<u64>>());
    assert_eq!(log.anchor().size, 500);
}

#[tokio::test]
async fn what_cannot_be_logged_is_refused_and_takes_no_place() {
    let home = tempfile::tempdir().unwrap();
    let log = open(home.path());
    let bad = Event { operation: "no\nname".to_owned(), ..read(0) };
    assert_eq!(log.append(bad).await.unwrap_err().code(), "audit-malformed");
    let large = Concerned { subject: "x".repeat(1 << 20), ..Concerned::default() };
    let large = Event { concerned: vec![large], ..read(0) };
    assert_eq!(log.append(large).await.unwrap_err().code(), "audit-too-many");
    assert_eq!(log.append(read(0)).await.unwrap().seq, 0);
}

#[tokio::test]
async fn nothing_of_an_event_lies_in_the_clear() {
    let home = tempfile::tempdir().unwrap();
    let log = open(home.path());
    log.append(read(1)).await.unwrap();
    drop(log);
    for entry in std::fs::read_dir(home.path().join("log")).unwrap() {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        for word in ["officer-1", "list/v-1", "investigation", "case-0", "request-1"] {
            let is_there = bytes.windows(word.len()).any(|run| run == word.as_bytes());
            assert!(!is_there, "`{word}` lies in the clear");
        }
    }
}

#[tokio::test]
async fn one_process_has_the_log() {
    let home = tempfile::tempdir().unwrap();
    let log = open(home.path());
    let second = AuditLog::open(home.path(), options()).err().unwrap();
    assert!(matches!(second, StoreError::Locked(_)), "{second}");
    drop(log);
    open(home.path());
}

#[tokio::test]
async fn a_log_that_was_rolled_back_or_rewritten_is_not_opened() {
    let (home, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (log, fork) = (open(home.path()), open(other.path()));
    for number in 0..4 {
        log.append(read(number)).await.unwrap();
        fork.append(read(number + 1)).await.unwrap();
    }
    let (anchor, forked) = (log.anchor(), fork.anchor());
    drop(log);
    let with =
        |anchor| AuditLog::open(home.path(), LogOptions { anchor: Some(anchor), ..options() });
    assert_eq!(with(anchor).unwrap().anchor(), anchor);
    let rolled_back = with(LogAnchor { size: 9, ..anchor }).err().unwrap();
    assert_eq!(rolled_back.code(), "log-rolled-back");
    assert_eq!(with(forked).err().unwrap().code(), "log-rewritten");
    // An older state of the same log is a part of it.
    let older = LogAnchor { size: 0, root: comity_audit::Hash::empty() };
    assert!(with(older).is_ok());
}

#[tokio::test]
async fn a_log_has_one_secret() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path();
    let secret = log_secret_path(home);
    let dice = Dice::default();
    let with = |keys| LogOptions { keys: std::sync::Arc::new(keys), ..options() };
    let log = AuditLog::open(home, with(log_keys(home, &secret, &dice).unwrap())).unwrap();
    log.append(read(1)).await.unwrap();
    drop(log);
    let log = AuditLog::open(home, with(log_keys(home, &secret, &dice).unwrap())).unwrap();
    assert_eq!(log.check().await.unwrap(), [""; 0]);
    drop(log);
    let text = std::fs::read_to_string(&secret).unwrap();
    for broken in ["", "secret", &text.to_uppercase()] {
        std::fs::write(&secret, broken).unwrap();
        assert_eq!(log_keys(home, &secret, &dice).unwrap_err().code(), "log-damaged");
    }
    // A log is not given another secret, and does not open with one.
    std::fs::remove_file(&secret).unwrap();
    assert_eq!(log_keys(home, &secret, &dice).unwrap_err().code(), "log-damaged");
    assert!(!secret.exists());
    let other = AuditLog::open(home, options()).err().unwrap();
    assert_eq!(other.code(), "log-damaged");
}
