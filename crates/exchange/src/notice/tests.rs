//! Notices, levels and overlaps as their parties make and receive them.

use std::collections::BTreeSet;

use comity_model::{DAY_SECONDS, PartyId, Timestamp};

use super::*;
use crate::ExchangeError;

mod laws;
mod levels;
mod overlaps;

pub(super) const NOW: Timestamp = Timestamp(1_800_000_000);

pub(super) fn after(seconds: i64) -> Timestamp {
    Timestamp(NOW.0 + seconds)
}

pub(super) fn party(name: &str) -> PartyId {
    PartyId::new(name).unwrap()
}

pub(super) fn draft(centre: &str) -> NoticeDraft {
    NoticeDraft {
        status: NoticeStatus::Actual,
        kind: NoticeKind::Exercise,
        area: Area::Circle {
            centre: Position::parse(centre).unwrap(),
            radius_nm_hundredths: 1_000,
        },
        begins: after(3_600),
        ends: after(7_200),
        text: "Firing with live ammunition.\nKeep clear.".to_owned(),
        contact: "Freedonia Navy, channel 16".to_owned(),
    }
}

fn to(names: &[&str]) -> BTreeSet<PartyId> {
    names.iter().map(|name| party(name)).collect()
}

fn why(result: Result<impl std::fmt::Debug, ExchangeError>) -> String {
    result.unwrap_err().to_string()
}

/// Two parties that know nothing of each other yet.
fn two() -> (Notices, Notices) {
    (Notices::new(&party("freedonia")), Notices::new(&party("sylvania")))
}

/// What one party says, as the other receives it: through its text.
fn send(body: &NoticeBody) -> NoticeBody {
    serde_json::from_str(&serde_json::to_string(body).unwrap()).unwrap()
}

#[test]
fn a_notice_lives_and_ends() {
    let (mut ours, mut theirs) = two();
    let me = party("freedonia");
    let (publish, _) = ours.publish(draft("36,-5"), &to(&["sylvania"]), NOW).unwrap();
    let id = NoticeId::parse("freedonia/1").unwrap();
    let applied = theirs.apply(&me, &send(&publish), NOW).unwrap();
    assert!(matches!(applied, NoticeApplied::Announced { .. }));
    assert_eq!(theirs.apply(&me, &publish, NOW).unwrap(), NoticeApplied::Known);
    assert_eq!(theirs.current(NOW).count(), 1);
    assert_eq!(theirs.current(after(7_200)).count(), 0, "it is over");

    let other = NoticeDraft { ends: after(9_000), ..draft("36,-5") };
    let (update, _) = ours.update(&id, other.clone(), after(60)).unwrap();
    theirs.apply(&me, &send(&update), after(60)).unwrap();
    let held = theirs.get(&id).unwrap();
    assert_eq!(held.live().unwrap().says, other);
    assert_eq!(held.versions.len(), 2, "the history is kept");

    assert!(why(ours.cancel(&id, " ", after(90))).contains("empty"));
    let (cancel, _) = ours.cancel(&id, "the weather is bad", after(90)).unwrap();
    let applied = theirs.apply(&me, &send(&cancel), after(90)).unwrap();
    assert!(matches!(applied, NoticeApplied::Cancelled { .. }));
    assert_eq!(theirs.current(after(90)).count(), 0);
    assert!(why(ours.update(&id, draft("36,-5"), after(99))).contains("was cancelled"));
    assert!(why(ours.cancel(&id, "again", after(99))).contains("was cancelled"));
    // A number is not used again.
    let (next, _) = ours.publish(draft("36,-5"), &to(&[]), after(99)).unwrap();
    assert!(matches!(next, NoticeBody::Publish(notice) if notice.id.number == 2));
}

#[test]
fn nobody_speaks_for_another() {
    let (mut ours, mut theirs) = two();
    let (me, stranger) = (party("freedonia"), party("ruritania"));
    let (publish, _) = ours.publish(draft("36,-5"), &to(&["sylvania"]), NOW).unwrap();
    let id = NoticeId::parse("freedonia/1").unwrap();
    let (update, _) = ours.update(&id, draft("37,-5"), after(1)).unwrap();
    let (cancel, _) = ours.cancel(&id, "why", after(2)).unwrap();
    let (level, _) = ours.set_level(levels::draft(Level::Low, None), NOW).unwrap();
    for body in [&publish, &update, &cancel, &level] {
        let refused = why(theirs.apply(&stranger, body, after(9)));
        assert!(refused.contains("`ruritania` may not speak for it"), "{refused}");
    }
    assert_eq!(theirs, two().1, "nothing of it stayed");
    theirs.apply(&me, &publish, NOW).unwrap();
    assert!(why(theirs.update(&id, draft("38,-5"), NOW)).contains("`freedonia`, which alone"));
    assert!(why(theirs.cancel(&id, "why", NOW)).contains("`freedonia`, which alone"));
}

