//! Full names across scripts, each composed of two words that were kept from training.

use std::fs::File;
use std::io::{BufRead, BufReader};

use anyhow::{Result, ensure};
use comity_model::{Marking, Origin, Record, RecordId, Schema};
use comity_screening::Query;
use flate2::read::GzDecoder;

use super::asker::Asker;
use super::benchmark;
use super::figure::Figure;
use super::rates::{share, share_of, threshold};
use crate::holdout::is_held_out;

/// The scripts, what stands between words in them, and nomenklatura logic-v2's recall at 1 % of
/// shuffled pairs on names that were composed in the same way.
const SCRIPTS: [(&str, &str, f64); 6] = [
    ("arabic", " ", 0.293),
    ("hebrew", " ", 0.243),
    ("chinese", "·", 0.301),
    ("katakana", "・", 0.341),
    ("korean", " ", 0.497),
    ("russian", " ", 0.977),
];
const PEER: &str = "nomenklatura logic-v2";
/// Names of a script.
const NAMES: usize = 1_500;
/// So far along stands the record that a name is wrongly paired with.
const SHIFT: usize = 7;
/// Low enough that every score shows.
const CUTOFF: f64 = 0.01;

/// A name in Latin letters and in its own script.
struct Composed {
    id: String,
    latin: String,
    native: String,
}

/// For each script: how many pairs are told from shuffled ones, and how many names are found
/// first in an index that holds the benchmark's records too.
pub(super) fn figures() -> Result<Vec<Figure>> {
    let listed = benchmark::records()?;
    let mut figures = Vec::new();
    for (script, between, peer) in SCRIPTS {
        let names = compose(script, between)?;
        let mut records = records(&names)?;
        let pairs = pairs(&names, &records)?;
        records.extend(listed.iter().cloned());
        let first = first(&names, &records)?;
        let name = |what: &str| format!("quality.composed.{script}.{what}");
        figures.push(Figure::new(name("pairs_at_1_percent"), pairs, "share").beside(PEER, peer));
        figures.push(Figure::new(name("first"), first, "share"));
    }
    Ok(figures)
}

/// Of the right pairs, those that score above 99 % of the shuffled ones.
fn pairs(names: &[Composed], records: &[Record]) -> Result<f64> {
    let snapshot = benchmark::index(records)?;
    let mut asker = Asker::over(&snapshot, CUTOFF);
    let person = Schema::named("Person")?;
    let (mut right, mut wrong) = (Vec::new(), Vec::new());
    for (name, other) in names.iter().zip(names.iter().cycle().skip(SHIFT)) {
        let query = Query::name(person, &name.native);
        let [own, others] = asker.scores(&query, [&name.id, &other.id]);
        right.push(own);
        wrong.push(others);
    }
    wrong.sort_by(|left, right| right.total_cmp(left));
    let threshold = threshold(&wrong, 100);
    Ok(share(&right, |score| score > threshold))
}

/// The share of names whose record comes first.
fn first(names: &[Composed], records: &[Record]) -> Result<f64> {
    let snapshot = benchmark::index(records)?;
    let mut asker = Asker::over(&snapshot, CUTOFF);
    let person = Schema::named("Person")?;
    let names = names.iter();
    let found = names.map(|name| asker.is_first(&Query::name(person, &name.native), &name.id));
    Ok(share_of(&found.collect::<Vec<bool>>()))
}

fn records(names: &[Composed]) -> Result<Vec<Record>> {
    let origin = Origin::new("composed", "composed", Marking::default())?;
    let person = Schema::named("Person")?;
    let made = names.iter().map(|name| {
        let mut record = Record::new(RecordId::new(&name.id)?, person);
        record.add("name", &name.latin, &origin)?;
        Ok(record)
    });
    made.collect()
}

/// Names of two words each, always the same.
fn compose(script: &str, between: &str) -> Result<Vec<Composed>> {
    let mut words = held_out(script)?;
    shuffle(&mut words);
    ensure!(words.len() >= NAMES * 2, "only {} held-out words of {script}", words.len());
    let composed = words.chunks_exact(2).take(NAMES).enumerate().filter_map(|(at, pair)| {
        let [(latin, native), (latin_next, native_next)] = pair else { return None };
        Some(Composed {
            id: format!("composed-{at}"),
            latin: format!("{latin} {latin_next}"),
            native: format!("{native}{between}{native_next}"),
        })
    });
    Ok(composed.collect())
}

fn held_out(script: &str) -> Result<Vec<(String, String)>> {
    let file = benchmark::data(&format!("names/cross_script/tokens_{script}_train.tsv.gz"))?;
    let mut words = Vec::new();
    for line in BufReader::new(GzDecoder::new(File::open(file)?)).lines() {
        let line = line?;
        let mut fields = line.split('\t');
        let (Some(latin), Some(native)) = (fields.next(), fields.next()) else { continue };
        if is_held_out(native) {
            words.push((latin.to_owned(), native.replace(' ', "")));
        }
    }
    Ok(words)
}

/// Puts words in an order that only their number decides.
fn shuffle<T>(words: &mut [T]) {
    let mut state = 0x5eed_u64;
    for at in (1..words.len()).rev() {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        let other = usize::try_from(state >> 33).unwrap_or_default() % (at + 1);
        words.swap(at, other);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shuffling_loses_nothing_and_repeats() {
        let mut words: Vec<u32> = (0..1_000).collect();
        shuffle(&mut words);
        let mut again: Vec<u32> = (0..1_000).collect();
        shuffle(&mut again);
        assert_eq!(words, again);
        assert_ne!(words, (0..1_000).collect::<Vec<u32>>());
        words.sort_unstable();
        assert_eq!(words, (0..1_000).collect::<Vec<u32>>());
    }
}
