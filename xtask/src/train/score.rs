//! Fits how strongly names speak to candidates whose outcome is known.
//!
//! Everything is made from the records that a table may be trained on: one alias taken out of each
//! record that has one, a slip in its main name, persons who are on no list, and names of one half
//! of the organisations asked of the other half. How much each kind of query counts sets the prior:
//! the share of all that is asked, so weighed, that means somebody on the list.

use std::collections::HashSet;
use std::fmt::Write as _;
use std::path::Path;

use anyhow::{Context, Result};
use comity_model::{DatasetName, Record, Schema};
use comity_screening::{Config, IndexBuilder, Query, Scratch, Snapshot};

use super::logistic::{Example, FEATURES, fit};
use super::read::{read, train_records};
use crate::command::root;

const RESOURCE: &str = "crates/screening/resources/score.txt";
/// How much a slip counts beside an alias: there are more of them, and they are easier.
const SLIP_WEIGHT: f64 = 0.3;
/// How much a query counts that means nobody on the list: there are many.
const STRANGER_WEIGHT: f64 = 0.35;
/// How much a candidate counts that is not the best of its query: scores are read from the best.
const LATER_WEIGHT: f64 = 0.2;
/// Shares below this, as a logarithm, tell no more.
const SHARE_LOG_MIN: f64 = -3.0;
/// Candidates of a query that are looked at.
const CANDIDATES: usize = 3;
/// Every so many of the persons who are on no list are asked.
const STRANGERS_EVERY: usize = 5;
/// Shorter aliases are not taken out.
const ALIAS_LETTERS_MIN: usize = 4;

const HEAD: &str = "\
# How likely it is that two names are of one party, version 1. Written by `cargo xtask train`; see
# docs/score.md. Kind, then what each counts in nats: the start, the logarithm of the query's share
# that agrees, that of the listed name's share, and that of one more than the letters that tell.
";

/// What is asked: the record that it means, if any.
struct Asked {
    right: Option<String>,
    schema: Schema,
    name: String,
}

pub(super) fn run(data: &Path) -> Result<()> {
    let records = train_records(data)?;
    let mut kinds: [Kind; 2] = Default::default();
    let (held, positives) = hold_aliases(&records)?;
    let whole = index(held.iter())?;
    ask(&whole, &positives, 1.0, &mut kinds);
    ask(&whole, &slips(&records), SLIP_WEIGHT, &mut kinds);
    ask(&whole, &strangers(data)?, STRANGER_WEIGHT, &mut kinds);
    for half in [0, 1] {
        let (listed, asked): (Vec<&Record>, Vec<&Record>) =
            records.iter().partition(|record| hash(record.id().as_str()) % 2 == half);
        let index = index(listed.into_iter())?;
        ask(&index, &others(&asked), STRANGER_WEIGHT, &mut kinds);
    }
    let mut out = String::from(HEAD);
    for (kind, Kind { examples, meant, strangers }) in ["person", "other"].iter().zip(&kinds) {
        let right = examples.iter().filter(|example| example.is_right).count();
        let [start, query, candidate, letters] = fit(examples);
        let prior = meant / (meant + strangers);
        eprintln!("{kind}: {} candidates, {right} right, prior {prior:.2}", examples.len());
        writeln!(out, "# {kind}: of the queries weighed, {prior:.2} mean somebody on the list")?;
        writeln!(out, "{kind} {start:.3} {query:.3} {candidate:.3} {letters:.3}")?;
    }
    let path = root().join(RESOURCE);
    std::fs::write(&path, out).with_context(|| path.display().to_string())?;
    println!("wrote {RESOURCE}");
    Ok(())
}

/// What is known of persons' names, or of all others.
#[derive(Default)]
struct Kind {
    examples: Vec<Example>,
    /// How much the queries weigh that mean somebody on the list, and the others.
    meant: f64,
    strangers: f64,
}

fn index<'r>(records: impl Iterator<Item = &'r Record>) -> Result<Snapshot> {
    let mut builder = IndexBuilder::new();
    let dataset = DatasetName::new("train")?;
    for (key, record) in (0..).zip(records) {
        builder.add(key, &dataset, record);
    }
    Ok(builder.finish(Vec::new(), 0))
}

