//! Laws: nodes that are honest never accept different rosters, however messages come, unless
//! members sign twice; and then they freeze.

use super::*;

/// A proposal for the next roster: who is on it, and who signs it.
#[derive(Debug, Clone)]
struct Proposal {
    of: Vec<usize>,
    by: Vec<usize>,
}

const PARTIES: usize = 7;

fn some() -> impl Strategy<Value = Vec<usize>> {
    proptest::sample::subsequence(Vec::from_iter(0..PARTIES), 1..=PARTIES)
}

/// So many that often enough have signed.
fn signers() -> impl Strategy<Value = Vec<usize>> {
    proptest::sample::subsequence(Vec::from_iter(0..PARTIES), 3..=PARTIES)
}

fn proposals() -> impl Strategy<Value = Vec<Proposal>> {
    let one = (some(), signers()).prop_map(|(of, by)| Proposal { of, by });
    proptest::collection::vec(one, 1..5)
}

/// What all proposals of three rounds become, each round over each roster of the round before.
fn world(rounds: &[Vec<Proposal>], honest: bool) -> (Signed, Vec<Signed>) {
    let (one, whole) = first(0..5);
    let mut messages = Vec::new();
    let mut tips = vec![one];
    // Which roster an honest member signed for a number: never two.
    let mut votes: BTreeMap<(u64, usize), Hash> = BTreeMap::new();
    for round in rounds {
        let mut grown = Vec::new();
        for tip in &tips {
            for proposal in round {
                let roster = next(tip, proposal.of.iter().copied());
                let hash = roster.hash().unwrap();
                let may = |at: &usize| {
                    !honest || *votes.entry((roster.serial, *at)).or_insert(hash) == hash
                };
                let by = proposal.by.iter().copied().filter(may).collect::<Vec<_>>();
                // Signatures come in two halves and as a whole.
                let (left, right) = by.split_at(by.len() / 2);
                messages.extend([left, right, &by].map(|by| signed(&roster, by.to_vec())));
                grown.push(roster);
            }
        }
        grown.truncate(3);
        tips = grown;
    }
    (whole, messages)
}

/// The rosters that a node accepted, by number, after it has received these messages.
fn run(whole: &Signed, messages: &[&Signed]) -> (RosterState, BTreeMap<u64, Hash>) {
    let mut state = RosterState::begin(whole, NOW).unwrap();
    let mut accepted = BTreeMap::new();
    for message in messages {
        // A refusal is an answer, too.
        let _ = state.receive(message, NOW);
        for signed in state.signed_after(0) {
            let roster = Roster::read(signed).unwrap();
            let hash = roster.hash().unwrap();
            let before = accepted.insert(roster.serial, hash);
            assert!(before.is_none_or(|before| before == hash), "what stood does not change");
        }
    }
    (state, accepted)
}

fn order(length: usize) -> impl Strategy<Value = Vec<usize>> {
    // Any order, with messages that are lost and others that come again.
    proptest::collection::vec(0..length.max(1), 0..3 * length.max(1))
}

type Orders = (Signed, Vec<Signed>, Vec<usize>, Vec<usize>);

