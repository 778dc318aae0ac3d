use std::collections::BTreeMap;
use std::sync::Arc;

use comity_api::Fault;
use comity_api::convert;
use comity_api::limits::FILTER_VALUES_MAX;
use comity_api::local::SearchRequest;
use comity_api::v1::{Example, FoundRecord, Only, ScreenRequest, SearchPage};
use comity_api::yente::{OneOrMany, SearchFacet};
use comity_audit::Concerned;
use comity_model::{Record, Schema};
use comity_policy::{Action, Released};
use comity_screening::limits::{SEARCH_LIMIT_DEFAULT, SEARCH_LIMIT_MAX, SEARCH_OFFSET_MAX};
use comity_screening::{Facet, Field, FieldFilter, Found, Syntax, parse};
use comity_store::RowKey;

use super::law::{Granted, Told, record_shown};
use super::loaded::Loaded;
use super::node::Node;
use crate::limits::SCREEN_TRIES_MAX;
use crate::{Context, ServerError};

/// Score above which a name counts as alike, where nothing has the words themselves.
const ALIKE_CUTOFF: f64 = 0.3;

/// What the native search counts, where it is asked to.
const COUNTED: [Facet; 4] = [Facet::Countries, Facet::Topics, Facet::Datasets, Facet::Schema];

/// The answer to a search, with what the records of its page state, by dataset.
pub(crate) struct Searched {
    pub(crate) loaded: Arc<Loaded>,
    pub(crate) found: Found,
    pub(crate) records: Vec<Vec<(String, Record)>>,
}

impl Searched {
    /// What the page is about: whom it was looked for, and each record that is shown.
    pub(crate) fn told(&self, sought: Concerned) -> Told {
        let mut concerned = vec![sought];
        for stated in &self.records {
            let each = stated.iter();
            concerned.extend(each.map(|(dataset, record)| record_shown(dataset, record, None)));
        }
        Told::about(concerned).counting("found", self.found.total)
    }
}

impl Node {
    /// Searches the index and shows what the records of the page state.
    pub(crate) async fn search_shown(
        self: &Arc<Self>,
        granted: &Granted,
        request: comity_screening::SearchRequest,
    ) -> Result<Searched, ServerError> {
        let request = Arc::new(request);
        let mut tries = 1;
        loop {
            let (loaded, mut found) = self.search_index(granted, request.clone()).await?;
            let mut records = Vec::with_capacity(found.page.len());
            for document in &found.page {
                records.push(self.stated_by(granted, document).await?);
            }
            let all_there = records.iter().all(|stated| !stated.is_empty());
            let is_newest = self.loaded_now().is_some_and(|newest| Arc::ptr_eq(&newest, &loaded));
            if all_there || is_newest || tries >= SCREEN_TRIES_MAX {
                // What was erased since the index was made is left out.
                let mut is_there = records.iter().map(|stated| !stated.is_empty());
                found.page.retain(|_| is_there.next().unwrap_or_default());
                records.retain(|stated| !stated.is_empty());
                return Ok(Searched { loaded, found, records });
            }
            tries += 1;
        }
    }

    /// Searches the index alone, on a thread that may be busy for a while.
    async fn search_index(
        self: &Arc<Self>,
        granted: &Granted,
        request: Arc<comity_screening::SearchRequest>,
    ) -> Result<(Arc<Loaded>, Found), ServerError> {
        let loaded = self.loaded().await?;
        let view = loaded.view(&granted.sight);
        let searched = tokio::task::spawn_blocking(move || {
            let found = loaded.snapshot.search(loaded.search_index(), &view, &request);
            (loaded, found)
        });
        Ok(searched.await?)
    }

    async fn stated_by(
        &self,
        granted: &Granted,
        document: &comity_screening::FoundDocument,
    ) -> Result<Vec<(String, Record)>, ServerError> {
        let mut records = Vec::with_capacity(document.records.len());
        for part in &document.records {
            if let Some(stored) = self.store.record(RowKey(part.key)).await?
                && let Some(record) = granted.sight.show(stored.record)
            {
                records.push((part.dataset.clone(), record));
            }
        }
        Ok(records)
    }

    /// What was counted, with the titles of datasets.
    pub(crate) async fn facets(
        &self,
        found: &Found,
    ) -> Result<BTreeMap<String, SearchFacet>, ServerError> {
        let titles: BTreeMap<String, String> = match found.facets.is_empty() {
            true => BTreeMap::new(),
            false => {
                let known = self.store.datasets().await?.into_iter();
                known.map(|each| (each.current.dataset.to_string(), each.title)).collect()
            }
        };
        Ok(convert::facets(found, |name| titles.get(name).cloned()))
    }

