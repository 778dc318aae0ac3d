use std::fmt;

use super::Feature;

/// How much each feature counts. Positive weights lift, negative ones lower.
#[derive(Clone, Copy, PartialEq)]
pub struct Weights([f64; Feature::ALL.len()]);

impl Weights {
    /// The weight of one feature.
    #[must_use]
    pub fn get(&self, feature: Feature) -> f64 {
        self.0.get(feature as usize).copied().unwrap_or_default()
    }

    /// Sets the weight of one feature, held to -1..=1.
    pub fn set(&mut self, feature: Feature, weight: f64) {
        if let Some(slot) = self.0.get_mut(feature as usize)
            && weight.is_finite()
        {
            *slot = weight.clamp(-1.0, 1.0);
        }
    }
}

impl Default for Weights {
    fn default() -> Weights {
        let mut weights = Weights([0.0; Feature::ALL.len()]);
        for feature in Feature::ALL {
            weights.set(feature, feature.weight_default());
        }
        weights
    }
}

impl fmt::Debug for Weights {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map()
            .entries(Feature::ALL.iter().map(|each| (each.name(), self.get(*each))))
            .finish()
    }
}
