//! Talking with the provider: what it says of itself, its keys, and a code for a token.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use comity_api::{Fault, FaultKind};
use jsonwebtoken::jwk::Jwk;
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE};
use reqwest::{Client, RequestBuilder, StatusCode, Url};
use serde::Deserialize;
use serde_json::Value;

use super::options::{IdentityProvider, is_safe};
use crate::ServerError;
use crate::app::fetch::{DownloadOptions, ProxyChoice, client};
use crate::limits::{PROVIDER_ANSWER_BYTES_MAX, PROVIDER_ERROR_CHARS_MAX, PROVIDER_KEYS_MAX};

/// What the provider says of itself (OpenID Connect Discovery 1.0).
pub(super) struct Document {
    pub(super) authorization: Url,
    token: Url,
    keys: Url,
    /// Whether it takes a client's secret as it is usually shown.
    is_usual: bool,
}

/// The same as it comes.
#[derive(Deserialize)]
struct Said {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    jwks_uri: String,
    #[serde(default)]
    token_endpoint_auth_methods_supported: Vec<String>,
}

/// Asks the provider.
pub(super) struct Talk {
    client: Client,
    options: IdentityProvider,
}

impl Talk {
    pub(super) fn new(
        options: IdentityProvider,
        downloads: &DownloadOptions,
    ) -> Result<Talk, ServerError> {
        // What stays on this machine is not handed to a proxy.
        let proxy = if options.is_near() { ProxyChoice::Direct } else { downloads.proxy.clone() };
        let client = client(&DownloadOptions { proxy, ..downloads.clone() })?;
        Ok(Talk { client, options })
    }

    /// Longest time that it may take.
    pub(super) fn timeout(&self) -> Duration {
        self.options.timeout
    }

    /// What the provider says of itself.
    pub(super) async fn document(&self) -> Result<Document, Fault> {
        let issuer = &self.options.issuer;
        let place = format!("{}/.well-known/openid-configuration", issuer.trim_end_matches('/'));
        let (_, answer) = self.ask(self.client.get(place), true).await?;
        let said: Said = serde_json::from_value(answer)
            .map_err(|_| odd("what it says of itself cannot be read"))?;
        if said.issuer != *issuer {
            return Err(odd("it names itself otherwise than `identity.issuer`"));
        }
        let is_near = self.options.is_near();
        let place = |text: &str| {
            let url = Url::parse(text).ok().filter(|url| is_safe(url, is_near));
            url.ok_or_else(|| odd("it names an address that is not `https`"))
        };
        let ways = said.token_endpoint_auth_methods_supported;
        Ok(Document {
            authorization: place(&said.authorization_endpoint)?,
            token: place(&said.token_endpoint)?,
            keys: place(&said.jwks_uri)?,
            is_usual: ways.is_empty() || ways.iter().any(|way| way == "client_secret_basic"),
        })
    }

    /// Its keys; those that are not understood are left out.
    pub(super) async fn keys(&self, document: &Document) -> Result<Vec<Jwk>, Fault> {
        let (_, answer) = self.ask(self.client.get(document.keys.clone()), true).await?;
        let keys = answer.get("keys").and_then(Value::as_array);
        let keys = keys.ok_or_else(|| odd("its keys cannot be read"))?;
        let read = keys.iter().filter_map(|key| serde_json::from_value(key.clone()).ok());
        Ok(read.take(PROVIDER_KEYS_MAX).collect())
    }

