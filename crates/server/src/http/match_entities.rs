use std::collections::BTreeMap;

use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue};
use axum::response::Response;
use comity_api::Fault;
use comity_api::convert::{self, EntityParts, example};
use comity_api::limits::{BATCH_QUERIES_MAX, EXCLUDE_IDS_MAX};
use comity_api::openapi::{CompatibleBodyRefusals, CompatibleRefusals, CompatibleShapeRefusals};
use comity_api::v1::Only;
use comity_api::yente::{
    EntityMatches, ErrorResponse, MatchRequest, MatchResponse, ScoredEntity, Total,
};
use comity_model::Schema;
use comity_policy::Action;
use comity_screening::limits::{LIMIT_DEFAULT, LIMIT_MAX};
use comity_screening::{Config, Feature, Weights};

use utoipa::IntoParams;

use super::algorithms;
use super::body;
use super::out::Out;
use super::params::Params;
use super::refused::Refused;
use super::router::App;
use super::segment::{Caller, Segment};
use crate::app::law::{Granted, Sight, Told};
use crate::app::loaded::Loaded;
use crate::app::record::referents;
use crate::app::scope::{Scope, scope};
use crate::app::screen::{Ask, Shown};
use crate::limits::THRESHOLD_YENTE;

/// Query by example
///
/// Compares up to 100 examples with everything in the dataset; `default` is everything that the
/// node holds.
/// Candidates come best first; only those that score above the cutoff come at all.
/// A batch is answered as a whole or refused as a whole.
/// Properties that the schema does not have, and values that do not fit, are left out; `query` in
/// the answer shows what was compared.
#[utoipa::path(
    post,
    path = "/match/{dataset}",
    tag = "screening",
    params(("dataset" = String, Path, description = "A dataset, or `default`."), Asked),
    request_body = MatchRequest,
    responses(
        (
            status = 200,
            description = "The answers.",
            body = MatchResponse,
            headers(("x-batch-size" = usize, description = "How many queries were answered.")),
        ),
        (status = 404, description = "There is no such dataset.", body = ErrorResponse),
        CompatibleRefusals,
        CompatibleBodyRefusals,
        CompatibleShapeRefusals,
    ),
)]
pub(super) async fn match_entities(
    State(app): State<App>,
    Segment(dataset): Segment,
    Caller(ctx): Caller,
    request: Request,
) -> Result<Response, Refused> {
    let mut params = Params::of(request.uri())?;
    let asked = Asked::read(&mut params);
    let body = body::json(request, &app).await?;
    params.finish()?;
    let batch = convert::batch::read(&body.bytes)?;
    let loaded = app.ready()?;
    let granted = app.node.may(&ctx, Action::Screen).await?;
    let config = asked.config(&granted.sight, &loaded, &dataset, &batch)?;
    check(&asked, &batch)?;
    let count = batch.queries.len();
    let room = app.room(count, count.saturating_mul(asked.limit)).await?;
    let (responses, told) = answer(&app, &granted, config, batch).await?;
    let answer = MatchResponse { responses, limit: asked.limit };
    let answer = Out(app.node.tell(&granted, told, answer).await?);
    let size = [(BATCH_SIZE, HeaderValue::from(count))];
    Ok(room.answer((size, answer)))
}

/// The header that says how many queries were answered.
const BATCH_SIZE: HeaderName = HeaderName::from_static("x-batch-size");

/// What the address asks for.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
struct Asked {
    /// Most results for each query.
    #[param(required = false, default = 5, minimum = 0, maximum = 500)]
    limit: usize,
    /// From this score on a result matches.
    #[param(required = false, default = 0.7)]
    threshold: f64,
    /// Only results that score above this are returned; at most the threshold counts.
    #[param(required = false, default = 0.7)]
    cutoff: f64,
    /// `best` or `comity-v1`; names of yente's algorithms are answered with it.
    #[param(required = false, default = "best")]
    algorithm: String,
    /// Only these of the datasets that the address names.
    #[param(required = false)]
    include_dataset: Vec<String>,
    /// Not these datasets.
    #[param(required = false)]
    exclude_dataset: Vec<String>,
    /// Not exactly these schemata; what extends them stays.
    #[param(required = false)]
    exclude_schema: Vec<String>,
    /// Only records with one of these topics.
    #[param(required = false)]
    topics: Vec<String>,
    /// Only records that changed since then.
    #[param(example = "2026-01-01")]
    changed_since: Option<String>,
    /// Not these records, nor the groups that they are part of.
    #[param(required = false, max_items = 50)]
    exclude_entity_ids: Vec<String>,
}

