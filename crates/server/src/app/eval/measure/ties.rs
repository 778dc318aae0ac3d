//! How many scores cannot be told apart.

/// The share of the scores that equal at least one other of them to the last bit. Of no score, 0.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "counts of pairs")]
pub(crate) fn ties(scores: &[f64]) -> f64 {
    let mut sorted = scores.to_vec();
    sorted.sort_by(f64::total_cmp);
    let runs = sorted.chunk_by(|left, right| left.to_bits() == right.to_bits());
    let tied: usize = runs.map(<[f64]>::len).filter(|run| *run > 1).sum();
    tied as f64 / scores.len().max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_of_a_run_of_equal_scores_is_tied() {
        assert_eq!(ties(&[]), 0.0);
        assert_eq!(ties(&[0.7]), 0.0);
        assert_eq!(ties(&[0.7, 0.8, 0.9]), 0.0);
        assert_eq!(ties(&[0.9, 0.7, 0.9, 0.8]), 0.5);
        assert_eq!(ties(&[0.9, 0.7, 0.9, 0.7, 0.9]), 1.0);
        assert_eq!(ties(&[0.9, 0.9_f64.next_up()]), 0.0, "almost equal is not equal");
    }
}
