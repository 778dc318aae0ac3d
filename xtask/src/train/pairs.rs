//! The pairs of native and Latin words that the tables are learned from.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result};
use comity_names::{fold, native_letters};

use super::multigram::Pair;
use super::read::read;

/// Token tables: one word a line, with how often it was met.
const TOKENS: [&str; 7] =
    ["arabic", "chinese", "hebrew", "japanese", "katakana", "korean", "russian"];
/// Tables of full names.
const FULL_NAMES: [&str; 2] = ["hebrew", "korean"];
/// Most pairs of one script: more change little and cost time.
const PAIRS_MAX: usize = 80_000;

/// Pairs by script: those that [`crate::holdout::is_held_out`] names, or all others.
pub(super) fn load(data: &Path, held_out: bool) -> Result<BTreeMap<&'static str, Vec<Pair>>> {
    let names = data.join("names");
    let mut scripts: BTreeMap<&'static str, Vec<Pair>> = BTreeMap::new();
    let mut add = |native: &str, latin: &str, weight: f64| {
        let native: String = native.chars().filter(|c| !c.is_whitespace()).collect();
        if crate::holdout::is_held_out(&native) != held_out {
            return;
        }
        let letters: Vec<char> = native_letters(&native).collect();
        let latin = fold(latin);
        let (Some(script), false) = (script(&letters), latin.is_empty() || latin.contains(' '))
        else {
            return;
        };
        let latin = latin.into_bytes();
        scripts.entry(script).or_default().push(Pair { native: letters, latin, weight });
    };
    for table in TOKENS {
        let path = names.join(format!("cross_script/tokens_{table}_train.tsv.gz"));
        for line in read(&path)?.lines() {
            let mut columns = line.split('\t');
            let (Some(latin), Some(native), Some(count)) =
                (columns.next(), columns.next(), columns.next())
            else {
                continue;
            };
            let count: f64 = count.trim().parse().unwrap_or(1.0);
            add(native, latin, 1.0 + count.ln());
        }
    }
    for table in FULL_NAMES {
        let path = names.join(format!("cross_script/fullnames_{table}_train.tsv.gz"));
        for line in read(&path)?.lines() {
            let Some((latin, native)) = line.split_once('\t') else { continue };
            add_words(native, latin, &mut add);
        }
    }
    let path = names.join("original_script_pairs.csv");
    let mut rows = csv::Reader::from_path(&path).with_context(|| path.display().to_string())?;
    for row in rows.records() {
        let row = row?;
        if let (Some(latin), Some(native)) = (row.get(3), row.get(4)) {
            // Quotation marks around the names of firms are no letters.
            let [native, latin] = [native, latin].map(|name| name.replace('"', ""));
            add_words(&native, &latin, &mut add);
        }
    }
    for pairs in scripts.values_mut() {
        thin(pairs);
    }
    Ok(scripts)
}

/// Words that stand in the same places of two names with as many words.
fn add_words(native: &str, latin: &str, add: &mut impl FnMut(&str, &str, f64)) {
    let words = |name: &str| -> Vec<String> {
        name.split(|c: char| c.is_whitespace() || "·・-,‐".contains(c))
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect()
    };
    let (native, latin) = (words(native), words(latin));
    if native.len() == latin.len() {
        for (native, latin) in native.iter().zip(&latin) {
            add(native, latin, 1.0);
        }
    }
}

/// The script whose table letters belong to, if all belong to one.
fn script(letters: &[char]) -> Option<&'static str> {
    let of = |c: char| match u32::from(c) {
        0x0400..=0x052f => Some("cyrillic"),
        0x05d0..=0x05f4 => Some("hebrew"),
        0x0600..=0x06ff => Some("arabic"),
        0x1100..=0x11ff => Some("hangul"),
        0x30a1..=0x30ff => Some("kana"),
        0x3400..=0x9fff => Some("han"),
        _ => None,
    };
    let script = of(*letters.first()?)?;
    letters.iter().all(|letter| of(*letter) == Some(script)).then_some(script)
}

/// Every so many pairs are kept, so that at most [`PAIRS_MAX`] are.
fn thin(pairs: &mut Vec<Pair>) {
    let every = pairs.len().div_ceil(PAIRS_MAX).max(1);
    let mut at = 0;
    pairs.retain(|_| {
        at += 1;
        at % every == 0
    });
}
