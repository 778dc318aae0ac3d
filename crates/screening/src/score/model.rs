//! How likely it is that two names are of one party, by what they have in common.

use std::sync::LazyLock;

/// The coefficients of a kind of record: log-odds, in nats.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Model {
    /// Where everything begins.
    start: f64,
    /// For the logarithm of the share of the query that the listed name covers.
    query: f64,
    /// For the logarithm of the share of the listed name that the query covers.
    candidate: f64,
    /// For the logarithm of one more than the letters that tell.
    letters: f64,
}

/// What two names have in common.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Common {
    /// Share of the query's weight that agrees, 0 to 1.
    pub(crate) query_share: f64,
    /// Share of the listed name's weight that agrees, 0 to 1.
    pub(crate) candidate_share: f64,
    /// Letters that agree, each as much as its word tells.
    pub(crate) letters: f64,
}

/// Past so many nats a probability is as good as certain.
const LOG_ODDS_MAX: f64 = 16.0;

impl Model {
    /// The model for a person's name, or any other.
    pub(crate) fn of(is_person: bool) -> &'static Model {
        let [person, other] = &*MODELS;
        if is_person { person } else { other }
    }

    /// The probability that two names are of one party.
    pub(crate) fn probability(&self, common: &Common) -> f64 {
        if common.query_share <= 0.0 || common.candidate_share <= 0.0 {
            return 0.0;
        }
        let most = self.log_odds(common.query_share, common.letters);
        probability(most + self.candidate * common.candidate_share.min(1.0).ln())
    }

    /// The log-odds if the whole listed name agreed.
    fn log_odds(&self, query_share: f64, letters: f64) -> f64 {
        self.start + self.query * query_share.min(1.0).ln() + self.letters * letters.ln_1p()
    }

    /// What counts for the query and for the letters, and the log-odds that these have to bring,
    /// each divided by what counts for the listed name. What they bring beyond that is the
    /// logarithm by which the listed name may agree less than in whole.
    pub(crate) fn by_candidate(&self, needed: f64) -> [f64; 3] {
        [self.query, self.letters, needed - self.start].map(|count| count / self.candidate)
    }
}

/// The probability at some log-odds.
pub(crate) fn probability(log_odds: f64) -> f64 {
    1.0 / (1.0 + (-log_odds.clamp(-LOG_ODDS_MAX, LOG_ODDS_MAX)).exp())
}

/// The log-odds of a probability.
pub(crate) fn log_odds(probability: f64) -> f64 {
    (probability / (1.0 - probability)).ln()
}

/// The models of persons and of all others, as they were fitted: see docs/score.md.
static MODELS: LazyLock<[Model; 2]> = LazyLock::new(|| {
    let mut models = [Model { start: 0.0, query: 1.0, candidate: 1.0, letters: 0.0 }; 2];
    for line in include_str!("../../resources/score.txt").lines() {
        let mut words = line.split(' ');
        let place = match words.next() {
            Some("person") => 0,
            Some("other") => 1,
            _ => continue,
        };
        let numbers: Vec<f64> = words.filter_map(|word| word.parse().ok()).collect();
        if let ([start, query, candidate, letters], Some(model)) =
            (numbers.as_slice(), models.get_mut(place))
        {
            *model =
                Model { start: *start, query: *query, candidate: *candidate, letters: *letters };
        }
    }
    models
});

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn both_models_are_read_and_more_agreement_is_more_likely() {
        assert_ne!(Model::of(true), Model::of(false));
        for model in MODELS.iter() {
            assert!(model.query > 0.0 && model.candidate > 0.0 && model.letters >= 0.0);
        }
    }

    proptest! {
        #[test]
        fn less_than_the_share_needed_does_not_suffice(
            query in 0.05_f64..=1.0, candidate in 0.05_f64..=1.0, letters in 0.0_f64..40.0,
            is_person in any::<bool>(), needed in 0.01_f64..0.99,
        ) {
            let model = Model::of(is_person);
            let common =
                Common { query_share: query, candidate_share: candidate, letters };
            let [by_query, by_letters, least] = model.by_candidate(log_odds(needed));
            let spare = by_query * query.ln() + by_letters * letters.ln_1p() - least;
            let reaches = model.probability(&common) >= needed;
            prop_assert_eq!(reaches, candidate.ln() >= -spare - 1e-9, "{} {}", spare, candidate);
        }
    }
}
