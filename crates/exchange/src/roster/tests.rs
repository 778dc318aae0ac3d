//! What rosters that follow each other have to hold, whoever sends what in which order.

use std::collections::BTreeMap;

use comity_audit::Hash;
use comity_model::{ActorName, DAY_SECONDS, PartyId, Timestamp};
use proptest::prelude::*;

use super::list::KIND;
use super::*;
use crate::{CardKey, ExchangeError, PartyCard, Signed, SigningKey};

mod laws;
mod splits;

const NOW: Timestamp = Timestamp(1_800_000_000);
const YEAR: i64 = 365 * DAY_SECONDS;

fn after(seconds: i64) -> Timestamp {
    Timestamp(NOW.0 + seconds)
}

fn party(at: usize) -> PartyId {
    PartyId::new(format!("party-{at:03}")).unwrap()
}

/// The key of a party; the generation changes it.
fn key(at: usize, generation: u8) -> SigningKey {
    let mut seed = [generation; 32];
    seed[..8].copy_from_slice(&(at as u64).to_le_bytes());
    SigningKey::new(&seed).unwrap()
}

fn member(at: usize, generation: u8, weight: u32) -> RosterMember {
    let (party, key) = (party(at), key(at, generation).public());
    RosterMember { party, key, card: u64::from(generation) + 1, weight }
}

fn members(of: impl IntoIterator<Item = usize>) -> Vec<RosterMember> {
    of.into_iter().map(|at| member(at, 0, 1)).collect()
}

fn first(of: std::ops::Range<usize>) -> (Roster, Signed) {
    let roster = Roster::first(members(of.clone()), NOW, after(YEAR)).unwrap();
    let signed = signed(&roster, of);
    (roster, signed)
}

fn signed(roster: &Roster, by: impl IntoIterator<Item = usize>) -> Signed {
    let mut signed = roster.write().unwrap();
    by.into_iter().for_each(|at| signed.sign(KIND, &party(at), &key(at, 0)).unwrap());
    signed
}

fn next(before: &Roster, of: impl IntoIterator<Item = usize>) -> Roster {
    before.next(members(of), NOW, after(YEAR)).unwrap()
}

fn why(result: Result<impl std::fmt::Debug, ExchangeError>) -> String {
    result.unwrap_err().to_string()
}

fn names(parties: &[usize]) -> Vec<PartyId> {
    parties.iter().map(|at| party(*at)).collect()
}

#[test]
fn the_first_one_is_signed_by_all() {
    let (roster, whole) = first(0..3);
    let state = RosterState::begin(&whole, NOW).unwrap();
    assert_eq!(state.roster().unwrap(), &roster);
    let short = signed(&roster, 0..2);
    assert_eq!(why(RosterState::begin(&short, NOW)), "the roster is not signed by `party-002`");
    let second = signed(&next(&roster, 0..3), 0..3);
    assert!(why(RosterState::begin(&second, NOW)).contains("begins with the first roster"));
    assert!(why(RosterState::begin(&whole, Timestamp(NOW.0 - 3_600))).contains("future"));
}

#[test]
fn one_that_is_not_valid_is_refused_with_its_fault() {
    let (roster, _) = first(0..3);
    let broken = |change: fn(&mut Roster)| {
        let mut roster = roster.clone();
        change(&mut roster);
        why(roster.write())
    };
    type Change = fn(&mut Roster);
    let faults: [(Change, &str); 11] = [
        (|it| it.v = 2, "version 2"),
        (|it| it.serial = 0, "number 1"),
        (|it| it.serial = 2, "follow one"),
        (|it| it.follows = Some(Hash([0; 32])), "follow one"),
        (|it| it.expires = it.made, "expires before"),
        (|it| it.expires = after(3 * YEAR), "more than two years"),
        (|it| it.members.clear(), "no members"),
        (|it| it.members.reverse(), "in order"),
        (|it| it.members[1].key = it.members[0].key, "the same key"),
        (|it| it.members[1].weight = 0, "weight"),
        (|it| it.threshold = 1, "not more than half"),
    ];
    for (change, words) in faults {
        let found = broken(change);
        assert!(found.contains(words), "{found}");
    }
    assert!(broken(|it| it.threshold = 4).contains("more than all"));
    let many = Roster::first(members(0..101), NOW, after(YEAR));
    assert_eq!(why(many), "the roster has more than 100 members");
    let heavy = vec![member(0, 0, 1_001)];
    assert!(why(Roster::first(heavy, NOW, after(YEAR))).contains("weight"));
}

