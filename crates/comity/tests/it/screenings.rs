//! Screening one: by name, by number, by document.

use crate::bench::Bench;

/// The specimen of ICAO Doc 9303.
const ZONE: &str =
    "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10";

#[test]
fn a_candidate_comes_with_why() {
    let bench = Bench::with_list();
    let run = bench.run(&["screen", "Anna Maria Eriksson", "--birth-date", "1974-08-12"]).exits(0);
    let text = run.stdout();
    let lines: Vec<&str> = text.lines().collect();
    assert!(lines[0].contains("ALERT  Anna Maria Eriksson"), "{text}");
    assert!(lines[1].contains("Person  own/own-3"), "{text}");
    assert!(lines[2].contains("alerts by rule"), "{text}");
    assert!(lines[3].contains("+ name_match"), "{text}");
    assert!(
        lines[4].contains("+ date_match") && lines[4].contains("1974-08-12 ~ 1974-08"),
        "{text}"
    );
    assert!(!text.contains('\u{1b}'), "no colour where no terminal is");
}

#[test]
fn what_contradicts_lowers_the_score() {
    let bench = Bench::with_list();
    let ask = |birth: &str| {
        let words =
            ["screen", "Anna Eriksson", "--birth-date", birth, "--cutoff", "0.01", "--json"];
        bench.run(&words).exits(0).json()["candidates"][0]["score"].as_f64().unwrap()
    };
    assert!(ask("1974") > ask("1999"));
    let below = bench.run(&["screen", "Anna Eriksson", "--birth-date", "1999", "--cutoff", "0.01"]);
    let text = below.exits(0).stdout();
    assert!(text.contains("below  Anna Maria Eriksson"), "{text}");
    assert!(text.contains("- dob_year_disjoint"), "{text}");
}

