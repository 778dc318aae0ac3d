//! Withheld looks like absent.

use comity_model::{PartialDate, Schema};
use comity_screening::{Config, Filter, Query, QueryIdentifier, Scratch};
use proptest::prelude::*;

use crate::support::{MARKINGS, index, name, people};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]
    #[test]
    fn hiding_a_marking_answers_like_an_index_that_never_had_it(
        people in people(14),
        asked in name(),
        hidden in proptest::sample::select(&MARKINGS[..]),
        year in 1940..2005_i32,
        by_topic in any::<bool>(),
        limit in 1_usize..6,
    ) {
        let whole = index(&people, |_| true);
        let without = index(&people, |each| each.marking != hidden);
        let mut query = Query::name(Schema::named("Person").unwrap(), &asked);
        query.dates.push(PartialDate::parse(&year.to_string()).unwrap());
        query.countries.push("de".to_owned());
        query.identifiers.push(QueryIdentifier {
            property: "passportNumber",
            value: "100007".to_owned(),
        });
        let topics = if by_topic { vec!["sanction".to_owned()] } else { Vec::new() };
        let config = Config {
            limit,
            cutoff: 0.2,
            filter: Filter { topics, ..Filter::default() },
            ..Config::default()
        };
        let scratch = &mut Scratch::new();
        let view = whole.view(|marking| marking.to_string() != hidden);
        let seen = whole.screen(&query, &config, &view, scratch);
        let expect = without.screen(&query, &config, &without.view_all(), scratch);
        prop_assert_eq!(seen, expect);
    }
}
