//! Made-up records in quantity, from a seed.

use comity_model::{DatasetName, Marking, Origin, Record, RecordId, Schema};
use comity_screening::{IndexBuilder, Snapshot};
use proptest::prelude::*;

/// Syllables that names are made of: few enough that names come near each other.
const SYLLABLES: [&str; 28] = [
    "ka",
    "lo",
    "mi",
    "ren",
    "tash",
    "vel",
    "or",
    "dun",
    "sha",
    "ek",
    "bar",
    "zin",
    "mo",
    "ha",
    "med",
    "yu",
    "ssuf",
    "al",
    "abd",
    "gri",
    "pol",
    "que",
    "tho",
    "wen",
    "sasha",
    "aleksandr",
    "bill",
    "william",
];

/// A value that a made-up record states, with the marking that it stands under.
#[derive(Debug, Clone)]
pub(crate) struct Stated {
    pub(crate) property: &'static str,
    pub(crate) value: String,
    pub(crate) marking: &'static str,
}

pub(crate) const MARKINGS: [&str; 3] = ["TLP:CLEAR", "TLP:AMBER", "TLP:RED ORCON"];

fn word() -> impl Strategy<Value = String> {
    proptest::collection::vec(proptest::sample::select(&SYLLABLES[..]), 1..4)
        .prop_map(|syllables| syllables.concat())
}

pub(crate) fn name() -> impl Strategy<Value = String> {
    proptest::collection::vec(word(), 1..5).prop_map(|words| words.join(" "))
}

fn stated() -> impl Strategy<Value = Stated> {
    let marking = proptest::sample::select(&MARKINGS[..]);
    let value = prop_oneof![
        6 => name().prop_map(|name| ("name", name)),
        2 => name().prop_map(|name| ("alias", name)),
        1 => name().prop_map(|name| ("weakAlias", name)),
        1 => (1940..2005_i32).prop_map(|year| ("birthDate", year.to_string())),
        1 => proptest::sample::select(&["de", "fr", "ke"][..])
            .prop_map(|code| ("nationality", code.to_owned())),
        1 => proptest::sample::select(&["sanction", "wanted"][..])
            .prop_map(|topic| ("topics", topic.to_owned())),
        1 => (100_000..100_040_u32).prop_map(|number| ("passportNumber", number.to_string())),
    ];
    (value, marking).prop_map(|((property, value), marking)| Stated { property, value, marking })
}

/// What made-up persons state, one list a person.
pub(crate) fn people(most: usize) -> impl Strategy<Value = Vec<Vec<Stated>>> {
    proptest::collection::vec(proptest::collection::vec(stated(), 1..6), 1..most)
}

/// An index of those of the statements that `keep` admits; a person of whom nothing is left is
/// not there at all.
pub(crate) fn index(people: &[Vec<Stated>], keep: impl Fn(&Stated) -> bool) -> Snapshot {
    let mut builder = IndexBuilder::new();
    let person = Schema::named("Person").unwrap();
    let dataset = DatasetName::new("list").unwrap();
    for (at, stated) in people.iter().enumerate() {
        let mut record = Record::new(RecordId::new(format!("p-{at}")).unwrap(), person);
        for each in stated.iter().filter(|each| keep(each)) {
            let marking = Marking::parse(each.marking).unwrap();
            let origin = Origin::new("list", "publisher", marking).unwrap();
            record.add(each.property, &each.value, &origin).unwrap();
        }
        if !record.statements().is_empty() {
            builder.add(i64::try_from(at).unwrap(), &dataset, &record);
        }
    }
    builder.finish(Vec::new(), 7)
}
