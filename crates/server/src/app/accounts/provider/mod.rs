//! Signing in with an identity provider: OpenID Connect, an authorization code with PKCE.

mod attempts;
mod options;
mod talk;
mod word;

use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use comity_api::{Fault, FaultKind};
use comity_audit::Kind;
use comity_store::Account;
use jsonwebtoken::jwk::Jwk;
use reqwest::Url;
use tokio::sync::{Mutex, Semaphore};

use self::attempts::{Attempt, Attempts};
use self::talk::{Document, Talk, down, refused};
use self::word::{Expected, NotTaken, Word};
use super::sessions::{ASSURANCE_PASSWORD, Signed};
use super::tokens::{hash, new_secret};
use crate::ServerError;
use crate::app::fetch::DownloadOptions;
use crate::app::node::Node;
use crate::limits::{PROVIDER_EXCHANGES_MAX, PROVIDER_KEPT_SECONDS, PROVIDER_KEYS_AGAIN_SECONDS};

pub use options::IdentityProvider;

/// What to do when it did not work.
const AGAIN: &str = "begin again: `GET /v1/session/provider`";

/// The identity provider, and the people who are on their way through it.
pub(crate) struct Provider {
    options: IdentityProvider,
    talk: Talk,
    kept: Mutex<Option<Kept>>,
    attempts: Attempts,
    /// One permit for each code that may be given for a token at one time.
    exchanges: Semaphore,
}

/// What the provider said of itself.
#[derive(Clone)]
struct Kept {
    document: Arc<Document>,
    keys: Arc<Vec<Jwk>>,
    asked_at: Duration,
}

/// Where somebody is sent, and what their browser holds meanwhile.
pub(crate) struct Leaving {
    /// The provider's page.
    pub(crate) to: Url,
    /// The secret that their browser must show when they are back.
    pub(crate) browser: String,
}

/// What somebody brought back.
#[derive(Default)]
pub(crate) struct Returned {
    /// What the provider gave them.
    pub(crate) code: Option<String>,
    /// The state that they left with.
    pub(crate) state: String,
    /// Why the provider gave them nothing.
    pub(crate) error: Option<String>,
    /// Who the provider says it is, where it does (RFC 9207).
    pub(crate) issuer: Option<String>,
    /// What their browser holds.
    pub(crate) browser: String,
}

impl Provider {
    /// A provider that was not asked yet.
    pub(crate) fn new(
        options: IdentityProvider,
        downloads: &DownloadOptions,
    ) -> Result<Provider, ServerError> {
        options.check()?;
        Ok(Provider {
            talk: Talk::new(options.clone(), downloads)?,
            options,
            kept: Mutex::new(None),
            attempts: Attempts::default(),
            exchanges: Semaphore::new(PROVIDER_EXCHANGES_MAX),
        })
    }

    /// What the provider says of itself, not older than stated. Whoever waits for another's
    /// question waits no longer than for one of their own.
    async fn kept(&self, now: Duration, age_max: u64) -> Result<Kept, Fault> {
        let asking = async {
            let mut kept = self.kept.lock().await;
            let age = |kept: &Kept| now.checked_sub(kept.asked_at);
            let age_max = Duration::from_secs(age_max);
            if let Some(known) =
                kept.as_ref().filter(|kept| age(kept).is_none_or(|it| it < age_max))
            {
                return Ok(known.clone());
            }
            let document = self.talk.document().await?;
            let keys = Arc::new(self.talk.keys(&document).await?);
            let found = Kept { document: Arc::new(document), keys, asked_at: now };
            *kept = Some(found.clone());
            Ok(found)
        };
        self.in_time(asking).await
    }

    async fn in_time<T>(&self, work: impl Future<Output = Result<T, Fault>>) -> Result<T, Fault> {
        let whole = tokio::time::timeout(self.talk.timeout(), work).await;
        whole.unwrap_or_else(|_| Err(down("it took too long")))
    }
}

