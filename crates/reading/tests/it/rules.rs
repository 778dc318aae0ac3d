//! What counts as a mention, case by case, on made-up names.

use comity_model::Schema;
use comity_reading::limits::THRESHOLD_DEFAULT;
use comity_reading::{Lexicon, LexiconBuilder, Mode, ReadRecord};

use crate::tally::read;

/// Id, group, schema and names.
type Listed = (&'static str, Option<&'static str>, &'static str, &'static [&'static str]);

const RECORDS: [Listed; 16] = [
    ("tern", None, "Vessel", &["NORDIC TERN"]),
    ("gull", None, "Vessel", &["VELANGA"]),
    ("luck", None, "Vessel", &["GOOD LUCK"]),
    ("front", None, "Organization", &["Brightwater Relief Front", "BRFT", "Kestava"]),
    ("base", None, "Organization", &["The Harbour"]),
    ("council", None, "Organization", &["Water Council"]),
    ("xr", None, "Organization", &["XR"]),
    ("firm", None, "Company", &["Talvera Shipping Company Limited"]),
    ("mirela", None, "Person", &["Mirela Zalevska"]),
    ("anso", None, "Person", &["Anso Zalevska"]),
    ("tarkani", None, "Person", &["TARKANI, Abd al-Rahim"]),
    ("quell", None, "Person", &["Mara Ilsa Quell"]),
    ("one", Some("cm-1"), "Person", &["Doru Vantele"]),
    ("two", Some("cm-1"), "Person", &["Doru Vantele"]),
    ("twin-a", None, "Person", &["Ivo Marchuk"]),
    ("twin-b", None, "Person", &["Ivo Marchuk"]),
];

fn lexicon(mode: Mode) -> Lexicon {
    let mut names = LexiconBuilder::new(mode);
    for (id, group, schema, listed) in RECORDS {
        names.record(ReadRecord {
            id: id.to_owned(),
            dataset: "list".to_owned(),
            schema: Schema::named(schema).unwrap(),
            caption: listed[0].to_owned(),
            group: group.map(ToOwned::to_owned),
        });
        listed.iter().for_each(|name| names.name(name, false));
    }
    names.finish()
}

/// The mentions of a text, each as `what stands there = ids`.
fn told(lexicon: &Lexicon, text: &str) -> Vec<String> {
    let mentions = read(lexicon, THRESHOLD_DEFAULT, text.as_bytes());
    let ids = |mention: &comity_reading::Mention<'_>| {
        let ids: Vec<_> = mention.candidates.iter().map(|each| each.record.id.as_str()).collect();
        ids.join(",")
    };
    let text = |mention: &comity_reading::Mention<'_>| {
        String::from_utf8(mention.text.clone()).unwrap().replace('\n', " ")
    };
    mentions.iter().map(|mention| format!("{} = {}", text(mention), ids(mention))).collect()
}

#[track_caller]
fn check(mode: Mode, cases: &[(&str, &[&str])]) {
    let lexicon = lexicon(mode);
    for (text, expect) in cases {
        assert_eq!(told(&lexicon, text), *expect, "{text}");
    }
}

#[test]
fn words_are_found_as_they_are_listed() {
    check(
        Mode::Exact,
        &[
            ("The Nordic Tern left port.", &["Nordic Tern = tern"]),
            ("the nordic tern left port", &["nordic tern = tern"]),
            ("the nórdic-tern's crew", &["nórdic-tern = tern"]),
            ("the nordic\ntern left", &["nordic tern = tern"]),
            ("It went nordic. Tern after tern came.", &[]),
            ("the nordik tern left port", &[]),
            ("Talvera Shipping denied it.", &["Talvera Shipping = firm"]),
            ("he met Abd al-Rahim Tarkani there", &["Abd al-Rahim Tarkani = tarkani"]),
            (
                "<p>Nordic Tern</p> &amp; \u{201c}BRFT\u{201d}",
                &["Nordic Tern = tern", "BRFT = front"],
            ),
        ],
    );
}

