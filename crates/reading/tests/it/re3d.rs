//! Labelled reports of four publishers: whoever is labelled with a name of some length is held,
//! and has to be found wherever it is labelled.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use comity_model::Schema;
use comity_reading::limits::THRESHOLD_DEFAULT;
use comity_reading::{Lexicon, LexiconBuilder, Mode, ReadRecord};
use serde_json::Value;

use crate::tally::{Tally, folder, read};

/// A labelled span that is a name.
struct Label {
    document: String,
    begin: u64,
    end: u64,
    kind: &'static str,
    name: String,
}

/// Words that make a label a description and not a name.
const DESCRIBING: [&str; 14] =
    ["the", "a", "an", "his", "her", "their", "its", "our", "we", "they", "he", "she", "it", "i"];

#[test]
fn labelled_names_are_found_in_reports() {
    let Some(folder) = folder("labelled_names_are_found_in_reports", "news/re3d") else { return };
    let (mut documents, mut labels) = (BTreeMap::new(), Vec::new());
    for publisher in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if publisher.is_dir() {
            take(&publisher, &mut documents, &mut labels);
        }
    }
    for mode in [Mode::Exact, Mode::Tolerant] {
        let tally = tally(&lexicon(&labels, mode), &documents, &labels);
        let (recall, precision) = (tally.recall(), tally.precision());
        println!("re3d {mode:?}: recall {recall:.3}, precision {precision:.3}, {tally:?}");
        assert!(recall >= 0.92 && precision >= 0.84, "{mode:?} {tally:?}");
    }
}

fn lines(path: &Path) -> Vec<Value> {
    let text = std::fs::read_to_string(path).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Documents, and the labels of persons and organisations that are names.
fn take(folder: &Path, documents: &mut BTreeMap<String, String>, labels: &mut Vec<Label>) {
    for document in lines(&folder.join("documents.json")) {
        let text = |key: &str| document[key].as_str().unwrap().to_owned();
        documents.insert(text("_id"), text("text"));
    }
    for entity in lines(&folder.join("entities.json")) {
        let text = |key: &str| entity[key].as_str().unwrap_or_default().to_owned();
        let kind = match entity["type"].as_str().unwrap() {
            "Person" => "Person",
            "Organisation" => "Organization",
            // Countries and towns are labelled now as places, now as organisations.
            _ => "",
        };
        let (name, document) = (text("value"), text("documentId"));
        let chars = |key: &str| usize::try_from(entity[key].as_u64().unwrap()).unwrap();
        let Some(whole) = documents.get(&document) else { continue };
        let byte = |chars: usize| whole.char_indices().nth(chars).map(|(at, _)| at as u64);
        let begin = byte(chars("begin"));
        let (Some(begin), true) = (begin, is_name(&name)) else { continue };
        labels.push(Label { document, begin, end: begin + name.len() as u64, kind, name });
    }
}

/// Whether each word of a label is written as a name, save a few that join.
fn is_name(label: &str) -> bool {
    let words: Vec<&str> = label.split_whitespace().collect();
    let joins = ["of", "al", "and", "for", "in", "the", "bin"];
    let named = |word: &str| {
        joins.contains(&word)
            || word.starts_with("al-")
            || word.chars().next().is_some_and(char::is_uppercase)
    };
    let first = words.first().map_or(String::new(), |word| word.to_lowercase());
    label.len() >= 4
        && words.len() <= 8
        && !DESCRIBING.contains(&first.as_str())
        && words.iter().all(|word| named(word))
}

fn lexicon(labels: &[Label], mode: Mode) -> Lexicon {
    let names: BTreeSet<(&str, &str)> =
        held(labels).map(|label| (label.name.as_str(), label.kind)).collect();
    let mut lexicon = LexiconBuilder::new(mode);
    for (name, kind) in names {
        lexicon.record(ReadRecord {
            id: name.to_owned(),
            dataset: "re3d".to_owned(),
            schema: Schema::named(kind).unwrap(),
            caption: name.to_owned(),
            group: None,
        });
        lexicon.name(name, false);
    }
    lexicon.finish()
}

/// Labels of what is held: persons and organisations.
fn held(labels: &[Label]) -> impl Iterator<Item = &Label> {
    labels.iter().filter(|label| !label.kind.is_empty())
}

/// A label is found if a mention overlaps it, and a mention is right if it overlaps a label.
fn tally(lexicon: &Lexicon, documents: &BTreeMap<String, String>, labels: &[Label]) -> Tally {
    let mut tally = Tally::default();
    let mut wrong = BTreeMap::<String, usize>::new();
    for (id, text) in documents {
        let mentions = read(lexicon, THRESHOLD_DEFAULT, text.as_bytes());
        let here: Vec<&Label> = labels.iter().filter(|label| label.document == *id).collect();
        for label in here.iter().filter(|label| !label.kind.is_empty()) {
            tally.there += 1;
            let hit = mentions.iter().any(|m| m.start < label.end && label.begin < m.end);
            tally.found += usize::from(hit);
            if !hit {
                *wrong.entry(format!("MISSED {}", label.name)).or_default() += 1;
            }
        }
        for mention in &mentions {
            let right = here.iter().any(|l| mention.start < l.end && l.begin < mention.end);
            tally.right += usize::from(right);
            if !right {
                let text = String::from_utf8_lossy(&mention.text);
                *wrong.entry(format!("WRONG {text}")).or_default() += 1;
            }
        }
        tally.told += mentions.len();
    }
    println!("{wrong:?}");
    tally
}
