use axum::extract::{Request, State};
use axum::response::Response;
use comity_api::Fault;
use comity_api::convert::{self, EntityParts, TARGET_TOPICS};
use comity_api::limits::FILTER_VALUES_MAX;
use comity_api::openapi::{CompatibleRefusals, CompatibleShapeRefusals};
use comity_api::yente::{ErrorResponse, Facet, Operator, SearchResponse, Total};
use comity_model::Schema;
use comity_policy::Action;
use comity_screening::limits::{SEARCH_LIMIT_DEFAULT, SEARCH_LIMIT_MAX, SEARCH_OFFSET_MAX};
use comity_screening::{Field, FieldFilter, SearchRequest, Syntax, parse};
use utoipa::IntoParams;

use super::fields;
use super::out::Out;
use super::params::Params;
use super::refused::Refused;
use super::router::App;
use super::segment::{Caller, Segment};
use crate::app::law::Sight;
use crate::app::loaded::Loaded;
use crate::app::record::referents;
use crate::app::scope::{Scope, scope};
use crate::app::search::unread;

/// Search by words
///
/// Finds entities that have all words in their names, numbers, dates, addresses or other short
/// values; names come first.
/// `"…"` asks for words in a row, `OR` for either, `-` for absence, `*` and `?` stand for letters,
/// `~` forgives slips, `field:value` asks for a field.
/// Without words everything that passes the filters is listed.
/// Totals and facets are exact: they count everything that the caller may see.
#[utoipa::path(
    get,
    path = "/search/{dataset}",
    tag = "screening",
    params(("dataset" = String, Path, description = "A dataset, or `default`."), Asked),
    responses(
        (status = 200, description = "One page.", body = SearchResponse),
        (status = 404, description = "There is no such dataset.", body = ErrorResponse),
        CompatibleRefusals,
        CompatibleShapeRefusals,
    ),
)]
pub(super) async fn search(
    State(app): State<App>,
    Segment(dataset): Segment,
    Caller(ctx): Caller,
    request: Request,
) -> Result<Response, Refused> {
    let mut params = Params::of(request.uri())?;
    let asked = Asked::read(&mut params);
    params.finish()?;
    let loaded = app.ready()?;
    let granted = app.node.may(&ctx, Action::Search).await?;
    let request = asked.request(&granted.sight, &loaded, &dataset)?;
    let room = app.room(1, request.limit.max(1)).await?;
    let (limit, offset) = (request.limit, request.offset);
    let searched = app.node.search_shown(&granted, request).await?;
    let facets = app.node.facets(&searched.found).await?;
    let page = searched.found.page.iter().zip(&searched.records);
    let results = page.map(|(document, records)| {
        let stated = records.iter().map(|(_, record)| record);
        let referents = referents(&searched.loaded, &document.id, stated);
        convert::entity(&EntityParts { id: &document.id, records, referents })
    });
    let results = results.collect();
    let total = Total { value: searched.found.total, relation: "eq".to_owned() };
    let told = searched.told(app.node.sought(&asked.q).await?);
    let answer = SearchResponse { limit, offset, total, results, facets };
    Ok(room.answer(Out(app.node.tell(&granted, told, answer).await?)))
}

/// What the address asks for.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
struct Asked {
    /// The words.
    #[param(required = false, default = "")]
    q: String,
    /// The kind of thing: records of schemata that extend it or that it extends are found.
    #[param(required = false, default = "Thing")]
    schema: String,
    /// Only these of the datasets that the address names.
    #[param(required = false)]
    include_dataset: Vec<String>,
    /// Not these datasets.
    #[param(required = false)]
    exclude_dataset: Vec<String>,
    /// Not exactly these schemata; what extends them stays.
    #[param(required = false)]
    exclude_schema: Vec<String>,
    /// Only what changed since then.
    #[param(example = "2026-01-01")]
    changed_since: Option<String>,
    /// Only what is connected with these countries, by code.
    #[param(required = false)]
    countries: Vec<String>,
    /// Only what has these topics.
    #[param(required = false)]
    topics: Vec<String>,
    /// Only what these datasets have.
    #[param(required = false)]
    datasets: Vec<String>,
    /// Only what has these values, each as `field:value`: `properties.birthDate:1985`.
    #[param(required = false)]
    filter: Vec<String>,
    /// Most results on the page.
    #[param(required = false, default = 10, minimum = 0, maximum = 500)]
    limit: usize,
    /// How many results stand before the page.
    #[param(required = false, default = 0, minimum = 0, maximum = 9499)]
    offset: usize,
    /// By what results are ordered, each as `field` or `field:desc`; words come first otherwise.
    #[param(required = false)]
    sort: Vec<String>,
    /// Deprecated, name `topics` instead: only what is on a list for a reason, or only the rest.
    target: Option<bool>,
    /// Every word forgives a slip or two.
    #[param(required = false, default = false)]
    fuzzy: bool,
    /// Only quotes, `+`, `|`, `-`, `*` and parentheses mean more than themselves.
    #[param(required = false, default = false)]
    simple: bool,
    /// What is counted.
    #[param(required = false, default = json!(["countries", "topics", "datasets"]))]
    facets: Vec<Facet>,
    /// Whether several values of one filter must all be there, or any.
    #[param(required = false, default = "OR")]
    filter_op: Operator,
}

