//! An honest export holds, and continues what the log was before.

use comity_audit::export::{Known, SinceVerdict, VerifyOptions, first_difference, verify};
use comity_audit::{NodeKeys, Note, Signer, cosignature};
use comity_model::Timestamp;

use super::memory::{Memory, ORIGIN, signer};

fn held_to(since: Vec<Known>) -> VerifyOptions {
    VerifyOptions { key: Some(signer().key().clone()), since }
}

fn known(log: &Memory) -> Known {
    Known::open(&log.checkpoint(), signer().key(), &[]).unwrap()
}

#[test]
fn an_honest_export_holds() {
    for size in [1, 2, 255, 256, 257, 600] {
        let log = Memory::of(size, 1);
        let verdict = verify(log.export(0, size).as_slice(), &held_to(Vec::new())).unwrap();
        assert!(verdict.holds(), "{size}: {verdict:?}");
        assert_eq!(verdict.leaves + verdict.expired, size);
        assert_eq!(verdict.expired, (0..size).filter(|seq| seq % 7 == 5).count() as u64);
        let shown = (0..size).filter(|seq| seq % 7 != 5 && seq % 3 == 0).count() as u64;
        assert_eq!(verdict.opened, 2 * shown);
        assert_eq!(verdict.checkpoint.unwrap().root, log.frontier.root());
    }
}

#[test]
fn a_part_of_a_log_holds_by_itself() {
    // More than two levels of tiles.
    let log = Memory::of(66_000, 1);
    for (first, end) in [(0, 300), (300, 700), (65_000, 66_000), (65_536, 65_537), (65_999, 66_000)]
    {
        let verdict = verify(log.export(first, end).as_slice(), &held_to(Vec::new())).unwrap();
        assert!(verdict.holds(), "{first}: {verdict:?}");
        assert_eq!(verdict.leaves + verdict.expired, end - first / 256 * 256);
    }
    // The tree before a part is known from its tiles.
    let older = known(&Memory::of(65_700, 1));
    let fork = Known { root: log.frontier.root(), ..older.clone() };
    let export = log.export(65_600, 66_000);
    let judge = |since: Known| verify(export.as_slice(), &held_to(vec![since])).unwrap().since;
    assert_eq!(judge(older), [(65_700, SinceVerdict::Continues)]);
    assert_eq!(judge(fork.clone()), [(65_700, SinceVerdict::Forked { from: 0, to: 65_700 })]);
    assert_eq!(judge(Known { size: 100, ..fork }), [(100, SinceVerdict::Unknown)]);
}

#[test]
fn a_log_that_was_rolled_back_or_forked_is_named() {
    let (old, log) = (Memory::of(300, 1), Memory::of(600, 1));
    let export = log.export(0, 600);
    let judge = |export: &[u8], since: Vec<Known>| {
        let verdict = verify(export, &held_to(since)).unwrap();
        assert_eq!(verdict.fault, None);
        (verdict.holds(), verdict.since)
    };
    let honest = judge(&export, vec![known(&log), known(&old)]);
    let continues = SinceVerdict::Continues;
    assert_eq!(honest, (true, vec![(300, continues), (600, continues)]));

    let shorter = old.export(0, 300);
    let rolled_back = judge(&shorter, vec![known(&log)]);
    assert_eq!(rolled_back, (false, vec![(600, SinceVerdict::RolledBack)]));

    // The same log until leaf 450, then another one.
    let mut fork = Memory::of(450, 1);
    (450..600).for_each(|_| fork.add(2));
    let forked = judge(&fork.export(0, 600), vec![known(&old), known(&log)]);
    let parts = SinceVerdict::Forked { from: 300, to: 600 };
    assert_eq!(forked, (false, vec![(300, continues), (600, parts)]));
    // With an older export in place of a checkpoint, the leaf itself is named. Leaf 453 has
    // expired in both.
    let fork = fork.export(0, 600);
    assert_eq!(first_difference(export.as_slice(), fork.as_slice()).unwrap(), Some(450));
    assert_eq!(first_difference(export.as_slice(), shorter.as_slice()).unwrap(), None);
}

#[test]
fn what_a_log_is_held_to_is_signed_by_it_or_by_a_witness() {
    let log = Memory::of(10, 1);
    let witness = Signer::witness("partner.example/witness", &[9; 32]).unwrap();
    let (key, witnesses) = (signer(), [witness.key().clone()]);
    assert!(Known::open(&log.checkpoint(), key.key(), &[]).is_ok());
    let other = NodeKeys::new(&[8; 32]).signer(ORIGIN).unwrap();
    let refused = Known::open(&log.checkpoint(), other.key(), &witnesses).unwrap_err();
    assert_eq!(refused.code(), "audit-not-signed");
    let mut note = Note::parse(&log.checkpoint()).unwrap();
    note.add(cosignature::sign(&note, &witness, Timestamp(1)).unwrap());
    let known = Known::open(&note.to_string(), other.key(), &witnesses).unwrap();
    assert_eq!(known.size, 10);
    let stranger = NodeKeys::new(&[7; 32]).signer("elsewhere.example").unwrap();
    assert!(Known::open(&note.to_string(), stranger.key(), &witnesses).is_err());
}