#[test]
fn signatures_that_come_one_by_one_add_up() {
    let (one, whole) = first(0..4);
    let mut state = RosterState::begin(&whole, NOW).unwrap();
    let two = next(&one, 0..5);
    let lacking = |received: RosterReceived| match received {
        RosterReceived::Waiting(RosterMissing::Signatures { old, new }) => (old, new),
        other => panic!("{other:?}"),
    };
    let (old, new) = lacking(state.receive(&signed(&two, [0]), NOW).unwrap());
    assert_eq!((old.weight, old.of), (2, names(&[1, 2, 3])));
    assert_eq!((new.weight, new.of), (2, names(&[1, 2, 3, 4])));
    let (old, _) = lacking(state.receive(&signed(&two, [2]), NOW).unwrap());
    assert_eq!((old.weight, old.of), (1, names(&[1, 3])));
    // The same signature again counts once, and the newcomer's does not count for the old roster.
    let (old, new) = lacking(state.receive(&signed(&two, [2, 4]), NOW).unwrap());
    assert_eq!((old.weight, new.weight), (1, 0));
    assert_eq!(state.proposed().count(), 1);
    let done = state.receive(&signed(&two, [3]), NOW).unwrap();
    assert_eq!(done, RosterReceived::Accepted { serial: 2 });
    assert_eq!(state.proposed().count(), 0);
    // What is handed on convinces another node by itself.
    let mut other = RosterState::begin(&whole, NOW).unwrap();
    let handed: Vec<_> = state.signed_after(1).cloned().collect();
    assert_eq!(other.receive(&handed[0], NOW).unwrap(), done);
    assert_eq!(state.receive(&whole, NOW).unwrap(), RosterReceived::Known);
    assert_eq!(state.receive(&handed[0], NOW).unwrap(), RosterReceived::Known);
}

#[test]
fn a_signature_that_does_not_fit_neither_counts_nor_harms() {
    let (one, whole) = first(0..3);
    let mut state = RosterState::begin(&whole, NOW).unwrap();
    let two = next(&one, 0..3);
    // A stranger signs in the name of members, with keys that are not theirs, and in front.
    let mut forged = two.write().unwrap();
    (0..3).for_each(|at| forged.sign(KIND, &party(at), &key(at, 9)).unwrap());
    assert!(why(state.receive(&forged, NOW)).contains("no member"));
    forged.sign(KIND, &party(0), &key(0, 0)).unwrap();
    forged.sign(KIND, &party(1), &key(1, 0)).unwrap();
    let done = state.receive(&forged, NOW).unwrap();
    assert_eq!(done, RosterReceived::Accepted { serial: 2 });
    assert_eq!(state.signed().unwrap().signatures(), 2, "what does not fit is not handed on");
    // A signature under another kind of document is none under a roster.
    let three = next(&two, 0..3);
    let mut other = three.write().unwrap();
    (0..3).for_each(|at| other.sign("card", &party(at), &key(at, 0)).unwrap());
    assert!(why(state.receive(&other, NOW)).contains("no member"));
}

#[test]
fn a_key_changes_with_a_roster() {
    let (one, whole) = first(0..3);
    let mut state = RosterState::begin(&whole, NOW).unwrap();
    let changed = vec![member(0, 1, 1), member(1, 0, 1), member(2, 0, 1)];
    let two = one.next(changed, NOW, after(YEAR)).unwrap();
    // The new key counts for the new roster alone, the old one for the old.
    let mut by_new = signed(&two, [1]);
    by_new.sign(KIND, &party(0), &key(0, 1)).unwrap();
    let waiting = state.receive(&by_new, NOW).unwrap();
    let RosterReceived::Waiting(RosterMissing::Signatures { old, new }) = waiting else {
        panic!("{waiting:?}")
    };
    assert_eq!((old.weight, new.weight), (1, 0));
    let done = state.receive(&signed(&two, [0]), NOW).unwrap();
    assert_eq!(done, RosterReceived::Accepted { serial: 2 });
    // From now on the old key is worth nothing.
    let three = two.next(members(0..3), NOW, after(YEAR)).unwrap();
    let waiting = state.receive(&signed(&three, [0, 1]), NOW).unwrap();
    assert!(matches!(waiting, RosterReceived::Waiting(RosterMissing::Signatures { .. })));
}

#[test]
fn gaps_wait_and_what_waits_follows() {
    let (one, whole) = first(0..3);
    let two = next(&one, 0..3);
    let three = next(&two, 0..4);
    let four = next(&three, 0..4);
    let mut state = RosterState::begin(&whole, NOW).unwrap();
    let wanted = RosterMissing::Roster { serial: 2, hash: None };
    for early in [signed(&four, 0..4), signed(&three, 0..4)] {
        let received = state.receive(&early, NOW).unwrap();
        assert_eq!(received, RosterReceived::Waiting(wanted.clone()));
    }
    assert_eq!(state.roster().unwrap().serial, 1);
    let received = state.receive(&signed(&two, 0..3), NOW).unwrap();
    assert_eq!(received, RosterReceived::Accepted { serial: 4 });
    assert_eq!(state.roster().unwrap(), &four);
}

