//! How alike two names are: their tokens set against each other, and what that adds up to.

use comity_names::Relation;

use super::model::{Common, Model};

/// Two stretches of tokens that are alike, or one that stands alone.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Part {
    pub(crate) query_first: u8,
    pub(crate) query_len: u8,
    pub(crate) candidate_first: u8,
    pub(crate) candidate_len: u8,
    pub(crate) relation: Relation,
    pub(crate) similarity: f32,
    /// What the letters of the side tell that tells less, in average letters.
    pub(crate) letters: f32,
    pub(crate) query_weight: f32,
    pub(crate) candidate_weight: f32,
}

/// How strongly tokens of the query that found nothing count, beside 1 for those that did.
const QUERY_ALONE: f64 = 0.8;

/// A name's score and what it was made of.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct NameScore {
    /// The probability that both names are of one party.
    pub(crate) score: f64,
    pub(crate) common: Common,
}

/// What a part adds to what two names have in common. A side that is empty has weight zero.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Terms {
    pub(crate) similarity: f64,
    pub(crate) query_weight: f64,
    pub(crate) candidate_weight: f64,
    /// What the letters of the side tell that tells less, in average letters.
    pub(crate) letters: f64,
}

impl Terms {
    /// The letters that agree, as much as their word tells.
    pub(crate) fn telling_letters(&self) -> f64 {
        let weight = self.query_weight.min(self.candidate_weight).min(1.0);
        self.similarity * self.letters * weight
    }
}

/// The score of an alignment, from what its parts add, in order.
pub(crate) fn add_up(parts: impl Iterator<Item = Terms>, model: &Model) -> NameScore {
    let (mut query, mut query_all) = (0.0, 0.0);
    let (mut candidate, mut candidate_all) = (0.0, 0.0);
    let mut letters = 0.0;
    for part in parts {
        let alone = part.candidate_weight <= 0.0;
        query += part.similarity * part.query_weight;
        query_all += part.query_weight * if alone { QUERY_ALONE } else { 1.0 };
        candidate += part.similarity * part.candidate_weight;
        candidate_all += part.candidate_weight;
        letters += part.telling_letters();
    }
    let share = |part: f64, whole: f64| if whole > 0.0 { (part / whole).min(1.0) } else { 0.0 };
    let common = Common {
        query_share: share(query, query_all),
        candidate_share: share(candidate, candidate_all),
        letters,
    };
    NameScore { score: model.probability(&common), common }
}

/// How much of a query's weight `all` counts when at most `reached` of it finds a counterpart.
pub(crate) fn all_of_query(reached: f64, all: f64) -> f64 {
    reached + QUERY_ALONE * (all - reached).max(0.0)
}

/// Chooses from all possible pairs a set in which no token is used twice: best first, ties by
/// place, so that the choice is always the same.
pub(crate) fn align(pairs: &mut [Part], chosen: &mut Vec<Part>) -> (u64, u64) {
    chosen.clear();
    let value =
        |part: &Part| part.similarity * part.query_weight.min(part.candidate_weight) * spread(part);
    pairs.sort_unstable_by(|left, right| {
        value(right).total_cmp(&value(left)).then_with(|| place(left).cmp(&place(right)))
    });
    let (mut query_used, mut candidate_used) = (0_u64, 0_u64);
    for pair in pairs.iter() {
        let query = mask(pair.query_first, pair.query_len);
        let candidate = mask(pair.candidate_first, pair.candidate_len);
        if query & query_used == 0 && candidate & candidate_used == 0 {
            query_used |= query;
            candidate_used |= candidate;
            chosen.push(*pair);
        }
    }
    (query_used, candidate_used)
}

/// A pair of single tokens before one that joins: joined words agree by chance more easily.
fn spread(part: &Part) -> f32 {
    if part.query_len > 1 || part.candidate_len > 1 { 0.98 } else { 1.0 }
}

fn place(part: &Part) -> (u8, u8, u8, u8, u8) {
    // A pair in the same place of both names comes before one across.
    let across = part.query_first.abs_diff(part.candidate_first);
    let (query, candidate) = (part.query_first, part.candidate_first);
    (across, query, candidate, part.query_len, part.candidate_len)
}

pub(crate) fn mask(first: u8, len: u8) -> u64 {
    if first >= 64 || len >= 64 { 0 } else { ((1_u64 << len) - 1) << first }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::score::model::log_odds;

    fn terms(similarity: f64, query_weight: f64, candidate_weight: f64, letters: f64) -> Terms {
        Terms { similarity, query_weight, candidate_weight, letters }
    }

    #[test]
    fn whole_agreement_of_telling_words_is_nearly_certain() {
        for model in [Model::of(true), Model::of(false)] {
            let whole = [terms(1.0, 1.0, 1.0, 9.0), terms(1.0, 0.9, 0.9, 8.0)];
            let found = add_up(whole.into_iter(), model);
            assert!(found.score > 0.9, "{found:?}");
            let common = add_up([terms(1.0, 0.3, 0.3, 3.0)].into_iter(), model);
            assert!(common.score < found.score, "{common:?}");
            assert_eq!(add_up(std::iter::empty(), model).score, 0.0);
        }
    }

    proptest! {
        #[test]
        fn no_name_comes_to_more_than_is_claimed(
            parts in proptest::collection::vec(
                (0.4_f64..=1.0, 0.0_f64..=1.0, 0.01_f64..=1.0, 1.0_f64..12.0), 1..6,
            ),
            alone in proptest::collection::vec(0.0_f64..=1.0, 0..4),
            listed in proptest::collection::vec(0.0_f64..=1.0, 0..4),
            is_person in any::<bool>(),
        ) {
            let model = Model::of(is_person);
            let parts: Vec<Terms> =
                parts.into_iter().map(|(s, q, c, l)| terms(s, q, c, l)).collect();
            let reached: f64 = parts.iter().map(|part| part.query_weight).sum();
            let agreed: f64 = parts.iter().map(|part| part.similarity * part.query_weight).sum();
            let letters: f64 = parts.iter().map(Terms::telling_letters).sum();
            let candidate: f64 =
                parts.iter().map(|part| part.similarity * part.candidate_weight).sum();
            let weight = parts.iter().map(|part| part.candidate_weight).sum::<f64>()
                + listed.iter().sum::<f64>();
            let all = reached + alone.iter().sum::<f64>();
            let alone = alone.into_iter().map(|weight| terms(0.0, weight, 0.0, 0.0));
            let listed = listed.into_iter().map(|weight| terms(0.0, 0.0, weight, 0.0));
            let found = add_up(parts.into_iter().chain(alone).chain(listed), model).score;
            prop_assert!((0.0..=1.0).contains(&found));
            if found > 1e-6 && found < 1.0 - 1e-6 {
                // As it is bounded: tokens reached weigh at least as much as agrees of them.
                for reached in [reached, agreed] {
                    let share = (agreed / all_of_query(reached, all)).min(1.0);
                    let [by_query, by_letters, least] = model.by_candidate(log_odds(found));
                    let spare = by_query * share.ln() + by_letters * letters.ln_1p() - least;
                    prop_assert!((candidate / weight).ln() + spare + 1e-9 >= 0.0);
                }
            }
        }
    }
}
