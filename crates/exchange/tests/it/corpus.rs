//! CAP alerts of any bytes: the saved corpus of the fuzz target, and mutations.

use std::path::Path;

use mutate::{Chance, mutate};

/// The fuzz target as an ordinary function.
#[expect(unreachable_pub, reason = "the file is a library of its own for the fuzz targets")]
#[path = "../../../../fuzz/src/cap.rs"]
mod cap;

/// Seeded mutations of the saved corpus.
#[expect(unreachable_pub, reason = "the file is a library of its own for the fuzz targets")]
#[path = "../../../../fuzz/src/mutate.rs"]
mod mutate;

const ROUNDS: usize = 2_000;

fn corpus() -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus/cap_xml");
    let mut files: Vec<_> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(files.len() >= 5, "the target has a corpus");
    files.iter().map(|file| std::fs::read(file).unwrap()).collect()
}

#[test]
fn alerts_of_any_bytes_are_read() {
    let corpus = corpus();
    corpus.iter().for_each(|bytes| cap::cap_xml(bytes));
    let mut chance = Chance(0x5eed);
    for _ in 0..ROUNDS {
        let mut bytes = corpus[chance.below(corpus.len())].clone();
        mutate(&mut bytes, &corpus[chance.below(corpus.len())], &mut chance);
        cap::cap_xml(&bytes);
    }
}

#[test]
fn the_saved_alerts_are_what_they_were() {
    let read =
        corpus().iter().filter(|bytes| comity_exchange::CapAlert::parse(bytes).is_ok()).count();
    assert_eq!(read, 4, "the form has not changed since they were saved");
}
