//! Every score recomputes from its explanation.

use comity_model::{PartialDate, Schema};
use comity_screening::{Config, Feature, Query, QueryIdentifier, Scratch, Weights};
use proptest::prelude::*;

use crate::support::{index, name, people};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]
    #[test]
    fn scores_recompute(
        people in people(30),
        asked in proptest::collection::vec(name(), 1..4),
        weight in -1.0_f64..1.0,
    ) {
        let snapshot = index(&people, |_| true);
        let mut query = Query::empty(Schema::named("Person").unwrap());
        query.names = asked;
        query.dates.push(PartialDate::parse("1970~").unwrap());
        query.countries.push("ke".to_owned());
        query.genders.push("female".to_owned());
        query.identifiers.push(QueryIdentifier {
            property: "idNumber",
            value: "100 012".to_owned(),
        });
        let mut weights = Weights::default();
        weights.set(Feature::Date, weight);
        let config = Config { limit: 50, cutoff: 0.0, weights, ..Config::default() };
        let answer = snapshot.screen(&query, &config, &snapshot.view_all(), &mut Scratch::new());
        for candidate in answer.candidates {
            prop_assert_eq!(candidate.explanation.recompute(), candidate.score);
            prop_assert!((0.0..=1.0).contains(&candidate.score));
            let alerts = candidate.score >= config.threshold || candidate.by_rule;
            prop_assert_eq!(candidate.is_match, alerts);
            prop_assert!(!candidate.explanation.features.is_empty());
        }
    }
}
