//! Small lists and what must, and must not, be found on them.

use comity_model::{
    DatasetName, Groups, Judgement, Marking, Origin, PartialDate, Record, RecordId, RecordRef,
    SameAs, Schema, Timestamp,
};
use comity_screening::{
    Config, Filter, IndexBuilder, Query, QueryIdentifier, Scratch, Screening, Snapshot,
};

/// Lines of `id schema property=value; property=value`.
pub(crate) fn list(lines: &str, decisions: &[SameAs]) -> Snapshot {
    let mut builder = IndexBuilder::new();
    for (key, line) in (0..).zip(lines.trim().lines()) {
        let mut words = line.trim().splitn(3, ' ');
        let (id, schema) = (words.next().unwrap(), words.next().unwrap());
        let (dataset, id) = id.split_once('/').unwrap_or(("list", id));
        let mut record = Record::new(RecordId::new(id).unwrap(), Schema::named(schema).unwrap());
        let origin = Origin::new(dataset, "publisher", Marking::default()).unwrap();
        for pair in words.next().unwrap().split(';') {
            let (property, value) = pair.trim().split_once('=').unwrap();
            record.add(property, value, &origin).unwrap();
        }
        builder.add(key, &DatasetName::new(dataset).unwrap(), &record);
    }
    builder.groups(&Groups::form(decisions));
    builder.finish(Vec::new(), 0)
}

fn ask(snapshot: &Snapshot, query: &Query, config: &Config) -> Screening {
    snapshot.screen(query, config, &snapshot.view_all(), &mut Scratch::new())
}

fn ids(screening: &Screening) -> Vec<&str> {
    screening.candidates.iter().map(|candidate| candidate.id.as_str()).collect()
}

const LIST: &str = "
    v-1 Vessel name=NORDIC TERN; previousName=Sea Lapwing; imoNumber=IMO9074729; flag=pa
    o-1 Company name=Brightwater Shipping Company Limited; alias=ООО Брайтвотер; topics=sanction
    o-2 Organization name=Quarry Hill Foundation; address=12 Mill Lane, Harborough
    p-1 Person name=Miroslava Zalewska; birthDate=1974-05-12; nationality=pl; gender=female
    p-2 Person name=Abd al-Rahim Tarkani; weakAlias=Tarko; birthDate=1969
    p-3 Person name=J. Ockenfels
    p-4 Person name=山田花; alias=Hana Yamada
";

#[test]
fn spellings_scripts_and_arrangements_find_the_record() {
    let snapshot = list(LIST, &[]);
    for (schema, name, id) in [
        ("Vessel", "Nordik Tern", "v-1"),
        ("Vessel", "SEA LAPWING", "v-1"),
        ("Company", "Brightwater Shipping Co. Ltd", "o-1"),
        ("Company", "BRIGHT WATER SHIPPING LLC", "o-1"),
        ("Organization", "Brajtvoter OOO", "o-1"),
        ("Organization", "Foundation Quarry Hill", "o-2"),
        ("Person", "ZALEWSKA Miroslawa", "p-1"),
        ("Person", "Мирослава Залевская", "p-1"),
        ("Person", "Abdulrahim Tarkani", "p-2"),
        ("Person", "Abdel Rahim al Tarqani", "p-2"),
        ("Person", "عبد الرحيم ترکاني", "p-2"),
        ("Person", "Tarko", "p-2"),
        ("Person", "Jutta Ockenfels", "p-3"),
        ("LegalEntity", "Hana Yamada", "p-4"),
        ("Person", "山田花", "p-4"),
    ] {
        let query = Query::name(Schema::named(schema).unwrap(), name);
        let config = Config { cutoff: 0.1, ..Config::default() };
        let found = ask(&snapshot, &query, &config);
        assert_eq!(ids(&found).first(), Some(&id), "{name}: {found:#?}");
    }
    for (schema, name) in [
        ("Person", "Mirko Zaleski"),
        ("Person", "Nordic Tern"),
        ("Person", "J. Smith"),
        ("Company", "Shipping Company Limited"),
        ("Person", ""),
        ("Person", "…"),
    ] {
        let query = Query::name(Schema::named(schema).unwrap(), name);
        assert_eq!(ids(&ask(&snapshot, &query, &Config::default())), [""; 0], "{name}");
    }
}

#[test]
fn other_features_lift_and_lower() {
    let snapshot = list(LIST, &[]);
    let person = Schema::named("Person").unwrap();
    let score = |change: &dyn Fn(&mut Query)| {
        let mut query = Query::name(person, "Miroslava Zaleska");
        change(&mut query);
        let config = Config { cutoff: 0.0, ..Config::default() };
        ask(&snapshot, &query, &config).candidates[0].score
    };
    let date = |text: &str| PartialDate::parse(text).unwrap();
    let bare = score(&|_| {});
    assert!(score(&|query| query.dates.push(date("1974-05-12"))) > bare);
    let [day, month, year] =
        ["1974-05-12", "1974-05", "1974"].map(|text| score(&|query| query.dates.push(date(text))));
    assert!(day > month && month > year && year > bare);
    assert!(score(&|query| query.dates.push(date("1991-01-01"))) < bare);
    assert!(score(&|query| query.countries.push("pl".into())) > bare);
    assert!(score(&|query| query.countries.push("ke".into())) < bare);
    assert!(score(&|query| query.genders.push("male".into())) < bare);
    assert_eq!(score(&|query| query.genders.push("female".into())), bare);
}

