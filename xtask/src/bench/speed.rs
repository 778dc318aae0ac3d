//! What one query, a start and a request cost, and how that grows.

use anyhow::{Context, Result};
use comity_model::{Marking, Origin, Record, RecordId};
use comity_screening::{Config, Query, Scratch, Snapshot};

use super::benchmark;
use super::figure::Figure;
use crate::clock;

/// Records of the growth curve.
const SIZES: [usize; 5] = [1_000, 3_000, 10_000, 30_000, 100_000];

/// Processor time a query, time to start from disk, requests a second over HTTP on one core.
pub(crate) fn figures() -> Result<Vec<Figure>> {
    let records = benchmark::records()?;
    let built = cpu(|| benchmark::index(&records))?;
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
    let loaded = Snapshot::load(&std::fs::read(&path)?)?;
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

/// The same for 1,000 to 100,000 records: those of the benchmark, then made-up ones whose names
/// are put together anew from the benchmark's words, as common and as rare as they are there.
pub(crate) fn scale_figures() -> Result<Vec<Figure>> {
    let records = benchmark::records()?;
    let queries = queries()?;
    let mut figures = Vec::new();
    for size in SIZES {
        let all: Vec<Record> = Fillers::over(&records)?.fill(size)?;
        let (build_ms, snapshot) = cpu(|| benchmark::index(&all))?;
        let snapshot = snapshot?;
        let ms = query_cpu_ms(&snapshot, &queries)?;
        let mut file = Vec::new();
        snapshot.save(&mut file)?;
        figures.push(Figure::new(format!("scale.{size}.query_cpu"), ms, "ms"));
        figures.push(Figure::new(format!("scale.{size}.index_build_cpu"), build_ms, "ms"));
        #[expect(clippy::cast_precision_loss, reason = "megabytes")]
        let megabytes = file.len() as f64 / 1e6;
        figures.push(Figure::new(format!("scale.{size}.index_file"), megabytes, "MB"));
    }
    Ok(figures)
}

/// One query in two has its record in the index.
fn queries() -> Result<Vec<Query>> {
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
        })?;
        anyhow::ensure!(found > 0, "nothing was found");
        #[expect(clippy::cast_precision_loss, reason = "a few thousand")]
        rounds.push(ms / queries.len() as f64);
    }
    rounds.sort_by(f64::total_cmp);
    rounds.get(1).copied().context("three rounds")
}

/// Runs something and tells the processor time that this thread spent on it, in milliseconds.
fn cpu<T>(run: impl FnOnce() -> T) -> Result<(f64, T)> {
    let before = thread_cpu_ms()?;
    let value = run();
    Ok((thread_cpu_ms()? - before, value))
}

/// Linux counts a thread's time on a processor in nanoseconds, first in this file.
fn thread_cpu_ms() -> Result<f64> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat")
        .context("processor time is read from /proc, which only Linux has")?;
    let nanoseconds: f64 = text.split_whitespace().next().unwrap_or_default().parse()?;
    Ok(nanoseconds / 1e6)
}

/// Made-up records, from a seed.
struct Fillers<'r> {
    records: &'r [Record],
    /// Words of names, by place in the name.
    words: [Vec<&'r str>; 4],
    state: u64,
}

impl<'r> Fillers<'r> {
    fn over(records: &'r [Record]) -> Result<Fillers<'r>> {
        let mut words: [Vec<&str>; 4] = Default::default();
        for name in records.iter().flat_map(|record| record.values("name")) {
            for (place, word) in words.iter_mut().zip(name.split_whitespace()) {
                place.push(word);
            }
        }
        anyhow::ensure!(words.iter().all(|place| !place.is_empty()), "the benchmark has no names");
        Ok(Fillers { records, words, state: 0x5eed })
    }

    fn fill(mut self, size: usize) -> Result<Vec<Record>> {
        let mut all: Vec<Record> = self.records.iter().take(size).cloned().collect();
        let origin = Origin::new("benchmark", "benchmark", Marking::default())?;
        let schemata: Vec<_> = self.records.iter().map(Record::schema).collect();
        while all.len() < size {
            let id = RecordId::new(format!("filler-{}", all.len()))?;
            let schema = self.pick(&schemata).context("no schema")?;
            let mut record = Record::new(id, schema);
            for property in ["name", "alias"] {
                record.add(property, &self.name(), &origin)?;
            }
            all.push(record);
        }
        Ok(all)
    }

    fn name(&mut self) -> String {
        let words = std::mem::take(&mut self.words);
        let len = 2 + usize::from(self.next() % 10 < 6) + usize::from(self.next() % 10 < 3);
        let name: Vec<&str> = words.iter().take(len).filter_map(|place| self.pick(place)).collect();
        self.words = words;
        name.join(" ")
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> Option<T> {
        let at = usize::try_from(self.next()).unwrap_or_default() % from.len().max(1);
        from.get(at).copied()
    }

    /// SplitMix64.
    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) >> 1
    }
}