impl Asked {
    fn read(params: &mut Params) -> Asked {
        let threshold = params.number("threshold", THRESHOLD_YENTE);
        Asked {
            limit: params.count("limit", LIMIT_DEFAULT, LIMIT_MAX),
            threshold,
            cutoff: params.number("cutoff", THRESHOLD_YENTE).min(threshold),
            algorithm: params.text("algorithm").unwrap_or_else(|| algorithms::BEST.to_owned()),
            include_dataset: params.all("include_dataset"),
            exclude_dataset: params.all("exclude_dataset"),
            exclude_schema: params.all("exclude_schema"),
            topics: params.all("topics"),
            changed_since: params.time("changed_since"),
            exclude_entity_ids: params.at_most("exclude_entity_ids", EXCLUDE_IDS_MAX),
        }
    }

    /// How the queries are answered; nothing if the filters leave no dataset to search.
    fn config(
        &self,
        sight: &Sight,
        loaded: &Loaded,
        dataset: &str,
        batch: &MatchRequest,
    ) -> Result<Option<Config>, Refused> {
        let (include, exclude) = (&self.include_dataset, &self.exclude_dataset);
        let datasets = match scope(loaded, sight, dataset, include, exclude)? {
            Scope::All => Vec::new(),
            Scope::Only(datasets) if datasets.is_empty() => return Ok(None),
            Scope::Only(datasets) => datasets,
        };
        let include = Only { datasets, topics: self.topics.clone(), ..Only::default() };
        let exclude = Only { ids: self.exclude_entity_ids.clone(), ..Only::default() };
        let mut filter = convert::choice(&include, &exclude, self.changed_since.as_deref())?;
        // Schemata that the vocabulary does not have exclude nothing, and those that it has
        // nothing but themselves, as with yente.
        let excluded = self.exclude_schema.iter().filter_map(|name| Schema::named(name).ok());
        filter.exclude_schemata_alone = excluded.collect();
        filter.exclude_ids = loaded.with_groups(filter.exclude_ids);
        let mut weights = Weights::default();
        for (name, weight) in &batch.weights {
            if let Some(feature) = Feature::named(name) {
                weights.set(feature, *weight);
            }
        }
        let (limit, threshold, cutoff) = (self.limit, self.threshold, self.cutoff);
        Ok(Some(Config { limit, threshold, cutoff, weights, filter }))
    }
}

/// What is wrong with a batch as a whole.
fn check(asked: &Asked, batch: &MatchRequest) -> Result<(), Fault> {
    algorithms::check(&asked.algorithm)?;
    if let Some(key) = batch.config.keys().next() {
        let name = algorithms::NAME;
        let message = format!("Invalid configuration parameter: {key} for algorithm {name}");
        return Err(Fault::invalid("no-such-parameter", message));
    }
    if batch.queries.is_empty() {
        return Err(Fault::invalid("no-queries", "No queries provided."));
    }
    if batch.queries.len() > BATCH_QUERIES_MAX {
        let message = format!("Too many queries in one batch (limit: {BATCH_QUERIES_MAX})");
        return Err(Fault::invalid("too-many-queries", message));
    }
    Ok(())
}

async fn answer(
    app: &App,
    granted: &Granted,
    config: Option<Config>,
    batch: MatchRequest,
) -> Result<(BTreeMap<String, EntityMatches>, Told), Refused> {
    let mut read = Vec::with_capacity(batch.queries.len());
    let mut asked = Vec::with_capacity(batch.queries.len());
    for (name, query) in &batch.queries {
        let query = example::read(query).map_err(|fault| {
            let message = format!("Cannot parse example entity: {}", fault.message);
            Fault { message, ..fault }
        })?;
        asked.push(app.node.asked(&query.cleaned.properties).await?);
        read.push((name.clone(), query));
    }
    let Some(config) = config else {
        let empty = || Total { value: 0, relation: "eq".to_owned() };
        let unanswered = read.into_iter().map(|(name, read)| {
            let (results, query) = (Vec::new(), read.cleaned);
            (name, EntityMatches { status: 200, results, total: empty(), query })
        });
        return Ok((unanswered.collect(), Told::about(asked)));
    };
    let asks =
        read.iter().map(|(_, read)| Ask { query: read.query.clone(), config: config.clone() });
    let answers = app.node.screen_all(granted, asks.collect()).await?;
    let told = answers.told(asked);
    let shown = read.into_iter().zip(answers.answers).map(|((name, read), shown)| {
        let total = convert::match_total(&shown.screening, &config);
        let results = scored(&answers.loaded, shown);
        (name, EntityMatches { status: 200, results, total, query: read.cleaned })
    });
    Ok((shown.collect(), told))
}

fn scored(loaded: &Loaded, shown: Shown) -> Vec<ScoredEntity> {
    let candidates = shown.screening.candidates.into_iter().zip(shown.records);
    let entities = candidates.map(|(candidate, records)| {
        let stated = records.iter().map(|(_, record)| record);
        let referents = referents(loaded, &candidate.id, stated);
        let entity =
            convert::entity(&EntityParts { id: &candidate.id, records: &records, referents });
        ScoredEntity {
            entity,
            score: candidate.score,
            explanations: convert::explanations(&candidate.explanation),
            is_match: candidate.is_match,
        }
    });
    entities.collect()
}
