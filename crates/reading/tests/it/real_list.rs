//! Texts against thousands of listed names: those who are listed are found, and next to nobody
//! else.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::Path;

use comity_model::Schema;
use comity_reading::limits::THRESHOLD_DEFAULT;
use comity_reading::{Lexicon, LexiconBuilder, Mode, ReadRecord};
use flate2::read::GzDecoder;
use serde_json::Value;

use crate::packed::unpack;
use crate::tally::{folder, id, read};

/// Who of the captions is on the list, and how often the captions name them.
const EXPECTED: [(&str, usize); 3] = [("ofac-12735", 9), ("ofac-35096", 4), ("ofac-8759", 26)];

#[test]
fn captions_are_read_against_a_real_list() {
    let test = "captions_are_read_against_a_real_list";
    let (Some(data), Some(seeds)) = (folder(test, "screening"), folder(test, "../seeds")) else {
        return;
    };
    let files = std::fs::read_dir(seeds).unwrap().map(|file| file.unwrap().path());
    let captions =
        files.filter(|path| path.file_name().unwrap().to_str().unwrap().starts_with("000"));
    let text = std::fs::read(captions.last().unwrap()).unwrap();
    let lexicon = lexicon(&data.join("index.ftm.jsonl.gz"));
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for mention in read(&lexicon, THRESHOLD_DEFAULT, &text) {
        *counts.entry(id(&mention)).or_default() += 1;
    }
    println!("{} names, {counts:?}", lexicon.name_count());
    for (id, there) in EXPECTED {
        let told = counts.remove(id).unwrap_or_default();
        assert!(told + 1 >= there, "{id}: {told} of {there}");
    }
    let others: usize = counts.values().sum();
    assert!(others <= 1, "{counts:?}");
}

/// News in small letters, where nothing but the everyday words tells a name from a word: the rules
/// were not made on these.
#[test]
fn news_in_small_letters_is_read_against_a_real_list() {
    let test = "news_in_small_letters_is_read_against_a_real_list";
    let Some(data) = folder(test, "screening") else { return };
    let Some(files) = unpack(test, "news", "ecbplus_topics_1-35.tar.gz") else { return };
    let lexicon = lexicon(&data.join("index.ftm.jsonl.gz"));
    let (mut words, mut told) = (0, 0);
    let mut names: BTreeMap<String, usize> = BTreeMap::new();
    for file in files.values() {
        let text = tokens(file).join(" ").to_lowercase();
        words += text.split_whitespace().count();
        for mention in read(&lexicon, THRESHOLD_DEFAULT, text.as_bytes()) {
            told += 1;
            *names.entry(String::from_utf8_lossy(&mention.text).into_owned()).or_default() += 1;
        }
    }
    println!("{told} mentions in {words} words: {names:?}");
    assert!(names.contains_key("taliban"), "who is listed is found");
    assert!(words > 100_000 && told * 4_000 <= words, "{told} mentions in {words} words");
}

/// What stands in the tokens of a labelled text.
fn tokens(file: &str) -> Vec<&str> {
    let tagged = file.split("<token ").skip(1);
    tagged.filter_map(|rest| rest.split_once('>')?.1.split('<').next()).collect()
}

fn lexicon(list: &Path) -> Lexicon {
    let mut names = LexiconBuilder::new(Mode::Tolerant);
    let lines = BufReader::new(GzDecoder::new(std::fs::File::open(list).unwrap())).lines();
    for line in lines {
        let record: Value = serde_json::from_str(&line.unwrap()).unwrap();
        let values = |property: &str| {
            let values = record["properties"][property].as_array().cloned().unwrap_or_default();
            values.into_iter().map(|value| value.as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        let caption = values("name").first().cloned().unwrap_or_default();
        names.record(ReadRecord {
            id: record["id"].as_str().unwrap().to_owned(),
            dataset: "list".to_owned(),
            schema: Schema::named(record["schema"].as_str().unwrap()).unwrap(),
            caption,
            group: None,
        });
        for (property, is_weak) in [("name", false), ("alias", false), ("weakAlias", true)] {
            values(property).iter().for_each(|name| names.name(name, is_weak));
        }
    }
    names.finish()
}
