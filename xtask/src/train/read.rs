//! The files that are learned from.

use std::collections::HashSet;
use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use anyhow::{Context, Result};
use comity_formats::{Options, Source};
use comity_model::{DatasetName, PartyId, Record};
use flate2::read::GzDecoder;

/// A packed text, whole.
pub(super) fn read(path: &Path) -> Result<String> {
    let file = File::open(path).with_context(|| path.display().to_string())?;
    let mut text = String::new();
    GzDecoder::new(file).read_to_string(&mut text)?;
    Ok(text)
}

/// The records of the benchmark's index that a table may be trained on.
pub(super) fn train_records(data: &Path) -> Result<Vec<Record>> {
    let folder = data.join("screening");
    let ids = std::fs::read_to_string(folder.join("train_ids.txt"))?;
    let ids: HashSet<&str> = ids.lines().collect();
    let source = Source::new("index", File::open(folder.join("index.ftm.jsonl.gz"))?);
    let options = Options::new(DatasetName::new("train")?, PartyId::new("train")?);
    let mut records = Vec::new();
    comity_formats::read(vec![source], &options, &mut |record| {
        if ids.contains(record.id().as_str()) {
            records.push(record);
        }
        Ok(())
    })?;
    Ok(records)
}
