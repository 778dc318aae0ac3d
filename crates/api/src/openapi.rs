//! The parts of the OpenAPI document that belong to no single route.

use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
use utoipa::openapi::{OpenApi, SecurityRequirement};
use utoipa::{Modify, OpenApi as _};

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
        (name = "system", description = "How the node is."),
    ),
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
