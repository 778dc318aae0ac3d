//! What a hit rests on: the content of the records that were compared and of what describes them.

use std::collections::BTreeMap;

use comity_model::{DatasetName, Record};
use comity_screening::{Candidate, Screening};
use comity_store::{Hit, RowKey};
use sha2::{Digest as _, Sha256};

use crate::ServerError;
use crate::app::law::Sight;
use crate::app::node::Node;
use crate::hash::hex;
use crate::limits::RELATED_RECORDS_MAX;

/// Bytes of a digest that are kept: it need only be another one when the content is.
const DIGEST_BYTES: usize = 16;

impl Node {
    /// The hits of a screening: one for each dataset of each candidate that matches.
    pub(super) async fn hits(
        &self,
        screening: &Screening,
        sight: &Sight,
    ) -> Result<Vec<Hit>, ServerError> {
        let mut hits = Vec::new();
        for candidate in screening.candidates.iter().filter(|candidate| candidate.is_match) {
            hits.extend(self.hits_of(candidate, sight).await?);
        }
        Ok(hits)
    }

    /// A candidate as hits, one for each dataset.
    pub(in crate::app) async fn hits_of(
        &self,
        candidate: &Candidate,
        sight: &Sight,
    ) -> Result<Vec<Hit>, ServerError> {
        let mut hits = Vec::new();
        for (dataset, parts) in by_dataset(candidate) {
            let mut said = Vec::new();
            let mut best = None;
            for (key, id) in parts {
                best.get_or_insert_with(|| id.to_owned());
                self.content(RowKey(key), sight, &mut said).await?;
            }
            hits.push(Hit {
                candidate: candidate.id.clone(),
                dataset: dataset.to_owned(),
                record: best.unwrap_or_default(),
                score: candidate.score,
                state: digest(said),
            });
        }
        Ok(hits)
    }

    /// A digest of what a record and those that point to it say, as far as it may be seen.
    pub(in crate::app) async fn content_digest(
        &self,
        key: RowKey,
        sight: &Sight,
    ) -> Result<String, ServerError> {
        let mut said = Vec::new();
        self.content(key, sight, &mut said).await?;
        Ok(digest(said))
    }

    /// What a record and those that point to it say, as far as it may be seen.
    async fn content(
        &self,
        key: RowKey,
        sight: &Sight,
        said: &mut Vec<String>,
    ) -> Result<(), ServerError> {
        let Some(stored) = self.store.record(key).await? else { return Ok(()) };
        let dataset: DatasetName = stored.dataset;
        let id = stored.record.id().to_string();
        let around = self.store.referring(&dataset, &id, RELATED_RECORDS_MAX).await?;
        let all = std::iter::once(stored.record).chain(around.into_iter().map(|each| each.record));
        for record in all.filter_map(|record| sight.show(record)) {
            statements(&record, said);
        }
        Ok(())
    }
}

/// Key and id of each record, by dataset, the best match first.
fn by_dataset(candidate: &Candidate) -> BTreeMap<&str, Vec<(i64, &str)>> {
    let mut datasets: BTreeMap<&str, Vec<(i64, &str)>> = BTreeMap::new();
    for part in &candidate.records {
        datasets.entry(&part.dataset).or_default().push((part.key, &part.id));
    }
    datasets
}

/// The times at which a source has seen a statement are no content, nor is that it rests here.
fn statements(record: &Record, said: &mut Vec<String>) {
    said.push(format!("{}\0{}", record.id(), record.schema().name()));
    for statement in record.statements() {
        let origin = &statement.origin;
        said.push(format!(
            "{}\0{}\0{}\0{}\0{}\0{}",
            record.id(),
            statement.property.name(),
            statement.value,
            origin.dataset(),
            origin.party(),
            origin.marking().unrestricted(),
        ));
    }
}

/// The same for the same content, whatever its order.
fn digest(mut said: Vec<String>) -> String {
    said.sort_unstable();
    let mut hasher = Sha256::new();
    for text in said {
        hasher.update(text.as_bytes());
        hasher.update(b"\n\0");
    }
    let mut digest = hex(&hasher.finalize());
    digest.truncate(DIGEST_BYTES * 2);
    digest
}
