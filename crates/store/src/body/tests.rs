use comity_model::{
    BiometricKind, BiometricSample, Marking, Origin, PartyId, RecordId, Statement, Timestamp,
};
use proptest::prelude::*;

use super::*;

const SCHEMATA: [(&str, [&str; 4]); 3] = [
    ("Person", ["name", "alias", "birthDate", "nationality"]),
    ("Vessel", ["name", "imoNumber", "flag", "owner"]),
    ("Sanction", ["entity", "program", "reason", "startDate"]),
];
const MARKINGS: [&str; 4] =
    ["", "TLP:GREEN", "TLP:AMBER REL:party-a,party-b ORCON", "TLP:RED REL:! PURPOSE:border"];

fn origin() -> impl Strategy<Value = Origin> {
    (0..3_u8, 0..3_u8, prop::sample::select(&MARKINGS[..])).prop_map(|(dataset, party, marking)| {
        let marking = Marking::parse(marking).unwrap();
        Origin::new(&format!("list_{dataset}"), &format!("party-{party}"), marking).unwrap()
    })
}

type Parts = (usize, String, Option<String>, Option<String>, Origin, Option<i64>, Option<i64>);

fn statement() -> impl Strategy<Value = Parts> {
    (
        0..4_usize,
        any::<String>(),
        proptest::option::of(any::<String>()),
        proptest::option::of("[a-z]{3}"),
        origin(),
        proptest::option::of(any::<i64>()),
        proptest::option::of(any::<i64>()),
    )
}

fn sample() -> impl Strategy<Value = BiometricSample> {
    let kinds = [BiometricKind::Face, BiometricKind::Iris, BiometricKind::Other];
    (prop::sample::select(kinds.to_vec()), any::<String>(), any::<Option<u8>>()).prop_map(
        |(kind, reference, quality)| BiometricSample {
            kind,
            format: "image/jpeg".to_owned(),
            quality,
            reference,
            origin: PartyId::new("party-a").unwrap(),
            marking: Marking::parse("TLP:RED").unwrap(),
        },
    )
}

fn record() -> impl Strategy<Value = Record> {
    let statements = prop::collection::vec(statement(), 0..12);
    let samples = prop::collection::vec(sample(), 0..3);
    (0..SCHEMATA.len(), statements, samples).prop_map(|(at, statements, biometrics)| {
        let (schema, properties) = SCHEMATA[at];
        let schema = Schema::named(schema).unwrap();
        let mut record = Record::new(RecordId::new("made-up-1").unwrap(), schema);
        for (property, value, original, language, origin, first, last) in statements {
            let statement = Statement {
                property: schema.property(properties[property]).unwrap(),
                value,
                original,
                language,
                origin,
                first_seen: first.map(Timestamp),
                last_seen: last.map(Timestamp),
            };
            record.push(statement).unwrap();
        }
        record.biometrics = biometrics;
        record
    })
}

fn decode(record: &Record, text: &str, seen: Option<Seen>) -> Result<Record, StoreError> {
    Decoder::default().decode(record.id().as_str(), record.schema().name(), text, seen)
}

const SEEN: Seen = Seen { first: Timestamp(100), last: Timestamp(200) };

proptest! {
    #[test]
    fn a_record_is_read_back_as_it_was(record in record()) {
        let text = encode(&record).unwrap();
        prop_assert_eq!(&decode(&record, &text, None).unwrap(), &record);
        let seen = decode(&record, &text, Some(SEEN)).unwrap();
        for (was, is) in record.statements().iter().zip(seen.statements()) {
            prop_assert_eq!(is.first_seen, was.first_seen.or(Some(SEEN.first)));
            prop_assert_eq!(is.last_seen, was.last_seen.or(Some(SEEN.last)));
        }
    }

    #[test]
    fn notes_do_not_change_the_digest(old in record(), new in record()) {
        let text = encode(&new).unwrap();
        let carried = carry(&text, &encode(&old).unwrap(), 50).unwrap();
        prop_assert_eq!(plain(&carried).unwrap(), text);
        prop_assert_eq!(decode(&new, &carried, None).unwrap(), new);
    }

    #[test]
    fn a_cut_off_body_is_refused(record in record(), cut in 1..40_usize) {
        let text = encode(&record).unwrap();
        let end = text.floor_char_boundary(text.len().saturating_sub(cut));
        prop_assert!(decode(&record, text.get(..end).unwrap(), None).is_err());
    }
}

fn vessel(names: &[&str]) -> Record {
    let id = RecordId::new("made-up-1").unwrap();
    let mut record = Record::new(id, Schema::named("Vessel").unwrap());
    let origin = Origin::new("list", "party", Marking::default()).unwrap();
    names.iter().for_each(|name| record.add("name", name, &origin).unwrap());
    record
}

#[test]
fn the_stored_form_is_what_the_docs_say() {
    let text = encode(&vessel(&["NORDIC TERN"])).unwrap();
    assert_eq!(
        text,
        r#"{"origins":[{"dataset":"list","party":"party","marking":"TLP:CLEAR"}],"#.to_owned()
            + r#""statements":[["name","NORDIC TERN"]]}"#
    );
}

#[test]
fn first_seen_is_carried_by_what_a_statement_says() {
    let first = encode(&vessel(&["NORDIC TERN"])).unwrap();
    let both = vessel(&["SOUTHERN SKUA", "NORDIC TERN"]);
    let second = carry(&encode(&both).unwrap(), &first, 10).unwrap();
    let third = carry(&encode(&both).unwrap(), &second, 20).unwrap();
    let times = |text: &str| -> Vec<i64> {
        let record = decode(&both, text, Some(SEEN)).unwrap();
        record.statements().iter().map(|statement| statement.first_seen.unwrap().0).collect()
    };
    assert_eq!(times(&second), [100, 10]);
    assert_eq!(times(&third), [20, 10]);
}

#[test]
fn what_is_not_understood_is_an_error() {
    let record = vessel(&["NORDIC TERN"]);
    let text = encode(&record).unwrap();
    for (from, to) in [
        ("TLP:CLEAR", "NOFORN"),
        ("\"name\"", "\"birthDate\""),
        ("\"NORDIC TERN\"", "\"NORDIC TERN\",{\"origin\":7}"),
        ("\"NORDIC TERN\"", "\"NORDIC TERN\",{\"embargo\":7}"),
        ("{\"origins\"", "{\"rules\":[],\"origins\""),
        ("\"list\"", "\"Not A List\""),
    ] {
        let changed = text.replacen(from, to, 1);
        assert_ne!(changed, text);
        let error = decode(&record, &changed, None).unwrap_err();
        assert_eq!(error.code(), "corrupt", "{changed}");
        assert!(error.to_string().contains("made-up-1"), "{error}");
    }
}
