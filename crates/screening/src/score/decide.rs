//! How features combine into one score.

use super::{Explanation, Feature, FeatureScore, NameAlignment, Weights, name};

/// The score of compared features.
///
/// Names and identifiers each carry a score by themselves, and two that agree say more than one
/// (`1 - (1 - a)(1 - b)`). What agrees besides takes a share of the way that is left to 1; what
/// contradicts takes a share of what is there. So scores stay between 0 and 1, keep their order,
/// and nothing but a name or a number makes a candidate.
pub(crate) fn combine(features: impl Iterator<Item = (Feature, f64)>, weights: &Weights) -> f64 {
    let (mut name, mut identifier) = (0.0_f64, 0.0_f64);
    let (mut left, mut kept) = (1.0_f64, 1.0_f64);
    for (feature, score) in features {
        let weighted = weights.get(feature) * score;
        match feature {
            Feature::Name | Feature::WeakName => name = name.max(weighted),
            Feature::Identifier => identifier = identifier.max(weighted),
            _ if weighted >= 0.0 => left *= 1.0 - weighted.min(1.0),
            _ => kept *= 1.0 + weighted.max(-1.0),
        }
    }
    let (name, identifier) = (name.clamp(0.0, 1.0), identifier.clamp(0.0, 1.0));
    let base = 1.0 - (1.0 - name) * (1.0 - identifier);
    if base <= 0.0 {
        return 0.0;
    }
    ((1.0 - (1.0 - base) * left) * kept).clamp(0.0, 1.0)
}

/// The lowest name score with which a candidate can still reach `score`, if every feature in
/// `possible` agrees fully.
pub(crate) fn lift_max(score: f64, weights: &Weights, possible: &[Feature]) -> f64 {
    let mut left = 1.0;
    for feature in possible {
        left *= 1.0 - weights.get(*feature).clamp(0.0, 1.0);
    }
    let name = weights.get(Feature::Name).max(weights.get(Feature::WeakName)).max(0.0);
    if left <= 0.0 || name <= 0.0 {
        return 0.0;
    }
    ((1.0 - (1.0 - score) / left) / name).max(0.0)
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
        let parts = self.parts.iter();
        let parts = parts.map(|p| (p.similarity, p.query_weight, p.candidate_weight));
        name::add_up(parts, self.exact).score
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
