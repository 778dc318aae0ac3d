//! Names of organisations: common words in many languages, acronyms, numbers.

use comity_model::{DatasetName, Marking, Origin, Record, RecordId, Schema};
use comity_screening::{Config, IndexBuilder, Query, Scratch, Snapshot};
use proptest::prelude::*;

fn index(names: &[impl AsRef<str>]) -> Snapshot {
    let mut builder = IndexBuilder::new();
    let organisation = Schema::named("Organization").unwrap();
    let dataset = DatasetName::new("list").unwrap();
    let origin = Origin::new("list", "publisher", Marking::default()).unwrap();
    for (at, name) in names.iter().enumerate() {
        let mut record = Record::new(RecordId::new(format!("o-{at}")).unwrap(), organisation);
        record.add("name", name.as_ref(), &origin).unwrap();
        builder.add(i64::try_from(at).unwrap(), &dataset, &record);
    }
    builder.finish(Vec::new(), 7)
}

/// The score of a listed name, and the relations of its parts.
fn score(asked: &str, listed: &str) -> (f64, Vec<&'static str>) {
    let snapshot = index(&[listed, "Gull Island Ferries", "Puffin and Sons"]);
    let view = snapshot.view_all();
    let query = Query::name(Schema::named("Organization").unwrap(), asked);
    let config = Config { cutoff: 0.0, ..Config::default() };
    let answer = snapshot.screen(&query, &config, &view, &mut Scratch::new());
    let found = answer.candidates.iter().find(|candidate| candidate.id == "o-0");
    found.map_or((0.0, Vec::new()), |found| {
        assert!((found.explanation.recompute() - found.score).abs() < 1e-9, "{asked} {listed}");
        let names = found.explanation.features.iter().filter_map(|each| each.name.as_ref());
        let relations = names.flat_map(|name| name.parts.iter().map(|part| part.relation.name()));
        (found.score, relations.collect())
    })
}

#[test]
fn common_words_are_one_in_all_languages() {
    for (asked, listed) in [
        ("OOO NPP Krachka", "Limited Liability Company Krachka Research and Production Enterprise"),
        ("Aktsionernoye Obshchestvo Zavod Krachka", "JSC Krachka Plant"),
        ("ПАО «Крачка»", "Krachka Public Joint-Stock Company"),
        ("Comercializadora Gaviota Roja S.A. de C.V.", "Gaviota Roja Trading SA de CV"),
        ("Sherkat-e Bazargani-ye Parastu", "Parastu Trading Company"),
        ("Krachka Jont Stock Compnay", "Krachka JSC"),
        ("白鸥 国际 贸易 有限公司", "Bai Ou International Trading Co., Ltd."),
        ("Martı Ticaret Bankası", "Marti Commerce Bank"),
    ] {
        let (score, parts) = score(asked, listed);
        assert!(score > 0.85, "{asked} | {listed}: {score} {parts:?}");
    }
}

#[test]
fn an_acronym_finds_the_whole_name_and_counts_less() {
    let threshold = Config::default().threshold;
    for (asked, listed) in [
        ("RNSL", "Republic of Nordia Shipping Lines"),
        ("R.N.S.L.", "Republic of Nordia Shipping Lines (RNSL)"),
        ("Republic of Nordia Shipping Lines", "RNSL"),
        ("GTFCN", "Great Tern Fishing Company of Nordia Ltd."),
    ] {
        let (score, parts) = score(asked, listed);
        assert!(score >= threshold && score < 0.9, "{asked} | {listed}: {score}");
        assert!(parts.contains(&"acronym"), "{asked} | {listed}: {parts:?}");
    }
    let (short, parts) = score("NTF", "Nordic Tern Fishing");
    assert!(short > 0.2 && short < threshold, "{short}");
    assert_eq!(parts, ["acronym"]);
    let stated = "Republic of Nordia Shipping Lines (RNSL)";
    assert!(score("Republic of Nordia Shipping Lines", stated).0 > 0.8);
    assert_eq!(score("RNSX", "Republic of Nordia Shipping Lines").0, 0.0);
}

#[test]
fn numbers_must_agree() {
    let threshold = Config::default().threshold;
    for (asked, listed) in [
        ("Unit 61398", "Unit 78020"),
        ("2nd Nordic Tern Factory", "3rd Nordic Tern Factory"),
        ("Second Nordic Tern Factory", "Nordic Tern Factory 3"),
        ("61st Armoured Tern Repair Plant", "JSC 144 Armoured Tern Repair Plant"),
        (
            "Great Northern Tern and Gull Observatory Station 7",
            "Great Northern Tern and Gull Observatory Station 8",
        ),
        ("Puffin Fund II", "Puffin Fund III"),
    ] {
        let (score, parts) = score(asked, listed);
        assert!(score < threshold, "{asked} | {listed}: {score} {parts:?}");
    }
    for (asked, listed) in [
        ("2nd Nordic Tern Factory", "Second Nordic Tern Plant"),
        ("Factory No. 61 Nordic Tern", "61st Nordic Tern Factory"),
        ("Nordic Tern Factory", "Nordic Tern Factory 3"),
    ] {
        let (score, parts) = score(asked, listed);
        assert!(score >= threshold, "{asked} | {listed}: {score} {parts:?}");
    }
}

#[test]
fn kinds_of_ships_and_former_names_tell_little() {
    for (asked, listed) in [
        ("M/V Nordic Tern", "NORDIC TERN"),
        ("Nordic Tern", "MT NORDIC TERN"),
        ("Nordic Tern (formerly Gull)", "Nordic Tern ex Gull"),
    ] {
        let (score, parts) = score(asked, listed);
        assert!(score > 0.85, "{asked} | {listed}: {score} {parts:?}");
    }
}

const WORDS: [&str; 20] = [
    "nordic", "tern", "shipping", "lines", "company", "ltd", "of", "ntsl", "ntl", "nts", "trading",
    "house", "gull", "llc", "seventh", "7", "8", "bank", "(ntsl)", "zavod",
];

fn name() -> impl Strategy<Value = String> {
    proptest::collection::vec(proptest::sample::select(&WORDS[..]), 1..8)
        .prop_map(|words| words.join(" "))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]
    #[test]
    fn candidates_are_those_of_exhaustive_scoring(
        names in proptest::collection::vec(name(), 1..40),
        asked in name(),
        cutoff in 0.05_f64..0.9,
    ) {
        let snapshot = index(&names);
        let view = snapshot.view_all();
        let query = Query::name(Schema::named("Organization").unwrap(), &asked);
        let config = Config { limit: 100, cutoff, ..Config::default() };
        let scratch = &mut Scratch::new();
        let found = snapshot.screen(&query, &config, &view, scratch);
        let expect = snapshot.screen_exhaustively(&query, &config, &view, scratch);
        prop_assert_eq!(found, expect);
    }
}