#[test]
fn nobody_is_1_and_nothing_imported_is_no_answer() {
    let bench = Bench::with_list();
    insta::assert_snapshot!(bench.run(&["screen", "Gwendolake Puttermill"]).whole(), @"
    exit 1
    --- stderr
    No candidate in own.
    hint: `--cutoff 0.1` also shows candidates that score below 0.40
    ");
    let none = bench.run(&["screen", "Gwendolake Puttermill", "--json"]).exits(1).json();
    assert_eq!(none["candidates"], serde_json::json!([]));
    let empty = Bench::with_home();
    insta::assert_snapshot!(empty.run(&["screen", "x"]).whole(), @"
    exit 3
    --- stderr
    error: nothing is imported, so there is nothing to compare with
    hint: comity import FILE --dataset NAME
    ");
    empty.run_with(&["screen", "--batch", "-"], "").exits(3);
}

#[test]
fn a_document_is_read_by_its_zone() {
    let bench = Bench::with_list();
    let named = bench.run(&["screen", "--mrz", ZONE]).exits(0);
    let text = named.stdout();
    assert!(text.starts_with("Document TD3  all check digits agree\n"), "{text}");
    assert!(text.contains("ALERT  Anna Maria Eriksson"), "{text}");
    let piped = bench.run_with(&["screen", "--mrz", "-"], ZONE).exits(0);
    assert_eq!(piped.stdout(), text);
    let forged = ZONE.replace("L898902C3", "L898902C4");
    let text = bench.run(&["screen", "--mrz", &forged]).exits(0).stdout();
    assert!(text.contains("CHECK DIGITS WRONG: number, composite"), "{text}");
    assert!(text.contains("ALERT  Anna Maria Eriksson"), "{text}");
    let answer = bench.run(&["screen", "--mrz", &forged, "--json"]).exits(0).json();
    assert_eq!(answer["document"]["valid"], false);
}

#[test]
fn a_number_finds_its_ship() {
    let bench = Bench::with_list();
    for words in [
        &["screen", "--id", "9074729"][..],
        &["screen", "--id", "IMO 9074729", "--schema", "Vessel"],
        &["screen", "--id", "imoNumber=9074729", "--schema", "Vessel"],
        &["screen", "Another Name", "--id", "9074729", "--schema", "Vessel"],
    ] {
        let text = bench.run(words).exits(0).stdout();
        assert!(text.contains("ALERT  NORDIC TERN"), "{words:?}: {text}");
    }
}

#[test]
fn datasets_and_topics_choose() {
    let bench = Bench::with_list();
    let other = bench.file(
        "other.json",
        "{\"id\":\"o-1\",\"schema\":\"Vessel\",\"properties\":{\"name\":[\"NORDIC TERN\"],\"topics\":[\"sanction\"]}}\n",
    );
    bench.run(&["import", &other, "--dataset", "other"]).exits(0);
    let ids = |words: &[&str]| -> Vec<String> {
        let answer = bench.run(&[&["screen", "Nordic Tern", "--json"], words].concat()).json();
        let candidates = answer["candidates"].as_array().unwrap();
        candidates.iter().map(|each| each["id"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(ids(&[]).len(), 2);
    assert_eq!(ids(&["--include", "own"]), ["own-1"]);
    assert_eq!(ids(&["--exclude", "own"]), ["o-1"]);
    assert_eq!(ids(&["--include", "own,other"]).len(), 2);
    assert_eq!(ids(&["--topic", "sanction"]), ["o-1"]);
    assert_eq!(ids(&["--limit", "1"]).len(), 1);
    let unknown = bench.run(&["screen", "Nordic Tern", "--include", "nothing"]);
    assert!(matches!(unknown.output.status.code(), Some(2 | 3)), "{}", unknown.whole());
}

#[test]
fn records_are_searched_and_shown() {
    let bench = Bench::with_list();
    let found = bench.run(&["search", "lantern"]).exits(0).stdout();
    assert!(found.contains("Blue Lantern Shipping LLC  (Company  own/own-2)"), "{found}");
    bench.run(&["search", "puttermill"]).exits(1);
    insta::assert_snapshot!(bench.run(&["show", "own-3"]).whole(), @"
    exit 0
    --- stdout
    Anna Maria Eriksson
    Person  own-3
    from own/own-3

    birthDate  1974-08  [own]
    gender     female  [own]
    name       Anna Maria Eriksson  [own]

    Alerts
      Alert  own/own-3-alert
        category    missing-person  [own]
        entity      own-3  [own]
        legalBasis  Border Act, section 4  [own]
        measure     inform-issuer  [own]
    ");
    insta::assert_snapshot!(bench.run(&["show", "own-9"]).whole(), @"
    exit 1
    --- stderr
    error: there is no record `own-9`
    hint: `comity search WORDS` finds ids
    ");
    let sheet = bench.run(&["show", "own-3", "--json"]).exits(0).json();
    assert_eq!(sheet["related"][0]["schema"], "Alert");
}

#[test]
fn what_was_not_compared_or_searched_is_said() {
    let bench = Bench::with_list();
    let whole =
        |words: &[&str]| bench.run(&[&["screen", "Nordic Tern"][..], words].concat()).whole();
    let said = whole(&["--schema", "Vessel", "--birth-date", "19-99"]);
    assert!(said.contains("`buildDate` was not compared: its value is no date"), "{said}");
    let said = whole(&["--schema", "Vessel", "--nationality", "Neverland"]);
    assert!(said.contains("`flag` was not compared: its value is no country"), "{said}");
    insta::assert_snapshot!(whole(&["--exclude", "own"]), @"
    exit 1
    --- stderr
    No candidate: `--include` and `--exclude` leave no dataset to search.
    ");
}

#[test]
fn numbers_out_of_bounds_are_named() {
    let bench = Bench::with_list();
    for (option, value, said) in [
        ("--threshold", "-0.1", "it is not between 0 and 1"),
        ("--cutoff", "NaN", "it is not between 0 and 1"),
        ("--limit", "-1", "it is not a whole number between 1 and 500"),
        ("--limit", "1.5", "it is not a whole number between 1 and 500"),
    ] {
        let run = bench.run(&["screen", "Nordic Tern", option, value]).exits(2);
        assert!(run.whole().contains(said), "{option} {value}: {}", run.whole());
    }
}

#[test]
fn a_word_is_found_before_words_like_it() {
    let bench = Bench::with_home();
    let ship = |id: &str, name: &str| {
        format!(
            "{{\"id\":\"{id}\",\"schema\":\"Vessel\",\"properties\":{{\"name\":[\"{name}\"]}}}}\n"
        )
    };
    let list = ship("like", "SOUTHERN PETRAL") + &ship("has", "GREAT SOUTHERN GREY PETREL");
    bench.run(&["import", &bench.file("ships.json", list), "--dataset", "own"]).exits(0);
    let found = bench.run(&["search", "petrel", "--json"]).exits(0).json();
    let ids: Vec<_> =
        found["results"].as_array().unwrap().iter().map(|found| &found["id"]).collect();
    assert_eq!(ids, ["has", "like"]);
    let one = bench.run(&["search", "petrel", "--limit", "1"]).exits(0).stdout();
    assert!(one.contains("GREY PETREL") && one.lines().count() == 1, "{one}");
    let next = bench.run(&["search", "petrel", "--limit", "1", "--offset", "1"]).exits(0).stdout();
    assert!(next.contains("PETRAL"), "{next}");
    let counted = bench.run(&["search", "petrel", "--facets"]).exits(0).stdout();
    assert!(counted.contains("Entity types") && counted.contains("2  Vessels"), "{counted}");
    bench.run(&["search", "petrel", "--dataset", "nothing"]).exits(3);
    bench.run(&["search", "petrel", "--offset", "10000"]).exits(2);
}
