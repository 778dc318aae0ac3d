/// A threshold that a person understands: a point on the measured curve of right records found
/// against false alerts (see docs/score.md).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Where a missed record weighs more than many needless looks.
    HighRecall,
    /// The usual one: at most one in a hundred unlisted persons alerts.
    Balanced,
    /// Where looks are scarce: at most one in a thousand unlisted persons alerts.
    HighPrecision,
}

impl Mode {
    /// All modes, from the most alerts to the fewest.
    pub const ALL: [Mode; 3] = [Mode::HighRecall, Mode::Balanced, Mode::HighPrecision];

    /// The mode's name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Mode::HighRecall => "high-recall",
            Mode::Balanced => "balanced",
            Mode::HighPrecision => "high-precision",
        }
    }

    /// The mode of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Mode> {
        Mode::ALL.into_iter().find(|mode| mode.name() == name)
    }

    /// From this score on a candidate alerts.
    #[must_use]
    pub fn threshold(self) -> f64 {
        match self {
            Mode::HighRecall => 0.15,
            Mode::Balanced => crate::limits::THRESHOLD_DEFAULT,
            Mode::HighPrecision => 0.70,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modes_have_names_and_stricter_ones_higher_thresholds() {
        for mode in Mode::ALL {
            assert_eq!(Mode::named(mode.name()), Some(mode));
        }
        assert!(Mode::ALL.windows(2).all(|pair| pair[0].threshold() < pair[1].threshold()));
        assert_eq!(Mode::named("strict"), None);
    }
}