#[test]
fn noise_is_forgiven() {
    check(
        Mode::Tolerant,
        &[
            ("they saw the nordik uh tern", &["nordik uh tern = tern"]),
            ("they saw the nordictern", &["nordictern = tern"]),
            ("the bright water relief front said", &["bright water relief front = front"]),
            ("we met abd alrahim tarkany", &["abd alrahim tarkany = tarkani"]),
            ("we met abd rahim tarkani", &["abd rahim tarkani = tarkani"]),
            ("then mirella zalevskaya spoke", &["mirella zalevskaya = mirela"]),
            ("then Mara Quell spoke to them", &["Mara Quell = quell"]),
            // Everyday words that were heard in place of a part.
            ("we met anso sell a vska", &["anso sell a vska = anso"]),
            ("we met mirela zale vsca", &["mirela zale vsca = mirela"]),
            ("the nordic turn left", &["nordic turn = tern"]),
            ("a turn of the tide", &[]),
            ("kestava's people, the kestava", &["kestava = front", "kestava = front"]),
        ],
    );
}

#[test]
fn a_lone_word_must_be_rare_or_written_as_a_name() {
    check(
        Mode::Tolerant,
        &[
            // An everyday word that a ship or a group is called.
            ("good luck to all of you", &[]),
            ("we wish them Good Luck at sea", &["Good Luck = luck"]),
            ("we went to the harbour again", &[]),
            ("the water council met", &["water council = council"]),
            ("They met the water council of the town.", &[]),
            ("They met the Water Council of the town.", &["Water Council = council"]),
            // Ships have the names of much else.
            ("then velanga came", &[]),
            ("then the tanker velanga came", &["velanga = gull"]),
            ("Then the VELANGA came to us.", &["VELANGA = gull"]),
            // Acronyms are not misspelled, and not split of everyday words by chance.
            ("then brft came", &["brft = front"]),
            ("then brfd came", &[]),
            ("it is an xr thing", &[]),
            ("It is an XR thing.", &["XR = xr"]),
            ("It is an xr thing.", &[]),
        ],
    );
}

#[test]
fn a_part_of_a_name_counts_near_the_whole() {
    check(
        Mode::Tolerant,
        &[
            ("then zalevska spoke", &[]),
            (
                "mirela zalevska spoke, then zalevska left",
                &["mirela zalevska = mirela", "zalevska = mirela"],
            ),
            (
                "Quell spoke first. Later Mara Ilsa Quell left.",
                &["Quell = quell", "Mara Ilsa Quell = quell"],
            ),
            (
                "Later Mara Ilsa Quell left. Their friend Joan Quell stayed.",
                &["Mara Ilsa Quell = quell"],
            ),
            ("we heard president tarkani", &["tarkani = tarkani"]),
            ("we heard mr. zalevska", &[]),
        ],
    );
}

#[test]
fn who_has_the_same_name_competes() {
    check(
        Mode::Tolerant,
        &[
            ("we met ivo marchuk", &["ivo marchuk = twin-a,twin-b"]),
            // Records that a person decided are one do not.
            ("we met doru vantele", &["doru vantele = one"]),
        ],
    );
}

#[test]
fn a_part_of_a_name_far_from_the_whole_does_not_count() {
    let lexicon = lexicon(Mode::Tolerant);
    for (words, expect) in [(3_000, 2), (4_500, 1)] {
        let text = format!("mirela zalevska spoke {}zalevska left", "and so on ".repeat(words / 3));
        assert_eq!(told(&lexicon, &text).len(), expect, "{words} words apart");
    }
}

#[test]
fn runs_that_overlap_without_end_are_told_apart() {
    let mut names = LexiconBuilder::new(Mode::Tolerant);
    names.record(ReadRecord {
        id: "tern".to_owned(),
        dataset: "list".to_owned(),
        schema: Schema::named("Organization").unwrap(),
        caption: "Talvera Kestava Talvera".to_owned(),
        group: None,
    });
    names.name("Talvera Kestava Talvera", false);
    let lexicon = names.finish();
    // `read` sees to it that none overlap.
    let text = "talvera kestava ".repeat(1_500);
    assert!(told(&lexicon, &text).len() >= 700);
}
