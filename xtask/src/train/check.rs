//! How well the tables that are there tell pairs of words that they were not learned from.

use std::path::Path;

use anyhow::Result;
use comity_names::{NameKind, NativeWord, analyze, skeleton};

use super::pairs;

pub(super) fn run(data: &Path) -> Result<bool> {
    for (script, pairs) in pairs::load(data, true)? {
        let mut found = [0_usize; 3];
        let mut costs: Vec<(f64, bool)> = Vec::new();
        let count = pairs.len();
        for (at, pair) in pairs.iter().enumerate() {
            let native: String = pair.native.iter().collect();
            let word = NativeWord::new(&native);
            let latin = String::from_utf8_lossy(&pair.latin).into_owned();
            let tokens = analyze(&native, NameKind::Person);
            let sounds = comity_names::sounds(&native);
            let sound = skeleton(&latin);
            for (slot, first) in found.iter_mut().zip([1, 4, 12]) {
                *slot += usize::from(sounds.iter().take(first).any(|known| *known == sound));
            }
            drop(tokens);
            let mut add = |latin: &[u8], right: bool| {
                let cost = f64::from(word.cost(latin)) / 20.0;
                let len = latin.len() as f64;
                costs.push((cost * (1.0 + 2.0 / len) / len, right));
            };
            add(&pair.latin, true);
            for step in [1, 7, 31] {
                if let Some(other) = pairs.get((at + step * 37) % count) {
                    add(&other.latin, false);
                }
            }
        }
        costs.sort_by(|a, b| a.0.total_cmp(&b.0));
        let quantile = |right: bool, share: f64| {
            let all: Vec<f64> = costs.iter().filter(|c| c.1 == right).map(|c| c.0).collect();
            all[((all.len() - 1) as f64 * share) as usize]
        };
        let at_1 = quantile(false, 0.01);
        let recall = costs.iter().filter(|c| c.1 && c.0 < at_1).count() as f64 / count as f64;
        println!(
            "{script}: {count} pairs; sound found {:.3} {:.3} {:.3}; cost right 50% {:.2} 80% {:.2} 90% {:.2} 95% {:.2}; wrong 1% {:.2} 10% {:.2} 50% {:.2}; recall at 1% {recall:.3}",
            found[0] as f64 / count as f64,
            found[1] as f64 / count as f64,
            found[2] as f64 / count as f64,
            quantile(true, 0.5),
            quantile(true, 0.8),
            quantile(true, 0.9),
            quantile(true, 0.95),
            at_1,
            quantile(false, 0.1),
            quantile(false, 0.5),
        );
    }
    Ok(true)
}
