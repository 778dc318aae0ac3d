//! Texts of any bytes: the saved corpus of the fuzz target, and mutations of it.

use std::path::Path;

use mutate::{Chance, mutate};

/// The fuzz target as an ordinary function.
#[expect(unreachable_pub, reason = "the file is a library of its own for the fuzz targets")]
#[path = "../../../../fuzz/src/read.rs"]
mod read;

/// Seeded mutations of the saved corpus.
#[expect(unreachable_pub, reason = "the file is a library of its own for the fuzz targets")]
#[path = "../../../../fuzz/src/mutate.rs"]
mod mutate;

const ROUNDS: usize = 1_000;

fn corpus() -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus/read_text");
    let mut files: Vec<_> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(files.len() >= 3, "the target has a corpus");
    files.iter().map(|file| std::fs::read(file).unwrap()).collect()
}

#[test]
fn the_saved_corpus_is_read() {
    corpus().iter().for_each(|bytes| read::read_text(bytes));
}

#[test]
fn mutated_texts_are_read() {
    let corpus = corpus();
    let mut chance = Chance(0x5eed);
    for _ in 0..ROUNDS {
        let mut bytes = corpus[chance.below(corpus.len())].clone();
        mutate(&mut bytes, &corpus[chance.below(corpus.len())], &mut chance);
        read::read_text(&bytes);
    }
}
