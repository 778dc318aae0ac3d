//! Searching: what is found, in which order, and what is counted.

use comity_model::{
    DatasetName, Groups, Judgement, Marking, Origin, Record, RecordId, RecordRef, SameAs, Schema,
    Timestamp,
};
use comity_screening::{
    Facet, Field, FieldFilter, Found, IndexBuilder, SearchIndex, SearchRequest, Snapshot, Sort,
    Syntax, View, parse,
};
use proptest::prelude::*;

use crate::support::{index, people};

/// An id, a schema, and values by property.
type Row = (&'static str, &'static str, &'static [(&'static str, &'static str)]);

const LIST: [Row; 7] = [
    ("v1", "Vessel", &[("name", "NORDIC TERN"), ("alias", "Pale Heron"), ("flag", "no")]),
    ("v2", "Vessel", &[("name", "NORDIC TERN II"), ("flag", "cy"), ("imoNumber", "IMO9074729")]),
    ("v3", "Vessel", &[("name", "Grey Gull"), ("previousName", "Tern of the Nordic Sea")]),
    (
        "c1",
        "Company",
        &[
            ("name", "Tern & Heron Shipping Ltd"),
            ("jurisdiction", "cy"),
            ("address", "7 Nordic Quay, Port Freedonia"),
            ("topics", "sanction"),
        ],
    ),
    (
        "p1",
        "Person",
        &[
            ("name", "Zoltrian Quenfelder"),
            ("birthDate", "1962-11-23"),
            ("birthPlace", "Tern Harbour"),
            ("nationality", "ve"),
            ("topics", "sanction"),
            ("topics", "role.pep"),
            ("programId", "DEMO-7"),
        ],
    ),
    (
        "p2",
        "Person",
        &[("name", "Золтриан Квенфельдер"), ("birthDate", "1980"), ("gender", "male")],
    ),
    ("g1", "LegalEntity", &[("name", "Petrel Holding"), ("country", "no"), ("country", "cy")]),
];

struct Held {
    snapshot: Snapshot,
    index: SearchIndex,
    view: std::sync::Arc<View>,
}

fn held(same: &[(&str, &str)]) -> Held {
    let mut builder = IndexBuilder::new();
    let dataset = DatasetName::new("list").unwrap();
    let origin = Origin::new("list", "publisher", Marking::default()).unwrap();
    for ((id, schema, values), at) in LIST.into_iter().zip(0..) {
        let schema = Schema::named(schema).unwrap();
        let mut record = Record::new(RecordId::new(id).unwrap(), schema);
        for (property, value) in values {
            record.add(property, value, &origin).unwrap();
        }
        builder.add(at, &dataset, &record);
    }
    let decisions: Vec<SameAs> = same
        .iter()
        .map(|(left, right)| {
            let record =
                |id: &str| RecordRef { dataset: dataset.clone(), id: RecordId::new(id).unwrap() };
            SameAs {
                left: record(left),
                right: record(right),
                judgement: Judgement::Same,
                decided_by: "duty analyst".to_owned(),
                decided_at: Timestamp(0),
                reason: "made up".to_owned(),
            }
        })
        .collect();
    builder.groups(&Groups::form(&decisions));
    let snapshot = builder.finish(Vec::new(), 1);
    let index = SearchIndex::over(&snapshot);
    let view = snapshot.view_all();
    Held { snapshot, index, view }
}

impl Held {
    fn search(&self, request: &SearchRequest) -> Found {
        self.snapshot.search(&self.index, &self.view, request)
    }

    fn ids(&self, text: &str, change: impl FnOnce(&mut SearchRequest)) -> Vec<String> {
        let mut request = asked(text, Syntax::default());
        change(&mut request);
        self.search(&request).page.into_iter().map(|document| document.id).collect()
    }
}

fn asked(text: &str, syntax: Syntax) -> SearchRequest {
    let text = parse(text, syntax).unwrap();
    SearchRequest { text, ..SearchRequest::all(Schema::named("Thing").unwrap()) }
}

#[test]
fn words_are_found_wherever_they_stand_and_names_come_first() {
    let held = held(&[]);
    for (text, expect) in [
        ("nordic tern", &["v1", "v2", "v3", "c1"][..]),
        ("NORDIC", &["v1", "v2", "v3", "c1"]),
        ("tern", &["v1", "v2", "c1", "v3", "p1"]),
        ("\"nordic tern\"", &["v1", "v2"]),
        ("\"tern harbour\"", &["p1"]),
        ("\"quay port\"", &["c1"]),
        ("heron -shipping", &["v1"]),
        ("gull OR petrel", &["g1", "v3"]),
        ("quenf*", &["p1"]),
        ("*enfelder", &["p1", "p2"]),
        ("quen*der", &["p1"]),
        ("kvenfelder", &["p2"]),
        ("9074729", &["v2"]),
        ("1962", &["p1"]),
        ("zoltrien~", &["p1", "p2"]),
        ("zoltrien", &[]),
        ("countries:cy tern", &["v2", "c1"]),
        ("properties.birthDate:*", &["p1", "p2"]),
        ("-nordic -tern", &["g1", "p2"]),
        ("nobody", &[]),
    ] {
        assert_eq!(held.ids(text, |_| {}), expect, "{text}");
    }
}

#[test]
fn filters_sorts_and_pages() {
    let held = held(&[]);
    let only = |field: &str, values: &[&str], all: bool| FieldFilter {
        field: Field::named(field).unwrap(),
        values: values.iter().map(|value| (*value).to_owned()).collect(),
        all,
    };
    for (field, values, all, expect) in [
        ("countries", &["cy", "ve"][..], false, &["c1", "g1", "p1", "v2"][..]),
        ("countries", &["cy", "no"], true, &["g1"]),
        ("topics", &["SANCTION"], false, &["c1", "p1"]),
        ("topics", &["sanction", "nothing"], true, &[]),
        ("properties.birthDate", &["1962"], false, &["p1"]),
        ("properties.programId", &["demo-7"], false, &["p1"]),
        ("names", &["pale heron"], false, &["v1"]),
        ("schema", &["Person"], false, &["p1", "p2"]),
        ("datasets", &["list"], false, &["c1", "g1", "p1", "p2", "v1", "v2", "v3"]),
        ("datasets", &["other"], false, &[]),
        ("identifiers", &["9074729"], false, &["v2"]),
        ("id", &["v3"], false, &["v3"]),
    ] {
        let found = held.ids("", |request| request.filters.push(only(field, values, all)));
        assert_eq!(found, expect, "{field} {values:?}");
    }
    let sorted = |field: &str, descending| {
        held.ids("", |request| {
            request.sorts = vec![Sort { field: Field::named(field).unwrap(), descending }];
            request.limit = 3;
        })
    };
    assert_eq!(sorted("caption", false), ["v3", "v1", "v2"]);
    assert_eq!(sorted("properties.birthDate", true), ["p2", "p1", "c1"], "none comes last");
    assert_eq!(sorted("properties.birthDate", false), ["p1", "p2", "c1"]);
    let page =
        |offset, limit| held.ids("", |request| (request.offset, request.limit) = (offset, limit));
    assert_eq!(page(5, 3), ["v2", "v3"]);
    assert!(page(7, 3).is_empty() && page(0, 0).is_empty() && page(usize::MAX, 9).is_empty());
    let people = held.ids("", |request| request.schema = Schema::named("Person").unwrap());
    assert_eq!(people, ["g1", "p1", "p2"], "a legal entity may be a person");
    let plain = held.ids("", |request| {
        request.exclude_schemata = vec![Schema::named("LegalEntity").unwrap()];
        request.target = Some((false, &["sanction"]));
    });
    assert_eq!(plain, ["p2", "v1", "v2", "v3"], "what extends the schema stays");
}

#[test]
fn facets_count_every_document_once() {
    let held = held(&[]);
    let mut request = asked("", Syntax::default());
    request.limit = 1;
    request.facets = vec![Facet::Countries, Facet::Topics, Facet::Schema, Facet::Identifiers];
    let found = held.search(&request);
    assert_eq!((found.total, found.page.len()), (7, 1));
    let counts = |at: usize| -> Vec<(&str, usize)> {
        found.facets[at].1.iter().map(|(name, count)| (name.as_str(), *count)).collect()
    };
    assert_eq!(counts(0), [("cy", 3), ("no", 2), ("ve", 1)]);
    assert_eq!(counts(1), [("sanction", 2), ("role.pep", 1)]);
    assert_eq!(counts(2)[0], ("Vessel", 3));
    assert_eq!(counts(3), [("DEMO-7", 1), ("IMO9074729", 1)]);
}

#[test]
fn a_group_is_one_document() {
    let held = held(&[("v1", "c1"), ("p1", "p2")]);
    let mut request = asked("gull OR tern OR kvenfelder", Syntax::default());
    request.facets = vec![Facet::Countries, Facet::Datasets];
    let found = held.search(&request);
    assert_eq!(found.total, 4, "{found:?}");
    assert_eq!(found.facets[1].1, [("list".to_owned(), 4)]);
    let group = found.page.iter().find(|each| each.records.len() == 2).unwrap();
    assert!(group.id.starts_with("cm-"), "{}", group.id);
    // The words of a query may stand in different records of a group.
    assert_eq!(held.ids("pale shipping freedonia", |_| {}).len(), 1);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    /// What a view hides takes no part in what is found, in which order, and in what is counted.
    #[test]
    fn a_view_searches_as_an_index_that_never_held_the_rest(
        people in people(30),
        word in "[a-z]{2,4}",
        prefix in any::<bool>(),
    ) {
        let all = index(&people, |_| true);
        let part = index(&people, |stated| stated.marking == "TLP:CLEAR");
        let view = all.view(|marking| marking.to_string() == "TLP:CLEAR");
        let stated = people.iter().flatten().find(|each| each.property == "name");
        let first = stated.map_or("", |each| each.value.split(' ').next().unwrap_or_default());
        for text in ["", first, &word, "-ka", "topics:sanction OR countries:de"] {
            let text = if prefix && !text.is_empty() { format!("{text}*") } else { text.to_owned() };
            let mut request = asked(&text, Syntax { fuzzy: !prefix, ..Syntax::default() });
            request.facets = vec![Facet::Countries, Facet::Topics, Facet::Identifiers];
            request.limit = 50;
            let seen = all.search(&SearchIndex::over(&all), &view, &request);
            let alone = part.search(&SearchIndex::over(&part), &part.view_all(), &request);
            prop_assert_eq!(seen, alone, "{}", text);
        }
    }
}
