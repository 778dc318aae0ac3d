use axum::extract::{Path, Request, State};
use axum::http::{StatusCode, Uri};
use comity_api::Fault;
use comity_api::local::SubjectPage;
use comity_api::openapi::{NativeBodyRefusals, NativeParameterRefusals, NativeRefusals};
use comity_api::v1::{
    Problem, SubjectBatch, SubjectChangeList, SubjectInfo, SubjectList, SubjectSpec, SubjectsKept,
};

use super::body::read;
use super::out::Out;
use super::params::Params;
use super::refused::Refused;
use super::router::App;
use super::segment::{Caller, Segment};
use crate::limits::{SUBJECT_CHANGES_MAX, SUBJECT_PAGE_MAX, SUBJECT_PAGE_USUAL};

/// Whom the node watches for
///
/// The subjects that the caller may see, by register and id, with what they hit.
#[utoipa::path(
    get,
    path = "/v1/subjects",
    operation_id = "subjects",
    tag = "subjects",
    params(
        ("register" = Option<String>, Query, description = "Only those of this register."),
        (
            "limit" = Option<usize>,
            Query,
            description = "Most subjects on a page; 100 unless stated, at most 1000.",
        ),
        ("after" = Option<String>, Query, description = "The `next` of the page before."),
    ),
    responses(
        (status = 200, description = "The subjects.", body = SubjectList),
        NativeRefusals,
        NativeParameterRefusals,
    ),
)]
pub(super) async fn list(
    State(app): State<App>,
    Caller(ctx): Caller,
    uri: Uri,
) -> Result<Out<SubjectList>, Refused> {
    let mut params = Params::of(&uri)?;
    let page = SubjectPage {
        register: params.text("register"),
        after: params.text("after"),
        limit: params.count("limit", SUBJECT_PAGE_USUAL, SUBJECT_PAGE_MAX),
    };
    params.finish()?;
    Ok(Out(app.node.subject_list(&ctx, &page).await?))
}

/// New, changed and withdrawn hits
///
/// In the order in which they happened, after a number that an earlier answer gave as `next`. All
/// subjects are screened again whenever what is held changes; only what is otherwise is told.
#[utoipa::path(
    get,
    path = "/v1/subjects/changes",
    operation_id = "subject_changes",
    tag = "subjects",
    params(
        (
            "since" = Option<u64>,
            Query,
            description = "The `next` of an earlier answer; 0, the beginning, unless stated.",
        ),
        (
            "limit" = Option<usize>,
            Query,
            description = "Most changes on a page; 1000 unless stated, which is the most.",
        ),
    ),
    responses(
        (status = 200, description = "What happened.", body = SubjectChangeList),
        NativeRefusals,
        NativeParameterRefusals,
    ),
)]
pub(super) async fn changes(
    State(app): State<App>,
    Caller(ctx): Caller,
    uri: Uri,
) -> Result<Out<SubjectChangeList>, Refused> {
    app.ready()?;
    let mut params = Params::of(&uri)?;
    let since = params.sequence("since");
    let limit = params.count("limit", SUBJECT_CHANGES_MAX, SUBJECT_CHANGES_MAX);
    params.finish()?;
    Ok(Out(app.node.subject_changes(&ctx, since, limit).await?))
}

/// Register a subject
///
/// Keeps a subject in place of the one with its id, screens it and answers with what it hits.
#[utoipa::path(
    put,
    path = "/v1/subjects/{register}/{id}",
    operation_id = "put_subject",
    tag = "subjects",
    params(
        ("register" = String, Path, description = "The register."),
        ("id" = String, Path, description = "The caller's own id."),
    ),
    request_body = SubjectSpec,
    responses(
        (status = 200, description = "The subject.", body = SubjectInfo),
        (
            status = 403,
            description = "More would be shown than the caller may see.",
            body = Problem,
            content_type = "application/problem+json",
        ),
        (
            status = 409,
            description = "There are too many subjects, or the id cannot be used.",
            body = Problem,
            content_type = "application/problem+json",
        ),
        NativeRefusals,
        NativeBodyRefusals,
    ),
)]
pub(super) async fn put(
    State(app): State<App>,
    Named(register, id): Named,
    Caller(ctx): Caller,
    request: Request,
) -> Result<Out<SubjectInfo>, Refused> {
    let spec: SubjectSpec = read(request, &app).await?;
    app.ready()?;
    Ok(Out(app.node.put_subject(&ctx, &register, &id, &spec).await?))
}