#[test]
fn it_says_when_it_ends_and_one_that_ended_still_leads_to_the_next() {
    let (one, whole) = first(0..3);
    let mut state = RosterState::begin(&whole, NOW).unwrap();
    let standing = |state: &RosterState, at: i64| state.standing(after(at)).unwrap();
    let until = one.expires;
    assert_eq!(standing(&state, 0), RosterStanding::InForce { until });
    assert_eq!(standing(&state, YEAR - DAY_SECONDS), RosterStanding::ExpiresSoon { until });
    assert_eq!(standing(&state, YEAR), RosterStanding::Expired { since: until });
    let words = standing(&state, YEAR).to_string();
    assert!(words.contains("nobody is a member"), "{words}");
    assert_eq!(
        state.may_receive(&party(1), after(YEAR)),
        Err(NotRecipient::Expired { since: until })
    );
    assert!(state.recipients(after(YEAR)).is_empty());
    // It was away for long: the second has expired, too, and leads to the third.
    let two = one.next(members(0..3), NOW, after(YEAR / 2)).unwrap();
    let three = two.next(members(0..3), after(YEAR), after(2 * YEAR)).unwrap();
    let late = after(YEAR + 1);
    let received = state.receive(&signed(&two, 0..3), late).unwrap();
    assert_eq!(received, RosterReceived::Accepted { serial: 2 });
    assert!(state.recipients(late).is_empty(), "an expired one makes nobody a member");
    state.receive(&signed(&three, 0..3), late).unwrap();
    assert_eq!(state.recipients(late).len(), 3);
}

#[test]
fn a_party_that_is_refused_or_gone_is_given_nothing() {
    let (one, whole) = first(0..4);
    let mut state = RosterState::begin(&whole, NOW).unwrap();
    let by = ActorName::new("olga").unwrap();
    assert!(why(state.veto(&party(1), &by, " ", NOW)).contains("says why"));
    state.veto(&party(1), &by, "its courts do not protect data", NOW).unwrap();
    assert!(matches!(state.may_receive(&party(1), NOW), Err(NotRecipient::Vetoed(_))));
    assert!(!state.recipients(NOW).contains(&party(1)));
    // The veto changes nothing for others: the roster names it as before.
    assert!(state.roster().unwrap().member(&party(1)).is_some());
    state.receive(&signed(&next(&one, [0, 1, 3]), 0..4), NOW).unwrap();
    assert_eq!(state.may_receive(&party(2), NOW), Err(NotRecipient::Removed { since: 2 }));
    assert_eq!(state.may_receive(&party(9), NOW), Err(NotRecipient::Unknown));
    assert_eq!(Vec::from_iter(state.recipients(NOW)), names(&[0, 3]));
    assert!(state.lift_veto(&party(1)));
    assert!(!state.lift_veto(&party(1)));
    assert_eq!(Vec::from_iter(state.recipients(NOW)), names(&[0, 1, 3]));
}

#[test]
fn what_changes_is_told_in_plain_words() {
    let (one, _) = first(0..3);
    let then = vec![member(0, 1, 2), member(1, 0, 1), member(7, 0, 1)];
    let two = one.next(then, NOW, after(YEAR / 2)).unwrap();
    let words: Vec<_> = two.changes_since(&one).iter().map(ToString::to_string).collect();
    let (old, new) = (key(0, 0).public().id(), key(0, 1).public().id());
    assert_eq!(
        words,
        [
            "party-007 joins; its signature counts 1.".to_owned(),
            "party-002 leaves.".to_owned(),
            format!("party-000 signs with the key {new} in place of {old}."),
            "party-000 shows its card no. 2 in place of no. 1.".to_owned(),
            "The signature of party-000 counts 2 in place of 1.".to_owned(),
            "The next roster needs 3 of 4, in place of 2 of 3.".to_owned(),
            format!("It ends on {}Z, in place of {}Z.", two.expires, one.expires),
        ]
    );
    assert!(one.changes_since(&one).is_empty());
}

#[test]
fn a_key_that_a_card_does_not_name_is_told() {
    let (one, _) = first(0..3);
    let card = |at: usize, generation: u8| PartyCard {
        v: 1,
        party: party(at),
        name: "Freedonia".to_owned(),
        jurisdiction: "FR".to_owned(),
        address: None,
        serial: 1,
        made: NOW,
        keys: vec![CardKey { key: key(at, generation).public(), until: None }],
        authority: None,
        log: String::new(),
        witness: String::new(),
    };
    assert!(one.unlike(&[card(0, 0), card(1, 0)]).is_empty());
    assert_eq!(one.unlike(&[card(2, 1), card(0, 0), card(1, 1), card(9, 0)]), names(&[1, 2]));
}

#[test]
fn a_state_is_kept_and_read_again() {
    let (one, whole) = first(0..3);
    let mut state = RosterState::begin(&whole, NOW).unwrap();
    let by = ActorName::new("olga").unwrap();
    state.veto(&party(1), &by, "a reason", NOW).unwrap();
    state.receive(&signed(&next(&one, 0..4), [0]), NOW).unwrap();
    let text = serde_json::to_string(&state).unwrap();
    assert_eq!(serde_json::from_str::<RosterState>(&text).unwrap(), state);
}
