//! How fast texts are read against a hundred thousand names, and what is found in spite of noise.

use anyhow::{Context, Result, ensure};
use comity_model::Record;
use comity_reading::limits::THRESHOLD_DEFAULT;
use comity_reading::{Lexicon, LexiconBuilder, Mode, ReadRecord, Reader};

use super::benchmark;
use super::figure::Figure;
use super::fillers::Fillers;
use super::prose::{Noise, Prose};
use super::speed::thread_cpu_ms;

/// Names that are looked for: two a record.
const NAMES: usize = 100_000;
/// Records that are not looked for, whose names stand in the texts too.
const STRANGERS: usize = 5_000;
/// Bytes of the text that is read exactly, and tolerantly.
const EXACT_BYTES: usize = 20_000_000;
const TOLERANT_BYTES: usize = 4_000_000;
/// Bytes of each noisy text.
const NOISY_BYTES: usize = 500_000;
/// Bytes that are read at a time.
const CHUNK_BYTES: usize = 64 * 1024;

/// Megabytes a second on one core, and hits and right mentions by kind of noise.
pub(crate) fn figures() -> Result<Vec<Figure>> {
    let known = benchmark::records()?;
    let mut fillers = Fillers::over(&known)?;
    let listed = (0..NAMES / 2).map(|_| fillers.next()).collect::<Result<Vec<_>>>()?;
    let strangers = (0..STRANGERS).map(|_| fillers.next()).collect::<Result<Vec<_>>>()?;
    let mut figures = Vec::new();
    let mut push = |what: String, value: f64, unit: &'static str| {
        figures.push(Figure::new(format!("read.{what}"), value, unit));
    };
    let modes = [("exact", Mode::Exact, EXACT_BYTES), ("tolerant", Mode::Tolerant, TOLERANT_BYTES)];
    for (name, mode, bytes) in modes {
        let before = thread_cpu_ms();
        let lexicon = lexicon(&listed, mode);
        push(format!("{name}.lexicon_cpu"), (thread_cpu_ms() - before) / 1_000.0, "s");
        let mut prose = Prose::new(&listed, &strangers, Noise::Article);
        let (text, planted) = prose.write(bytes)?;
        let before = thread_cpu_ms();
        let told = read(&lexicon, &text).len();
        let ms = thread_cpu_ms() - before;
        ensure!(told > planted.len() / 2, "{told} mentions of {} are told", planted.len());
        push(format!("{name}.speed"), count(text.len()) / 1e3 / ms, "MB/s");
        for noise in Noise::ALL {
            let (hit, right) = quality(&lexicon, &listed, &strangers, noise)?;
            push(format!("{name}.{}.hit_rate", noise.name()), hit, "share");
            push(format!("{name}.{}.right", noise.name()), right, "share");
        }
    }
    Ok(figures)
}

fn lexicon(records: &[Record], mode: Mode) -> Lexicon {
    let mut names = LexiconBuilder::new(mode);
    for record in records {
        names.record(ReadRecord {
            id: record.id().as_str().to_owned(),
            dataset: "benchmark".to_owned(),
            schema: record.schema(),
            caption: record.first("name").unwrap_or_default().to_owned(),
            group: None,
        });
        for property in ["name", "alias"] {
            record.values(property).for_each(|name| names.name(name, false));
        }
    }
    names.finish()
}

/// Where something is named, and the ids of all that it may name.
fn read(lexicon: &Lexicon, text: &[u8]) -> Vec<(u64, u64, Vec<String>)> {
    let mut told = Vec::new();
    let mut reader = Reader::new(lexicon, THRESHOLD_DEFAULT);
    let mut keep = |mention: comity_reading::Mention<'_>| {
        let ids = mention.candidates.iter().map(|each| each.record.id.clone()).collect();
        told.push((mention.start, mention.end, ids));
    };
    for chunk in text.chunks(CHUNK_BYTES) {
        reader.feed(chunk, &mut keep);
    }
    reader.finish(&mut keep);
    told
}

/// The share of planted names that are told as their record, and the share of told mentions that
/// stand where a name was planted.
fn quality(
    lexicon: &Lexicon,
    listed: &[Record],
    strangers: &[Record],
    noise: Noise,
) -> Result<(f64, f64)> {
    let (text, planted) = Prose::new(listed, strangers, noise).write(NOISY_BYTES)?;
    let told = read(lexicon, &text);
    let mut hits = 0;
    let mut right = 0;
    let mut at = 0;
    for name in &planted {
        while told.get(at).is_some_and(|mention| mention.1 <= name.start) {
            at += 1;
        }
        let here = told.iter().skip(at).take_while(|mention| mention.0 < name.end);
        let here: Vec<_> = here.collect();
        right += here.len();
        hits += usize::from(here.iter().any(|mention| mention.2.contains(&name.id)));
    }
    let first = planted.first().context("no name was planted")?;
    ensure!(first.end > first.start, "a planted name is empty");
    Ok((count(hits) / count(planted.len()), count(right) / count(told.len().max(1))))
}

#[expect(clippy::cast_precision_loss, reason = "far below the largest whole number")]
fn count(number: usize) -> f64 {
    number as f64
}
