use std::time::Duration;

use comity_api::v1::SignIn;
use comity_api::{Fault, FaultKind};
use comity_audit::{Kind, Outcome};
use comity_model::Timestamp;
use comity_store::{Account, Session};

use super::given::kept_clearance;
use super::password;
use super::tokens::{hash, new_secret};
use crate::app::node::Node;
use crate::context::{Actor, ActorKind};
use crate::limits::{
    LOCK_SECONDS, PASSWORD_FAILURES_MAX, SESSION_IDLE_SECONDS_MAX, SESSION_SECONDS_MAX,
    SESSION_TOUCH_SECONDS,
};
use crate::{Clearance, Context, ServerError};

/// Somebody who signed in: what their browser holds from now on.
pub(crate) struct Signed {
    /// The secret of the session.
    pub(crate) secret: String,
    /// Who it is.
    pub(crate) actor: Actor,
    /// What they may see.
    pub(crate) clearance: Clearance,
    /// When the session ends at the latest.
    pub(crate) ends_at: Timestamp,
}

/// How sure a password alone makes.
pub(super) const ASSURANCE_PASSWORD: u8 = 1;

impl Node {
    /// Signs a person in by a password. A wrong name, a wrong password and a locked account are
    /// one refusal, and take as long.
    pub(crate) async fn sign_in(&self, asked: &SignIn) -> Result<Signed, ServerError> {
        let now = self.around.clock.now();
        let people = self.store.accounts().await?;
        let named = people.into_iter().find(|account| account.name.as_str() == asked.name.trim());
        let is_locked = named.as_ref().and_then(|account| account.locked_until);
        let is_locked = is_locked.is_some_and(|until| now < until);
        let open = named.as_ref().filter(|account| !account.disabled && !is_locked);
        let kept = open.and_then(|account| account.password.clone());
        let given = asked.password.clone();
        // One at a time: each takes memory and a core.
        let _turn = self.hashing.lock().await;
        let fits = tokio::task::spawn_blocking(move || password::fits(&given.0, kept.as_deref()));
        if let (true, Some(account)) = (fits.await??, open) {
            return self.begin_session(account, ASSURANCE_PASSWORD).await;
        }
        self.note_sign_in(Kind::LoginFailed, named.as_ref(), asked.name.trim()).await?;
        if let Some(account) = &named
            && !is_locked
        {
            let is_last = account.failures + 1 >= PASSWORD_FAILURES_MAX;
            let until = is_last.then(|| Timestamp(now.0.saturating_add(LOCK_SECONDS)));
            self.store.count_failure(&account.name, until).await?;
            self.people.store(None);
            if is_last {
                tracing::warn!(name = account.name.as_str(), "locked after wrong passwords");
            }
        }
        let message = "name or password is wrong, or the account is locked";
        let hint = "after a few wrong passwords an account is locked for a quarter of an hour";
        Err(Fault::new(FaultKind::Unauthorized, "sign-in", message).with_hint(hint).into())
    }

    /// Begins a session of a person who showed who they are.
    pub(super) async fn begin_session(
        &self,
        account: &Account,
        assurance: u8,
    ) -> Result<Signed, ServerError> {
        let now = self.around.clock.now();
        let secret = new_secret("", &*self.around.chance)?;
        let session = Session {
            hash: hash(&secret),
            account: account.name.clone(),
            created_at: now,
            seen_at: now,
            assurance,
        };
        let ago = |seconds: i64| Timestamp(now.0.saturating_sub(seconds));
        let (began, seen) = (ago(SESSION_SECONDS_MAX), ago(SESSION_IDLE_SECONDS_MAX));
        self.store.forget_sessions(began, seen).await?;
        self.note_sign_in(Kind::Login, Some(account), account.name.as_str()).await?;
        self.store.add_session(&session).await?;
        self.people.store(None);
        Ok(self.signed(secret, account, &session))
    }

    /// Who holds this secret of a session. Nobody, once it was idle or old for too long; a clock
    /// that went back ends it, too.
    pub(crate) async fn signed_in(&self, secret: &str) -> Result<Option<Signed>, ServerError> {
        let hash = hash(secret);
        let Some(session) = self.store.session(&hash).await? else { return Ok(None) };
        let now = self.around.clock.now();
        let (age, idle) = (now.0 - session.created_at.0, now.0 - session.seen_at.0);
        if !(0..SESSION_SECONDS_MAX).contains(&age) || idle >= SESSION_IDLE_SECONDS_MAX {
            self.store.end_session(&hash).await?;
            return Ok(None);
        }
        let people = self.people().await?;
        let known = people.iter().find(|account| account.name == session.account);
        let Some(account) = known.filter(|account| !account.disabled) else { return Ok(None) };
        if idle >= SESSION_TOUCH_SECONDS {
            self.store.touch_session(&hash, now).await?;
        }
        Ok(Some(self.signed(secret.to_owned(), account, &session)))
    }

    /// Ends a session.
    pub(crate) async fn sign_out(&self, ctx: &Context, secret: &str) -> Result<bool, ServerError> {
        self.note(self.event(ctx, Kind::Logout, "sign-out")).await?;
        Ok(self.store.end_session(&hash(secret)).await?)
    }

    /// Accounts for somebody who signs in, or tried to. A name that nobody has is not kept: people
    /// type passwords there.
    pub(super) async fn note_sign_in(
        &self,
        kind: Kind,
        account: Option<&Account>,
        name: &str,
    ) -> Result<(), ServerError> {
        let own = self.own_context();
        let named = if account.is_some() { name } else { "unknown" };
        let roles = account.map(|account| account.roles.clone()).unwrap_or_default();
        let kind_of_actor = ActorKind::Person;
        let actor = Actor { kind: kind_of_actor, name: named.to_owned(), roles, assurance: 0 };
        let mut event = self.event(&Context { actor, ..own }, kind, "sign-in");
        if kind == Kind::LoginFailed {
            event.request.outcome = Outcome::Refused("sign-in".to_owned());
        }
        self.note(event).await
    }

    fn signed(&self, secret: String, account: &Account, session: &Session) -> Signed {
        Signed {
            secret,
            actor: Actor {
                kind: ActorKind::Person,
                name: account.name.as_str().to_owned(),
                roles: account.roles.clone(),
                assurance: session.assurance,
            },
            clearance: kept_clearance(&account.clearance),
            ends_at: Timestamp(session.created_at.0.saturating_add(SESSION_SECONDS_MAX)),
        }
    }
}

/// How long a cookie of a session is kept at most.
pub(crate) const COOKIE_AGE: Duration = Duration::from_secs(SESSION_SECONDS_MAX.unsigned_abs());