/// The records without one alias each, and the aliases.
fn hold_aliases(records: &[Record]) -> Result<(Vec<Record>, Vec<Asked>)> {
    let (mut held, mut asked) = (Vec::new(), Vec::new());
    for record in records {
        let names: Vec<&str> = record.values("name").chain(record.values("alias")).collect();
        let is_new = |alias: &&str| {
            alias.len() >= ALIAS_LETTERS_MIN
                && names.iter().filter(|name| sorted(name) == sorted(alias)).count() == 1
        };
        let aliases: Vec<&str> = record.values("alias").filter(is_new).collect();
        let id = record.id().as_str();
        let place = usize::try_from(hash(id)).unwrap_or_default() % aliases.len().max(1);
        let Some(alias) = aliases.get(place) else {
            held.push(record.clone());
            continue;
        };
        asked.push(Asked {
            right: Some(id.to_owned()),
            schema: record.schema(),
            name: (*alias).to_owned(),
        });
        let mut left = Record::new(record.id().clone(), record.schema());
        for statement in record.statements().iter().filter(|each| each.value != *alias) {
            left.push(statement.clone())?;
        }
        held.push(left);
    }
    Ok((held, asked))
}

/// Each second record's main name with two neighbouring letters swapped.
fn slips(records: &[Record]) -> Vec<Asked> {
    let slip = |record: &Record| {
        let name = record.first("name")?;
        let mut letters: Vec<char> = name.chars().collect();
        let place = usize::try_from(hash(name)).ok()? % letters.len().checked_sub(1)?.max(1);
        letters.swap(place, place + 1);
        let name = letters.into_iter().collect();
        let right = Some(record.id().as_str().to_owned());
        Some(Asked { right, schema: record.schema(), name })
    };
    records.iter().step_by(2).filter_map(slip).collect()
}

/// Persons who are on no list, those of the development benchmark left out.
fn strangers(data: &Path) -> Result<Vec<Asked>> {
    let kept: HashSet<String> = read(&data.join("screening/negatives_dev.jsonl.gz"))?
        .lines()
        .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok())
        .filter_map(|line| Some(line.get("name")?.as_str()?.to_owned()))
        .collect();
    let text = read(&data.join("names/opensanctions_bench/negatives_global.csv.gz"))?;
    let names = text.lines().skip(1).step_by(STRANGERS_EVERY);
    let names = names.filter_map(|line| line.split(',').next());
    let person = Schema::named("Person")?;
    let asked = names.filter(|name| !kept.contains(*name)).map(|name| Asked {
        right: None,
        schema: person,
        name: name.to_owned(),
    });
    Ok(asked.collect())
}

/// The main names of organisations and things.
fn others(records: &[&Record]) -> Vec<Asked> {
    let others = records.iter().filter(|record| !record.schema().is_a("Person"));
    let named = others.filter_map(|record| Some((record.schema(), record.first("name")?)));
    let asked =
        |(schema, name): (Schema, &str)| Asked { right: None, schema, name: name.to_owned() };
    named.map(asked).collect()
}

/// Asks, and notes what became of the best candidates.
fn ask(snapshot: &Snapshot, asked: &[Asked], weight: f64, kinds: &mut [Kind; 2]) {
    let view = snapshot.view_all();
    let mut scratch = Scratch::new();
    let config = Config { limit: CANDIDATES, cutoff: 0.0005, ..Config::default() };
    for each in asked {
        let query = Query::name(each.schema, &each.name);
        let answer = snapshot.screen(&query, &config, &view, &mut scratch);
        if let Some(kind) = kinds.get_mut(usize::from(!each.schema.is_a("Person"))) {
            let sum = if each.right.is_some() { &mut kind.meant } else { &mut kind.strangers };
            *sum += weight;
        }
        for (rank, candidate) in answer.candidates.into_iter().enumerate() {
            let names = candidate.explanation.features.iter().filter_map(|each| each.name.as_ref());
            let Some(name) = names.max_by(|a, b| a.recompute().total_cmp(&b.recompute())) else {
                continue;
            };
            let Some(kind) = kinds.get_mut(usize::from(!name.is_person)) else { continue };
            let share = |share: f64| share.ln().max(SHARE_LOG_MIN);
            let shares = [share(name.query_share), share(name.candidate_share)];
            let features: [f64; FEATURES] = [1.0, shares[0], shares[1], name.letters.ln_1p()];
            let is_right = each.right.as_ref().is_some_and(|right| *right == candidate.id);
            let weight = weight * if rank == 0 { 1.0 } else { LATER_WEIGHT };
            kind.examples.push(Example { features, is_right, weight });
        }
    }
}

/// A name's words in alphabetical order.
fn sorted(name: &str) -> Vec<String> {
    let mut words: Vec<String> = comity_names::fold(name).split(' ').map(str::to_owned).collect();
    words.sort_unstable();
    words
}

fn hash(text: &str) -> u64 {
    crate::holdout::fnv_1a(text.bytes())
}
