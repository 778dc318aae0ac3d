//! Familiar forms of given names.

use comity_model::Schema;
use comity_screening::{Config, Query, Scratch};

use crate::support::{Stated, index};

fn score(asked: &str, listed: &str) -> (f64, bool) {
    let stated = |value: &str| {
        vec![Stated { property: "name", value: value.to_owned(), marking: "TLP:CLEAR" }]
    };
    let snapshot = index(&[stated(listed), stated("Gudrun Puffin")], |_| true);
    let view = snapshot.view_all();
    let query = Query::name(Schema::named("Person").unwrap(), asked);
    let config = Config { cutoff: 0.0, ..Config::default() };
    let answer = snapshot.screen(&query, &config, &view, &mut Scratch::new());
    let found = answer.candidates.iter().find(|candidate| candidate.id == "p-0");
    found.map_or((0.0, false), |found| {
        assert!((found.explanation.recompute() - found.score).abs() < 1e-9, "{asked} {listed}");
        let names = found.explanation.features.iter().filter_map(|each| each.name.as_ref());
        let mut relations =
            names.flat_map(|name| name.parts.iter().map(|part| part.relation.name()));
        (found.score, relations.any(|relation| relation == "nickname"))
    })
}

#[test]
fn familiar_forms_find_the_name_and_count_less() {
    for (asked, listed) in [
        ("Bill Ternson", "William Ternson"),
        ("William Ternson", "TERNSON, Bill"),
        ("Саша Крачкин", "Aleksandr Krachkin"),
        ("Pepe Gaviota", "Jose Gaviota"),
    ] {
        let (score, is_nickname) = score(asked, listed);
        assert!(is_nickname, "{asked} | {listed}");
        assert!((0.7..0.97).contains(&score), "{asked} | {listed}: {score}");
    }
    let (other, is_nickname) = score("Bill Ternson", "Robert Ternson");
    assert!(!is_nickname && other < 0.7, "{other}");
}
