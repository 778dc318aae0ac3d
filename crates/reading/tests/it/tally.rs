//! How many of the mentions that a person sees are found, and how many of those found are right.

use std::path::PathBuf;

use comity_reading::{Lexicon, Mention, Reader};

/// Counts of one or several texts.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Tally {
    /// Mentions that are there.
    pub(crate) there: usize,
    /// Of those, the ones that were found.
    pub(crate) found: usize,
    /// Mentions that were told.
    pub(crate) told: usize,
    /// Of those, the right ones.
    pub(crate) right: usize,
}

impl Tally {
    pub(crate) fn recall(self) -> f64 {
        self.found as f64 / self.there.max(1) as f64
    }

    pub(crate) fn precision(self) -> f64 {
        self.right as f64 / self.told.max(1) as f64
    }
}

/// All mentions in a text.
pub(crate) fn read<'l>(lexicon: &'l Lexicon, threshold: f32, text: &[u8]) -> Vec<Mention<'l>> {
    let mut found = Vec::new();
    let mut reader = Reader::new(lexicon, threshold);
    reader.feed(text, |mention| found.push(mention));
    reader.finish(|mention| found.push(mention));
    for mention in &found {
        let span = mention.start as usize..mention.end as usize;
        assert_eq!(mention.text, &text[span], "the span holds what is told");
    }
    assert!(found.windows(2).all(|pair| pair[0].end <= pair[1].start), "none overlap");
    found
}

/// The record that a mention names most likely.
pub(crate) fn id<'l>(mention: &Mention<'l>) -> &'l str {
    &mention.best().unwrap().record.id
}

/// A folder beside the test data, or in it; says so if it is not there.
pub(crate) fn folder(test: &str, place: &str) -> Option<PathBuf> {
    let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let data = std::env::var_os("COMITY_TEST_DATA").map_or(beside, PathBuf::from);
    let folder = Some(data.join(place)).filter(|folder| folder.is_dir());
    if folder.is_none() {
        println!("SKIPPED: {test} needs `{place}` in the folder that COMITY_TEST_DATA names");
    }
    folder
}
