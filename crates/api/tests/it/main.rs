//! Bodies and words from bytes to answer: the saved corpus of each fuzz target, and mutations of
//! it.

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

/// The fuzz targets of searches and tables as ordinary functions.
#[expect(unreachable_pub, reason = "the file is a library of its own for the fuzz targets")]
#[path = "../../../../fuzz/src/search.rs"]
mod search;

/// Seeded mutations of the saved corpus.
#[expect(unreachable_pub, reason = "the file is a library of its own for the fuzz targets")]
#[path = "../../../../fuzz/src/mutate.rs"]
mod mutate;

const ROUNDS: usize = 2_000;

/// What a target does with bytes.
type Target = fn(&[u8]);

const TARGETS: [(&str, Target); 3] = [
    ("match_body", screen::match_body),
    ("search_text", search::search_text),
    ("reconcile_body", search::reconcile_body),
];

fn corpus(target: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus").join(target);
    let mut files: Vec<_> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(files.len() >= 3, "the target has a corpus");
    files.iter().map(|file| std::fs::read(file).unwrap()).collect()
}

#[test]
fn the_saved_corpus_is_answered_or_refused() {
    for (name, target) in TARGETS {
        corpus(name).iter().for_each(|bytes| target(bytes));
    }
}

#[test]
fn mutated_input_is_answered_or_refused() {
    for (name, target) in TARGETS {
        let corpus = corpus(name);
        let mut chance = Chance(0x5eed);
        for _ in 0..ROUNDS {
            let mut bytes = corpus[chance.below(corpus.len())].clone();
            mutate(&mut bytes, &corpus[chance.below(corpus.len())], &mut chance);
            target(&bytes);
        }
    }
}
