//! Which letter groups of one script stand for which of another, by expectation-maximisation.
//!
//! A joint multigram model (Deligne and Bimbot 1995; Bisani and Ney 2008): a pair of spellings is a
//! chain of units, each a group of native letters with the group of Latin letters that stands for
//! it. How the pair falls into units is not known, so each way counts as much as it is probable
//! under the model so far, and the model is what those counts make it.

use std::collections::HashMap;

/// A native word and its Latin spelling, and how much it counts.
pub(super) struct Pair {
    pub(super) native: Vec<char>,
    pub(super) latin: Vec<u8>,
    pub(super) weight: f64,
}

/// How large a script's units may be, in letters.
#[derive(Clone, Copy)]
pub(super) struct Shape {
    pub(super) native_max: usize,
    pub(super) latin_max: usize,
}

/// How often each unit was met, by its native and its Latin letters.
pub(super) type Counts = HashMap<(Vec<char>, Vec<u8>), f64>;

/// Rounds of expectation and maximisation; later ones change little.
const ROUNDS: usize = 8;
/// What every count loses in each round, so that units met by chance fade: for a unit of one
/// native letter, and of two.
const DISCOUNTS: [f64; 2] = [0.1, 0.6];
/// How probable a unit is at first, beside one that is a letter shorter.
const LENGTH_PRIOR: f64 = 0.25;

/// One place of a unit in a pair's lattice.
struct Edge {
    from: u32,
    to: u32,
    unit: u32,
}

struct Lattice {
    edges: Vec<Edge>,
    nodes: usize,
    weight: f64,
}

/// Counts the units of some pairs.
pub(super) fn train(pairs: &[Pair], shape: Shape) -> Counts {
    let mut units: HashMap<(Vec<char>, Vec<u8>), u32> = HashMap::new();
    let lattices: Vec<Lattice> =
        pairs.iter().filter_map(|pair| lattice(pair, shape, &mut units)).collect();
    let mut probability = vec![0.0; units.len()];
    for ((native, latin), unit) in &units {
        let extra = (native.len() - 1) * 2 + latin.len().abs_diff(native.len());
        set(&mut probability, *unit, LENGTH_PRIOR.powi(i32::try_from(extra).unwrap_or(i32::MAX)));
    }
    let sum: f64 = probability.iter().sum();
    probability.iter_mut().for_each(|each| *each /= sum);
    let discount: Vec<f64> = {
        let mut discount = vec![0.0; units.len()];
        for ((native, _), unit) in &units {
            let lost = DISCOUNTS.get(native.len() - 1).copied().unwrap_or(1.0);
            set(&mut discount, *unit, lost);
        }
        discount
    };
    let mut counts = Vec::new();
    for _ in 0..ROUNDS {
        counts = vec![0.0; units.len()];
        for lattice in &lattices {
            expect(lattice, &probability, &mut counts);
        }
        let kept = counts.iter().zip(&discount).map(|(count, lost)| (count - lost).max(0.0));
        probability = kept.collect();
        let sum: f64 = probability.iter().sum();
        probability.iter_mut().for_each(|each| *each /= sum);
    }
    let counted = |unit: u32| counts.get(unit as usize).copied().unwrap_or_default();
    units.into_iter().map(|(unit, at)| (unit, counted(at))).collect()
}

/// All ways in which a pair may fall into units; none if it cannot.
fn lattice(
    pair: &Pair,
    shape: Shape,
    units: &mut HashMap<(Vec<char>, Vec<u8>), u32>,
) -> Option<Lattice> {
    let (rows, columns) = (pair.native.len(), pair.latin.len());
    if rows == 0 || columns == 0 || columns > rows * shape.latin_max {
        return None;
    }
    let node = |row: usize, column: usize| row * (columns + 1) + column;
    let mut edges = Vec::new();
    for row in 0..rows {
        for column in 0..=columns {
            for native in 1..=shape.native_max.min(rows - row) {
                for latin in 0..=shape.latin_max.min(columns - column) {
                    let left = (rows - row - native) * shape.latin_max;
                    if columns - column - latin > left || column > row * shape.latin_max {
                        continue;
                    }
                    let key = (
                        pair.native.get(row..row + native)?.to_vec(),
                        pair.latin.get(column..column + latin)?.to_vec(),
                    );
                    let next = u32::try_from(units.len()).ok()?;
                    let unit = *units.entry(key).or_insert(next);
                    let from = u32::try_from(node(row, column)).ok()?;
                    let to = u32::try_from(node(row + native, column + latin)).ok()?;
                    edges.push(Edge { from, to, unit });
                }
            }
        }
    }
    Some(Lattice { edges, nodes: node(rows, columns) + 1, weight: pair.weight })
}

/// Adds how often each unit is met in a lattice, by the forward-backward algorithm. Edges stand in
/// the order of their beginnings.
fn expect(lattice: &Lattice, probability: &[f64], counts: &mut [f64]) {
    let mut forward = vec![0.0; lattice.nodes];
    let mut backward = vec![0.0; lattice.nodes];
    set(&mut forward, 0, 1.0);
    for edge in &lattice.edges {
        let reached = get(&forward, edge.from) * get(probability, edge.unit);
        add(&mut forward, edge.to, reached);
    }
    let Some(end) = backward.last_mut() else { return };
    *end = 1.0;
    for edge in lattice.edges.iter().rev() {
        let left = get(&backward, edge.to) * get(probability, edge.unit);
        add(&mut backward, edge.from, left);
    }
    let all = forward.last().copied().unwrap_or_default();
    if all <= f64::MIN_POSITIVE {
        return;
    }
    for edge in &lattice.edges {
        let through =
            get(&forward, edge.from) * get(probability, edge.unit) * get(&backward, edge.to);
        add(counts, edge.unit, lattice.weight * through / all);
    }
}

fn get(values: &[f64], at: u32) -> f64 {
    values.get(at as usize).copied().unwrap_or_default()
}

fn set(values: &mut [f64], at: u32, value: f64) {
    if let Some(slot) = values.get_mut(at as usize) {
        *slot = value;
    }
}

fn add(values: &mut [f64], at: u32, value: f64) {
    if let Some(slot) = values.get_mut(at as usize) {
        *slot += value;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_for_what_is_learned_from_whole_words() {
        let pair = |native: &str, latin: &str| Pair {
            native: native.chars().collect(),
            latin: latin.bytes().collect(),
            weight: 1.0,
        };
        let pairs = [
            pair("шар", "shar"),
            pair("раш", "rash"),
            pair("ара", "ara"),
            pair("шаша", "shasha"),
            pair("рара", "rara"),
        ];
        let counts = train(&pairs, Shape { native_max: 2, latin_max: 3 });
        let count = |native: &str, latin: &str| {
            let key = (native.chars().collect(), latin.bytes().collect());
            counts.get(&key).copied().unwrap_or_default()
        };
        assert!(count("ш", "sh") > 2.0, "{}", count("ш", "sh"));
        assert!(count("ш", "sh") > 10.0 * count("ш", "s"));
        assert!(count("а", "a") > 3.0);
    }
}
