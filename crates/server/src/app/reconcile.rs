use std::collections::BTreeMap;
use std::sync::Arc;

use comity_api::Fault;
use comity_api::convert::{self, example, labels};
use comity_api::limits::BATCH_QUERIES_MAX;
use comity_api::v1::Only;
use comity_api::yente::{
    EntityExample, FreebaseEntityResult, FreebaseExtendProperty, FreebaseExtendQuery,
    FreebaseExtendResponse, FreebaseExtendValue, FreebaseFeature, FreebaseReconBatch,
    FreebaseReconQuery, FreebaseScoredEntity, OneOrMany, PropertyValue,
};
use comity_model::{Record, Schema};
use comity_policy::{Released, WithinView};
use comity_screening::limits::{LIMIT_DEFAULT, LIMIT_MAX};
use comity_screening::{Candidate, Config};
use serde_json::Value;

use super::law::{Granted, Told};
use super::node::Node;
use super::record::{Found, named};
use super::scope::Scope;
use super::screen::{Ask, Shown};
use super::suggest::type_of;
use crate::ServerError;
use crate::limits::EXTEND_COLUMNS_MAX;

/// Score from which a candidate is worth showing to a person who decides row by row.
const RECONCILE_CUTOFF: f64 = 0.5;

/// The answers to the rows of a table, by the names of the rows.
#[derive(serde::Serialize)]
#[serde(transparent)]
pub(crate) struct Reconciled(pub(crate) BTreeMap<String, FreebaseEntityResult>);

impl WithinView for Reconciled {}

impl Node {
    /// Finds candidates for the rows of a table.
    pub(crate) async fn reconcile(
        self: &Arc<Self>,
        granted: &Granted,
        scope: Scope,
        changed_since: Option<&str>,
        batch: &FreebaseReconBatch,
    ) -> Result<Released<Reconciled>, ServerError> {
        check_count(batch.len())?;
        let datasets = match scope {
            Scope::All => Vec::new(),
            Scope::Only(datasets) if datasets.is_empty() => {
                return self.tell(granted, Told::default(), Reconciled(nothing(batch))).await;
            }
            Scope::Only(datasets) => datasets,
        };
        let only = Only { datasets, ..Only::default() };
        let filter = convert::choice(&only, &Only::default(), changed_since)?;
        let mut asks = Vec::with_capacity(batch.len());
        let mut asked = Vec::with_capacity(batch.len());
        for row in batch.values() {
            let limit = row.limit.unwrap_or(LIMIT_DEFAULT).clamp(1, LIMIT_MAX);
            let cutoff = RECONCILE_CUTOFF;
            let config = Config { limit, cutoff, filter: filter.clone(), ..Config::default() };
            let read = example::read(&example_of(row))?;
            asked.push(self.asked(&read.cleaned.properties).await?);
            asks.push(Ask { query: read.query, config });
        }
        let answers = self.screen_all(granted, asks).await?;
        let told = answers.told(asked);
        let results = batch.keys().cloned().zip(answers.answers.into_iter().map(scored));
        self.tell(granted, told, Reconciled(results.collect())).await
    }

    /// Values of entities, for the columns by which a table is extended.
    pub(crate) async fn extend(
        self: &Arc<Self>,
        granted: &Granted,
        query: &FreebaseExtendQuery,
    ) -> Result<Released<FreebaseExtendResponse>, ServerError> {
        check_count(query.ids.len())?;
        if query.properties.len() > EXTEND_COLUMNS_MAX {
            let message = format!("Too many properties (limit: {EXTEND_COLUMNS_MAX})");
            return Err(Fault::invalid("too-many-properties", message).into());
        }
        let (answer, told) = self.steadily(|| self.extend_here(granted, query)).await?;
        self.tell(granted, told, answer).await
    }

