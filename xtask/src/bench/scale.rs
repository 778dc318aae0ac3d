//! How costs and hits move as the records grow from thousands to millions.

use std::fs::File;
use std::io::BufWriter;

use anyhow::{Context, Result, ensure};
use comity_model::{DatasetName, Record};
use comity_screening::{Config, IndexBuilder, Query, Scratch, Snapshot, View};

use super::Scale;
use super::benchmark::{self, Case};
use super::figure::Figure;
use super::fillers::Fillers;
use super::speed::{queries, thread_cpu_ms};
use crate::clock;

/// Records of the growth curve. The last has ten million names.
const SIZES: [usize; 4] = [13_222, 100_000, 1_000_000, 5_000_000];

/// The curve as far as it is asked for.
pub(super) fn figures(asked: &Scale) -> Result<Vec<Figure>> {
    let records = benchmark::records()?;
    let queries = queries()?;
    let positives = benchmark::positives()?;
    let mut figures = Vec::new();
    let mut small = None;
    for size in SIZES.into_iter().filter(|size| *size <= asked.records_max) {
        let mut push = |what: &str, value: f64, unit: &'static str| {
            figures.push(Figure::new(format!("scale.{size}.{what}"), value, unit));
        };
        let (index, build_s) = build(&records, size)?;
        push("names", count(index.name_count()), "names");
        push("index_build_wall", build_s, "s");
        let folder = tempfile::tempdir()?;
        let path = folder.path().join("index.bin");
        index.save(&mut BufWriter::new(File::create(&path)?))?;
        drop(index);
        push("index_file", count(usize::try_from(path.metadata()?.len())?) / 1e6, "MB");

        let before = resident_mb()?;
        let begun = clock::now();
        let index = Snapshot::load(&mut File::open(&path)?)?;
        let view = index.view_all();
        let first = queries.first().context("the benchmark has no queries")?;
        let _ = index.screen(first, &Config::default(), &view, &mut Scratch::new());
        push("load_to_first_answer_wall", begun.elapsed().as_secs_f64(), "s");
        push("resident", resident_mb()? - before, "MB");

        let mut times = query_times(&index, &view, &queries)?;
        tell_slowest(&index, &view, &queries, (&times, asked.slowest));
        times.sort_by(f64::total_cmp);
        push("query_cpu_mean", times.iter().sum::<f64>() / count(times.len()), "ms");
        for (name, part) in [("p50", 500), ("p99", 990), ("p999", 999)] {
            let at = times.get(times.len() * part / 1_000).context("no query was asked")?;
            push(&format!("query_cpu_{name}"), *at, "ms");
        }
        push("query_cpu_max", *times.last().context("no query was asked")?, "ms");
        let hit_rate = hit_rate(&index, &view, &positives);
        push("hit_rate_at_default_threshold", hit_rate, "share");
        let lost = small.get_or_insert(hit_rate).to_owned() - hit_rate;
        push("hit_rate_lost", lost * 100.0, "points");
    }
    if asked.node && asked.records_max >= 1_000_000 {
        figures.extend(super::scale_node::figures()?);
    }
    Ok(figures)
}

/// The benchmark's records and as many made-up ones as are missing.
fn build(records: &[Record], size: usize) -> Result<(Snapshot, f64)> {
    let mut fillers = Fillers::over(records)?;
    let mut builder = IndexBuilder::new();
    let dataset = DatasetName::new("benchmark")?;
    let mut build_s = 0.0;
    let mut key = 0;
    // Making up records is no part of building an index, so it is not timed.
    while usize::try_from(key)? < size {
        let mut chunk = Vec::new();
        while chunk.len() < 10_000 && usize::try_from(key)? + chunk.len() < size {
            chunk.push(match records.get(usize::try_from(key)? + chunk.len()) {
                Some(record) => record.clone(),
                None => fillers.next()?,
            });
        }
        let begun = clock::now();
        for record in &chunk {
            builder.add(key, &dataset, record);
            key += 1;
        }
        build_s += begun.elapsed().as_secs_f64();
    }
    let begun = clock::now();
    let index = builder.finish(Vec::new(), 0);
    Ok((index, build_s + begun.elapsed().as_secs_f64()))
}

/// Processor time of each query with the settings that callers get by default: of two rounds the
/// second.
fn query_times(index: &Snapshot, view: &View, queries: &[Query]) -> Result<Vec<f64>> {
    let scratch = &mut Scratch::new();
    let config = Config::default();
    let mut times = Vec::new();
    for _ in 0..2 {
        times.clear();
        let mut found = 0;
        for query in queries {
            let before = thread_cpu_ms();
            found += index.screen(query, &config, view, scratch).total;
            times.push(thread_cpu_ms() - before);
        }
        ensure!(found > 0, "nothing was found");
    }
    Ok(times)
}

/// Says which queries were the slowest, and what they took.
fn tell_slowest(
    index: &Snapshot,
    view: &View,
    queries: &[Query],
    (times, slowest): (&[f64], usize),
) {
    let mut order: Vec<(&f64, &Query)> = times.iter().zip(queries).collect();
    order.sort_by(|left, right| right.0.total_cmp(left.0));
    let scratch = &mut Scratch::new();
    for (ms, query) in order.into_iter().take(slowest) {
        let total = index.screen(query, &Config::default(), view, scratch).total;
        let (schema, names) = (query.schema.name(), query.names.join("; "));
        eprintln!("{ms:.2} ms, {total} found, {:?}: {schema} {names}", scratch.work());
    }
}

/// The share of positives whose right record scores at the default threshold or above, however
/// many others do.
fn hit_rate(index: &Snapshot, view: &View, positives: &[Case]) -> f64 {
    let scratch = &mut Scratch::new();
    let config = Config { limit: 500, ..Config::default() };
    let hits = positives.iter().filter(|case| {
        let answer = index.screen(&case.query, &config, view, scratch);
        let candidates = &answer.candidates;
        let is_hit = candidates.iter().any(|each| each.is_match && each.id == case.id);
        is_hit || candidates.len() < answer.total && is_hit_alone(index, view, case, scratch)
    });
    count(hits.count()) / count(positives.len())
}

/// Whether the right record alerts where more than the largest answer holds do: asked for by
/// leaving out what stands before it would take many questions, so its own score is asked for.
fn is_hit_alone(index: &Snapshot, view: &View, case: &Case, scratch: &mut Scratch) -> bool {
    let mut excluded: Vec<String> = Vec::new();
    loop {
        let filter =
            comity_screening::Filter { exclude_ids: excluded.clone(), ..Default::default() };
        let config = Config { limit: 500, filter, ..Config::default() };
        let answer = index.screen(&case.query, &config, view, scratch);
        if answer.candidates.iter().any(|each| each.is_match && each.id == case.id) {
            return true;
        }
        if answer.candidates.len() == answer.total {
            return false;
        }
        excluded.extend(answer.candidates.into_iter().map(|each| each.id));
    }
}

/// Memory of this process that lies in the machine's, in megabytes.
fn resident_mb() -> Result<f64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kilobytes: f64 = line.context("no VmRSS")?.trim().trim_end_matches(" kB").parse()?;
    Ok(kilobytes / 1_000.0)
}

#[expect(clippy::cast_precision_loss, reason = "far below the largest whole number")]
fn count(number: usize) -> f64 {
    number as f64
}