impl Node {
    /// Sends somebody to the provider.
    pub(crate) async fn leave_for(&self, provider: &Provider) -> Result<Leaving, ServerError> {
        let kept = provider.kept(self.around.clock.elapsed(), PROVIDER_KEPT_SECONDS).await?;
        let secret = || new_secret("", &*self.around.chance);
        let (state, nonce, verifier, browser) = (secret()?, secret()?, secret()?, secret()?);
        let mut to = kept.document.authorization.clone();
        to.query_pairs_mut()
            .append_pair("response_type", "code")
            .append_pair("client_id", &provider.options.client_id)
            .append_pair("redirect_uri", &provider.options.redirect_url)
            .append_pair("scope", "openid")
            .append_pair("state", &state)
            .append_pair("nonce", &nonce)
            .append_pair("code_challenge", &URL_SAFE_NO_PAD.encode(hash(&verifier)))
            .append_pair("code_challenge_method", "S256");
        let (hashed, began_at) = (hash(&browser), self.around.clock.now());
        provider.attempts.keep(&state, Attempt { browser: hashed, verifier, nonce, began_at });
        Ok(Leaving { to, browser })
    }

    /// Signs in somebody who is back from the provider.
    pub(crate) async fn return_from(
        &self,
        provider: &Provider,
        back: &Returned,
    ) -> Result<Signed, ServerError> {
        let word = match self.word(provider, back).await {
            Ok(word) => word,
            Err(fault) => {
                self.note_sign_in(Kind::LoginFailed, None, "").await?;
                return Err(fault.into());
            }
        };
        let subject = format!("{} {}", provider.options.issuer, word.subject);
        let people = self.store.accounts().await?;
        let known = people.iter().find(|account| account.subject.as_deref() == Some(&subject));
        let Some(account) = known.filter(|account| !account.disabled) else {
            let name = known.map_or("", |account| account.name.as_str());
            self.note_sign_in(Kind::LoginFailed, known, name).await?;
            return Err(kept_out(known, &subject).into());
        };
        let stated = word.acr.and_then(|acr| provider.options.assurance.get(&acr).copied());
        self.begin_session(account, stated.unwrap_or(ASSURANCE_PASSWORD)).await
    }

    /// What the provider says of who is back.
    async fn word(&self, provider: &Provider, back: &Returned) -> Result<Word, Fault> {
        let attempt =
            provider
                .attempts
                .take(&back.state, &back.browser, self.around.clock.now())
                .ok_or_else(|| not_taken("this browser began no such sign-in, or not just now"))?;
        let issuer = &provider.options.issuer;
        if back.issuer.as_ref().is_some_and(|named| named != issuer) {
            return Err(not_taken("it is from another issuer"));
        }
        if let Some(error) = &back.error {
            return Err(refused(error));
        }
        let code = back.code.as_deref().filter(|code| !code.is_empty());
        let code = code.ok_or_else(|| not_taken("there is no code"))?;
        let Ok(_turn) = provider.exchanges.try_acquire() else {
            return Err(down("too many people sign in at this moment"));
        };
        let kept = provider.kept(self.around.clock.elapsed(), PROVIDER_KEPT_SECONDS).await?;
        let exchange = provider.talk.token(&kept.document, code, &attempt.verifier);
        let token = provider.in_time(exchange).await?;
        let expected = Expected {
            issuer,
            client_id: &provider.options.client_id,
            nonce: &attempt.nonce,
            began_at: attempt.began_at,
            now: self.around.clock.now(),
        };
        let mut read = word::read(&token, &kept.keys, &expected);
        if let Err(NotTaken::NoKey) = read {
            // Providers change their keys; who signs with one that is not known may make the node
            // ask, but not without an end.
            let now = self.around.clock.elapsed();
            let newer = provider.kept(now, PROVIDER_KEYS_AGAIN_SECONDS).await?;
            read = word::read(&token, &newer.keys, &expected);
        }
        read.map_err(|reason| match reason {
            NotTaken::NoKey => not_taken("it is signed by a key that the provider does not name"),
            NotTaken::Because(reason) => not_taken(reason),
        })
    }
}

/// What came back does not show who somebody is.
fn not_taken(why: &str) -> Fault {
    tracing::warn!(why, "a sign-in through the identity provider is refused");
    let message = format!("what came back from the identity provider is refused: {why}");
    Fault::new(FaultKind::Unauthorized, "sign-in", message).with_hint(AGAIN)
}

/// The provider knows them, and this node does not let them in.
fn kept_out(known: Option<&Account>, subject: &str) -> Fault {
    if known.is_some() {
        let message = "the account is disabled";
        return Fault::new(FaultKind::Forbidden, "account-disabled", message)
            .with_hint("an administrator can enable it: `comity user change --enable`");
    }
    let message = format!("there is no account for `{subject}`");
    Fault::new(FaultKind::Forbidden, "no-account", message)
        .with_hint("an administrator makes one: `comity user add --subject \"ISSUER ID\"`")
}
