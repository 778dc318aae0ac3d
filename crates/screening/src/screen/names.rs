//! A name of the query set against a listed one.

use comity_names::{Relation, TokenClass};

use super::candidates::INITIAL_SIMILARITY;
use super::prepare::PreparedName;
use super::scratch::Scratch;
use crate::index::snapshot::{Snapshot, get};
use crate::index::view::View;
use crate::score::model::Model;
use crate::score::name::{NameScore, Part, Terms, add_up, align, mask};

/// Most pairs of alike units of two names that are weighed against each other.
const PAIRS_MAX: usize = 512;

impl Snapshot {
    /// Sets a listed name against the query's; `scratch.chosen` then holds the parts in the order
    /// in which they add up: aligned ones, the query's left alone, the record's left alone. Also
    /// whether the names are equal.
    pub(super) fn align_name(
        &self,
        name: &PreparedName,
        listed: u32,
        view: &View,
        scratch: &mut Scratch,
    ) -> (NameScore, bool) {
        let tokens = self.tokens_of(listed);
        let model = Model::of(self.reads_as_person(name, listed));
        let mut weights = [0.0_f32; 64];
        for (slot, token) in weights.iter_mut().zip(tokens) {
            *slot = view.weight(*token);
        }
        let mut pairs = std::mem::take(&mut scratch.pairs);
        pairs.clear();
        let weigh = |first: u8, len: u8| -> f32 {
            weights.iter().skip(usize::from(first)).take(usize::from(len)).sum()
        };
        let singles = (0_u8..).zip(tokens).flat_map(|(at, token)| {
            let matches = scratch.matches_of(*token);
            matches.map(move |found| Part {
                query_first: found.first,
                query_len: found.len,
                candidate_first: at,
                candidate_len: 1,
                relation: found.relation,
                similarity: found.similarity,
                letters: found.letters,
                query_weight: name.weight(found.first, found.len),
                candidate_weight: weigh(at, 1),
            })
        });
        let joined = scratch.joined_of(listed).map(|found| Part {
            query_first: found.first,
            query_len: found.len,
            candidate_first: found.candidate_first,
            candidate_len: found.candidate_len,
            relation: found.relation,
            similarity: found.similarity,
            letters: found.letters,
            query_weight: name.weight(found.first, found.len),
            candidate_weight: weigh(found.candidate_first, found.candidate_len),
        });
        pairs.extend(singles.chain(joined).take(PAIRS_MAX));
        let singles = tokens.len();
        let mut chosen = std::mem::take(&mut scratch.chosen);
        let (mut query_used, mut candidate_used) = align(&mut pairs, &mut chosen);
        scratch.pairs = pairs;
        // Initials alone make no name alike.
        if chosen.iter().all(|part| part.relation == Relation::Initial) {
            chosen.clear();
            scratch.chosen = chosen;
            return (add_up(std::iter::empty(), model), false);
        }
        let exact = self.is_exact(name, singles, &chosen);
        for (at, token) in (0_u8..).zip(tokens) {
            if candidate_used & mask(at, 1) != 0 {
                continue;
            }
            let weight = weigh(at, 1);
            let initial = self.initial_for(name, *token, query_used);
            if let Some(query_first) = initial {
                query_used |= mask(query_first, 1);
                candidate_used |= mask(at, 1);
                chosen.push(Part {
                    query_first,
                    query_len: 1,
                    candidate_first: at,
                    candidate_len: 1,
                    relation: Relation::Initial,
                    similarity: INITIAL_SIMILARITY,
                    letters: 1.0,
                    query_weight: name.weight(query_first, 1),
                    candidate_weight: weight,
                });
            }
        }
        push_alone(name, singles, &weights, (query_used, candidate_used), &mut chosen);
        super::numbers::weigh_numbers(self, name, tokens, &mut chosen);
        let score = add_up(chosen.iter().map(terms), model);
        scratch.chosen = chosen;
        (score, exact)
    }

    /// Whether a pair of names is weighed as persons' names are: one of them is a person's.
    pub(super) fn reads_as_person(&self, name: &PreparedName, listed: u32) -> bool {
        name.is_person || self.is_person(get(&self.names.record, listed))
    }

    /// Whether both names are the same words in the same order.
    pub(super) fn is_exact(&self, name: &PreparedName, singles: usize, chosen: &[Part]) -> bool {
        name.tokens.len() == singles
            && chosen.len() == singles
            && chosen.iter().all(|part| {
                part.relation == Relation::Equal && part.query_first == part.candidate_first
            })
    }

    /// An unused initial of the query that a listed word begins with.
    fn initial_for(&self, name: &PreparedName, token: u32, used: u64) -> Option<u8> {
        if name.initials & !used == 0 {
            return None;
        }
        let first = self.tokens.text(token).as_bytes().first().copied()?;
        (0_u8..).zip(&name.tokens).find_map(|(at, asked)| {
            let stands_for = asked.class == TokenClass::Initial
                && used & mask(at, 1) == 0
                && asked.text.as_bytes().first() == Some(&first);
            stands_for.then_some(at)
        })
    }
}

fn push_alone(
    name: &PreparedName,
    singles: usize,
    weights: &[f32; 64],
    (query_used, candidate_used): (u64, u64),
    chosen: &mut Vec<Part>,
) {
    let alone = |query_weight: f32, candidate_weight: f32| Part {
        query_first: 0,
        query_len: 0,
        candidate_first: 0,
        candidate_len: 0,
        relation: Relation::Alone,
        similarity: 0.0,
        letters: 0.0,
        query_weight,
        candidate_weight,
    };
    for (at, weight) in (0_u8..).zip(&name.weights) {
        if query_used & mask(at, 1) == 0 {
            chosen.push(Part { query_first: at, query_len: 1, ..alone(*weight, 0.0) });
        }
    }
    for (at, weight) in (0_u8..).zip(weights.iter().take(singles)) {
        if candidate_used & mask(at, 1) == 0 {
            chosen.push(Part { candidate_first: at, candidate_len: 1, ..alone(0.0, *weight) });
        }
    }
}

/// What a part adds to the score.
pub(super) fn terms(part: &Part) -> Terms {
    Terms {
        similarity: f64::from(part.similarity),
        query_weight: f64::from(part.query_weight),
        candidate_weight: f64::from(part.candidate_weight),
        letters: f64::from(part.letters),
    }
}
