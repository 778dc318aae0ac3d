//! The parts of the OpenAPI document that belong to no single route.

use std::collections::BTreeMap;

use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
use utoipa::openapi::{
    Content, OpenApi, Ref, RefOr, Response, ResponseBuilder, SecurityRequirement,
};
use utoipa::{IntoResponses, Modify, OpenApi as _, ToSchema as _};

use crate::FaultKind;
use crate::v1::Problem;
use crate::yente::{ErrorResponse, Facet, Operator, ValidationErrorResponse};

/// The document without its routes: title, tags and how callers prove who they are.
#[must_use]
pub fn base() -> OpenApi {
    Base::openapi()
}

#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "Comity",
        description = "Screening against everything that a party's own node holds.\n\n\
            `/v1` is the native interface; the other routes have the shapes of yente 5.5, so that \
            its clients work unchanged.\n\
            Scores are made by one algorithm, `comity-v1`: requests for yente's algorithms are \
            answered with it.",
        license(name = "Apache-2.0", identifier = "Apache-2.0"),
    ),
    tags(
        (name = "screening", description = "Who is this?"),
        (name = "records", description = "What is held."),
        (name = "subjects", description = "Whom to be told about."),
        (name = "alerts", description = "What a party's own officers are asked to do."),
        (name = "hits", description = "Possible matches that persons decide."),
        (name = "approvals", description = "What one person may not do alone."),
        (name = "rights", description = "What those whom it is about may ask for."),
        (name = "reconciliation", description = "For tables, in OpenRefine and the like."),
        (name = "system", description = "How the node is."),
    ),
    components(schemas(Problem, ErrorResponse, ValidationErrorResponse, Facet, Operator)),
    modifiers(&Bearer),
)]
struct Base;

struct Bearer;

/// The name of the security scheme in the document.
const SCHEME: &str = "token";

impl Modify for Bearer {
    fn modify(&self, document: &mut OpenApi) {
        let mut http = Http::new(HttpAuthScheme::Bearer);
        http.description = Some(
            "A token made with `comity token create`; `ApiKey` is accepted in place of `Bearer`. \
             Not needed where the node listens on a loopback address."
                .to_owned(),
        );
        let components = document.components.get_or_insert_default();
        components.add_security_scheme(SCHEME, SecurityScheme::Http(http));
        document.security = Some(vec![SecurityRequirement::new::<_, _, String>(SCHEME, [])]);
    }
}

macro_rules! refusals {
    ($($(#[$doc:meta])* $name:ident: $schema:ty, $content:literal, [$($kind:ident),*];)*) => {$(
        $(#[$doc])*
        pub struct $name;

        impl IntoResponses for $name {
            fn responses() -> BTreeMap<String, RefOr<Response>> {
                let kinds = [$(FaultKind::$kind),*];
                let refused = kinds.into_iter().map(|kind| {
                    let schema = Ref::from_schema_name(<$schema>::name());
                    let content = Content::new(Some(schema));
                    let response = ResponseBuilder::new().description(kind.title());
                    let response = response.content($content, content).build();
                    (kind.status().to_string(), RefOr::T(response))
                });
                refused.collect()
            }
        }
    )*};
}

refusals! {
    /// What any compatible route but the probes may answer instead.
    CompatibleRefusals: ErrorResponse, "application/json",
        [Invalid, Unauthorized, UriTooLong, Misdirected, Internal, Unavailable, Timeout];
    /// What a compatible route that reads a body may answer instead.
    CompatibleBodyRefusals: ErrorResponse, "application/json",
        [RequestTimeout, TooLarge, UnsupportedType];
    /// What a compatible route with a shape to check may answer instead.
    CompatibleShapeRefusals: ValidationErrorResponse, "application/json", [Unprocessable];
    /// What any native route may answer instead.
    NativeRefusals: Problem, "application/problem+json",
        [Unauthorized, UriTooLong, Misdirected, Internal, Unavailable, Timeout];
    /// What a native route that reads parameters may answer instead.
    NativeParameterRefusals: Problem, "application/problem+json", [Invalid, Unprocessable];
    /// What a native route with a shape to check may answer instead.
    NativeSearchRefusals: Problem, "application/problem+json", [Invalid, Unprocessable];
    /// What a native route that reads a body may answer instead.
    NativeBodyRefusals: Problem, "application/problem+json",
        [Invalid, RequestTimeout, TooLarge, UnsupportedType, Unprocessable];
}
