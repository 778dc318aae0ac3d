use std::sync::Arc;

use comity_api::Fault;
use comity_api::local::{NewToken, TokenInfo, TokenOrder};
use comity_model::{LegalBasis, Purpose, Role};
use comity_store::Token;
use sha2::{Digest, Sha256};
use subtle::{Choice, ConstantTimeEq};

use super::given::{day, kept_clearance, light, role_names, roles};
use crate::app::node::Node;
use crate::context::{Actor, ActorKind, Reason};
use crate::hash::hex;
use crate::limits::TOKEN_NAME_CHARS_MAX;
use crate::{Chance, Clearance, Context, ServerError};

/// What every secret begins with, so that one that was left lying about is recognised.
const SECRET_PREFIX: &str = "comity_";

/// What a token is for unless it is stated: a desk's questions.
const ROLES_DEFAULT: [Role; 2] = [Role::Officer, Role::Analyst];

/// Who a token is for, what they may see, and why they ask.
pub(crate) struct Holder {
    pub(crate) actor: Actor,
    pub(crate) clearance: Clearance,
    pub(crate) reason: Reason,
}

impl Node {
    /// Makes a token. Only the hash of its secret is kept.
    pub(crate) async fn create_token(
        &self,
        ctx: &Context,
        order: &TokenOrder,
    ) -> Result<NewToken, ServerError> {
        let name = order.name.trim();
        let is_long = name.chars().count() > TOKEN_NAME_CHARS_MAX;
        if name.is_empty() || is_long || name.chars().any(char::is_control) {
            let message = format!("a token needs a name of 1 to {TOKEN_NAME_CHARS_MAX} characters");
            return Err(Fault::invalid("token-name", message).into());
        }
        let light = light(&order.clearance)?;
        let roles = match order.roles.as_slice() {
            [] => ROLES_DEFAULT.into_iter().collect(),
            names => roles(names)?,
        };
        let expires = order.expires.as_deref().map(|text| day(text, ctx.now)).transpose()?;
        let secret = new_secret(SECRET_PREFIX, &*self.around.chance)?;
        let token = Token {
            name: name.to_owned(),
            hash: hash(&secret),
            created_at: ctx.now,
            clearance: light.label().to_owned(),
            roles,
            purpose: order.purpose.as_deref().map(Purpose::new).transpose()?,
            legal_basis: order.legal_basis.as_deref().map(LegalBasis::new).transpose()?,
            expires_at: expires,
        };
        if self.store.tokens().await?.iter().any(|known| known.name == name) {
            let message = format!("there is a token for `{name}` already");
            return Err(Fault::new(comity_api::FaultKind::Conflict, "token-exists", message).into());
        }
        self.store.add_token(&token).await?;
        self.tokens.store(None);
        Ok(NewToken { name: token.name, secret, clearance: token.clearance })
    }

    /// All tokens, without their secrets.
    pub(crate) async fn tokens(&self) -> Result<Vec<TokenInfo>, ServerError> {
        let tokens = self.store.tokens().await?;
        let shown = tokens.into_iter().map(|token| TokenInfo {
            name: token.name,
            created_at: token.created_at.to_string(),
            clearance: token.clearance,
            roles: role_names(&token.roles),
            purpose: token.purpose.map(|purpose| purpose.to_string()),
            legal_basis: token.legal_basis.map(|basis| basis.to_string()),
            expires_at: token.expires_at.map(|time| time.to_string()),
        });
        Ok(shown.collect())
    }

    /// Forgets a token: whoever holds it is turned away from now on.
    pub(crate) async fn remove_token(&self, name: &str) -> Result<bool, ServerError> {
        let removed = self.store.remove_token(name).await;
        self.tokens.store(None);
        if !removed? {
            let message = format!("there is no token for `{name}`");
            return Err(Fault::not_found("no-such-token", message).into());
        }
        Ok(true)
    }

    /// Who holds this secret, if anybody. It takes as long whichever token it is compared with,
    /// and whether or not one fits.
    pub(crate) async fn holder(&self, secret: &str) -> Result<Option<Holder>, ServerError> {
        let tokens = match self.tokens.load_full() {
            Some(tokens) => tokens,
            None => {
                let tokens = Arc::new(self.store.tokens().await?);
                self.tokens.store(Some(tokens.clone()));
                tokens
            }
        };
        let asked = hash(secret);
        let mut found = None;
        for token in tokens.iter() {
            let fits: Choice = token.hash.ct_eq(&asked);
            if bool::from(fits) {
                found = Some(token);
            }
        }
        let now = self.around.clock.now();
        let found = found.filter(|token| token.expires_at.is_none_or(|ends| now < ends));
        Ok(found.map(|token| Holder {
            actor: Actor {
                kind: ActorKind::Program,
                name: token.name.clone(),
                roles: token.roles.clone(),
                assurance: 1,
            },
            clearance: kept_clearance(&token.clearance),
            reason: Reason {
                purpose: token.purpose.clone(),
                legal_basis: token.legal_basis.clone(),
                case: None,
            },
        }))
    }
}

/// A secret that nobody can guess.
pub(super) fn new_secret(prefix: &str, chance: &dyn Chance) -> Result<String, ServerError> {
    Ok(prefix.to_owned() + &hex(&chance.bytes()?))
}

/// How a secret is kept. It is random, so that no salt is needed.
pub(super) fn hash(secret: &str) -> [u8; 32] {
    Sha256::digest(secret.as_bytes()).into()
}
