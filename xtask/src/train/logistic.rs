//! Logistic regression by Newton's method.

/// What is known of one example, with a leading 1; whether it is right; and how much it counts.
pub(super) struct Example {
    pub(super) features: [f64; FEATURES],
    pub(super) is_right: bool,
    pub(super) weight: f64,
}

pub(super) const FEATURES: usize = 4;
/// A little resistance keeps coefficients finite where examples are few.
const RIDGE: f64 = 1.0;
const ROUNDS: usize = 30;

/// The coefficients under which the examples are most likely.
pub(super) fn fit(examples: &[Example]) -> [f64; FEATURES] {
    let mut coefficients = [0.0; FEATURES];
    for _ in 0..ROUNDS {
        let mut gradient = [0.0; FEATURES];
        let mut curvature = [[0.0; FEATURES]; FEATURES];
        for example in examples {
            let probability = probability(&coefficients, &example.features);
            let error = f64::from(u8::from(example.is_right)) - probability;
            let spread = example.weight * probability * (1.0 - probability);
            for (row, (slot, feature)) in
                curvature.iter_mut().zip(gradient.iter_mut().zip(&example.features))
            {
                *slot += example.weight * error * feature;
                for (cell, other) in row.iter_mut().zip(&example.features) {
                    *cell += spread * feature * other;
                }
            }
        }
        for (at, (row, (slot, coefficient))) in
            curvature.iter_mut().zip(gradient.iter_mut().zip(&coefficients)).enumerate().skip(1)
        {
            *slot -= RIDGE * coefficient;
            if let Some(cell) = row.get_mut(at) {
                *cell += RIDGE;
            }
        }
        let step = solve(curvature, gradient);
        coefficients.iter_mut().zip(step).for_each(|(coefficient, step)| *coefficient += step);
    }
    coefficients
}

/// The probability that an example is right.
pub(super) fn probability(coefficients: &[f64; FEATURES], features: &[f64; FEATURES]) -> f64 {
    let sum: f64 = coefficients.iter().zip(features).map(|(c, f)| c * f).sum();
    1.0 / (1.0 + (-sum).exp())
}

/// Solves a system of linear equations by elimination; its matrix is symmetric and positive.
#[expect(clippy::indexing_slicing, reason = "every place lies below the size of the system")]
fn solve(mut rows: [[f64; FEATURES]; FEATURES], mut right: [f64; FEATURES]) -> [f64; FEATURES] {
    for pivot in 0..FEATURES {
        let (row, value) = (rows[pivot], right[pivot]);
        for below in pivot + 1..FEATURES {
            let factor = rows[below][pivot] / row[pivot];
            for column in pivot..FEATURES {
                rows[below][column] -= factor * row[column];
            }
            right[below] -= factor * value;
        }
    }
    let mut solution = [0.0; FEATURES];
    for row in (0..FEATURES).rev() {
        let known: f64 =
            (row + 1..FEATURES).map(|column| rows[row][column] * solution[column]).sum();
        solution[row] = (right[row] - known) / rows[row][row];
    }
    solution
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_coefficients_are_found_again() {
        let truth = [-1.0, 2.0, 0.5, -1.5];
        let mut examples = Vec::new();
        for step in 0..4_000_u32 {
            let at = |by: u32| f64::from(step * by % 101) / 50.0 - 1.0;
            let features = [1.0, at(7), at(13), at(29)];
            let likely = probability(&truth, &features);
            for (is_right, weight) in [(true, likely), (false, 1.0 - likely)] {
                examples.push(Example { features, is_right, weight });
            }
        }
        for (found, expect) in fit(&examples).iter().zip(truth) {
            assert!((found - expect).abs() < 0.02, "{found} {expect}");
        }
    }
}
