//! A law: in whichever order and however often the versions of notices and levels come, every
//! node ends up knowing the same.

use proptest::prelude::*;

use super::*;

/// What a party says over time: updates of two notices, the end of one, and levels.
fn story() -> Vec<NoticeBody> {
    let (mut ours, _) = two();
    let mut bodies = Vec::new();
    for at in 0..2_i64 {
        let says = draft(if at == 0 { "36,-5" } else { "10,10" });
        bodies.push(ours.publish(says, &to(&[]), after(at)).unwrap().0);
    }
    for at in 0..4_i64 {
        let number = u64::try_from(at % 2).unwrap() + 1;
        let id = NoticeId { by: party("freedonia"), number };
        let says = NoticeDraft { ends: after(8_000 + at), ..draft("36,-5") };
        bodies.push(ours.update(&id, says, after(10 + at)).unwrap().0);
        let level = Level::ALL[usize::try_from(at).unwrap()];
        bodies.push(ours.set_level(levels::draft(level, None), after(at)).unwrap().0);
    }
    let id = NoticeId { by: party("freedonia"), number: 1 };
    bodies.push(ours.cancel(&id, "why", after(20)).unwrap().0);
    bodies
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_order_does_not_matter(
        order in Just(Vec::from_iter(0..11_usize)).prop_shuffle(),
        again in proptest::collection::vec(0..11_usize, 0..11),
    ) {
        let story = story();
        prop_assert_eq!(story.len(), 11);
        let me = party("freedonia");
        let (mut straight, mut mixed) = (two().1, two().1);
        for body in &story {
            straight.apply(&me, body, after(30)).unwrap();
        }
        for at in again.iter().chain(&order) {
            mixed.apply(&me, &story[*at], after(30)).unwrap();
        }
        prop_assert_eq!(straight, mixed);
    }
}
