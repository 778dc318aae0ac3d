//! Two valid rosters with one number.

use super::*;

/// Two rosters that follow the same one, and those who signed both: parties 1 and 2 of 0 to 3.
fn split() -> (Signed, Roster, [Signed; 2]) {
    let (one, whole) = first(0..4);
    let (with, without) = (next(&one, 0..5), next(&one, 0..3));
    let rivals = [signed(&with, [0, 1, 2]), signed(&without, [1, 2, 3])];
    (whole, one, rivals)
}

fn frozen(received: RosterReceived) -> RosterSplit {
    match received {
        RosterReceived::Frozen(split) => *split,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_split_freezes_and_proves_who_signed_both() {
    let (whole, one, [left, right]) = split();
    for rivals in [[&left, &right], [&right, &left]] {
        let mut state = RosterState::begin(&whole, NOW).unwrap();
        state.receive(rivals[0], NOW).unwrap();
        let proof = frozen(state.receive(rivals[1], NOW).unwrap());
        assert_eq!(state.split(), Some(&proof));
        assert_eq!(state.standing(NOW).unwrap(), RosterStanding::Frozen { serial: 2 });
        // The proof travels as text and needs nothing but itself.
        let read = RosterSplit::parse(&proof.to_string()).unwrap();
        let shown = read.verify().unwrap();
        assert_eq!((shown.serial, shown.by), (2, names(&[1, 2])));
        assert_eq!(shown.before, Some(one.hash().unwrap()));
        assert_eq!(shown.rosters, [rivals[0], rivals[1]].map(|each| each.hash(KIND).unwrap()));
        // Whom both name is still given what agreements allow; whom one names is not.
        assert_eq!(Vec::from_iter(state.recipients(NOW)), names(&[0, 1, 2]));
        assert_eq!(state.may_receive(&party(4), NOW), Err(NotRecipient::Disputed));
        assert_eq!(state.may_receive(&party(3), NOW), Err(NotRecipient::Disputed));
    }
}

#[test]
fn nothing_is_accepted_until_a_person_decides() {
    let (whole, _, [left, right]) = split();
    let mut state = RosterState::begin(&whole, NOW).unwrap();
    state.receive(&left, NOW).unwrap();
    let proof = frozen(state.receive(&right, NOW).unwrap());
    let third = signed(&next(&Roster::read(&left).unwrap(), 0..5), 0..5);
    assert_eq!(frozen(state.receive(&third, NOW).unwrap()), proof);
    assert_eq!(state.roster().unwrap().serial, 2);
    let mut unsigned = next(&Roster::read(&left).unwrap(), 0..5).write().unwrap();
    let refused = state.consent(&mut unsigned, (&party(0), &key(0, 0)), None, NOW);
    assert!(why(refused).contains("a person has to decide"));

    let by = ActorName::new("olga").unwrap();
    let hashes = [&left, &right].map(|each| each.hash(KIND).unwrap());
    assert!(why(state.resolve(Hash([7; 32]), &by, "why", NOW)).contains("none of the two"));
    assert!(why(state.resolve(hashes[0], &by, "", NOW)).contains("says why"));
    state.resolve(hashes[0], &by, "the members said so by telephone", NOW).unwrap();
    assert!(why(state.resolve(hashes[0], &by, "again", NOW)).contains("nothing to decide"));
    assert_eq!(state.resolutions()[0].refused, hashes[1]);
    // The other one does not freeze it again, and what follows the chosen one is accepted.
    assert!(why(state.receive(&right, NOW)).contains("decided against"));
    let follower = signed(&next(&Roster::read(&right).unwrap(), 0..3), 0..3);
    assert!(why(state.receive(&follower, NOW)).contains("decided against"));
    let received = state.receive(&third, NOW).unwrap();
    assert_eq!(received, RosterReceived::Accepted { serial: 3 });
}

#[test]
fn a_person_may_choose_the_other_one() {
    let (whole, _, [left, right]) = split();
    let mut state = RosterState::begin(&whole, NOW).unwrap();
    let later = signed(&next(&Roster::read(&left).unwrap(), 0..5), 0..5);
    state.receive(&left, NOW).unwrap();
    state.receive(&later, NOW).unwrap();
    // The rival of an older one comes late, and freezes all the same.
    frozen(state.receive(&right, NOW).unwrap());
    let by = ActorName::new("olga").unwrap();
    let chosen = right.hash(KIND).unwrap();
    state.resolve(chosen, &by, "the first was signed under duress", NOW).unwrap();
    assert_eq!(state.roster().unwrap(), &Roster::read(&right).unwrap());
    assert!(why(state.receive(&later, NOW)).contains("decided against"));
    assert!(why(state.receive(&left, NOW)).contains("decided against"));
}

#[test]
fn a_roster_on_another_branch_asks_for_the_one_before_it() {
    let (whole, _, [left, right]) = split();
    let mut state = RosterState::begin(&whole, NOW).unwrap();
    state.receive(&left, NOW).unwrap();
    let branch = signed(&next(&Roster::read(&right).unwrap(), 0..3), 0..3);
    let hash = Some(right.hash(KIND).unwrap());
    let wanted = RosterReceived::Waiting(RosterMissing::Roster { serial: 2, hash });
    assert_eq!(state.receive(&branch, NOW).unwrap(), wanted);
    frozen(state.receive(&right, NOW).unwrap());
}

#[test]
fn rollback_and_other_circles_are_refused() {
    let (one, whole) = first(0..4);
    let mut state = RosterState::begin(&whole, NOW).unwrap();
    let two = next(&one, 0..4);
    state.receive(&signed(&two, 0..4), NOW).unwrap();
    // One that never became valid, once another one stands.
    let short = signed(&next(&one, 0..3), [0, 1]);
    assert!(why(state.receive(&short, NOW)).contains("number 2 stands"));
    // A first roster that strangers made, and one that two of ours made among themselves.
    let (_, strangers) = first(10..13);
    assert!(why(state.receive(&strangers, NOW)).contains("number 2 stands"));
    let pair = Roster::first(members(0..2), NOW, after(YEAR / 2)).unwrap();
    assert!(why(state.receive(&signed(&pair, 0..2), NOW)).contains("number 2 stands"));
    // Three of the four made another first one: the circle itself is split.
    let three = Roster::first(members(0..3), NOW, after(YEAR / 2)).unwrap();
    let proof = frozen(state.receive(&signed(&three, 0..3), NOW).unwrap());
    assert_eq!(proof.verify().unwrap().by, names(&[0, 1, 2]));
}

#[test]
fn a_proof_that_proves_nothing_is_refused() {
    let (whole, one, [left, right]) = split();
    let proof = |one: &Signed, other: &Signed| {
        let before = Some(whole.clone());
        RosterSplit { before, one: one.clone(), other: other.clone() }.verify()
    };
    assert!(proof(&left, &right).is_ok());
    assert!(why(proof(&left, &left)).contains("contradict"));
    let weak = signed(&next(&one, [0]), [0]);
    assert!(why(proof(&left, &weak)).contains("not enough members"));
    let later = signed(&next(&Roster::read(&left).unwrap(), 0..5), 0..5);
    assert!(why(proof(&left, &later)).contains("does not follow"));
    assert!(why(RosterSplit::parse("{}")).contains("not one line"));
}

#[test]
fn a_party_signs_one_roster_for_each_number() {
    let (one, whole) = first(0..4);
    let mut state = RosterState::begin(&whole, NOW).unwrap();
    let me = (&party(0), &key(0, 0));
    let (with, without) = (next(&one, 0..5), next(&one, 0..3));
    let mut signed = with.write().unwrap();
    state.consent(&mut signed, me, None, NOW).unwrap();
    state.consent(&mut signed, me, None, NOW).unwrap();
    let mut other = without.write().unwrap();
    let refused = why(state.consent(&mut other, me, None, NOW));
    assert!(refused.contains("another number 2 was signed here before"), "{refused}");
    assert!(why(state.consent(&mut other, me, Some(""), NOW)).contains("says why"));
    assert_eq!(other.signatures(), 0);
    state.consent(&mut other, me, Some("the first never found enough signatures"), NOW).unwrap();
    assert_eq!(other.signatures(), 1);

    let stranger = (&party(8), &key(8, 0));
    assert!(why(state.consent(&mut signed, stranger, None, NOW)).contains("does not name"));
    let wrong = (&party(0), &key(0, 3));
    assert!(why(state.consent(&mut signed, wrong, None, NOW)).contains("does not name"));
    let late = state.consent(&mut other, me, None, after(YEAR));
    assert!(why(late).contains("expired"));
    let mut third = next(&with, 0..5).write().unwrap();
    assert!(why(state.consent(&mut third, me, None, NOW)).contains("does not follow"));
}

#[test]
fn a_member_that_floods_delays_nobody() {
    let (one, whole) = first(0..4);
    let mut state = RosterState::begin(&whole, NOW).unwrap();
    let two = next(&one, 0..5);
    state.receive(&signed(&two, [1]), NOW).unwrap();
    // One member proposes all that it can think of, and rosters that follow nothing known.
    for at in 10..60 {
        let other = next(&one, [0, 1, 2, 3, at]);
        state.receive(&signed(&other, [0]), NOW).unwrap();
        let far = next(&next(&other, [at]), [at]);
        state.receive(&signed(&far, [at]), NOW).unwrap();
    }
    assert_eq!(state.proposed().count(), crate::limits::ROSTERS_PROPOSED_MAX);
    let kept = serde_json::to_string(&state).unwrap().len();
    assert!(kept < 48 * 4_000, "{kept} bytes are kept of it");
    // The others hand theirs on whole, and the one that waits for it follows.
    let three = next(&two, 0..5);
    let received = state.receive(&signed(&two, [1, 2, 3]), NOW).unwrap();
    assert_eq!(received, RosterReceived::Accepted { serial: 2 });
    let received = state.receive(&signed(&three, [1, 2, 3]), NOW).unwrap();
    assert_eq!(received, RosterReceived::Accepted { serial: 3 });
}
