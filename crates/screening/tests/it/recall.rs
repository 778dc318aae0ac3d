//! Nothing that scores is lost on the way to the scorer.

use comity_model::{PartialDate, Schema};
use comity_screening::{Config, Query, Scratch};
use proptest::prelude::*;

use crate::support::{index, name, people};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]
    #[test]
    fn candidates_are_those_of_exhaustive_scoring(
        people in people(40),
        asked in name(),
        cutoff in 0.05_f64..0.9,
        dated in any::<bool>(),
    ) {
        let snapshot = index(&people, |_| true);
        let view = snapshot.view_all();
        let mut query = Query::name(Schema::named("Person").unwrap(), &asked);
        if dated {
            query.dates.push(PartialDate::parse("1970").unwrap());
        }
        let config = Config { limit: 100, cutoff, ..Config::default() };
        let scratch = &mut Scratch::new();
        let found = snapshot.screen(&query, &config, &view, scratch);
        let expect = snapshot.screen_exhaustively(&query, &config, &view, scratch);
        prop_assert_eq!(found, expect);
    }
}
