use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use comity_api::openapi::{CompatibleBodyRefusals, CompatibleRefusals, CompatibleShapeRefusals};
use comity_api::yente::{
    ErrorResponse, FreebaseEntityResult, FreebaseExtendQuery, FreebaseManifest,
    FreebaseManifestExtend, FreebaseManifestExtendPropertySetting as Setting,
    FreebaseManifestExtendPropertySettingChoice as Choice, FreebaseManifestPreview,
    FreebaseManifestSuggest, FreebaseManifestSuggestType, FreebaseManifestView, FreebaseReconBatch,
};
use comity_api::{Fault, FieldFault};
use comity_policy::Action;
use comity_screening::limits::LIMIT_MAX;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use super::algorithms;
use super::body::{self, Kind};
use super::out::Out;
use super::params::Params;
use super::refused::Refused;
use super::router::App;
use super::segment::{Caller, Segment};
use crate::app::law::{Granted, Told};
use crate::app::scope::{Scope, scope};
use crate::app::suggest::type_of;
use crate::limits::RECONCILE_BATCH_USUAL;

/// Reconciliation manifest
///
/// Where a client such as OpenRefine finds what (Reconciliation Service API 0.2). With `queries`
/// or `extend` in the address these are answered instead.
#[utoipa::path(
    get,
    path = "/reconcile/{dataset}",
    tag = "reconciliation",
    params(
        ("dataset" = String, Path, description = "A dataset, or `default`."),
        ("queries" = Option<String>, Query, description = "Rows of a table, as JSON."),
        ("extend" = Option<String>, Query, description = "Columns to add to a table, as JSON."),
    ),
    responses(
        (status = 200, description = "The manifest.", body = FreebaseManifest),
        (status = 404, description = "There is no such dataset.", body = ErrorResponse),
        CompatibleRefusals,
        CompatibleShapeRefusals,
    ),
)]
pub(super) async fn manifest(
    State(app): State<App>,
    Segment(dataset): Segment,
    Caller(ctx): Caller,
    request: Request,
) -> Result<Response, Refused> {
    let mut params = Params::of(request.uri())?;
    let asked = Asked::read(&mut params, |params, name| params.text(name));
    params.finish()?;
    let granted = app.node.may(&ctx, Action::Screen).await?;
    let scope = asked.scope(&app, &granted, &dataset)?;
    if asked.queries.is_some() || asked.extend.is_some() {
        return asked.answer(&app, &granted, scope).await;
    }
    let known = app.node.datasets(&ctx).await?.into_inner().datasets;
    let title = known.into_iter().find(|one| one.name == dataset).map(|known| known.title);
    let title = title.unwrap_or_else(|| "Everything".to_owned());
    let types = app.node.types(&granted, &scope).await?;
    let base = base(&request);
    let service = format!("{base}/reconcile/{}", super::entities::escaped(&dataset));
    // What stands in the address goes along, as with yente.
    let query = request.uri().query().map(|query| format!("?{query}")).unwrap_or_default();
    let at = |path: &str| FreebaseManifestSuggestType {
        service_url: service.clone(),
        service_path: format!("{path}{query}"),
    };
    let view = format!("{service}/view/{{{{id}}}}");
    let manifest = FreebaseManifest {
        versions: vec!["0.2".to_owned()],
        name: format!("{title} (Comity)"),
        identifier_space: format!("{base}/entities/"),
        schema_space: format!("{base}/openapi.json#schema"),
        documentation: format!("{base}/"),
        batch_size: RECONCILE_BATCH_USUAL,
        view: FreebaseManifestView { url: view.clone() },
        preview: FreebaseManifestPreview { url: view, width: 430, height: 300 },
        suggest: FreebaseManifestSuggest {
            entity: at("/suggest/entity"),
            kind: at("/suggest/type"),
            property: at("/suggest/property"),
        },
        extend: FreebaseManifestExtend {
            propose_properties: at("/extend/property"),
            propose_settings: settings(),
        },
        default_types: types.into_iter().map(type_of).collect(),
    };
    Ok(Out(app.node.tell(&granted, Told::default(), manifest).await?).into_response())
}

/// Reconciliation queries
///
/// `queries` finds candidates for the rows of a table, `extend` adds columns to it; each is a
/// field of a form and holds JSON. A JSON body with one of the two as its member is read too.
#[utoipa::path(
    post,
    path = "/reconcile/{dataset}",
    tag = "reconciliation",
    params(
        ("dataset" = String, Path, description = "A dataset, or `default`."),
        ("algorithm" = Option<String>, Query, description = "As in `/match/{dataset}`."),
        ("changed_since" = Option<String>, Query, description = "Only what changed since then."),
    ),
    request_body(
        content = String,
        content_type = "application/x-www-form-urlencoded",
        description = "`queries={...}` or `extend={...}`",
    ),
    responses(
        (
            status = 200,
            description = "Candidates by the names of the queries, or rows of values.",
            body = BTreeMap<String, FreebaseEntityResult>,
        ),
        (status = 404, description = "There is no such dataset.", body = ErrorResponse),
        CompatibleRefusals,
        CompatibleBodyRefusals,
        CompatibleShapeRefusals,
    ),
)]
pub(super) async fn reconcile(
    State(app): State<App>,
    Segment(dataset): Segment,
    Caller(ctx): Caller,
    request: Request,
) -> Result<Response, Refused> {
    let mut params = Params::of(request.uri())?;
    let (kind, body) = body::form_or_json(request, &app).await?;
    let given: Vec<(String, String)> = match kind {
        Kind::Form => body::fields(&body.bytes)?,
        Kind::Json => members(&body.bytes)?,
    };
    let asked = Asked::read(&mut params, |_, name| {
        given.iter().rev().find(|(key, _)| key == name).map(|(_, value)| value.clone())
    });
    params.finish()?;
    let granted = app.node.may(&ctx, Action::Screen).await?;
    let scope = asked.scope(&app, &granted, &dataset)?;
    asked.answer(&app, &granted, scope).await
}

