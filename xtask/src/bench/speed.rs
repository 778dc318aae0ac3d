//! What one query, a start and a request cost.

use anyhow::{Context, Result};
use comity_screening::{Config, Query, Scratch, Snapshot};

use super::benchmark;
use super::figure::Figure;
use crate::clock;

/// Processor time a query, time to start from disk, requests a second over HTTP on one core.
pub(crate) fn figures() -> Result<Vec<Figure>> {
    let records = benchmark::records()?;
    let built = cpu(|| benchmark::index(&records));
    let snapshot = built.1?;
    let queries = queries()?;
    let mut figures = Vec::new();

    let ms = query_cpu_ms(&snapshot, &queries)?;
    figures.push(Figure::new("speed.query_cpu", ms, "ms").beside("yente logic-v2", 21.9));
    figures.push(Figure::new("speed.query_cpu", ms, "ms").beside("watchman", 19.0));
    figures.push(Figure::new("speed.queries_per_core_second", 1_000.0 / ms, "1/s"));
    figures.push(Figure::new("speed.index_build_cpu", built.0, "ms"));

    let folder = tempfile::tempdir()?;
    let path = folder.path().join("index.bin");
    snapshot.save(&mut std::io::BufWriter::new(std::fs::File::create(&path)?))?;
    let start = clock::now();
    let loaded = Snapshot::load(&mut std::fs::File::open(&path)?)?;
    let view = loaded.view_all();
    let _ = loaded.screen(first(&queries)?, &Config::default(), &view, &mut Scratch::new());
    let load_ms = start.elapsed().as_secs_f64() * 1_000.0;
    figures.push(Figure::new("speed.index_load_to_first_answer", load_ms, "ms"));
    let bytes = std::fs::metadata(&path)?.len();
    #[expect(clippy::cast_precision_loss, reason = "megabytes")]
    figures.push(Figure::new("speed.index_file", bytes as f64 / 1e6, "MB"));
    figures.extend(super::http::figures()?);
    Ok(figures)
}

/// One query in two has its record in the index.
pub(super) fn queries() -> Result<Vec<Query>> {
    let positives = benchmark::positives()?.into_iter().take(2_000);
    let negatives = benchmark::negatives()?.into_iter().step_by(2);
    Ok(positives.chain(negatives).map(|case| case.query).collect())
}

fn first(queries: &[Query]) -> Result<&Query> {
    queries.first().context("the benchmark has no queries")
}

/// Processor time of one query with the settings that callers get by default, in milliseconds:
/// the middle one of three rounds.
fn query_cpu_ms(snapshot: &Snapshot, queries: &[Query]) -> Result<f64> {
    let view = snapshot.view_all();
    let scratch = &mut Scratch::new();
    let config = Config::default();
    let mut rounds = Vec::new();
    for _ in 0..3 {
        let (ms, found) = cpu(|| {
            let answers =
                queries.iter().map(|query| snapshot.screen(query, &config, &view, scratch));
            answers.map(|answer| answer.total).sum::<usize>()
        });
        anyhow::ensure!(found > 0, "nothing was found");
        #[expect(clippy::cast_precision_loss, reason = "a few thousand")]
        rounds.push(ms / queries.len() as f64);
    }
    rounds.sort_by(f64::total_cmp);
    rounds.get(1).copied().context("three rounds")
}

/// Runs something and tells the processor time that this thread spent on it, in milliseconds.
fn cpu<T>(run: impl FnOnce() -> T) -> (f64, T) {
    let before = thread_cpu_ms();
    let value = run();
    (thread_cpu_ms() - before, value)
}

/// Processor time of this thread so far.
#[expect(clippy::cast_precision_loss, reason = "milliseconds of some hours")]
pub(super) fn thread_cpu_ms() -> f64 {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    time.tv_sec as f64 * 1e3 + time.tv_nsec as f64 / 1e6
}
