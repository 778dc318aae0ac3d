//! How well the tables that are there tell pairs of words that they were not learned from.

use std::path::Path;

use anyhow::Result;
use comity_names::{NativeWord, skeleton, sounds};

use super::multigram::Pair;
use super::pairs;

/// Each right pair is set beside pairs of its native word with so many others, so many places on.
const STRANGERS: [usize; 3] = [37, 259, 1_147];
/// Costs are counted in twentieths of a nat.
const NAT: f64 = 20.0;

pub(super) fn run(data: &Path) -> Result<()> {
    println!("script     pairs  sound known  right: half, 90 %  wrong: 1 %  right at 1 % of wrong");
    for (script, pairs) in pairs::load(data, true)? {
        let found = pairs.iter().filter(|pair| is_found(pair)).count();
        let mut right: Vec<f64> = pairs.iter().map(|pair| cost(pair, &pair.latin)).collect();
        let mut wrong = Vec::new();
        for (at, pair) in pairs.iter().enumerate() {
            let others = STRANGERS.iter().filter_map(|step| pairs.get((at + step) % pairs.len()));
            wrong.extend(others.map(|other| cost(pair, &other.latin)));
        }
        right.sort_by(f64::total_cmp);
        wrong.sort_by(f64::total_cmp);
        let at_1 = quantile(&wrong, 1);
        let within = right.iter().filter(|cost| **cost < at_1).count();
        println!(
            "{script:9} {:6}  {:11.3}  {:11.2} {:5.2}  {at_1:10.2}  {:20.3}",
            pairs.len(),
            share(found, pairs.len()),
            quantile(&right, 50),
            quantile(&right, 90),
            share(within, pairs.len()),
        );
    }
    Ok(())
}

/// Whether the index finds one word of a pair by the other.
fn is_found(pair: &Pair) -> bool {
    let sound = skeleton(&String::from_utf8_lossy(&pair.latin));
    sounds(&pair.native.iter().collect::<String>()).contains(&sound)
}

/// What a spelling costs, in nats a letter.
fn cost(pair: &Pair, latin: &[u8]) -> f64 {
    let native: String = pair.native.iter().collect();
    let cost = f64::from(NativeWord::new(&native).cost(latin)) / NAT;
    #[expect(clippy::cast_precision_loss, reason = "at most 32")]
    let letters = latin.len() as f64;
    cost * (1.0 + 2.0 / letters) / letters
}

/// The value that so many in a hundred lie below; they are sorted.
fn quantile(sorted: &[f64], percent: usize) -> f64 {
    sorted.get(sorted.len() * percent / 100).copied().unwrap_or_default()
}

#[expect(clippy::cast_precision_loss, reason = "some ten thousands")]
fn share(part: usize, whole: usize) -> f64 {
    part as f64 / whole.max(1) as f64
}
