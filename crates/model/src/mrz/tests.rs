use proptest::prelude::*;

use super::*;
use crate::Marking;

const PASSPORT: [&str; 2] = [
    "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
    "L898902C36UTO7408122F1204159ZE184226B<<<<<10",
];

fn parse(text: &str) -> Mrz {
    Mrz::parse(text, 2026).unwrap()
}

#[test]
fn the_standard_s_passport() {
    let mrz = parse(&PASSPORT.join("\n"));
    assert_eq!(mrz.format, MrzFormat::Td3);
    assert!(mrz.all_ok() && !mrz.name_truncated);
    assert_eq!((mrz.surname.as_str(), mrz.given_names.as_str()), ("ERIKSSON", "ANNA MARIA"));
    assert_eq!((mrz.document_type.as_str(), mrz.issuer.as_str()), ("P", "UTO"));
    assert_eq!((mrz.number.as_str(), mrz.optional.as_str()), ("L898902C3", "ZE184226B"));
    assert_eq!(mrz.birth_date.unwrap().to_string(), "1974-08-12");
    assert_eq!(mrz.expiry_date.unwrap().to_string(), "2012-04-15");
    assert_eq!(mrz.sex, Some('F'));
}

#[test]
fn lines_may_be_separated_in_many_ways() {
    let expected = parse(&PASSPORT.join("\n"));
    for separator in ["\r\n", "\\n", " ", "|", "", " | ", "\n\n"] {
        assert_eq!(parse(&PASSPORT.join(separator)), expected, "{separator:?}");
    }
    assert_eq!(parse(&format!("  {} ", PASSPORT.join("\n").to_lowercase())), expected);
    let spaced = "P<UTO ERIKSSON<<ANNA<MARIA <<<<<<<<<<<<<<<<<<<";
    assert_eq!(parse(&format!("{spaced}\n{}", PASSPORT[1])), expected);
}

#[test]
fn what_cannot_be_read_says_what_to_mend() {
    let message = |text: &str| Mrz::parse(text, 2026).unwrap_err().to_string();
    assert_eq!(
        message(&format!("{}\n{}", PASSPORT[0], "L898902C3")),
        "the zone has lines of 44 and 9 characters; it must be three lines of 30, or two lines \
         of 36 or 44"
    );
    assert_eq!(
        message(&PASSPORT.join("\n").replace("L898902C3", "L898902C*")),
        "line 2 has `*` at place 9; only A to Z, 0 to 9 and `<` may stand there"
    );
    assert_eq!(Mrz::parse(&"<".repeat(500), 2026).unwrap_err().code(), "mrz-too-long");
    assert_eq!(Mrz::parse("", 2026).unwrap_err().code(), "mrz-shape");
}

#[test]
fn a_long_number_goes_on_in_the_optional_data() {
    let card = parse(
        "I<UTOD23145890<7349<<<<<<<<<<<|3407127M9507122UTO<<<<<<<<<<<2|\
         STEVENSON<<PETER<JOHN<<<<<<<<<",
    );
    assert_eq!(card.number, "D23145890734");
    assert_eq!(card.optional, "");
    assert!(card.all_ok(), "{:?}", card.check_digits);
}

#[test]
fn a_changed_digit_is_caught() {
    let changed = PASSPORT.join("\n").replace("740812", "740813");
    let failed: Vec<&str> = parse(&changed).failed().collect();
    assert_eq!(failed, ["birth_date", "composite"]);
}

#[test]
fn centuries_and_unknown_parts() {
    let birth = |field: &str, year| {
        let text = PASSPORT.join("\n").replace("740812", field);
        Mrz::parse(&text, year).unwrap().birth_date.map(|date| date.to_string())
    };
    assert_eq!(birth("260101", 2026).as_deref(), Some("2026-01-01"));
    assert_eq!(birth("270101", 2026).as_deref(), Some("1927-01-01"));
    assert_eq!(birth("7408<<", 2026).as_deref(), Some("1974-08"));
    assert_eq!(birth("74<<<<", 2026).as_deref(), Some("1974"));
    assert_eq!(birth("740000", 2026).as_deref(), Some("1974"));
    assert_eq!(birth("<<<<<<", 2026), None);
    assert_eq!(birth("741312", 2026), None);
    let expiry = |field: &str| {
        let text = PASSPORT.join("\n").replace("120415", field);
        parse(&text).expiry_date.unwrap().to_string()
    };
    assert_eq!((expiry("350101"), expiry("990101")), ("2035-01-01".into(), "1999-01-01".into()));
}

#[test]
fn the_holder_becomes_a_person() {
    let origin = Origin::new("desk", "demo-party", Marking::default()).unwrap();
    let record = |text: &str| parse(text).to_record(RecordId::new("q").unwrap(), &origin).unwrap();
    let person = record(&PASSPORT.join("\n").replace("UTO", "D<<"));
    for (property, value) in [
        ("name", Some("ANNA MARIA ERIKSSON")),
        ("firstName", Some("ANNA MARIA")),
        ("lastName", Some("ERIKSSON")),
        ("birthDate", Some("1974-08-12")),
        ("nationality", Some("de")),
        ("gender", Some("female")),
        ("passportNumber", Some("L898902C3")),
        ("idNumber", None),
    ] {
        assert_eq!(person.first(property), value, "{property}");
    }
    let card = record(
        "I<UTOD231458907<<<<<<<<<<<<<<<|7408122<1204159UTO<<<<<<<<<<<6|\
         ERIKSSON<<<<<<<<<<<<<<<<<<<<<<",
    );
    assert_eq!(card.first("name"), Some("ERIKSSON"));
    assert_eq!(card.first("idNumber"), Some("D23145890"));
    assert_eq!((card.first("gender"), card.first("nationality")), (None, None));
}

#[test]
fn a_name_that_fills_its_field_may_be_cut() {
    let text = format!("P<UTO{}<<{}\n{}", "A".repeat(20), "B".repeat(17), PASSPORT[1]);
    assert!(parse(&text).name_truncated);
}

proptest! {
    #[test]
    fn no_text_panics(
        text in "\\PC{0,100}",
        near in "[PVIA][A-Z<]{43}\n[A-Z0-9<]{44}|[A-Z0-9<]{90}|[A-Z0-9<]{72}",
        year: i16,
    ) {
        let _ = Mrz::parse(&text, year);
        let mrz = Mrz::parse(&near, year).unwrap();
        let origin = Origin::new("desk", "demo-party", Marking::default()).unwrap();
        prop_assert!(mrz.to_record(RecordId::new("q").unwrap(), &origin).is_ok());
    }

    /// The weights 7, 3 and 1 have no divisor in common with 10.
    #[test]
    fn one_wrong_digit_of_a_date_is_caught(place in 13_usize..19, change in 1_u32..10) {
        let mut line: Vec<char> = PASSPORT[1].chars().collect();
        let wrong = (line[place].to_digit(10).unwrap() + change) % 10;
        line[place] = char::from_digit(wrong, 10).unwrap();
        let text = format!("{}\n{}", PASSPORT[0], String::from_iter(line));
        prop_assert!(parse(&text).failed().any(|field| field == "birth_date"));
    }
}
