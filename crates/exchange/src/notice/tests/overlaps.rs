//! Overlaps of the notices of two parties.

use super::*;

/// Two parties that have each announced something to the other.
fn met(one: NoticeDraft, other: NoticeDraft) -> (Notices, Notices) {
    let (mut ours, mut theirs) = two();
    let (publish, _) = ours.publish(one, &to(&["sylvania"]), NOW).unwrap();
    theirs.apply(&party("freedonia"), &publish, NOW).unwrap();
    let (publish, _) = theirs.publish(other, &to(&["freedonia"]), after(1)).unwrap();
    ours.apply(&party("sylvania"), &publish, after(1)).unwrap();
    (ours, theirs)
}

#[test]
fn both_are_shown_the_same_overlap_until_both_have_settled_it() {
    let later = NoticeDraft { begins: after(5_400), ends: after(9_000), ..draft("36.2,-5") };
    let (mut ours, mut theirs) = met(draft("36,-5"), later);
    let (us, them) = (party("freedonia"), party("sylvania"));
    let overlap = ours.overlaps()[0].clone();
    assert_eq!(theirs.overlaps()[0].between, overlap.between);
    assert_eq!(theirs.overlaps()[0].place, overlap.place);
    assert_eq!((overlap.begins, overlap.ends), (after(5_400), after(7_200)));
    let (mine, other) = overlap.seen_by(&us).unwrap();
    assert_eq!(
        (mine.id.to_string(), other.id.to_string()),
        ("freedonia/1".into(), "sylvania/1".into())
    );
    assert_eq!(overlap.seen_by(&party("ruritania")), None);
    assert!(overlap.to_string().starts_with("freedonia/1 and sylvania/1 overlap from"));
    assert_eq!(overlap.state(), OverlapState::New);

    let between = overlap.between;
    let (seen, _) = theirs.answer_overlap(&between, None, after(60)).unwrap();
    ours.apply(&them, &send(&seen), after(60)).unwrap();
    assert_eq!(ours.overlaps()[0].state(), OverlapState::Seen { by: vec![them.clone()] });
    assert_eq!(ours.apply(&them, &seen, after(61)).unwrap(), NoticeApplied::Known);
    let (settled, _) = ours.answer_overlap(&between, Some("we go first"), after(70)).unwrap();
    theirs.apply(&us, &send(&settled), after(70)).unwrap();
    assert_eq!(theirs.open_overlaps(after(70)).count(), 1, "one alone does not settle it");
    let (agreed, _) = theirs.answer_overlap(&between, Some("agreed"), after(80)).unwrap();
    ours.apply(&them, &send(&agreed), after(80)).unwrap();
    for side in [&ours, &theirs] {
        let notes = vec![(us.clone(), "we go first".into()), (them.clone(), "agreed".into())];
        assert_eq!(side.overlaps()[0].state(), OverlapState::Settled { notes });
        assert_eq!(side.open_overlaps(after(80)).count(), 0);
    }
}

#[test]
fn an_update_that_still_overlaps_is_shown_anew() {
    let (mut ours, mut theirs) = met(draft("36,-5"), draft("36.1,-5"));
    let (us, them) = (party("freedonia"), party("sylvania"));
    let between = ours.overlaps()[0].between.clone();
    ours.answer_overlap(&between, Some("settled"), after(5)).unwrap();
    let id = NoticeId { by: us.clone(), number: 1 };
    let (update, applied) = ours.update(&id, draft("36.2,-5"), after(9)).unwrap();
    let NoticeApplied::Announced { overlaps, more: 0, .. } = applied else { panic!("{applied:?}") };
    assert_eq!(overlaps.len(), 1);
    assert_eq!(ours.overlaps()[0].ended, Some(OverlapEnd::Updated));
    assert_eq!(ours.overlaps()[1].state(), OverlapState::New);
    assert_eq!(ours.open_overlaps(after(9)).count(), 1);
    // The other party still speaks of the old one, which it knew.
    let (seen, _) = theirs.answer_overlap(&between, None, after(10)).unwrap();
    ours.apply(&them, &seen, after(10)).unwrap();
    theirs.apply(&us, &update, after(10)).unwrap();
    assert_eq!(theirs.overlaps()[1].between, ours.overlaps()[1].between);
    let (away, _) = ours.update(&id, draft("40,-5"), after(11)).unwrap();
    theirs.apply(&us, &away, after(11)).unwrap();
    assert_eq!(ours.open_overlaps(after(11)).count(), 0);
    assert_eq!(theirs.open_overlaps(after(11)).count(), 0);
    let (back, _) = ours.update(&id, draft("36,-5"), after(12)).unwrap();
    theirs.apply(&us, &back, after(12)).unwrap();
    let (cancel, _) = ours.cancel(&id, "why", after(13)).unwrap();
    theirs.apply(&us, &cancel, after(13)).unwrap();
    for side in [&ours, &theirs] {
        assert_eq!(side.overlaps().last().unwrap().ended, Some(OverlapEnd::Cancelled));
        assert_eq!(side.open_overlaps(after(13)).count(), 0);
    }
}

#[test]
fn what_does_not_meet_does_not_overlap() {
    let none = |one: NoticeDraft, other: NoticeDraft| {
        let (ours, theirs) = met(one, other);
        ours.overlaps().is_empty() && theirs.overlaps().is_empty()
    };
    assert!(none(draft("36,-5"), draft("37,-5")), "60 miles apart");
    let later = NoticeDraft { begins: after(7_200), ends: after(9_000), ..draft("36,-5") };
    assert!(none(draft("36,-5"), later), "one begins when the other ends");
    let test = NoticeDraft { status: NoticeStatus::Test, ..draft("36,-5") };
    assert!(none(draft("36,-5"), test), "a test is not meant");
    assert!(!none(draft("36,-5"), draft("36,-5")));
    // Two notices of one party, and those of two others, are not this node's overlaps.
    let (mut ours, _) = two();
    ours.publish(draft("36,-5"), &to(&[]), NOW).unwrap();
    ours.publish(draft("36,-5"), &to(&[]), NOW).unwrap();
    assert!(ours.overlaps().is_empty());
}

#[test]
fn nobody_speaks_of_an_overlap_that_is_not_theirs() {
    let (mut ours, mut theirs) = met(draft("36,-5"), draft("36,-5"));
    let between = ours.overlaps()[0].between.clone();
    let (seen, _) = theirs.answer_overlap(&between, None, after(5)).unwrap();
    let found = why(ours.apply(&party("ruritania"), &seen, after(5)));
    assert!(found.contains("not one of the sender"), "{found}");
    let NoticeBody::Overlap(word) = seen else { panic!("a word") };
    let mut turned = word.clone();
    turned.between.reverse();
    let found = why(ours.apply(&party("sylvania"), &NoticeBody::Overlap(turned), after(5)));
    assert!(found.contains("in order"), "{found}");
    let mut other = word;
    other.between[0].version.serial = 9;
    let found = why(ours.apply(&party("sylvania"), &NoticeBody::Overlap(other.clone()), after(5)));
    assert!(found.contains("not known here"), "{found}");
    assert!(why(ours.answer_overlap(&other.between, None, NOW)).contains("not known here"));
}