/// Register several subjects
///
/// All are kept and screened, or none is.
#[utoipa::path(
    put,
    path = "/v1/subjects/{register}",
    operation_id = "put_subjects",
    tag = "subjects",
    params(("register" = String, Path, description = "The register.")),
    request_body = SubjectBatch,
    responses(
        (status = 200, description = "How many were kept.", body = SubjectsKept),
        (
            status = 403,
            description = "More would be shown than the caller may see.",
            body = Problem,
            content_type = "application/problem+json",
        ),
        (
            status = 409,
            description = "There are too many subjects, or an id cannot be used.",
            body = Problem,
            content_type = "application/problem+json",
        ),
        NativeRefusals,
        NativeBodyRefusals,
    ),
)]
pub(super) async fn put_all(
    State(app): State<App>,
    Segment(register): Segment,
    Caller(ctx): Caller,
    request: Request,
) -> Result<Out<SubjectsKept>, Refused> {
    let batch: SubjectBatch = read(request, &app).await?;
    app.ready()?;
    Ok(Out(app.node.put_subjects(&ctx, &register, &batch).await?))
}

/// Show a subject
///
/// With what it hits now.
#[utoipa::path(
    get,
    path = "/v1/subjects/{register}/{id}",
    operation_id = "subject",
    tag = "subjects",
    params(
        ("register" = String, Path, description = "The register."),
        ("id" = String, Path, description = "Its id."),
    ),
    responses(
        (status = 200, description = "The subject.", body = SubjectInfo),
        (
            status = 404,
            description = "There is no such subject.",
            body = Problem,
            content_type = "application/problem+json",
        ),
        NativeRefusals,
    ),
)]
pub(super) async fn show(
    State(app): State<App>,
    Named(register, id): Named,
    Caller(ctx): Caller,
) -> Result<Out<SubjectInfo>, Refused> {
    Ok(Out(app.node.subject_info(&ctx, &register, &id).await?))
}

/// Remove a subject
///
/// With all that was found about it.
#[utoipa::path(
    delete,
    path = "/v1/subjects/{register}/{id}",
    operation_id = "remove_subject",
    tag = "subjects",
    params(
        ("register" = String, Path, description = "The register."),
        ("id" = String, Path, description = "Its id."),
    ),
    responses(
        (status = 204, description = "It is removed."),
        (
            status = 404,
            description = "There is no such subject.",
            body = Problem,
            content_type = "application/problem+json",
        ),
        NativeRefusals,
    ),
)]
pub(super) async fn remove(
    State(app): State<App>,
    Named(register, id): Named,
    Caller(ctx): Caller,
) -> Result<StatusCode, Refused> {
    app.node.remove_subject(&ctx, &register, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Register and id, as they stand in an address.
pub(super) struct Named(String, String);

impl<S: Send + Sync> axum::extract::FromRequestParts<S> for Named {
    type Rejection = Refused;

    async fn from_request_parts(
        parts: &mut axum::http::request::Parts,
        state: &S,
    ) -> Result<Named, Refused> {
        let path: Result<Path<(String, String)>, _> = Path::from_request_parts(parts, state).await;
        match path {
            Ok(Path((register, id))) => Ok(Named(register, id)),
            Err(_) => Err(Fault::invalid("address", "the address is not UTF-8").into()),
        }
    }
}