#[test]
fn identifiers_find_records_whatever_their_names() {
    let snapshot = list(LIST, &[]);
    let mut query = Query::name(Schema::named("Vessel").unwrap(), "QUIET PETREL");
    query
        .identifiers
        .push(QueryIdentifier { property: "imoNumber", value: "IMO 9074729".to_owned() });
    let found = ask(&snapshot, &query, &Config::default());
    assert_eq!(ids(&found), ["v-1"]);
    assert!(found.candidates[0].is_match);

    let mut other = Query::name(Schema::named("Vessel").unwrap(), "Nordic Tern");
    let bare = ask(&snapshot, &other, &Config::default()).candidates[0].score;
    other.identifiers.push(QueryIdentifier { property: "imoNumber", value: "9176187".to_owned() });
    let config = Config { cutoff: 0.0, ..Config::default() };
    assert!(ask(&snapshot, &other, &config).candidates[0].score < bare);
}

#[test]
fn weak_aliases_count_less_but_alert_when_exact() {
    let snapshot = list("a Person weakAlias=Tarkovel\n b Person alias=Tarkovel", &[]);
    let query = Query::name(Schema::named("Person").unwrap(), "Tarkovel");
    let found = ask(&snapshot, &query, &Config::default());
    assert_eq!(ids(&found), ["b", "a"]);
    assert!(found.candidates[1].is_match);
    assert!(found.candidates[0].score > found.candidates[1].score + 0.1);
}

#[test]
fn filters_limit_what_is_compared() {
    let snapshot = list(
        "one/a Company name=Larkfield Trading; topics=sanction
         two/b Organization name=Larkfield Trading; topics=debarment
         two/c Company name=Larkfield Trading",
        &[],
    );
    let query = Query::name(Schema::named("Organization").unwrap(), "Larkfield Trading");
    let check = |filter: Filter, expect: &[&str]| {
        let config = Config { filter, ..Config::default() };
        assert_eq!(ids(&ask(&snapshot, &query, &config)), expect);
    };
    let texts = |texts: &[&str]| texts.iter().map(|&text| text.to_owned()).collect::<Vec<_>>();
    let company = || vec![Schema::named("Company").unwrap()];
    check(Filter::default(), &["a", "b", "c"]);
    check(Filter { include_datasets: texts(&["two"]), ..Filter::default() }, &["b", "c"]);
    check(Filter { exclude_datasets: texts(&["two"]), ..Filter::default() }, &["a"]);
    check(Filter { include_schemata: company(), ..Filter::default() }, &["a", "c"]);
    check(Filter { exclude_schemata: company(), ..Filter::default() }, &["b"]);
    check(Filter { topics: texts(&["sanction", "debarment"]), ..Filter::default() }, &["a", "b"]);
    check(Filter { exclude_topics: texts(&["sanction"]), ..Filter::default() }, &["b", "c"]);
    check(Filter { exclude_ids: texts(&["b"]), ..Filter::default() }, &["a", "c"]);
    let config = Config { limit: 2, ..Config::default() };
    let limited = ask(&snapshot, &query, &config);
    assert_eq!((limited.candidates.len(), limited.total), (2, 3));
}

#[test]
fn records_that_a_person_joined_are_one_candidate() {
    let record = |dataset: &str, id: &str| RecordRef {
        dataset: DatasetName::new(dataset).unwrap(),
        id: RecordId::new(id).unwrap(),
    };
    let decision = SameAs {
        left: record("one", "a"),
        right: record("two", "b"),
        judgement: Judgement::Same,
        decided_by: "analyst".to_owned(),
        decided_at: Timestamp(0),
        reason: "the same register number".to_owned(),
    };
    let lines = "one/a Company name=Larkfield Trading
         two/b Company name=Larkfield Tradings
         two/c Company name=Larkfield Trading";
    let snapshot = list(lines, &[decision]);
    let query = Query::name(Schema::named("Company").unwrap(), "Larkfield Trading");
    let found = ask(&snapshot, &query, &Config::default());
    assert_eq!(found.total, 2);
    let joined = found.candidates.iter().find(|each| each.records.len() == 2).unwrap();
    assert!(joined.id.starts_with("cm-"), "{}", joined.id);
    assert_eq!(joined.records[0].id, "a", "the better match comes first");
}

#[test]
fn documents_find_their_holder() {
    let snapshot = list(
        "d Passport holder=h; passportNumber=X1234567
         h Person name=Orla Venn",
        &[],
    );
    let mut query = Query::empty(Schema::named("Person").unwrap());
    query
        .identifiers
        .push(QueryIdentifier { property: "passportNumber", value: "x 1234567".to_owned() });
    assert_eq!(ids(&ask(&snapshot, &query, &Config::default())), ["h"]);

    let mut passport = Record::new(RecordId::new("q").unwrap(), Schema::named("Passport").unwrap());
    let origin = Origin::new("query", "query", Marking::default()).unwrap();
    passport.add("number", "X 123 45 67", &origin).unwrap();
    let found = ask(&snapshot, &Query::of_record(&passport), &Config::default());
    assert_eq!(ids(&found), ["h"], "a document asks for its holder");
}
