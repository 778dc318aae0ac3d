//! `cargo xtask train`: learns the spelling tables of `crates/names` from public pairs of names.

mod check;
mod logistic;
mod multigram;
mod pairs;
mod read;
mod score;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use anyhow::{Context, Result, bail};

use self::multigram::{Counts, Shape, train};
use crate::command::root;

const RESOURCE: &str = "crates/names/resources/spelling.txt";
/// Costs are written in twentieths of a nat.
const NAT: f64 = 20.0;
/// Units met less often are left out: of one native letter, and of two.
const COUNTS_MIN: [f64; 2] = [2.0, 12.0];
/// Spellings so much rarer than the most common one are left out, in nats.
const COST_MAX: f64 = 6.0;
/// A spelling of two letters is left out if the letters by themselves cost no more than so much
/// beyond it, in nats.
const GAIN_MIN: f64 = 0.5;

pub(crate) fn run(words: &[&str]) -> Result<bool> {
    let data = crate::setup::data_directory()
        .context("the data to learn from is not there: set COMITY_TEST_DATA to the shared data")?;
    match words {
        [] => {}
        ["check"] => return check::run(&data).map(|()| true),
        ["score"] => return score::run(&data).map(|()| true),
        _ => bail!("`train` learns the tables; `train check` measures those that are there"),
    }
    let mut out = String::from(HEAD);
    for (script, pairs) in pairs::load(&data, false)? {
        let counts = train(&pairs, shape(script));
        let lines = lines(&counts, scale(script));
        eprintln!("{script}: {} pairs, {} groups", pairs.len(), lines.len());
        writeln!(out, "# {script}, from {} pairs of words", pairs.len())?;
        for line in lines {
            writeln!(out, "{line}")?;
        }
    }
    let path = root().join(RESOURCE);
    std::fs::write(&path, out).with_context(|| path.display().to_string())?;
    println!("wrote {RESOURCE}");
    score::run(&data)?;
    Ok(true)
}

const HEAD: &str = "\
# Which Latin letters stand for which native ones, version 1. Written by `cargo xtask train`; see
# docs/spelling.md. A group of native letters, then spellings and what each costs beside the most
# common one, in twentieths of a nat; `-` stands for no letter.
";

/// How large a script's units may be: a Han character is a syllable, other letters are sounds.
fn shape(script: &str) -> Shape {
    match script {
        "han" => Shape { native_max: 1, latin_max: 6 },
        "kana" => Shape { native_max: 2, latin_max: 3 },
        _ => Shape { native_max: 2, latin_max: 4 },
    }
}

/// By how much a script's costs are stretched, so that in every script one pair of unrelated words
/// in a hundred costs two nats a letter or less, as `cargo xtask train check` tells. Hangul is
/// written sound by sound, so each letter says less.
fn scale(script: &str) -> f64 {
    if script == "hangul" { 1.7 } else { 1.0 }
}

/// One line a group of native letters.
fn lines(counts: &Counts, scale: f64) -> Vec<String> {
    let mut groups: BTreeMap<&[char], Vec<(&[u8], f64)>> = BTreeMap::new();
    for ((native, latin), count) in counts {
        let least = COUNTS_MIN.get(native.len() - 1).copied().unwrap_or(f64::MAX);
        if *count >= least && latin.iter().all(u8::is_ascii_lowercase) {
            groups.entry(native).or_default().push((latin, *count));
        }
    }
    let mut costs: BTreeMap<&[char], BTreeMap<&[u8], f64>> = BTreeMap::new();
    for (native, spellings) in &groups {
        let most = spellings.iter().map(|(_, count)| *count).fold(0.0, f64::max);
        let all = spellings.iter().map(|(latin, count)| (*latin, (most / count).ln()));
        costs.insert(native, all.filter(|(_, cost)| *cost <= COST_MAX).collect());
    }
    let mut lines = Vec::new();
    for (native, spellings) in &costs {
        let mut kept: Vec<(&[u8], f64)> = spellings
            .iter()
            .filter(|(latin, cost)| native.len() == 1 || gain(&costs, native, latin, **cost))
            .map(|(latin, cost)| (*latin, *cost))
            .collect();
        kept.sort_by(|left, right| left.1.total_cmp(&right.1).then(left.0.cmp(right.0)));
        if kept.is_empty() {
            continue;
        }
        let mut line: String = native.iter().collect();
        for (latin, cost) in kept {
            let latin = if latin.is_empty() { "-".into() } else { String::from_utf8_lossy(latin) };
            #[expect(clippy::cast_possible_truncation, reason = "at most six nats")]
            let cost = (cost * NAT * scale).round() as i64;
            let _ = write!(line, " {latin} {cost}");
        }
        lines.push(line);
    }
    lines
}

/// Whether a spelling of two letters says more than those of its letters.
fn gain(
    costs: &BTreeMap<&[char], BTreeMap<&[u8], f64>>,
    native: &[char],
    latin: &[u8],
    cost: f64,
) -> bool {
    let [first, second] = native else { return false };
    let (Some(first), Some(second)) =
        (costs.get([*first].as_slice()), costs.get([*second].as_slice()))
    else {
        return false;
    };
    let apart = (0..=latin.len()).filter_map(|at| {
        let (begin, end) = latin.split_at_checked(at)?;
        Some(first.get(begin)? + second.get(end)?)
    });
    apart.fold(f64::INFINITY, f64::min) > cost + GAIN_MIN
}