impl Asked {
    fn read(params: &mut Params) -> Asked {
        let usual = [Facet::Countries, Facet::Topics, Facet::Datasets];
        Asked {
            q: params.text("q").unwrap_or_default(),
            schema: params.text("schema").unwrap_or_else(|| "Thing".to_owned()),
            include_dataset: params.at_most("include_dataset", FILTER_VALUES_MAX),
            exclude_dataset: params.at_most("exclude_dataset", FILTER_VALUES_MAX),
            exclude_schema: params.at_most("exclude_schema", FILTER_VALUES_MAX),
            changed_since: params.time("changed_since"),
            countries: params.at_most("countries", FILTER_VALUES_MAX),
            topics: params.at_most("topics", FILTER_VALUES_MAX),
            datasets: params.at_most("datasets", FILTER_VALUES_MAX),
            filter: params.at_most("filter", FILTER_VALUES_MAX),
            limit: params.number_to("limit", SEARCH_LIMIT_DEFAULT, SEARCH_LIMIT_MAX),
            offset: params.number_to("offset", 0, SEARCH_OFFSET_MAX),
            sort: params.at_most("sort", fields::SORTS_MAX),
            target: params.text("target").map(|_| params.flag("target", false)),
            fuzzy: params.flag("fuzzy", false),
            simple: params.flag("simple", false),
            facets: params.facets("facets", &usual),
            filter_op: params.operator("filter_op", Operator::Or),
        }
    }

    fn request(
        &self,
        sight: &Sight,
        loaded: &Loaded,
        dataset: &str,
    ) -> Result<SearchRequest, Refused> {
        let (include, exclude) = (&self.include_dataset, &self.exclude_dataset);
        let datasets = match scope(loaded, sight, dataset, include, exclude)? {
            Scope::All => None,
            Scope::Only(datasets) => Some(datasets),
        };
        let schema = Schema::named(&self.schema)
            .map_err(|_| Fault::invalid("unknown-schema", "Invalid schema"))?;
        let syntax = Syntax { simple: self.simple, fuzzy: self.fuzzy, ..Syntax::default() };
        let since = self.changed_since.as_deref();
        let excluded = self.exclude_schema.iter().filter_map(|name| Schema::named(name).ok());
        Ok(SearchRequest {
            text: parse(&self.q, syntax).map_err(|problem| unread(&problem))?,
            schema,
            exclude_schemata: excluded.collect(),
            datasets,
            filters: self.filters()?,
            changed_since: since.map(convert::time).transpose()?,
            target: self.target.map(|wanted| (wanted, &TARGET_TOPICS[..])),
            sorts: fields::sorts(&self.sort)?,
            facets: self.facets.iter().map(|facet| (*facet).into()).collect(),
            limit: self.limit,
            offset: self.offset,
        })
    }

    fn filters(&self) -> Result<Vec<FieldFilter>, Fault> {
        let named = [
            (Field::Country, &self.countries),
            (Field::Topic, &self.topics),
            (Field::Dataset, &self.datasets),
        ];
        let all = self.filter_op == Operator::And;
        let mut filters: Vec<FieldFilter> = named
            .into_iter()
            .filter(|(_, values)| !values.is_empty())
            .map(|(field, values)| FieldFilter { field, values: values.clone(), all })
            .collect();
        for text in &self.filter {
            let (field, value) = fields::filter(text)?;
            match filters.iter_mut().find(|known| known.field == field) {
                Some(known) => known.values.push(value),
                None => filters.push(FieldFilter { field, values: vec![value], all }),
            }
        }
        Ok(filters)
    }
}
