//! How features combine into one score.

use super::model::{Model, log_odds, probability};
use super::name::{Terms, add_up};
use super::{Explanation, Feature, FeatureScore, NameAlignment, Weights};

/// How much a feature of weight 1 speaks, in nats: at odds of nearly 3,000 to one.
pub(crate) const EVIDENCE_NATS: f64 = 8.0;

/// The score of compared features.
///
/// Names and identifiers each carry a probability by themselves, and two that agree say more than
/// one (`1 - (1 - a)(1 - b)`). What agrees or contradicts besides moves the log-odds: a feature
/// adds its weight times how strongly it speaks times [`EVIDENCE_NATS`]. So scores stay between 0
/// and 1, keep their order, and nothing but a name or a number makes a candidate.
pub(crate) fn combine(features: impl Iterator<Item = (Feature, f64)>, weights: &Weights) -> f64 {
    let (mut name, mut identifier, mut evidence) = (0.0_f64, 0.0_f64, 0.0_f64);
    for (feature, score) in features {
        let weighted = weights.get(feature) * score;
        match feature {
            Feature::Name | Feature::WeakName => name = name.max(weighted),
            Feature::Identifier => identifier = identifier.max(weighted),
            _ => evidence += weighted * EVIDENCE_NATS,
        }
    }
    let (name, identifier) = (name.clamp(0.0, 1.0), identifier.clamp(0.0, 1.0));
    let base = 1.0 - (1.0 - name) * (1.0 - identifier);
    if base <= 0.0 || evidence == 0.0 {
        return base.max(0.0);
    }
    probability(log_odds(base) + evidence)
}

/// The lowest name score with which a candidate can still reach `score`, if every feature in
/// `possible` agrees fully.
pub(crate) fn lift_max(score: f64, weights: &Weights, possible: &[Feature]) -> f64 {
    let lifts = possible.iter().map(|feature| weights.get(*feature).max(0.0) * EVIDENCE_NATS);
    let name = weights.get(Feature::Name).max(weights.get(Feature::WeakName)).max(0.0);
    let lift: f64 = lifts.sum();
    if score <= 0.0 || name <= 0.0 {
        return 0.0;
    }
    if lift <= 0.0 {
        return score / name;
    }
    // A hair is left for what rounds otherwise.
    (1.0 / (1.0 + (lift - log_odds(score.min(1.0))).exp()) - 1e-12).max(0.0) / name
}

impl Explanation {
    /// The score, computed again from nothing but what stands here.
    #[must_use]
    pub fn recompute(&self) -> f64 {
        let scores = self.features.iter().map(|each| (each.feature, each.recompute()));
        combine(scores, &self.weights)
    }
}

impl FeatureScore {
    /// The feature's score, from its alignment where it has one.
    #[must_use]
    pub fn recompute(&self) -> f64 {
        self.name.as_ref().map_or(self.score, NameAlignment::recompute)
    }
}

impl NameAlignment {
    /// The name's score, from its parts.
    #[must_use]
    pub fn recompute(&self) -> f64 {
        let parts = self.parts.iter().map(|part| Terms {
            similarity: part.similarity,
            query_weight: part.query_weight,
            candidate_weight: part.candidate_weight,
            letters: f64::from(part.letters),
        });
        add_up(parts, Model::of(self.is_person)).score
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn weighed(features: &[(Feature, f64)]) -> f64 {
        combine(features.iter().copied(), &Weights::default())
    }

    #[test]
    fn agreement_lifts_and_contradiction_lowers() {
        let name = weighed(&[(Feature::Name, 0.6)]);
        assert!(weighed(&[(Feature::Name, 0.6), (Feature::Date, 1.0)]) > name);
        assert!(weighed(&[(Feature::Name, 0.6), (Feature::GenderMismatch, 1.0)]) < name);
        assert!(weighed(&[(Feature::Name, 0.6), (Feature::Identifier, 1.0)]) > 0.95);
        assert_eq!(weighed(&[(Feature::Date, 1.0)]), 0.0);
        assert!(weighed(&[(Feature::WeakName, 1.0)]) < weighed(&[(Feature::Name, 1.0)]));
    }

    proptest! {
        #[test]
        fn no_score_is_reached_below_the_bound(
            name in 0.0_f64..=1.0, date in 0.0_f64..=1.0, country in 0.0_f64..=1.0,
        ) {
            let possible = [Feature::Date, Feature::Country];
            let features =
                [(Feature::Name, name), (Feature::Date, date), (Feature::Country, country)];
            let score = weighed(&features);
            prop_assert!(name + 1e-9 >= lift_max(score, &Weights::default(), &possible));
        }
    }
}
