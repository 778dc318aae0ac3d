//! Real texts: a noisy caption transcript and two articles, beside the test data.

use std::collections::BTreeMap;

use comity_reading::Mode;
use comity_reading::limits::THRESHOLD_DEFAULT;

use crate::figures::lexicon;
use crate::tally::{Tally, folder, id, read};

/// The texts by the beginning of their names, with the records that they name and how often, as
/// counted by hand.
const EXPECTED: [(&str, &[(&str, usize)]); 3] = [
    (
        "000",
        &[
            ("assad", 9),
            ("european-council", 1),
            ("hollande", 3),
            ("islamic-state", 26),
            ("nato", 1),
            ("obama", 2),
            ("putin", 4),
            ("security-council", 1),
        ],
    ),
    (
        "001",
        &[
            ("abaaoud", 1),
            ("abdeslam", 2),
            ("assad", 5),
            ("cameron", 10),
            ("charles-de-gaulle", 1),
            ("cnn", 1),
            ("corbyn", 1),
            ("hollande", 6),
            ("islamic-state", 11),
            ("labour", 1),
            ("merkel", 1),
            ("molins", 3),
            ("obama", 1),
            ("putin", 3),
            ("renzi", 1),
            ("white-house", 1),
        ],
    ),
    (
        "002",
        &[
            ("assad", 4),
            ("european-council", 3),
            ("g20", 4),
            ("islamic-state", 7),
            ("obama", 1),
            ("reuters", 2),
            ("trt", 1),
            ("tusk", 6),
        ],
    ),
];

/// What recognisers and captioners made of names, what stands around it, and who is meant.
const TRAPS: [(&str, &str, &str, &str); 10] = [
    ("000", "heard you saying that ", "asaad", "assad"),
    ("000", "potentially seeing a new syria", "", ""),
    ("000", "the transition, where ", "bashar al asaad", "assad"),
    ("000", "frankly i have talked to ", "pattyn", "putin"),
    ("000", "then we will ask president\n", "putin", "putin"),
    ("000", "of that border area. as ", "francoise", "hollande"),
    ("000", "many the past. and i think ", "francoise", "hollande"),
    ("000", "and hopefully this ", "", ""),
    ("001", "and U.S. President ", "Barack Obama", "obama"),
    ("002", "regime leader ", "Bashar al Assad", "assad"),
];

/// The texts that are there, by the beginning of their names.
fn texts(test: &str) -> BTreeMap<String, Vec<u8>> {
    let Some(folder) = folder(test, "../seeds") else { return BTreeMap::new() };
    let files = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    let name = |path: &std::path::Path| path.file_name().unwrap().to_str().unwrap()[..3].to_owned();
    files.map(|path| (name(&path), std::fs::read(&path).unwrap())).collect()
}

fn tally(mode: Mode, texts: &BTreeMap<String, Vec<u8>>) -> Tally {
    let lexicon = lexicon(mode);
    let mut sum = Tally::default();
    for (name, expected) in EXPECTED {
        let Some(text) = texts.get(name) else { continue };
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for mention in read(&lexicon, THRESHOLD_DEFAULT, text) {
            *counts.entry(id(&mention)).or_default() += 1;
        }
        for (id, there) in expected {
            let told = counts.get(id).copied().unwrap_or_default();
            if told != *there {
                println!("{mode:?} {name}: {id} {told} of {there}");
            }
            sum.there += there;
            sum.found += told.min(*there);
            sum.right += told.min(*there);
        }
        sum.told += counts.values().sum::<usize>();
    }
    let (recall, precision) = (sum.recall(), sum.precision());
    println!("{mode:?}: recall {recall:.3}, precision {precision:.3}, {sum:?}");
    sum
}

#[test]
fn public_figures_are_found_in_captions_and_articles() {
    let texts = texts("public_figures_are_found_in_captions_and_articles");
    if texts.is_empty() {
        return;
    }
    let tolerant = tally(Mode::Tolerant, &texts);
    assert!(tolerant.recall() >= 0.99 && tolerant.precision() >= 0.99, "{tolerant:?}");
    let exact = tally(Mode::Exact, &texts);
    assert!(exact.recall() >= 0.80 && exact.precision() >= 0.99, "{exact:?}");
}

#[test]
fn what_was_misheard_is_found_in_its_place() {
    let texts = texts("what_was_misheard_is_found_in_its_place");
    let lexicon = lexicon(Mode::Tolerant);
    for (name, before, span, expected) in TRAPS {
        let Some(text) = texts.get(name) else { continue };
        let whole = String::from_utf8_lossy(text);
        let start = whole.find(before).expect(before) + before.len();
        let found = read(&lexicon, THRESHOLD_DEFAULT, text);
        let here = found.iter().find(|mention| mention.start as usize == start);
        let said = here.map(|mention| (String::from_utf8_lossy(&mention.text), id(mention)));
        let expect = (!span.is_empty()).then_some((span.into(), expected));
        assert_eq!(said, expect, "after `{before}`");
    }
}
