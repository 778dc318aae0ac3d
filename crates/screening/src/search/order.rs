use std::cmp::Ordering;

use comity_model::Schema;

use super::columns::SearchIndex;
use super::docs::Docs;
use super::field::{Field, Wanted};
use super::matched::Matched;
use super::{Facet, FieldFilter, Found, SearchRequest, Sort, facets};
use crate::index::snapshot::{Snapshot, get, to_u32};
use crate::index::view::View;

/// How much more a word tells in a name than elsewhere.
const NAME_WEIGHT: f64 = 3.0;
/// How much more a name tells that has no other words than those asked for.
const WHOLE_NAME_WEIGHT: f64 = 2.0;
/// Words of a usual name. Fixed: the mean over the index would tell of what a view hides.
const NAME_WORDS_USUAL: f64 = 3.0;
/// The parameters of BM25 in their usual setting.
const SATURATION: f64 = 1.2;
const LENGTH_SHARE: f64 = 0.75;

impl Snapshot {
    /// Finds, orders and counts what a search asks for, inside the view. `index` must be that of
    /// this snapshot. Pure: the same question to the same snapshot has the same answer.
    #[must_use]
    pub fn search(&self, index: &SearchIndex, view: &View, request: &SearchRequest) -> Found {
        let docs = Docs { snapshot: self, view };
        let matched = request.text.as_ref().map(|text| Matched::find(index, docs, text));
        let gate = Gate::new(index, docs, request);
        let found: Vec<u32> = match &matched {
            Some(matched) => matched.docs.iter().filter(|doc| gate.admits(*doc)).collect(),
            None => {
                let all = 0..to_u32(self.record_count());
                all.filter(|doc| docs.is_first(*doc) && gate.admits(*doc)).collect()
            }
        };
        let counted = facets::count(index, docs, &found, &request.facets);
        let total = found.len();
        let page = page(index, docs, found, matched.as_ref(), request);
        let page = page.into_iter().filter_map(|row| docs.found(row.doc, row.score)).collect();
        Found { total, page, facets: counted }
    }
}

/// What a document must have beside the words.
struct Gate<'r> {
    index: &'r SearchIndex,
    docs: Docs<'r>,
    schemata: [bool; 256],
    datasets: Option<Vec<bool>>,
    checks: Vec<Check<'r>>,
    request: &'r SearchRequest,
}

impl<'r> Gate<'r> {
    fn new(index: &'r SearchIndex, docs: Docs<'r>, request: &'r SearchRequest) -> Gate<'r> {
        let mut schemata = [false; 256];
        for each in Schema::all() {
            if let Some(slot) = schemata.get_mut(usize::from(each.index())) {
                *slot =
                    request.schema.is_comparable(each) && !request.exclude_schemata.contains(&each);
            }
        }
        let scope = |wanted: &Vec<String>| {
            docs.snapshot.dataset_names().iter().map(|each| wanted.contains(each)).collect()
        };
        let datasets = request.datasets.as_ref().map(scope);
        let checks = request.filters.iter().map(|filter| Check::new(index, filter)).collect();
        Gate { index, docs, schemata, datasets, checks, request }
    }

    fn admits(&self, doc: u32) -> bool {
        let schema = usize::from(self.docs.snapshot.schema_number(doc));
        self.schemata.get(schema).copied().unwrap_or_default()
            && self.datasets.as_ref().is_none_or(|datasets| self.is_in(doc, datasets))
            && self.checks.iter().all(|check| check.passes(self.index, self.docs, doc))
            && self.is_new_enough(doc)
            && self.is_as_targeted(doc)
    }

    fn is_in(&self, doc: u32, datasets: &[bool]) -> bool {
        self.docs.members(doc).any(|member| {
            let dataset = usize::from(self.docs.snapshot.dataset_number(member));
            datasets.get(dataset).copied().unwrap_or_default()
        })
    }

    fn is_new_enough(&self, doc: u32) -> bool {
        let Some(since) = self.request.changed_since else { return true };
        let mut is_new = false;
        Field::LastChange.visit(self.docs, doc, |at| {
            is_new = is_new || at.parse().is_ok_and(|at: i64| at >= since);
        });
        is_new
    }

    fn is_as_targeted(&self, doc: u32) -> bool {
        let Some((wanted, prefixes)) = self.request.target else { return true };
        let mut is_target = false;
        Field::Topic.visit(self.docs, doc, |topic| {
            is_target = is_target || prefixes.iter().any(|prefix| topic.starts_with(prefix));
        });
        is_target == wanted
    }
}

/// One filter, made ready.
struct Check<'f> {
    filter: &'f FieldFilter,
    wanted: Vec<Wanted>,
    /// The codes of the values, where the field has coded ones; `None` is one that nothing has.
    codes: Option<Vec<Option<u16>>>,
}