    /// Looks for records by their words; where nothing has them, for names that are alike.
    pub(crate) async fn search(
        self: &Arc<Self>,
        ctx: &Context,
        search: &SearchRequest,
    ) -> Result<Released<SearchPage>, ServerError> {
        let granted = &self.may(ctx, Action::Search).await?;
        let request = read(search)?;
        let (limit, offset) = (request.limit, request.offset);
        let known = self.loaded().await?.datasets(&granted.sight);
        if let Some(unknown) = search.datasets.iter().find(|name| !known.contains(name)) {
            return Err(super::datasets::no_such_dataset(unknown).into());
        }
        let is_plain = search.countries.is_empty() && offset == 0 && !search.facets;
        let (loaded, found) = self.search_index(granted, Arc::new(request)).await?;
        let alike = match found.total {
            0 if is_plain && !search.text.trim().is_empty() => {
                self.alike(granted, search, limit).await?
            }
            _ => None,
        };
        let is_alike = alike.is_some();
        let (results, total) = alike.unwrap_or_else(|| {
            (found.page.iter().map(convert::found_record).collect(), found.total)
        });
        let facets = self.facets(&found).await?;
        let basis = convert::basis(&loaded.basis(&granted.sight));
        let mut concerned = vec![self.sought(&search.text).await?];
        concerned.extend(results.iter().flat_map(captions));
        let told = Told::about(concerned).counting("found", total);
        let page = SearchPage { results, total, limit, offset, alike: is_alike, facets, basis };
        self.tell(granted, told, page).await
    }

    /// Whom the words of a search look for.
    pub(crate) async fn sought(&self, text: &str) -> Result<Concerned, ServerError> {
        self.asked(&[("name".to_owned(), OneOrMany::One(text.to_owned()))].into()).await
    }

    /// Records with a name that is alike, if there are any.
    async fn alike(
        self: &Arc<Self>,
        granted: &Granted,
        search: &SearchRequest,
        limit: usize,
    ) -> Result<Option<(Vec<FoundRecord>, usize)>, ServerError> {
        let name = OneOrMany::One(search.text.clone());
        let schema = search.schema.clone().unwrap_or_else(|| "Thing".to_owned());
        let request = ScreenRequest {
            query: Some(Example { schema, properties: [("name".to_owned(), name)].into() }),
            limit: Some(limit.max(1)),
            cutoff: Some(ALIKE_CUTOFF),
            include: Only {
                datasets: search.datasets.clone(),
                topics: search.topics.clone(),
                ..Only::default()
            },
            ..ScreenRequest::default()
        };
        let found = match self.screening(granted, &request).await {
            Ok((found, _)) => found,
            // Words without a letter are like nothing.
            Err(ServerError::Refused(fault)) if fault.code == "nothing-asked" => return Ok(None),
            Err(err) => return Err(err),
        };
        let results: Vec<FoundRecord> = found
            .candidates
            .into_iter()
            .map(|each| FoundRecord {
                id: each.id,
                schema: each.schema,
                caption: each.caption,
                records: each.records,
                score: each.score,
            })
            .collect();
        Ok((!results.is_empty()).then_some((results, found.total)))
    }
}

/// The records of a result, of which a page shows the caption.
fn captions(found: &FoundRecord) -> impl Iterator<Item = Concerned> {
    found.records.iter().map(|record| Concerned {
        subject: format!("{}/{}", record.dataset, record.id),
        shown: vec!["caption".to_owned()],
        ..Concerned::default()
    })
}

/// A native search as the engine takes it.
fn read(search: &SearchRequest) -> Result<comity_screening::SearchRequest, Fault> {
    let limit = search.limit.unwrap_or(SEARCH_LIMIT_DEFAULT);
    if !(1..=SEARCH_LIMIT_MAX).contains(&limit) {
        let message = format!("the limit {limit} is not between 1 and {SEARCH_LIMIT_MAX}");
        return Err(Fault::invalid("limit", message));
    }
    if search.offset > SEARCH_OFFSET_MAX {
        let message = format!("the offset {} is above {SEARCH_OFFSET_MAX}", search.offset);
        let hint = "narrow the search down by a schema, a dataset or more words";
        return Err(Fault::invalid("offset", message).with_hint(hint));
    }
    let name = search.schema.as_deref().unwrap_or("Thing");
    let schema = Schema::named(name).map_err(|err| Fault::invalid(err.code(), err.to_string()))?;
    // Whoever looks something up may have it from hearsay: a slip is forgiven, and ranks lower.
    let syntax = Syntax { fuzzy: true, ..Syntax::default() };
    let text = parse(&search.text, syntax).map_err(|problem| unread(&problem))?;
    let lists = [&search.datasets, &search.countries, &search.topics];
    if lists.iter().any(|list| list.len() > FILTER_VALUES_MAX) {
        let message = format!("more than {FILTER_VALUES_MAX} entries in one list of a filter");
        return Err(Fault::invalid("filter-too-long", message));
    }
    if let Some(code) = search.topics.iter().find(|code| !comity_model::is_topic(code)) {
        return Err(Fault::invalid("unknown-topic", format!("`{code}` is not a topic")));
    }
    let lists = [(Field::Country, &search.countries), (Field::Topic, &search.topics)];
    let filters = lists.into_iter().filter(|(_, values)| !values.is_empty());
    Ok(comity_screening::SearchRequest {
        text,
        datasets: (!search.datasets.is_empty()).then(|| search.datasets.clone()),
        filters: filters
            .map(|(field, values)| FieldFilter { field, values: values.clone(), all: false })
            .collect(),
        facets: if search.facets { COUNTED.to_vec() } else { Vec::new() },
        limit,
        offset: search.offset,
        ..comity_screening::SearchRequest::all(schema)
    })
}

/// What is wrong with the words of a search.
pub(crate) fn unread(problem: &comity_screening::QueryProblem) -> Fault {
    Fault::invalid(problem.code(), problem.to_string())
}