    /// Gives the code that somebody brought, for the token about them.
    pub(super) async fn token(
        &self,
        document: &Document,
        code: &str,
        verifier: &str,
    ) -> Result<String, Fault> {
        let options = &self.options;
        let mut pairs = vec![
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", &options.redirect_url),
            ("code_verifier", verifier),
        ];
        let mut request = self.client.post(document.token.clone());
        match &options.client_secret {
            Some(secret) if document.is_usual => {
                let (id, secret) = (encoded(&options.client_id), encoded(secret));
                let both = STANDARD.encode(format!("{id}:{secret}"));
                request = request.header(AUTHORIZATION, format!("Basic {both}"));
            }
            Some(secret) => {
                pairs
                    .extend([("client_id", options.client_id.as_str()), ("client_secret", secret)]);
            }
            None => pairs.push(("client_id", &options.client_id)),
        }
        let request =
            request.header(CONTENT_TYPE, "application/x-www-form-urlencoded").body(form(&pairs));
        let (status, answer) = self.ask(request, false).await?;
        if status.is_client_error() {
            let said = answer.get("error").and_then(Value::as_str).unwrap_or("no reason");
            return Err(refused(said));
        }
        let token = answer.get("id_token").and_then(Value::as_str);
        token.map(str::to_owned).ok_or_else(|| odd("it gave no ID token"))
    }

    /// Sends a request and reads a bounded answer in JSON. A refusal is an answer, unless the
    /// provider owes one to everybody.
    async fn ask(
        &self,
        request: RequestBuilder,
        is_owed: bool,
    ) -> Result<(StatusCode, Value), Fault> {
        let sent = request.header(ACCEPT, "application/json").send().await;
        let mut response = sent.map_err(|err| {
            let why = if err.is_timeout() { "it took too long" } else { "it is not reached" };
            tracing::warn!(error = %err.without_url(), "identity provider");
            down(why)
        })?;
        let status = response.status();
        let is_taken = status.is_success() || (!is_owed && status.is_client_error());
        if !is_taken {
            tracing::warn!(status = status.as_u16(), "identity provider");
            return Err(down(&format!("it answered {}", status.as_u16())));
        }
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|_| down("it broke off"))? {
            if body.len() + chunk.len() > PROVIDER_ANSWER_BYTES_MAX {
                return Err(odd("its answer is too long"));
            }
            body.extend_from_slice(&chunk);
        }
        match serde_json::from_slice(&body) {
            Ok(answer) => Ok((status, answer)),
            Err(_) if status.is_client_error() => Ok((status, Value::Null)),
            Err(_) => Err(odd("its answer is no JSON")),
        }
    }
}

/// The provider is there and says no. Its words are a code, and are cut to one.
pub(super) fn refused(said: &str) -> Fault {
    let is_plain = |c: &char| c.is_ascii_alphanumeric() || "_-.".contains(*c);
    let said: String = said.chars().filter(is_plain).take(PROVIDER_ERROR_CHARS_MAX).collect();
    let message = format!("the identity provider refuses the sign-in: `{said}`");
    Fault::new(FaultKind::Unauthorized, "sign-in", message).with_hint(super::AGAIN)
}

/// The provider cannot be asked.
pub(super) fn down(why: &str) -> Fault {
    let message = format!("the identity provider cannot be asked: {why}");
    Fault::new(FaultKind::Unavailable, "provider-down", message)
        .with_hint("try again in a moment, or sign in with a password")
}

/// The provider answers what it should not.
fn odd(what: &str) -> Fault {
    tracing::warn!(what, "identity provider");
    let message = format!("the identity provider cannot be used: {what}");
    Fault::new(FaultKind::Unavailable, "provider-answer", message)
        .with_hint("an administrator compares `[identity]` with what the provider publishes")
}

/// Pairs as a form has them.
fn form(pairs: &[(&str, &str)]) -> String {
    let with = Url::parse_with_params("form:", pairs);
    with.ok().and_then(|url| url.query().map(str::to_owned)).unwrap_or_default()
}

/// A text as a form has it.
fn encoded(text: &str) -> String {
    form(&[("", text)]).trim_start_matches('=').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sent_is_written_as_a_form_has_it() {
        assert_eq!(form(&[("a", "1 2"), ("b", "x&y=z")]), "a=1+2&b=x%26y%3Dz");
        assert_eq!(encoded("=a:b c"), "%3Da%3Ab+c");
    }

    #[test]
    fn what_a_provider_says_is_cut_to_a_code() {
        let long = format!("access_denied<script>{}", "x".repeat(1_000));
        let message = refused(&long).message;
        assert!(message.contains("`access_deniedscript") && message.len() < 200, "{message}");
    }
}
