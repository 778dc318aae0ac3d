//! Shares and thresholds of scores.

/// The score that one in `every` lies above; scores are sorted, highest first.
pub(super) fn threshold(scores: &[f64], every: usize) -> f64 {
    scores.get(scores.len() / every).copied().unwrap_or_default()
}

/// The share of scores that `is_in` admits.
#[expect(clippy::cast_precision_loss, reason = "a few thousand")]
pub(super) fn share(scores: &[f64], is_in: impl Fn(f64) -> bool) -> f64 {
    let count = scores.iter().filter(|score| is_in(**score)).count();
    count as f64 / scores.len().max(1) as f64
}

/// The share of what came true.
pub(super) fn share_of(found: &[bool]) -> f64 {
    let found: Vec<f64> = found.iter().map(|found| f64::from(u8::from(*found))).collect();
    share(&found, |found| found > 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_threshold_lets_the_stated_share_through() {
        let scores: Vec<f64> = (0..1_000).rev().map(|at| f64::from(at) / 1_000.0).collect();
        let at_1 = threshold(&scores, 100);
        assert!((share(&scores, |score| score > at_1) - 0.01).abs() < 1e-9);
        assert_eq!(share(&[], |_| true), 0.0);
        assert_eq!(share_of(&[true, false, false, true]), 0.5);
    }
}
