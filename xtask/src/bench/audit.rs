//! How many events the log takes, what that adds to an answer, and a log of ten million leaves
//! built, opened, proved and verified in bounded memory.

use std::io::{BufReader, BufWriter, Write as _};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use comity_audit::export::{VerifyOptions, verify};
use comity_audit::proof::{verify_consistency, verify_inclusion};
use comity_audit::{ActorKind, AuditError, Checkpoint, Concerned, Event, Kind, NodeKeys, Request};
use comity_model::Timestamp;
use comity_store::{AuditLog, LogChance, LogExport, LogFilter, LogOptions};
use tokio::runtime::Runtime;
use tokio::task::JoinSet;

use super::figure::Figure;
use crate::clock;

/// Who appends at the same time where throughput is measured.
const WRITERS: u64 = 4_096;
/// Events of the throughput measurement.
const EVENTS: u64 = 600_000;
/// Single syncs that are measured before anything else.
const SYNCS: usize = 500;
/// How long whoever syncs beside the log pauses between two, in milliseconds.
const SYNC_PAUSE_MS: u64 = 7;
/// Who appends at the same time where latency is measured, and how many each.
const ASKERS: u64 = 64;
const ASKED: u64 = 100;
/// How long each of them pauses between two, in milliseconds.
const PAUSE_MS: u64 = 15;
/// Proofs of the large log.
const PROOFS: u64 = 2_000;
/// 2026-11-22T10:28:32.
const NOW: i64 = 1_795_343_312;

/// Leaves a second, milliseconds added, and the large log.
pub(crate) fn figures(leaves: u64) -> Result<Vec<Figure>> {
    let mut runtime = tokio::runtime::Builder::new_multi_thread();
    let runtime = runtime.worker_threads(2).enable_all().build()?;
    let mut figures = Vec::new();
    let mut push = |what: &str, value: f64, unit: &'static str| {
        figures.push(Figure::new(format!("audit.{what}"), value, unit));
    };
    let home = tempfile::tempdir()?;
    let syncs = syncs(home.path(), |done| done < SYNCS)?;
    push("fdatasync_alone_p50", at(&syncs, 500)?, "ms");
    push("fdatasync_alone_p99", at(&syncs, 990)?, "ms");
    throughput(&runtime, &mut push)?;
    latency(&runtime, &mut push)?;
    large(&runtime, leaves, &mut push)?;
    Ok(figures)
}

/// Single syncs of a page that was just written, in milliseconds, sorted: so many, or as long as
/// they are wanted.
fn syncs(folder: &Path, wanted: impl Fn(usize) -> bool) -> Result<Vec<f64>> {
    let mut file = std::fs::File::create(folder.join("sync"))?;
    let mut times = Vec::new();
    while wanted(times.len()) {
        file.write_all(&[7; 4_096])?;
        let begun = clock::now();
        file.sync_data()?;
        times.push(ms(begun.elapsed()));
    }
    times.sort_by(f64::total_cmp);
    Ok(times)
}

