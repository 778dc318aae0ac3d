use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use super::Facet;
use super::columns::SearchIndex;
use super::docs::Docs;
use super::field::Field;
use crate::limits::FACET_VALUES_MAX;

/// Counts the values of facets over documents: each document counts once for each value.
pub(super) fn count(
    index: &SearchIndex,
    docs: Docs<'_>,
    found: &[u32],
    facets: &[Facet],
) -> Vec<(Facet, Vec<(String, usize)>)> {
    let counted = facets.iter().map(|facet| {
        let counts = match facet {
            Facet::Datasets => datasets(docs, found),
            Facet::Schema => schemata(docs, found),
            Facet::Identifiers => identifiers(docs, found),
            Facet::Countries | Facet::Topics | Facet::Genders => codes(index, docs, found, *facet),
        };
        (*facet, ordered(counts))
    });
    counted.collect()
}

/// The most frequent values first, equal ones by name.
fn ordered(counts: impl IntoIterator<Item = (String, usize)>) -> Vec<(String, usize)> {
    let mut counts: Vec<_> = counts.into_iter().filter(|(_, count)| *count > 0).collect();
    counts.sort_unstable_by(|left, right| right.1.cmp(&left.1).then_with(|| left.0.cmp(&right.0)));
    counts.truncate(FACET_VALUES_MAX);
    counts
}

fn codes(index: &SearchIndex, docs: Docs<'_>, found: &[u32], facet: Facet) -> Vec<(String, usize)> {
    let mut counts = vec![0_usize; index.codes.len()];
    let wanted: Vec<bool> = index.codes.iter().map(|(kind, _)| *kind == facet).collect();
    let mut seen: Vec<u16> = Vec::new();
    for doc in found {
        seen.clear();
        for member in docs.members(*doc) {
            for (code, marking) in index.codes_of(member) {
                let is_wanted = wanted.get(usize::from(code)).copied().unwrap_or_default();
                if is_wanted && docs.view.shows(marking) && !seen.contains(&code) {
                    seen.push(code);
                    if let Some(count) = counts.get_mut(usize::from(code)) {
                        *count += 1;
                    }
                }
            }
        }
    }
    index.codes.iter().zip(counts).map(|((_, text), count)| (text.clone(), count)).collect()
}

fn datasets(docs: Docs<'_>, found: &[u32]) -> Vec<(String, usize)> {
    let mut counts = vec![0_usize; docs.snapshot.dataset_names().len()];
    let mut seen: Vec<u16> = Vec::new();
    for doc in found {
        seen.clear();
        for member in docs.members(*doc) {
            let dataset = docs.snapshot.dataset_number(member);
            if !seen.contains(&dataset) {
                seen.push(dataset);
                if let Some(count) = counts.get_mut(usize::from(dataset)) {
                    *count += 1;
                }
            }
        }
    }
    docs.snapshot.dataset_names().iter().cloned().zip(counts).collect()
}

fn schemata(docs: Docs<'_>, found: &[u32]) -> Vec<(String, usize)> {
    let mut counts: FxHashMap<&str, usize> = FxHashMap::default();
    for doc in found {
        *counts.entry(docs.schema(*doc).map_or("", |schema| schema.name())).or_default() += 1;
    }
    counts.into_iter().map(|(name, count)| (name.to_owned(), count)).collect()
}

fn identifiers(docs: Docs<'_>, found: &[u32]) -> Vec<(String, usize)> {
    let mut counts: FxHashMap<String, usize> = FxHashMap::default();
    for doc in found {
        let mut stated: BTreeSet<String> = BTreeSet::new();
        Field::Identifier.visit(docs, *doc, |value| {
            stated.insert(value.to_owned());
        });
        for value in stated {
            *counts.entry(value).or_default() += 1;
        }
    }
    counts.into_iter().collect()
}