impl<'f> Check<'f> {
    fn new(index: &SearchIndex, filter: &'f FieldFilter) -> Check<'f> {
        let facet = match filter.field {
            Field::Country => Some(Facet::Countries),
            Field::Topic => Some(Facet::Topics),
            Field::Gender => Some(Facet::Genders),
            _ => None,
        };
        let code = |facet, value: &String| {
            index.code_named(facet, value.trim().to_ascii_lowercase().as_str())
        };
        let codes =
            facet.map(|facet| filter.values.iter().map(|value| code(facet, value)).collect());
        let wanted = filter.values.iter().map(|value| Wanted::of(value)).collect();
        Check { filter, wanted, codes }
    }

    fn passes(&self, index: &SearchIndex, docs: Docs<'_>, doc: u32) -> bool {
        if let Some(codes) = &self.codes {
            let has =
                |code: &Option<u16>| code.is_some_and(|code| has_code(index, docs, doc, code));
            return if self.filter.all { codes.iter().all(has) } else { codes.iter().any(has) };
        }
        if !self.filter.all {
            return self.filter.field.is_any(docs, doc, &self.wanted);
        }
        self.wanted
            .iter()
            .all(|each| self.filter.field.is_any(docs, doc, std::slice::from_ref(each)))
    }
}

fn has_code(index: &SearchIndex, docs: Docs<'_>, doc: u32, wanted: u16) -> bool {
    docs.members(doc)
        .flat_map(|member| index.codes_of(member))
        .any(|(code, marking)| code == wanted && docs.view.shows(marking))
}

/// A document, and what it is ordered by.
#[derive(Debug, Clone)]
struct Row {
    doc: u32,
    score: f64,
    keys: Vec<Option<String>>,
}

/// The rows of the page, in order.
fn page(
    index: &SearchIndex,
    docs: Docs<'_>,
    found: Vec<u32>,
    matched: Option<&Matched>,
    request: &SearchRequest,
) -> Vec<Row> {
    let end = request.offset.saturating_add(request.limit);
    if request.limit == 0 || request.offset >= found.len() {
        return Vec::new();
    }
    let key = |sort: &Sort, doc| sort.field.key(docs, doc, sort.descending);
    let mut rows: Vec<Row> = found
        .into_iter()
        .map(|doc| Row {
            doc,
            score: matched.map_or(1.0, |matched| score(index, docs, matched, doc)),
            keys: request.sorts.iter().map(|sort| key(sort, doc)).collect(),
        })
        .collect();
    let order = |left: &Row, right: &Row| compare(index, &request.sorts, left, right);
    if end < rows.len() {
        rows.select_nth_unstable_by(end, order);
        rows.truncate(end);
    }
    rows.sort_unstable_by(order);
    rows.split_off(request.offset.min(rows.len()))
}

fn compare(index: &SearchIndex, sorts: &[Sort], left: &Row, right: &Row) -> Ordering {
    for (at, sort) in sorts.iter().enumerate() {
        let order = if sort.field == Field::Score {
            left.score.total_cmp(&right.score)
        } else {
            let (left, right) = (left.keys.get(at), right.keys.get(at));
            match (left.and_then(Option::as_ref), right.and_then(Option::as_ref)) {
                (None, None) => Ordering::Equal,
                (None, Some(_)) => return Ordering::Greater,
                (Some(_), None) => return Ordering::Less,
                (Some(left), Some(right)) => left.cmp(right),
            }
        };
        let order = if sort.descending { order.reverse() } else { order };
        if order != Ordering::Equal {
            return order;
        }
    }
    let rank = |row: &Row| get(&index.id_rank, row.doc);
    right.score.total_cmp(&left.score).then_with(|| rank(left).cmp(&rank(right)))
}

/// How well a document fits the words: those of its best name, and a little for those that stand
/// elsewhere.
fn score(index: &SearchIndex, docs: Docs<'_>, matched: &Matched, doc: u32) -> f64 {
    let leaves = || matched.speaking.iter().filter_map(|at| matched.leaves.get(*at));
    let elsewhere: f64 = leaves().filter(|leaf| leaf.docs.has(doc)).map(|leaf| leaf.rarity).sum();
    let mut best = 0.0_f64;
    for name in docs.names(doc) {
        let words = index.words_of(name);
        let (mut sum, mut rest, mut covered, mut exact) = (0.0, elsewhere, 0, true);
        for leaf in leaves() {
            let weight = leaf.weight_in(words);
            exact = exact && weight >= 1.0;
            if weight > 0.0 {
                sum += weight * leaf.rarity;
                rest -= leaf.rarity;
                covered += leaf.len();
            }
        }
        let count = f64::from(to_u32(words.len()));
        let length = 1.0 - LENGTH_SHARE + LENGTH_SHARE * count / NAME_WORDS_USUAL;
        let share = (SATURATION + 1.0) / (1.0 + SATURATION * length);
        let whole = exact && covered >= words.len();
        let factor = if whole { NAME_WEIGHT * WHOLE_NAME_WEIGHT } else { NAME_WEIGHT };
        best = best.max(sum * share * factor + rest.max(0.0));
    }
    best.max(elsewhere)
}