/// Events as fast as they are taken, each of a request and two subjects, one of them new.
fn throughput(runtime: &Runtime, push: &mut impl FnMut(&str, f64, &'static str)) -> Result<()> {
    let home = tempfile::tempdir()?;
    let log = Arc::new(open(home.path())?);
    let (begun, cpu) = (clock::now(), process_cpu_s());
    append(runtime, &log, WRITERS, EVENTS, |number| event(number, true))?;
    let (seconds, cpu) = (begun.elapsed().as_secs_f64(), process_cpu_s() - cpu);
    ensure!(log.anchor().size == EVENTS, "not all events were logged");
    push("leaves_per_second", count(EVENTS) / seconds, "1/s");
    // Both ends of it: those who append and the one that writes.
    push("leaf_cpu", cpu * 1e6 / count(EVENTS), "us");
    push("bytes_per_leaf", count(bytes(home.path())?) / count(EVENTS), "bytes");
    Ok(())
}

/// What one event adds while others are logged, beside single syncs of another file at that time.
fn latency(runtime: &Runtime, push: &mut impl FnMut(&str, f64, &'static str)) -> Result<()> {
    let home = tempfile::tempdir()?;
    let log = Arc::new(open(home.path())?);
    let busy = Arc::new(AtomicBool::new(true));
    let beside = {
        let (busy, folder) = (Arc::clone(&busy), home.path().to_owned());
        std::thread::spawn(move || {
            syncs(&folder, |_| {
                std::thread::sleep(Duration::from_millis(SYNC_PAUSE_MS));
                busy.load(Ordering::Relaxed)
            })
        })
    };
    let begun = clock::now();
    let times = runtime.block_on(ask(&log));
    let rate = count(ASKERS * ASKED) / begun.elapsed().as_secs_f64();
    busy.store(false, Ordering::Relaxed);
    let beside = beside.join().map_err(|_| anyhow::anyhow!("who syncs panicked"))??;
    let (times, sync) = (times?, at(&beside, 500)?);
    push("load", rate, "1/s");
    push("fdatasync_beside_p50", sync, "ms");
    push("added_p50", at(&times, 500)?, "ms");
    push("added_p99", at(&times, 990)?, "ms");
    push("added_p50_above_one_fdatasync", at(&times, 500)? - sync, "ms");
    Ok(())
}

/// How long each event took whose callers pause in between, in milliseconds, sorted.
async fn ask(log: &Arc<AuditLog>) -> Result<Vec<f64>> {
    let mut tasks = JoinSet::new();
    for asker in 0..ASKERS {
        let log = Arc::clone(log);
        tasks.spawn(async move {
            let mut times = Vec::new();
            for number in 0..ASKED {
                tokio::time::sleep(Duration::from_millis(PAUSE_MS)).await;
                let begun = clock::now();
                log.append(event(number * ASKERS + asker, true)).await?;
                times.push(ms(begun.elapsed()));
            }
            anyhow::Ok(times)
        });
    }
    let all = tasks.join_all().await.into_iter().collect::<Result<Vec<_>>>()?;
    let mut times = all.concat();
    times.sort_by(f64::total_cmp);
    Ok(times)
}

/// A log of many leaves: built, opened again, asked for proofs, exported and verified.
fn large(
    runtime: &Runtime,
    leaves: u64,
    push: &mut impl FnMut(&str, f64, &'static str),
) -> Result<()> {
    let home = tempfile::tempdir()?;
    let log = Arc::new(open(home.path())?);
    push("large.leaves", count(leaves), "leaves");
    forget_peak()?;
    let begun = clock::now();
    append(runtime, &log, WRITERS, leaves, |number| event(number, false))?;
    push("large.built", begun.elapsed().as_secs_f64(), "s");
    push("large.built_peak", peak_mb()?, "MB");
    push("large.files", count(bytes(home.path())?) / 1e6, "MB");
    drop(log);

    let begun = clock::now();
    let log = open(home.path())?;
    push("large.opened", begun.elapsed().as_secs_f64(), "s");
    forget_peak()?;
    proofs(runtime, &log, leaves, push)?;
    push("large.proofs_peak", peak_mb()?, "MB");

    forget_peak()?;
    let begun = clock::now();
    let last = runtime.block_on(log.events(LogFilter::default(), 50))?;
    ensure!(last.len() == 50, "the last events are there");
    push("large.last_50_events", ms(begun.elapsed()), "ms");
    let begun = clock::now();
    let verified = export_and_verify(runtime, &log)?;
    ensure!(verified == leaves, "{verified} of {leaves} leaves were verified");
    let seconds = begun.elapsed().as_secs_f64();
    push("large.exported_and_verified", seconds, "s");
    push("large.verified_per_second", count(leaves) / seconds, "1/s");
    push("large.verified_peak", peak_mb()?, "MB");

    forget_peak()?;
    let begun = clock::now();
    let problems = runtime.block_on(log.check())?;
    ensure!(problems.is_empty(), "{problems:?}");
    push("large.checked", begun.elapsed().as_secs_f64(), "s");
    push("large.checked_peak", peak_mb()?, "MB");
    Ok(())
}

/// Inclusion and consistency proofs of places all over the log, each verified.
fn proofs(
    runtime: &Runtime,
    log: &AuditLog,
    leaves: u64,
    push: &mut impl FnMut(&str, f64, &'static str),
) -> Result<()> {
    let root = log.anchor().root;
    let begun = clock::now();
    runtime.block_on(async {
        for number in 0..PROOFS {
            let seq = number.wrapping_mul(0x9e37_79b9_7f4a_7c15) % leaves;
            let path = log.prove_inclusion(seq, leaves).await?;
            let tile = log.tile(0, seq / 256, leaves).await?.context("a tile is missing")?;
            let (hashes, _) = tile.as_chunks::<32>();
            let leaf = hashes.get(usize::try_from(seq % 256)?).context("a hash is missing")?;
            verify_inclusion(&comity_audit::Hash(*leaf), seq, leaves, &root, &path)?;
            let old = log.root(seq).await?;
            let path = log.prove_consistency(seq, leaves).await?;
            verify_consistency((seq, &old), (leaves, &root), &path)?;
        }
        anyhow::Ok(())
    })?;
    let seconds = begun.elapsed().as_secs_f64();
    push("large.proofs_per_second", 2.0 * count(PROOFS) / seconds, "1/s");
    Ok(())
}

/// Exports the whole log into a pipe at whose other end it is verified.
fn export_and_verify(runtime: &Runtime, log: &AuditLog) -> Result<u64> {
    let (read, write) = std::io::pipe()?;
    let options = VerifyOptions { key: Some(log.key().clone()), since: Vec::new() };
    let verifier =
        std::thread::spawn(move || verify(BufReader::with_capacity(1 << 16, read), &options));
    let out = Box::new(BufWriter::with_capacity(1 << 16, write));
    let wanted = LogExport { open: Some(LogFilter::default()), ..LogExport::default() };
    let note = runtime.block_on(log.export(wanted, out))?;
    let state = Checkpoint::open(&note, log.key())?;
    let verdict = verifier.join().map_err(|_| anyhow::anyhow!("the verifier panicked"))??;
    ensure!(verdict.holds() && verdict.checkpoint == Some(state), "{:?}", verdict.fault);
    ensure!(verdict.opened >= verdict.leaves, "every request was opened");
    Ok(verdict.leaves)
}

/// Appends so many events from so many tasks at the same time.
fn append(
    runtime: &Runtime,
    log: &Arc<AuditLog>,
    writers: u64,
    events: u64,
    make: impl Fn(u64) -> Event + Copy + Send + 'static,
) -> Result<()> {
    let next = Arc::new(AtomicU64::new(0));
    runtime.block_on(async {
        let mut tasks = JoinSet::new();
        for _ in 0..writers {
            let (log, next) = (Arc::clone(log), Arc::clone(&next));
            tasks.spawn(async move {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= events {
                        return anyhow::Ok(());
                    }
                    log.append(make(number)).await?;
                }
            });
        }
        tasks.join_all().await.into_iter().collect::<Result<()>>()
    })
}

/// A screening; with subjects, somebody who was asked about and a record that was shown.
fn event(number: u64, with_subjects: bool) -> Event {
    let request = Request {
        actor: format!("officer-{}", number % 40),
        actor_kind: ActorKind::Person,
        roles: vec!["officer".to_owned()],
        purpose: Some("border-check".to_owned()),
        legal_basis: Some("border-code".to_owned()),
        request_id: format!("request-{number}"),
        counts: [("candidates".to_owned(), 1)].into(),
        ..Request::default()
    };
    let asked = Concerned {
        subject: format!("asked/{number}"),
        details: [("name".to_owned(), "Made-Up, Name".to_owned())].into(),
        ..Concerned::default()
    };
    let shown = Concerned {
        subject: format!("list/v-{}", number % 5_000),
        shown: vec!["name".to_owned(), "birthDate".to_owned()],
        score_permille: Some(870),
        ..Concerned::default()
    };
    let time = NOW + i64::try_from(number / 1_000).unwrap_or(0) % 600_000;
    let event = Event::new(Kind::Read, "screen", Timestamp(time));
    let concerned = if with_subjects { vec![asked, shown] } else { Vec::new() };
    Event { request, concerned, ..event }
}

/// The machine's own randomness, as a node takes it.
struct System;

impl LogChance for System {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), AuditError> {
        getrandom::fill(bytes).map_err(|_| AuditError::NoChance)
    }
}

fn open(home: &Path) -> Result<AuditLog> {
    let keys = Arc::new(NodeKeys::new(&[7; 32]));
    Ok(AuditLog::open(home, LogOptions::new("bench.example/audit", keys, Arc::new(System)))?)
}

fn bytes(home: &Path) -> Result<u64> {
    let mut bytes = 0;
    for entry in std::fs::read_dir(home.join("log"))? {
        bytes += entry?.metadata()?.len();
    }
    Ok(bytes)
}

/// The most memory that this process had at once since it was forgotten, in megabytes.
fn peak_mb() -> Result<f64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = line.and_then(|line| line.trim().strip_suffix(" kB")).context("no peak of memory")?;
    Ok(kib.trim().parse::<f64>()? * 1_024.0 / 1e6)
}

/// Processor time of this process so far, in seconds.
#[expect(clippy::cast_precision_loss, reason = "seconds of some hours")]
fn process_cpu_s() -> f64 {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    time.tv_sec as f64 + time.tv_nsec as f64 / 1e9
}

fn forget_peak() -> Result<()> {
    Ok(std::fs::write("/proc/self/clear_refs", "5")?)
}

fn at(sorted: &[f64], permille: usize) -> Result<f64> {
    sorted.get(sorted.len() * permille / 1_000).copied().context("nothing was measured")
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

#[expect(clippy::cast_precision_loss, reason = "some millions")]
fn count(number: u64) -> f64 {
    number as f64
}
