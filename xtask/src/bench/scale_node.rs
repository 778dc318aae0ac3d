//! A whole node with a million records: import, start, memory, answers.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use anyhow::{Context, Result};
use comity_model::Record;
use serde_json::json;

use super::benchmark;
use super::figure::Figure;
use super::fillers::Fillers;
use super::http::{Node, bodies, comity, latencies, program};
use crate::clock;

/// Records of the list.
const RECORDS: usize = 1_000_000;
/// One record in so many is not in the second edition.
const GONE_EVERY: usize = 200;

/// What the whole node costs at a million records.
pub(super) fn figures() -> Result<Vec<Figure>> {
    let program = program()?;
    let folder = tempfile::tempdir()?;
    let home = folder.path().join("home");
    let mut figures = Vec::new();
    let mut push = |what: &str, value: f64, unit: &'static str| {
        figures.push(Figure::new(format!("scale.node.{RECORDS}.{what}"), value, unit));
    };
    let (first, second) = (folder.path().join("1.ftm.json"), folder.path().join("2.ftm.json"));
    write(&first, &second)?;
    comity(&program, &home, &["init"])?;
    push("import_wall", timed_import(&program, &home, &first)?, "s");

    let mut node = Node::start(&program, &home)?;
    push("start_wall", node.start_ms / 1_000.0, "s");
    let bodies = bodies()?;
    let mut times = latencies(&node, &bodies, 1)?;
    times.sort_by(f64::total_cmp);
    for (name, part) in [("p50", 50), ("p99", 99)] {
        let at = times.get(times.len() * part / 100).context("no request was answered")?;
        push(&format!("http_{name}_wall"), *at, "ms");
    }
    push("resident", node.resident_mb("VmRSS")?, "MB");
    push("next_import_wall", timed_import(&program, &home, &second)?, "s");
    push("resident_after_next_import", node.resident_mb("VmRSS")?, "MB");
    push("resident_peak", node.resident_mb("VmHWM")?, "MB");
    node.stop()?;
    Ok(figures)
}

fn timed_import(program: &Path, home: &Path, list: &Path) -> Result<f64> {
    let begun = clock::now();
    let list = list.to_str().context("the folder's path is not UTF-8")?;
    comity(program, home, &["import", list, "--dataset", "benchmark"])?;
    Ok(begun.elapsed().as_secs_f64())
}

/// Writes two editions of the list: the second lacks some records of the first.
fn write(first: &Path, second: &Path) -> Result<()> {
    let records = benchmark::records()?;
    let mut fillers = Fillers::over(&records)?;
    let mut first = BufWriter::new(File::create(first)?);
    let mut second = BufWriter::new(File::create(second)?);
    for at in 0..RECORDS {
        let made;
        let record = match records.get(at) {
            Some(record) => record,
            None => {
                made = fillers.next()?;
                &made
            }
        };
        let line = line(record);
        writeln!(first, "{line}")?;
        if !at.is_multiple_of(GONE_EVERY) {
            writeln!(second, "{line}")?;
        }
    }
    first.flush()?;
    Ok(second.flush()?)
}

fn line(record: &Record) -> String {
    let mut properties: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for statement in record.statements() {
        properties.entry(statement.property.name()).or_default().push(&statement.value);
    }
    let schema = record.schema().name();
    json!({ "id": record.id().as_str(), "schema": schema, "properties": properties }).to_string()
}
