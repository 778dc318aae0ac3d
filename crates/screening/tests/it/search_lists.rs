//! Searching real lists: totals and facets are those of a plain walk over all records.

use std::collections::{BTreeMap, BTreeSet};

use comity_model::{PropertyType, Record, Schema};
use comity_names::fold;
use comity_screening::{Facet, SearchIndex, SearchRequest, Syntax, parse};

use crate::lists::{index, records};

fn names(record: &Record) -> Vec<String> {
    let named = record.statements().iter().filter(|said| {
        said.property.kind() == PropertyType::Name && !said.property.name().contains("Mentioned")
    });
    named.map(|said| format!(" {} ", fold(&said.value))).collect()
}

fn countries(record: &Record) -> BTreeSet<&str> {
    let said = record.statements().iter();
    said.filter(|each| each.property.kind() == PropertyType::Country)
        .map(|each| each.value.as_str())
        .collect()
}

#[test]
fn what_is_found_and_counted_is_what_is_there() {
    let Some(records) = records(&["screening/index.ftm.jsonl.gz"]) else {
        eprintln!(
            "SKIPPED: what_is_found_and_counted_is_what_is_there needs the shared data folder"
        );
        return;
    };
    let snapshot = index(&records);
    let search = SearchIndex::over(&snapshot);
    let view = snapshot.view_all();
    let listed: Vec<&Record> =
        records.iter().filter(|record| !record.schema().is_related()).collect();
    let folded: Vec<Vec<String>> = listed.iter().map(|record| names(record)).collect();
    let ask = |text: &str| {
        let mut request = SearchRequest::all(Schema::named("Thing").unwrap());
        request.text = parse(text, Syntax::default()).unwrap();
        request.limit = 500;
        request.facets = vec![Facet::Countries];
        snapshot.search(&search, &view, &request)
    };

    let all = ask("");
    assert_eq!(all.total, listed.len());
    let mut expect: BTreeMap<&str, usize> = BTreeMap::new();
    for country in listed.iter().flat_map(|record| countries(record)) {
        *expect.entry(country).or_default() += 1;
    }
    let counted: BTreeMap<&str, usize> =
        all.facets[0].1.iter().map(|(name, count)| (name.as_str(), *count)).collect();
    assert_eq!(counted, expect);

    let (mut asked, mut first) = (0, 0);
    for (record, own) in listed.iter().zip(&folded).step_by(37) {
        let Some(name) = own.iter().find(|name| name.split_whitespace().count() > 1) else {
            continue;
        };
        let found = ask(&format!("names:\"{}\"", name.trim()));
        let with: Vec<usize> = (0..listed.len())
            .filter(|at| folded[*at].iter().any(|known| known.contains(name.as_str())))
            .collect();
        assert_eq!(found.total, with.len(), "{}", record.id());
        let mut expect: BTreeSet<&str> = with.iter().map(|at| listed[*at].id().as_str()).collect();
        for document in &found.page {
            assert!(expect.remove(document.id.as_str()), "{} twice", document.id);
        }
        // A name in full stands before names that merely have its words.
        let full = |id: &str| {
            let at = listed.iter().position(|each| each.id().as_str() == id).unwrap();
            folded[at].iter().any(|known| known == name)
        };
        asked += 1;
        first += usize::from(full(&found.page[0].id));
    }
    eprintln!("{asked} names searched, {first} times a full name first");
    assert!(asked > 200);
    assert_eq!(first, asked);
}
