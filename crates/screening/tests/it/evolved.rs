//! An index that goes on from another answers as one that is made anew.

use comity_model::{DatasetName, Marking, Origin, Record, RecordId, Schema};
use comity_screening::{Config, IndexBuilder, Query, Scratch, Snapshot};
use proptest::prelude::*;
use rustc_hash::FxHashSet;

use crate::support::{Stated, name, people};

fn record(id: usize, stated: &[Stated]) -> Record {
    let person = Schema::named("Person").unwrap();
    let mut record = Record::new(RecordId::new(format!("p-{id}")).unwrap(), person);
    for each in stated {
        let marking = Marking::parse(each.marking).unwrap();
        let origin = Origin::new("list", "publisher", marking).unwrap();
        record.add(each.property, &each.value, &origin).unwrap();
    }
    record
}

/// A passport that states a number of its holder.
fn passport(holder: usize) -> Record {
    let schema = Schema::named("Passport").unwrap();
    let id = RecordId::new(format!("passport-{holder}")).unwrap();
    let origin = Origin::new("list", "publisher", Marking::default()).unwrap();
    let mut record = Record::new(id, schema);
    record.add("holder", &format!("p-{holder}"), &origin).unwrap();
    record.add("number", &format!("X{}", 200_000 + holder), &origin).unwrap();
    record
}

/// What is added under which key: a person of every third with a passport.
fn add(builder: &mut IndexBuilder, key: usize, id: usize, stated: &[Stated]) {
    let dataset = DatasetName::new("list").unwrap();
    builder.add(i64::try_from(key).unwrap(), &dataset, &record(id, stated));
    if id.is_multiple_of(3) {
        builder.add(i64::try_from(10_000 + id).unwrap(), &dataset, &passport(id));
    }
}

fn answers(snapshot: &Snapshot, query: &Query) -> comity_screening::Screening {
    let config = Config { limit: 200, cutoff: 0.1, ..Config::default() };
    let view = snapshot.view(|marking| marking.to_string() != "TLP:AMBER");
    snapshot.screen(query, &config, &view, &mut Scratch::new())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(120))]
    #[test]
    fn going_on_from_a_snapshot_is_as_good_as_beginning_anew(
        before in people(30),
        changed in people(8),
        gone in proptest::collection::hash_set(0_usize..30, 0..12),
        asked in proptest::collection::vec(name(), 1..4),
        number in 200_000_usize..200_040,
    ) {
        let mut builder = IndexBuilder::new();
        for (id, stated) in before.iter().enumerate() {
            add(&mut builder, id, id, stated);
        }
        let old = builder.finish(Vec::new(), 1);

        // Some are gone, and of those some come back with something else to state.
        let keys: FxHashSet<i64> = gone.iter().map(|id| i64::try_from(*id).unwrap()).collect();
        let mut evolved = IndexBuilder::over(&old, &keys, &[]);
        let mut anew = IndexBuilder::new();
        for (id, stated) in before.iter().enumerate().filter(|(id, _)| !gone.contains(id)) {
            add(&mut anew, id, id, stated);
        }
        let returning = gone.iter().copied().chain(100..);
        for (id, stated) in returning.zip(&changed) {
            add(&mut evolved, 1_000 + id, id, stated);
            add(&mut anew, 1_000 + id, id, stated);
        }
        let (evolved, anew) = (evolved.finish(Vec::new(), 2), anew.finish(Vec::new(), 2));
        prop_assert_eq!(evolved.record_count(), anew.record_count());

        let person = Schema::named("Person").unwrap();
        let mut queries: Vec<Query> =
            asked.iter().map(|name| Query::name(person, name)).collect();
        queries[0].identifiers.push(comity_screening::QueryIdentifier {
            property: "passportNumber",
            value: format!("X{number}"),
        });
        for query in &queries {
            prop_assert_eq!(answers(&evolved, query), answers(&anew, query));
        }
        let mut file = Vec::new();
        evolved.save(&mut file).unwrap();
        prop_assert_eq!(Snapshot::load(&mut file.as_slice()).unwrap(), evolved);
    }
}