#[test]
fn who_has_not_acknowledged_is_known() {
    let (mut ours, mut theirs) = two();
    let (me, them) = (party("freedonia"), party("sylvania"));
    let (publish, _) = ours.publish(draft("36,-5"), &to(&["sylvania", "ruritania"]), NOW).unwrap();
    let id = NoticeId::parse("freedonia/1").unwrap();
    theirs.apply(&me, &publish, NOW).unwrap();
    assert_eq!(ours.unacknowledged(&id), Vec::from_iter(to(&["ruritania", "sylvania"])));
    let (read, _) = theirs.acknowledge(&id, after(5)).unwrap();
    let applied = ours.apply(&them, &send(&read), after(5)).unwrap();
    assert!(matches!(applied, NoticeApplied::Acknowledged { .. }));
    assert_eq!(ours.apply(&them, &read, after(6)).unwrap(), NoticeApplied::Known);
    assert_eq!(ours.unacknowledged(&id), [party("ruritania")]);
    assert!(theirs.get(&id).unwrap().acknowledged.contains_key(&them), "here, too");
    // Another party hears of it later, and an update has to be read anew by all.
    let late = ours.also_to(&id, &party("elbonia")).unwrap();
    assert_eq!(late, publish);
    let (update, _) = ours.update(&id, draft("37,-5"), after(9)).unwrap();
    assert_eq!(ours.unacknowledged(&id).len(), 3);
    assert_eq!(ours.also_to(&id, &party("elbonia")).unwrap(), update);
    assert_eq!(ours.apply(&them, &read, after(9)).unwrap(), NoticeApplied::Known);
    // An end has to be read as well.
    let (cancel, _) = ours.cancel(&id, "why", after(10)).unwrap();
    theirs.apply(&me, &cancel, after(10)).unwrap();
    let (read, _) = theirs.acknowledge(&id, after(11)).unwrap();
    ours.apply(&them, &read, after(11)).unwrap();
    ours.drop_recipient(&party("ruritania"));
    assert_eq!(ours.unacknowledged(&id), [party("elbonia")]);
    assert!(why(ours.also_to(&id, &them)).contains("was cancelled"));
}

#[test]
fn who_was_not_sent_a_notice_hears_nothing_of_it() {
    let (mut ours, mut theirs) = two();
    let (me, stranger) = (party("freedonia"), party("ruritania"));
    let (publish, _) = ours.publish(draft("36,-5"), &to(&["sylvania"]), NOW).unwrap();
    let id = NoticeId::parse("freedonia/1").unwrap();
    theirs.apply(&me, &publish, NOW).unwrap();
    let (read, _) = theirs.acknowledge(&id, NOW).unwrap();
    let NoticeBody::Acknowledge(Acknowledgement { mut of, status, made }) = read else {
        panic!("an acknowledgement")
    };
    let of_ours = NoticeBody::Acknowledge(Acknowledgement { of: of.clone(), status, made });
    let one = why(ours.apply(&stranger, &of_ours, NOW)).replace("freedonia/1", "it");
    of.id.number = 7;
    let of_none = NoticeBody::Acknowledge(Acknowledgement { of, status, made });
    let other = why(ours.apply(&stranger, &of_none, NOW)).replace("freedonia/7", "it");
    assert_eq!(one, other, "withheld looks like absent");
    // Nor may a recipient acknowledge what was never said, or somebody else's notice.
    let NoticeBody::Acknowledge(mut wrong) = of_ours.clone() else { panic!("as before") };
    wrong.of.version.serial = 2;
    let wrong = NoticeBody::Acknowledge(wrong);
    assert!(why(ours.apply(&party("sylvania"), &wrong, NOW)).contains("no such version"));
    assert!(why(theirs.apply(&stranger, &of_ours, NOW)).contains("not known"));
    assert!(why(ours.acknowledge(&id, NOW)).contains("of their own"));
}

