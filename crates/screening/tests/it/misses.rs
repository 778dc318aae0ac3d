//! Misses that were found and mended stay mended.

use comity_model::Schema;
use comity_screening::{Config, Query, Scratch};

use crate::engine::list;

#[test]
fn what_was_missed_once_alerts_now() {
    let (mut lines, mut missed) = (0, Vec::new());
    for line in include_str!("misses.txt").lines().filter(|line| !line.starts_with('#')) {
        let parts: Vec<&str> = line.split(" | ").collect();
        let [schema, asked, listed] = parts.as_slice() else { panic!("{line}") };
        let snapshot = list(&format!("a {schema} name={listed}"), &[]);
        let query = Query::name(Schema::named(schema).unwrap(), asked);
        let config = Config { cutoff: 0.0, ..Config::default() };
        let view = snapshot.view_all();
        let answer = snapshot.screen(&query, &config, &view, &mut Scratch::new());
        let first = answer.candidates.first();
        if !first.is_some_and(|first| first.is_match) {
            missed.push((line, first.map(|first| first.score)));
        }
        lines += 1;
    }
    assert!(missed.is_empty(), "{missed:#?}");
    assert!(lines > 10);
}
