//! The index that is searched: made in memory, from the files that an import reads.

use comity_formats::{Options, Source};
use comity_model::{DatasetName, PartyId};
use comity_screening::{IndexBuilder, Snapshot};
use rustc_hash::FxHashMap;

use super::order::apart;
use crate::ServerError;
use crate::app::import::ImportFile;

/// What is searched.
pub(super) struct Listed {
    pub(super) snapshot: Snapshot,
    /// The record behind each id, former ids included.
    ids: FxHashMap<String, String>,
    /// An id that is there.
    pub(super) example: String,
    /// What the readers said.
    pub(super) notes: Vec<String>,
}

impl Listed {
    /// Reads the publications, each as a dataset of its own.
    pub(super) fn read(publications: Vec<Vec<ImportFile>>) -> Result<Listed, ServerError> {
        let mut builder = IndexBuilder::new();
        let mut listed = Listed {
            snapshot: Snapshot::default(),
            ids: FxHashMap::default(),
            example: String::new(),
            notes: Vec::new(),
        };
        let mut key = 0_i64;
        for (at, files) in publications.into_iter().enumerate() {
            let dataset = DatasetName::new(format!("index_{}", at + 1))?;
            let options = Options::new(dataset.clone(), PartyId::new("eval")?);
            let files = files.into_iter().map(apart);
            let sources = files.map(|(name, bytes)| Source::new(name, bytes)).collect();
            let report = comity_formats::read(sources, &options, &mut |record| {
                builder.add(key, &dataset, &record);
                key += 1;
                if !record.schema().is_related() {
                    let id = record.id().as_str();
                    if listed.example.is_empty() {
                        id.clone_into(&mut listed.example);
                    }
                    for former in record.referents() {
                        let known = listed.ids.entry(former.to_string());
                        known.or_insert_with(|| id.to_owned());
                    }
                    listed.ids.insert(id.to_owned(), id.to_owned());
                }
                Ok(())
            })?;
            listed.notes.extend(report.notes);
            if report.counts.skipped > 0 {
                let first = report.skipped.first().map(|row| format!(", {}", row.reason));
                let first = first.unwrap_or_default();
                let skipped = report.counts.skipped;
                listed.notes.push(format!("{skipped} rows of the index were left out{first}"));
            }
        }
        listed.snapshot = builder.finish(Vec::new(), 0);
        Ok(listed)
    }

    /// The id under which a record is found, if there is one with that id or former id.
    pub(super) fn record(&self, id: &str) -> Option<&str> {
        self.ids.get(id).map(String::as_str)
    }
}
