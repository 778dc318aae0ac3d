//! How alike two names are: their tokens set against each other, and what that adds up to.

use comity_names::Relation;

/// Two stretches of tokens that are alike, or one that stands alone.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Part {
    pub(crate) query_first: u8,
    pub(crate) query_len: u8,
    pub(crate) candidate_first: u8,
    pub(crate) candidate_len: u8,
    pub(crate) relation: Relation,
    pub(crate) similarity: f32,
    pub(crate) query_weight: f32,
    pub(crate) candidate_weight: f32,
}

/// How strongly tokens of the query that found nothing count, beside 1 for those that did.
const QUERY_ALONE: f64 = 0.8;
/// How strongly coverage of the listed name counts, beside 1 for coverage of the query: listed
/// names carry more parts than people give.
pub(crate) const CANDIDATE_EXPONENT: f64 = 0.6;
/// How much a name loses that agrees only in words which tell little.
const COMMON_LOSS: f64 = 0.35;
/// The same for names that are equal as a whole.
const COMMON_LOSS_EXACT: f64 = 0.10;
/// How much telling a name has to agree in until nothing is lost: at this weight two thirds of
/// the loss are made good.
const TELLING: f64 = 0.75;
/// Stretches the scale so that the default threshold lies where under one in a hundred unlisted
/// persons alert. It moves no candidate past another.
const CALIBRATION: f64 = 0.65;

/// A name's score and what it was made of.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct NameScore {
    pub(crate) score: f64,
    /// How much the tokens that agree tell, 0 to 1.
    pub(crate) specificity: f64,
}

/// The score of an alignment, from similarity, query weight and candidate weight of each part, in
/// order. A part whose query or candidate side is empty has weight zero there.
pub(crate) fn add_up(parts: impl Iterator<Item = (f64, f64, f64)>, exact: bool) -> NameScore {
    let (mut query, mut query_all) = (0.0, 0.0);
    let (mut candidate, mut candidate_all) = (0.0, 0.0);
    for (similarity, query_weight, candidate_weight) in parts {
        let alone = candidate_weight <= 0.0;
        query += similarity * query_weight;
        query_all += query_weight * if alone { QUERY_ALONE } else { 1.0 };
        candidate += similarity * candidate_weight;
        candidate_all += candidate_weight;
    }
    if query_all <= 0.0 || candidate_all <= 0.0 {
        return NameScore { score: 0.0, specificity: 0.0 };
    }
    let coverage = (query / query_all) * (candidate / candidate_all).powf(CANDIDATE_EXPONENT);
    let specificity = 1.0 - (-query.min(candidate) / TELLING).exp();
    let loss = if exact { COMMON_LOSS_EXACT } else { COMMON_LOSS };
    let score = (coverage * (1.0 - loss * (1.0 - specificity))).clamp(0.0, 1.0);
    NameScore { score: score.powf(CALIBRATION), specificity }
}

/// What coverage and specificity together have to reach for a score.
pub(crate) fn needed_coverage(score: f64) -> f64 {
    score.clamp(0.0, 1.0).powf(1.0 / CALIBRATION)
}

/// The most that coverage and specificity can come to when of a query's weight `all` at most
/// `reached` finds a counterpart, which agrees in `agreed` of it and in `candidate` of the listed
/// name's weight, and nothing else is listed.
pub(crate) fn coverage(agreed: f64, reached: f64, all: f64, candidate: f64, exact: bool) -> f64 {
    let query_all = reached + QUERY_ALONE * (all - reached).max(0.0);
    if query_all <= 0.0 {
        return 0.0;
    }
    let specificity = 1.0 - (-agreed.min(candidate) / TELLING).exp();
    let loss = if exact { COMMON_LOSS_EXACT } else { COMMON_LOSS };
    agreed / query_all * (1.0 - loss * (1.0 - specificity))
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

    #[test]
    fn whole_agreement_of_telling_words_is_nearly_one() {
        let exact = add_up([(1.0, 1.0, 1.0), (1.0, 0.9, 0.9)].into_iter(), true);
        assert!(exact.score > 0.98, "{exact:?}");
        let common = add_up([(1.0, 0.08, 0.08)].into_iter(), true);
        assert!(common.score > 0.875 && common.score < 0.95, "{common:?}");
        assert_eq!(add_up(std::iter::empty(), true).score, 0.0);
    }

    proptest! {
        #[test]
        fn no_name_comes_to_more_than_is_claimed(
            parts in
                proptest::collection::vec((0.4_f64..=1.0, 0.0_f64..=1.0, 0.01_f64..=1.0), 1..6),
            alone in proptest::collection::vec(0.0_f64..=1.0, 0..4),
            listed in proptest::collection::vec(0.0_f64..=1.0, 0..4),
            exact in any::<bool>(),
        ) {
            let reached: f64 = parts.iter().map(|part| part.1).sum();
            let agreed: f64 = parts.iter().map(|part| part.0 * part.1).sum();
            let candidate: f64 = parts.iter().map(|part| part.0 * part.2).sum();
            let all = reached + alone.iter().sum::<f64>();
            let exact = exact && alone.is_empty() && listed.is_empty();
            let weight = parts.iter().map(|part| part.2).sum::<f64>() + listed.iter().sum::<f64>();
            let alone = alone.into_iter().map(|weight| (0.0, weight, 0.0));
            let listed = listed.into_iter().map(|weight| (0.0, 0.0, weight));
            let NameScore { score, .. } =
                add_up(parts.into_iter().chain(alone).chain(listed), exact);
            prop_assert!((0.0..=1.0).contains(&score));
            let most = coverage(agreed, reached, all, candidate, exact);
            let share = (candidate / weight).min(1.0).powf(CANDIDATE_EXPONENT);
            prop_assert!(most * share + 1e-9 >= needed_coverage(score));
        }
    }
}
