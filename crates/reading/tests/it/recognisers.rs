//! What four speech recognisers made of ten calls: whoever a person's transcript names with at
//! least two words is held, and has to be found in what the recognisers heard.

use std::collections::{BTreeMap, BTreeSet};

use comity_model::Schema;
use comity_reading::limits::THRESHOLD_DEFAULT;
use comity_reading::{Lexicon, LexiconBuilder, Mode, ReadRecord};
use serde_json::Value;

use crate::packed::unpack;
use crate::tally::{Tally, id, read};

const RECOGNISERS: [&str; 4] = ["amazon", "google", "microsoft", "speechmatics"];

/// Names by the call in which they are spoken, and how often.
type Spoken = BTreeMap<String, BTreeMap<String, usize>>;

#[test]
fn names_are_found_in_what_recognisers_heard() {
    let test = "names_are_found_in_what_recognisers_heard";
    let Some(files) = unpack(test, "news", "earnings21_eval10.tar.gz") else { return };
    let spoken = spoken(&files);
    let mut tallies = [Tally::default(); 2];
    for (mode, sum) in [Mode::Exact, Mode::Tolerant].into_iter().zip(&mut tallies) {
        let lexicon = lexicon(&spoken, mode);
        for recogniser in RECOGNISERS {
            let tally = heard(&lexicon, &files, recogniser, &spoken);
            let (recall, precision) = (tally.recall(), tally.precision());
            println!(
                "{recogniser} {mode:?}: recall {recall:.3}, precision {precision:.3}, {tally:?}"
            );
            sum.there += tally.there;
            sum.found += tally.found;
            sum.told += tally.told;
            sum.right += tally.right;
        }
        println!("{mode:?}: recall {:.3}, precision {:.3}", sum.recall(), sum.precision());
    }
    let [exact, tolerant] = tallies;
    assert!(tolerant.recall() > exact.recall() + 0.12, "{exact:?} {tolerant:?}");
    assert!(tolerant.precision() > 0.9, "{tolerant:?}");
}

/// Persons' names of at least two words in the transcripts.
fn spoken(files: &BTreeMap<String, String>) -> Spoken {
    let mut spoken = Spoken::new();
    for (path, text) in files {
        let Some(call) = path.strip_prefix("transcripts/nlp_references/") else { continue };
        let call = call.trim_end_matches(".nlp");
        let Some(tags) = files.get(&format!("transcripts/wer_tags/{call}.wer_tag.json")) else {
            continue;
        };
        let tags: Value = serde_json::from_str(tags).unwrap();
        let mut names: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for line in text.lines().skip(1) {
            let columns: Vec<&str> = line.split('|').collect();
            let tagged = columns[7].split(|c: char| !c.is_ascii_digit());
            for tag in tagged.filter(|tag| tags[tag]["entity_type"] == "PERSON") {
                names.entry(tag).or_default().push(columns[0]);
            }
        }
        for words in names.values().filter(|words| words.len() >= 2) {
            let counts = spoken.entry(call.to_owned()).or_default();
            *counts.entry(words.join(" ")).or_default() += 1;
        }
    }
    assert!(spoken.len() >= 8, "the transcripts name persons");
    spoken
}

fn lexicon(spoken: &Spoken, mode: Mode) -> Lexicon {
    let names: BTreeSet<&String> = spoken.values().flat_map(BTreeMap::keys).collect();
    let mut lexicon = LexiconBuilder::new(mode);
    for name in names {
        lexicon.record(ReadRecord {
            id: name.clone(),
            dataset: "calls".to_owned(),
            schema: Schema::named("Person").unwrap(),
            caption: name.clone(),
            group: None,
        });
        lexicon.name(name, false);
    }
    lexicon.finish()
}

/// What is told of a recogniser's words, in small letters and without signs. A mention is right if
/// that person is named in that call; each counts as often as the transcript names it.
fn heard(
    lexicon: &Lexicon,
    files: &BTreeMap<String, String>,
    recogniser: &str,
    spoken: &Spoken,
) -> Tally {
    let mut tally = Tally::default();
    for (call, names) in spoken {
        let Some(words) = files.get(&format!("output/{recogniser}/{call}.nlp")) else { continue };
        let words = words.lines().skip(1).filter_map(|line| line.split('|').next());
        let text = words.collect::<Vec<_>>().join(" ").to_lowercase();
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        let mentions = read(lexicon, THRESHOLD_DEFAULT, text.as_bytes());
        for mention in &mentions {
            *counts.entry(id(mention)).or_default() += 1;
        }
        tally.told += mentions.len();
        tally.right +=
            counts.iter().filter(|(id, _)| names.contains_key(**id)).map(|(_, n)| n).sum::<usize>();
        for (name, there) in names {
            tally.there += there;
            tally.found += counts.get(name.as_str()).copied().unwrap_or_default().min(*there);
        }
    }
    tally
}
