//! Notes, leaves and exports of any bytes: the saved corpus of the fuzz targets, and mutations.

use std::path::Path;

use comity_audit::export::{Verdict, VerifyOptions, verify};
use mutate::{Chance, mutate};

use super::memory::Memory;

/// The fuzz targets as ordinary functions.
#[expect(unreachable_pub, reason = "the file is a library of its own for the fuzz targets")]
#[path = "../../../../fuzz/src/log.rs"]
mod log;

/// Seeded mutations of the saved corpus.
#[expect(unreachable_pub, reason = "the file is a library of its own for the fuzz targets")]
#[path = "../../../../fuzz/src/mutate.rs"]
mod mutate;

const ROUNDS: usize = 2_000;

fn corpus(target: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus").join(target);
    let mut files: Vec<_> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(files.len() >= 2, "the target has a corpus");
    files.iter().map(|file| std::fs::read(file).unwrap()).collect()
}

fn replay(target: &str, read: fn(&[u8]), more: Vec<Vec<u8>>) {
    let corpus = [corpus(target), more].concat();
    corpus.iter().for_each(|bytes| read(bytes));
    let mut chance = Chance(0x5eed);
    for _ in 0..ROUNDS {
        let mut bytes = corpus[chance.below(corpus.len())].clone();
        mutate(&mut bytes, &corpus[chance.below(corpus.len())], &mut chance);
        read(&bytes);
    }
}

#[test]
fn notes_of_any_bytes_are_read() {
    replay("log_note", log::log_note, Vec::new());
}

#[test]
fn leaves_of_any_bytes_are_read() {
    replay("log_leaf", log::log_leaf, Vec::new());
}

#[test]
fn exports_of_any_bytes_are_verified() {
    replay("log_export", log::log_export, vec![Memory::of(300, 1).export(0, 300)]);
}

#[test]
fn the_saved_export_holds() {
    let saved = corpus("log_export");
    let verdicts = saved.iter().map(|bytes| verify(bytes.as_slice(), &VerifyOptions::default()));
    let holding = verdicts.filter(|verdict| verdict.as_ref().is_ok_and(Verdict::holds)).count();
    assert_eq!(holding, 1, "the form has not changed since it was saved");
}
