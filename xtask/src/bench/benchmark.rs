//! The development benchmark: the index to search and the queries to ask.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;

use anyhow::{Context, Result};
use comity_formats::{Options, Source};
use comity_model::{DatasetName, PartyId, Record, Schema};
use comity_screening::{IndexBuilder, Query, Snapshot};
use flate2::read::GzDecoder;

/// One line of the positives or negatives.
pub(crate) struct Case {
    /// Which kind of positive, such as `ofac-alias`.
    pub(crate) set: String,
    /// The record that must be found; empty for negatives.
    pub(crate) id: String,
    pub(crate) query: Query,
}

impl Case {
    pub(crate) fn is_person(&self) -> bool {
        self.query.schema.is_a("Person")
    }
}

/// A file of the shared data.
pub(crate) fn data(path: &str) -> Result<PathBuf> {
    let data = crate::setup::data_directory().context(
        "the benchmark's data folder is not there: set COMITY_TEST_DATA to the shared data",
    )?;
    Ok(data.join(path))
}

/// The index, as FollowTheMoney entities.
pub(crate) const INDEX: &str = "index.ftm.jsonl.gz";
/// Queries whose record is in the index.
pub(crate) const POSITIVES: &str = "positives_dev.jsonl.gz";
/// Queries about others.
pub(crate) const NEGATIVES: &str = "negatives_dev.jsonl.gz";

/// A file of the benchmark, as it lies there.
pub(crate) fn file(name: &str) -> Result<File> {
    let path = data("screening")?.join(name);
    File::open(&path).with_context(|| path.display().to_string())
}

pub(crate) fn records() -> Result<Vec<Record>> {
    list("benchmark", &["screening/index.ftm.jsonl.gz"])
}

/// The records of a list, from the files of one edition.
pub(crate) fn list(dataset: &str, files: &[&str]) -> Result<Vec<Record>> {
    let mut sources = Vec::new();
    for file in files {
        let path = data(file)?;
        let opened = File::open(&path).with_context(|| path.display().to_string())?;
        sources.push(Source::new(*file, opened));
    }
    let options = Options::new(DatasetName::new(dataset)?, PartyId::new("benchmark")?);
    let mut records = Vec::new();
    comity_formats::read(sources, &options, &mut |record| {
        records.push(record);
        Ok(())
    })?;
    Ok(records)
}

pub(crate) fn index(records: &[Record]) -> Result<Snapshot> {
    let mut builder = IndexBuilder::new();
    let dataset = DatasetName::new("benchmark")?;
    for (key, record) in (0..).zip(records) {
        builder.add(key, &dataset, record);
    }
    Ok(builder.finish(Vec::new(), 0))
}

pub(crate) fn positives() -> Result<Vec<Case>> {
    cases(POSITIVES)
}

pub(crate) fn negatives() -> Result<Vec<Case>> {
    cases(NEGATIVES)
}

fn cases(name: &str) -> Result<Vec<Case>> {
    let file = file(name)?;
    let mut cases = Vec::new();
    for line in BufReader::new(GzDecoder::new(file)).lines() {
        let line: serde_json::Value = serde_json::from_str(&line?)?;
        let text = |key: &str| line.get(key).and_then(|value| value.as_str()).unwrap_or_default();
        let query = Query::name(Schema::named(text("schema"))?, text("name"));
        cases.push(Case { set: text("set").to_owned(), id: text("id").to_owned(), query });
    }
    Ok(cases)
}