    async fn extend_here(
        self: &Arc<Self>,
        granted: &Granted,
        query: &FreebaseExtendQuery,
    ) -> Result<(FreebaseExtendResponse, Told), ServerError> {
        let mut concerned = Vec::new();
        let mut meta: Vec<FreebaseExtendProperty> = Vec::new();
        let mut rows = BTreeMap::new();
        for id in &query.ids {
            let mut row = BTreeMap::new();
            let whole = match self.find(granted, id).await? {
                Found::Whole(whole) => whole,
                Found::Missing => {
                    rows.insert(id.clone(), row);
                    continue;
                }
                Found::Moved(_) => {
                    let message = "Please specify the canonical entity ID, not a referent";
                    return Err(Fault::invalid("referent", message).into());
                }
            };
            concerned.extend(whole.concerned());
            for column in &query.properties {
                let records = named(whole.records());
                let stated = records.iter().map(|(_, record)| record);
                let Some(kind) = kind_of(stated.clone(), &column.id) else { continue };
                if !meta.iter().any(|known| known.id == column.id) {
                    let name = labels::property_label(&column.id);
                    meta.push(FreebaseExtendProperty { id: column.id.clone(), name });
                }
                let is_raw = column.settings.render.as_deref() == Some("raw");
                let all = convert::properties(stated).remove(&column.id).unwrap_or_default();
                let limit = match column.settings.limit {
                    0 => usize::MAX,
                    limit => limit,
                };
                let shown = all.into_iter().take(limit).filter_map(|value| match value {
                    PropertyValue::Text(text) if is_raw => Some(text),
                    PropertyValue::Text(text) => Some(labels::caption(kind, &text)),
                    PropertyValue::Entity(_) => None,
                });
                let values = shown.map(|text| FreebaseExtendValue { text }).collect();
                row.insert(column.id.clone(), values);
            }
            rows.insert(id.clone(), row);
        }
        Ok((FreebaseExtendResponse { meta, rows }, Told::about(concerned)))
    }
}

fn check_count(count: usize) -> Result<(), Fault> {
    if count > BATCH_QUERIES_MAX {
        let message = format!("Too many queries in one batch (limit: {BATCH_QUERIES_MAX})");
        return Err(Fault::invalid("too-many-queries", message));
    }
    Ok(())
}

fn nothing(batch: &FreebaseReconBatch) -> BTreeMap<String, FreebaseEntityResult> {
    let empty = || FreebaseEntityResult { result: Vec::new() };
    batch.keys().map(|name| (name.clone(), empty())).collect()
}

/// A row as an example of what is looked for. Properties that the vocabulary does not have are
/// left out.
fn example_of(row: &FreebaseReconQuery) -> EntityExample {
    let schema = row.schema().unwrap_or("Thing").to_owned();
    let mut properties: BTreeMap<String, OneOrMany> = BTreeMap::new();
    let mut add = |name: &str, texts: Vec<String>| {
        let values = texts.into_iter().map(Value::String);
        match properties.entry(name.to_owned()).or_insert_with(|| OneOrMany::Many(Vec::new())) {
            OneOrMany::Many(known) => known.extend(values),
            OneOrMany::One(_) => {}
        }
    };
    if let Some(name) = &row.query {
        add("name", vec![name.clone()]);
    }
    for cell in &row.properties {
        let name = cell.pid.rsplit(':').next().unwrap_or_default();
        add(name, cell.texts());
    }
    EntityExample { id: None, schema, properties }
}

fn scored(shown: Shown) -> FreebaseEntityResult {
    let entity = |candidate: Candidate| {
        let features = convert::explanations(&candidate.explanation);
        FreebaseScoredEntity {
            id: candidate.id,
            name: candidate.caption,
            description: Some(labels::schema_label(candidate.schema)),
            types: vec![type_of(candidate.schema)],
            score: candidate.score,
            is_match: candidate.is_match,
            features: features
                .into_iter()
                .map(|(id, result)| FreebaseFeature { id, value: result.score })
                .collect(),
        }
    };
    FreebaseEntityResult { result: shown.screening.candidates.into_iter().map(entity).collect() }
}

/// The type of a property of any of the records; other records are not values of a cell.
fn kind_of<'r>(
    mut records: impl Iterator<Item = &'r Record>,
    property: &str,
) -> Option<comity_model::PropertyType> {
    let known = records.find_map(|record| Schema::property(record.schema(), property).ok())?;
    Some(known.kind()).filter(|kind| *kind != comity_model::PropertyType::Entity)
}