#[test]
fn what_is_not_valid_is_refused_with_its_fault() {
    let (mut ours, mut theirs) = two();
    let refused = |says: NoticeDraft| why(Notices::new(&party("x")).publish(says, &to(&[]), NOW));
    type Change = fn(&mut NoticeDraft);
    let faults: [(Change, &str); 9] = [
        (|it| it.ends = it.begins, "ends before it begins"),
        (|it| it.begins = after(-9_000), "over before"),
        (|it| it.ends = after(400 * DAY_SECONDS), "more than 366 days"),
        (|it| it.begins = after(800 * DAY_SECONDS), "more than two years"),
        (|it| it.text = String::new(), "empty"),
        (|it| it.text = " x".to_owned(), "white space"),
        (|it| it.text = "a\u{7}b".to_owned(), "control characters"),
        (|it| it.contact = "a\nb".to_owned(), "control characters"),
        (|it| it.text = "x".repeat(4_001), "more than 4000 bytes"),
    ];
    for (change, words) in faults {
        let mut says = draft("36,-5");
        change(&mut says);
        if words == "over before" {
            says.ends = after(-1);
        }
        if words == "more than two years" {
            says.ends = after(801 * DAY_SECONDS);
        }
        let found = refused(says);
        assert!(found.contains(words), "{words}: {found}");
    }
    let me = party("freedonia");
    let (publish, _) = ours.publish(draft("36,-5"), &to(&[]), after(900)).unwrap();
    assert!(why(theirs.apply(&me, &publish, NOW)).contains("made in the future"));
    let NoticeBody::Publish(notice) = publish else { panic!("a publication") };
    let update = NoticeBody::Update(notice.clone());
    assert!(why(theirs.apply(&me, &update, after(900))).contains("which version it replaces"));
    let mut skipped = notice.clone();
    skipped.version.serial = 2;
    let skipped = NoticeBody::Publish(skipped);
    assert!(why(theirs.apply(&me, &skipped, after(900))).contains("which version it replaces"));
    theirs.apply(&me, &NoticeBody::Publish(notice.clone()), after(900)).unwrap();
    let mut other = notice;
    other.says.text = "Something else.".to_owned();
    let other = NoticeBody::Publish(other);
    assert!(why(theirs.apply(&me, &other, after(900))).contains("something else is known"));
}

#[test]
fn unknown_words_and_forms_are_refused() {
    let (publish, _) = two().0.publish(draft("36,-5"), &to(&[]), NOW).unwrap();
    let text = serde_json::to_string(&publish).unwrap();
    for (from, into) in [
        ("\"publish\"", "\"order\""),
        ("\"exercise\"", "\"strike\""),
        ("\"actual\"", "\"draft\""),
        ("\"circle\"", "\"square\""),
        ("\"36.000000,-5.000000\"", "\"36,-5\""),
        ("\"freedonia/1\"", "\"freedonia/01\""),
        ("\"freedonia/1\"", "\"freedonia/0\""),
        ("\"text\"", "\"target\""),
    ] {
        let changed = text.replace(from, into);
        assert_ne!(text, changed, "{from}");
        assert!(serde_json::from_str::<NoticeBody>(&changed).is_err(), "{into}");
    }
}

#[test]
fn old_notices_are_let_go_and_a_state_is_kept() {
    let (mut ours, _) = two();
    ours.publish(draft("36,-5"), &to(&["sylvania"]), NOW).unwrap();
    ours.set_level(levels::draft(Level::Severe, Some("GB")), NOW).unwrap();
    let text = serde_json::to_string(&ours).unwrap();
    assert_eq!(serde_json::from_str::<Notices>(&text).unwrap(), ours);
    assert_eq!(ours.prune(after(300 * DAY_SECONDS)), 0);
    assert_eq!(ours.prune(after(400 * DAY_SECONDS)), 1);
    assert_eq!(ours.all().count(), 0);
    let (next, _) = ours.publish(draft("36,-5"), &to(&[]), NOW).unwrap();
    assert!(matches!(next, NoticeBody::Publish(notice) if notice.id.number == 2));
}

#[test]
fn a_party_cannot_fill_the_memory() {
    let (mut ours, mut theirs) = two();
    let me = party("freedonia");
    let (publish, _) = ours.publish(draft("36,-5"), &to(&[]), NOW).unwrap();
    let NoticeBody::Publish(notice) = publish else { panic!("a publication") };
    for number in 1..=2_000 {
        let id = NoticeId { by: me.clone(), number };
        let body = NoticeBody::Publish(Notice { id, ..notice.clone() });
        theirs.apply(&me, &body, NOW).unwrap();
    }
    let id = NoticeId { by: me.clone(), number: 2_001 };
    let body = NoticeBody::Publish(Notice { id, ..notice });
    assert!(why(theirs.apply(&me, &body, NOW)).contains("more than 2000 of one party"));
}
