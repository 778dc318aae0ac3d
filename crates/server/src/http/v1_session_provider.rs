use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse as _, Response};
use comity_api::Fault;
use comity_api::openapi::{NativeParameterRefusals, NativeRefusals};
use comity_api::v1::Problem;
use utoipa::IntoParams;

use super::cookie;
use super::params::Params;
use super::refused::Refused;
use super::router::App;
use crate::IdentityProvider;
use crate::app::accounts::{Provider, Returned};

/// Where people are sent to the identity provider.
pub(super) const PROVIDER_PATH: &str = "/v1/session/provider";
/// Where they come back.
pub(super) const RETURN_PATH: &str = IdentityProvider::RETURN_PATH;

/// Sign in with the identity provider
///
/// Sends a browser to the identity provider that is configured (`[identity]`), which sends it back
/// to `/v1/session/provider/return`. The browser holds a cookie meanwhile, for ten minutes.
#[utoipa::path(
    get,
    path = "/v1/session/provider",
    tag = "accounts",
    security(()),
    responses(
        (status = 303, description = "Go to the identity provider."),
        (
            status = 429,
            description = "Too many people sign in at one time.",
            body = Problem,
            content_type = "application/problem+json",
        ),
        NativeRefusals,
        NativeParameterRefusals,
    ),
)]
pub(super) async fn leave(State(app): State<App>) -> Result<Response, Refused> {
    let provider = provider(&app)?;
    let leaving = app.node.leave_for(provider).await?;
    let place = HeaderValue::from_str(leaving.to.as_str()).ok();
    let (Some(place), Some(cookie)) = (place, cookie::begin_attempt(&leaving.browser)) else {
        return Err(Fault::internal("the provider's address cannot be written").into());
    };
    Ok(sent(place, [cookie]))
}

/// Come back from the identity provider
///
/// What the identity provider sends a browser to. The account is found by what the provider calls
/// the person (`comity user add --subject`); the answer sets the cookie of a session as
/// `POST /v1/session` does, and leads to `/`.
#[utoipa::path(
    get,
    path = "/v1/session/provider/return",
    tag = "accounts",
    security(()),
    params(Brought),
    responses(
        (status = 303, description = "Signed in."),
        (
            status = 401,
            description = "What came back does not show who somebody is.",
            body = Problem,
            content_type = "application/problem+json",
        ),
        (
            status = 403,
            description = "The person has no account here, or it is disabled.",
            body = Problem,
            content_type = "application/problem+json",
        ),
        (
            status = 429,
            description = "Too many people sign in at one time.",
            body = Problem,
            content_type = "application/problem+json",
        ),
        NativeRefusals,
        NativeParameterRefusals,
    ),
)]
pub(super) async fn come_back(
    State(app): State<App>,
    request: Request,
) -> Result<Response, Refused> {
    let provider = provider(&app)?;
    // A provider may add more than is read here.
    let params = Params::of(request.uri())?;
    let back = Returned {
        code: params.text("code"),
        state: params.text("state").unwrap_or_default(),
        error: params.text("error"),
        issuer: params.text("iss"),
        browser: cookie::attempt(request.headers()).unwrap_or_default(),
    };
    let signed = app.node.return_from(provider, &back).await?;
    let Some(cookie) = cookie::begin(&signed.secret) else {
        return Err(Fault::internal("a session cannot be written as a cookie").into());
    };
    Ok(sent(HeaderValue::from_static("/"), [cookie, cookie::end_attempt()]))
}

/// What the provider adds to the address.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "the fields describe what the handler reads")]
struct Brought {
    /// What is given for the token about the person.
    #[param(required = false)]
    code: String,
    /// The state that the browser was sent with.
    #[param(required = false)]
    state: String,
    /// Why there is no code.
    #[param(required = false)]
    error: String,
    /// Who the provider is (RFC 9207).
    #[param(required = false)]
    iss: String,
}

/// The provider, for somebody of whom nothing is known yet: all of them share one rate.
fn provider(app: &App) -> Result<&Provider, Refused> {
    let Some(provider) = &app.provider else {
        let message = "no identity provider is configured";
        return Err(Fault::invalid("no-provider", message)
            .with_hint("sign in with a password: `POST /v1/session`")
            .into());
    };
    app.rates.check_unknown()?;
    Ok(provider)
}

fn sent<const N: usize>(place: HeaderValue, cookies: [HeaderValue; N]) -> Response {
    let cookies = AppendHeaders(cookies.map(|cookie| (header::SET_COOKIE, cookie)));
    let to = [
        (header::LOCATION, place),
        // The address may hold a code.
        (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    ];
    (StatusCode::SEE_OTHER, to, cookies).into_response()
}