fn orders(honest: bool) -> impl Strategy<Value = Orders> {
    proptest::collection::vec(proposals(), 1..4).prop_flat_map(move |rounds| {
        let (whole, messages) = world(&rounds, honest);
        let length = messages.len();
        (Just(whole), Just(messages), order(length), order(length))
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn honest_members_never_split_a_roster((whole, messages, left, right) in orders(true)) {
        let pick = |order: &[usize]| order.iter().map(|at| &messages[*at]).collect::<Vec<_>>();
        let (one, left) = run(&whole, &pick(&left));
        let (other, right) = run(&whole, &pick(&right));
        prop_assert!(one.split().is_none() && other.split().is_none());
        for (serial, hash) in &left {
            prop_assert!(right.get(serial).is_none_or(|other| other == hash));
        }
        // When both have seen everything often enough, they stand at the same one.
        let all: Vec<_> = std::iter::repeat_n(&messages, 4).flatten().collect();
        let (mut one, mut other) = (one, other);
        for message in all.iter().rev() {
            let _ = one.receive(message, NOW);
        }
        for message in &all {
            let _ = other.receive(message, NOW);
        }
        prop_assert_eq!(one.roster().unwrap(), other.roster().unwrap());
    }

    #[test]
    fn who_signs_twice_freezes_all_who_see_both((whole, messages, left, right) in orders(false)) {
        let pick = |order: &[usize]| order.iter().map(|at| &messages[*at]).collect::<Vec<_>>();
        let (mut one, left) = run(&whole, &pick(&left));
        let (mut other, right) = run(&whole, &pick(&right));
        let differ = left.iter().any(|(serial, hash)| {
            right.get(serial).is_some_and(|other| other != hash)
        });
        let hand = |from: &RosterState, to: &mut RosterState| {
            let signed: Vec<_> = from.signed_after(0).cloned().collect();
            signed.iter().for_each(|each| drop(to.receive(each, NOW)));
        };
        let (ones, others) = (one.clone(), other.clone());
        hand(&ones, &mut other);
        hand(&others, &mut one);
        prop_assert!(!differ || one.split().is_some() && other.split().is_some());
        for split in [one.split(), other.split()].into_iter().flatten() {
            let proof = RosterSplit::parse(&split.to_string()).unwrap().verify().unwrap();
            prop_assert!(!proof.by.is_empty());
        }
    }

    #[test]
    fn less_than_the_old_threshold_changes_nothing(
        weights in proptest::collection::vec(1..20_u32, 3..8),
        of in some(),
        by in proptest::sample::subsequence(Vec::from_iter(0..7_usize), 0..7),
    ) {
        let members: Vec<_> =
            weights.iter().enumerate().map(|(at, weight)| member(at, 0, *weight)).collect();
        let total: u32 = weights.iter().sum();
        let one = Roster::first(members, NOW, after(YEAR)).unwrap();
        let mut state = RosterState::begin(&signed(&one, 0..weights.len()), NOW).unwrap();
        let by: Vec<_> = by.into_iter().filter(|at| *at < weights.len()).collect();
        let signing: u32 = by.iter().map(|at| weights[*at]).sum();
        // Besides, as many new parties as one likes sign, with as much weight as there may be.
        let mut new: Vec<_> = of.iter().map(|at| member(*at, 0, 1)).collect();
        new.extend((20..40).map(|at| member(at, 0, 1_000)));
        let two = one.next(new, NOW, after(YEAR)).unwrap();
        let received = state.receive(&signed(&two, by.into_iter().chain(20..40)), NOW);
        let is_accepted = received == Ok(RosterReceived::Accepted { serial: 2 });
        prop_assert_eq!(is_accepted, signing > total / 2);
    }
}

#[test]
fn sixty_five_members_join_and_leave() {
    let (mut roster, whole) = first(0..2);
    let mut nodes = [(); 2].map(|()| RosterState::begin(&whole, NOW).unwrap());
    let mut present: Vec<usize> = vec![0, 1];
    let grown = (2..65).map(Some).chain((0..60).map(|_| None));
    for (step, joins) in grown.enumerate() {
        let before = present.clone();
        match joins {
            Some(at) => present.push(at),
            None => drop(present.remove(step % present.len())),
        }
        roster = next(&roster, present.iter().copied());
        // As many as it needs sign: a majority of those before who stay, and so of those after.
        let stay = before.iter().copied().filter(|at| present.contains(at));
        let by: Vec<_> = stay.take(before.len() / 2 + 2).collect();
        let message = signed(&roster, by);
        for node in &mut nodes {
            let serial = roster.serial;
            assert_eq!(node.receive(&message, NOW).unwrap(), RosterReceived::Accepted { serial });
        }
    }
    for node in &nodes {
        assert_eq!(node.roster().unwrap(), &roster);
        assert_eq!(node.recipients(NOW).len(), 5);
        assert_eq!(node.signed_after(0).count(), crate::limits::ROSTERS_KEPT_MAX);
    }
}
