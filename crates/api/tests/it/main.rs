//! The match body from bytes to answer: the saved corpus of its fuzz target, and mutations of it.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that panics has failed, as it should"
)]

use std::path::Path;

use mutate::{Chance, mutate};

/// The fuzz target as an ordinary function.
#[expect(unreachable_pub, reason = "the file is a library of its own for the fuzz targets")]
#[path = "../../../../fuzz/src/screen.rs"]
mod screen;

/// Seeded mutations of the saved corpus.
#[expect(unreachable_pub, reason = "the file is a library of its own for the fuzz targets")]
#[path = "../../../../fuzz/src/mutate.rs"]
mod mutate;

const ROUNDS: usize = 2_000;

fn corpus() -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus/match_body");
    let mut files: Vec<_> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(files.len() >= 5, "the target has a corpus");
    files.iter().map(|file| std::fs::read(file).unwrap()).collect()
}

#[test]
fn the_saved_corpus_is_answered_or_refused() {
    corpus().iter().for_each(|body| screen::match_body(body));
}

#[test]
fn mutated_bodies_are_answered_or_refused() {
    let corpus = corpus();
    let mut chance = Chance(0x5eed);
    for _ in 0..ROUNDS {
        let mut body = corpus[chance.below(corpus.len())].clone();
        mutate(&mut body, &corpus[chance.below(corpus.len())], &mut chance);
        screen::match_body(&body);
    }
}
