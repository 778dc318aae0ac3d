//! Nothing that scores is lost on the way to the scorer.

use comity_model::{PartialDate, Schema};
use comity_screening::{Config, Query, Scratch};
use proptest::prelude::*;

use crate::support::{Stated, index, name, people};

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

/// In a list this long common words are not followed, and long queries are marked otherwise.
#[test]
fn what_is_not_followed_is_not_lost() {
    let words = ["hasan", "ahmad", "ali", "company", "limited", "tern", "abd", "rahman", "nord"];
    let mut state = 7_u64;
    let mut random = move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        usize::try_from(state >> 40).unwrap()
    };
    let mut made = |len: usize| {
        let mut name = String::new();
        for _ in 0..len {
            let word = words[random() % words.len()];
            let letters = word.chars().count() - usize::from(random() % 5 == 0);
            name.extend(word.chars().take(letters));
            name.push_str(if random() % 7 == 0 { "" } else { " " });
            if random() % 4 == 0 {
                name.push_str(&format!("q{} ", (b'a' + (random() % 20) as u8) as char));
            }
        }
        name
    };
    let people: Vec<Vec<Stated>> = (0..4_000)
        .map(|at| {
            let value = made(1 + at % 6);
            vec![Stated { property: "name", value, marking: "TLP:CLEAR" }]
        })
        .collect();
    let snapshot = index(&people, |_| true);
    let view = snapshot.view_all();
    let scratch = &mut Scratch::new();
    let mut found_any = 0;
    for at in 0..120 {
        let query = Query::name(Schema::named("Person").unwrap(), &made(1 + at % 13));
        for cutoff in [0.7, 0.5] {
            let config = Config { limit: 400, cutoff, ..Config::default() };
            let found = snapshot.screen(&query, &config, &view, scratch);
            let expect = snapshot.screen_exhaustively(&query, &config, &view, scratch);
            assert_eq!(found, expect, "{query:?}");
            found_any += usize::from(found.total > 0);
        }
    }
    assert!(found_any > 100, "{found_any}");
}