struct Asked {
    queries: Option<String>,
    extend: Option<String>,
    algorithm: String,
    changed_since: Option<String>,
}

impl Asked {
    fn read(params: &mut Params, given: impl Fn(&Params, &str) -> Option<String>) -> Asked {
        let filled = |text: &String| !text.trim().is_empty();
        Asked {
            queries: given(params, "queries").filter(filled),
            extend: given(params, "extend").filter(filled),
            algorithm: params.text("algorithm").unwrap_or_else(|| algorithms::BEST.to_owned()),
            changed_since: params.time("changed_since"),
        }
    }

    fn scope(&self, app: &App, granted: &Granted, dataset: &str) -> Result<Scope, Refused> {
        let loaded = app.ready()?;
        let scope = scope(&loaded, &granted.sight, dataset, &[], &[])?;
        algorithms::check(&self.algorithm)?;
        Ok(scope)
    }

    async fn answer(
        &self,
        app: &App,
        granted: &Granted,
        scope: Scope,
    ) -> Result<Response, Refused> {
        if let Some(text) = &self.extend {
            let query: FreebaseExtendQuery = unfold(text, "extend")?;
            let room = app.room(1, query.ids.len().max(1)).await?;
            let answer = app.node.extend(granted, &query).await?;
            let size = [(BATCH_SIZE, HeaderValue::from(answer.as_ref().rows.len()))];
            return Ok(room.answer((size, Out(answer))));
        }
        let Some(text) = &self.queries else {
            return Err(Fault::invalid("no-queries", "No queries provided.").into());
        };
        let batch: FreebaseReconBatch = unfold(text, "queries")?;
        let limits = batch.values().map(|row| row.limit.unwrap_or_default().clamp(1, LIMIT_MAX));
        let room = app.room(batch.len(), limits.sum()).await?;
        let since = self.changed_since.as_deref();
        let answer = app.node.reconcile(granted, scope, since, &batch).await?;
        let size = [(BATCH_SIZE, HeaderValue::from(answer.as_ref().0.len()))];
        Ok(room.answer((size, Out(answer))))
    }
}

/// The header that says how many queries were answered.
const BATCH_SIZE: HeaderName = HeaderName::from_static("x-batch-size");

/// JSON inside a field.
fn unfold<T: DeserializeOwned>(text: &str, field: &str) -> Result<T, Fault> {
    serde_json::from_str(text).map_err(|err| {
        if !err.is_data() {
            let message = format!("Cannot decode `{field}` as JSON: {err}");
            return Fault::invalid("json", message);
        }
        let mut fault = FieldFault::new(&["body", field], "shape", &err.to_string(), &Value::Null);
        fault.loc.extend([Value::from(err.line()), Value::from(err.column())]);
        Fault::shape(vec![fault])
    })
}

/// The members of a JSON body, each as the field of a form would hold it.
fn members(bytes: &[u8]) -> Result<Vec<(String, String)>, Fault> {
    let text =
        str::from_utf8(bytes).map_err(|_| Fault::invalid("json", "the body is not UTF-8"))?;
    let body: Map<String, Value> = unfold(text, "body")?;
    let text = |value: Value| match value {
        Value::String(text) => text,
        other => other.to_string(),
    };
    Ok(body.into_iter().map(|(name, value)| (name, text(value))).collect())
}

/// Where the caller reaches the node.
pub(super) fn base(request: &Request) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || ".:-[]".contains(c);
    let forwarded = request.headers().get("x-forwarded-proto");
    let scheme = if forwarded.is_some_and(|proto| proto == "https") { "https" } else { "http" };
    let named = request
        .headers()
        .get(header::HOST)
        .and_then(|value| value.to_str().ok())
        .or_else(|| request.uri().authority().map(axum::http::uri::Authority::as_str));
    match named.filter(|name| !name.is_empty() && name.chars().all(is_plain)) {
        Some(name) => format!("{scheme}://{name}"),
        None => format!("{scheme}://localhost"),
    }
}

/// What can be set for a column.
fn settings() -> Vec<Setting> {
    let choice = |id: &str, name: &str| Choice { id: id.to_owned(), name: name.to_owned() };
    vec![
        Setting {
            name: "limit".to_owned(),
            label: "Limit".to_owned(),
            kind: "number".to_owned(),
            default: json!(0),
            help_text: "Most values in a cell; 0 shows all.".to_owned(),
            choices: Vec::new(),
        },
        Setting {
            name: "render".to_owned(),
            label: "Values".to_owned(),
            kind: "select".to_owned(),
            default: json!("caption"),
            help_text: "Names of countries, or their codes.".to_owned(),
            choices: vec![choice("caption", "For people"), choice("raw", "For machines")],
        },
    ]
}
