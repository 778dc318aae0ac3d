//! What a witness cosigns, and what it does not.

use comity_audit::proof::prove_consistency;
use comity_audit::witness::{AddCheckpoint, WitnessRefusal, Witnessed, add_checkpoint};
use comity_audit::{NodeKeys, Note, Signer, cosignature};
use comity_model::Timestamp;

use super::memory::{Memory, ORIGIN, signer};

const NOW: Timestamp = Timestamp(1_795_343_312);

fn witness() -> Signer {
    Signer::witness("partner.example/witness", &[9; 32]).unwrap()
}

fn request(log: &Memory, old: u64) -> AddCheckpoint {
    let proof = prove_consistency(log, old, log.size()).unwrap();
    let request = AddCheckpoint { old, proof, note: Note::parse(&log.checkpoint()).unwrap() };
    assert_eq!(AddCheckpoint::parse(&request.body()).unwrap(), request);
    request
}

fn ask(known: &Witnessed, request: &AddCheckpoint) -> Result<Witnessed, WitnessRefusal> {
    let key = signer();
    let (new, signature) = add_checkpoint(known, request, key.key(), &witness(), NOW)?;
    let mut note = request.note.clone();
    note.add(signature);
    assert_eq!(cosignature::verify(&note, witness().key()).unwrap(), NOW);
    Ok(new)
}

#[test]
fn a_log_that_goes_on_is_cosigned() {
    let mut log = Memory::of(5, 1);
    let mut known = Witnessed::default();
    for more in [0, 1, 300, 0] {
        let old = known.size;
        (0..more).for_each(|_| log.add(1));
        known = ask(&known, &request(&log, old)).unwrap();
        assert_eq!((known.size, known.root), (log.size(), log.frontier.root()));
    }
}

#[test]
fn a_log_that_was_rewritten_is_refused() {
    let (log, fork) = (Memory::of(300, 1), Memory::of(310, 2));
    let known = ask(&Witnessed::default(), &request(&log, 0)).unwrap();
    let refused = ask(&known, &request(&fork, 300)).unwrap_err();
    assert_eq!((refused.status(), refused), (422, WitnessRefusal::Unproven));
    let same_size = Memory::of(300, 2);
    let refused = ask(&known, &request(&same_size, 300)).unwrap_err();
    assert_eq!((refused.status(), refused), (409, WitnessRefusal::Forked(300)));
    let shorter = Memory::of(200, 1);
    let refused = ask(&known, &request(&shorter, 150)).unwrap_err();
    assert_eq!((refused.status(), refused), (409, WitnessRefusal::OutOfStep(300)));
}

#[test]
fn a_request_that_is_not_in_order_is_refused() {
    let log = Memory::of(10, 1);
    let good = request(&log, 0);
    let known = Witnessed::default();
    let backwards = AddCheckpoint { old: 11, ..good.clone() };
    assert_eq!(ask(&known, &backwards).unwrap_err().status(), 400);
    let other = NodeKeys::new(&[8; 32]);
    let (same_name, other_name) = (other.signer(ORIGIN).unwrap(), other.signer("x").unwrap());
    let ask_of = |log: &Signer| add_checkpoint(&known, &good, log.key(), &witness(), NOW);
    assert_eq!(ask_of(&same_name).unwrap_err().status(), 403);
    assert_eq!(ask_of(&other_name).unwrap_err().status(), 404);
    let body = good.body();
    for broken in [
        body.replace("old 0", "old 00"),
        body.replace("old 0", "older 0"),
        body.replace("old 0\n", "old 0\nno hash\n"),
        body.replacen("\n\n", "\n", 2),
        String::new(),
    ] {
        assert!(AddCheckpoint::parse(&broken).is_err(), "{broken}");
    }
    let line = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n".repeat(64);
    let long = body.replacen("old 0\n", &format!("old 0\n{line}"), 1);
    assert_eq!(AddCheckpoint::parse(&long).unwrap_err().code(), "audit-too-many");
}
