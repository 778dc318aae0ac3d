//! The saved corpus, replayed.

use std::path::Path;

use crate::targets;

/// A fuzz target as an ordinary function.
type Target = fn(&[u8]);

/// A target and its saved inputs.
pub(crate) struct Corpus {
    pub(crate) target: Target,
    pub(crate) inputs: Vec<(String, Vec<u8>)>,
}

/// All targets with their inputs, sorted by name.
pub(crate) fn all() -> Vec<Corpus> {
    let targets: [(&str, Target); 11] = [
        ("un_xml", targets::un_xml),
        ("ofac_csv", targets::ofac_csv),
        ("ofac_xml", targets::ofac_xml),
        ("ofac_enhanced", targets::ofac_enhanced),
        ("ofac_advanced", targets::ofac_advanced),
        ("eu_fsf", targets::eu_fsf),
        ("uk_sanctions", targets::uk_sanctions),
        ("us_csl", targets::us_csl),
        ("ftm_json", targets::ftm_json),
        ("ftm_delta", targets::ftm_delta),
        ("csv_list", targets::csv_list),
    ];
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus");
    let of = |(name, target): (&str, Target)| {
        let entries = std::fs::read_dir(folder.join(name)).unwrap().map(|entry| entry.unwrap());
        let mut inputs: Vec<(String, Vec<u8>)> = entries
            .map(|entry| {
                let name = format!("{name}/{}", entry.file_name().to_string_lossy());
                (name, std::fs::read(entry.path()).unwrap())
            })
            .collect();
        inputs.sort();
        assert!(inputs.len() >= 5, "{name} has a corpus");
        Corpus { target, inputs }
    };
    targets.into_iter().map(of).collect()
}

#[test]
fn the_saved_corpus_breaks_no_reader() {
    for Corpus { target, inputs } in all() {
        for (name, bytes) in inputs {
            eprintln!("{name}");
            target(&bytes);
        }
    }
}
