use std::fmt::Write as _;
use std::sync::Arc;

use comity_api::Fault;
use comity_api::local::{NewToken, TokenInfo};
use comity_model::Tlp;
use comity_store::Token;
use sha2::{Digest, Sha256};
use subtle::{Choice, ConstantTimeEq};

use super::node::Node;
use crate::limits::TOKEN_NAME_CHARS_MAX;
use crate::{Clearance, Context, ServerError};

/// What every secret begins with, so that one that was left lying about is recognised.
const SECRET_PREFIX: &str = "comity_";

/// Who a token is for, and what they may see.
pub(crate) struct Holder {
    pub(crate) name: String,
    pub(crate) clearance: Clearance,
}

impl Node {
    /// Makes a token. Only the hash of its secret is kept.
    pub(super) async fn create_token(
        &self,
        ctx: &Context,
        name: &str,
        clearance: &str,
    ) -> Result<NewToken, ServerError> {
        let name = name.trim();
        let is_long = name.chars().count() > TOKEN_NAME_CHARS_MAX;
        if name.is_empty() || is_long || name.chars().any(char::is_control) {
            let message = format!("a token needs a name of 1 to {TOKEN_NAME_CHARS_MAX} characters");
            return Err(Fault::invalid("token-name", message).into());
        }
        let Some(light) = Tlp::parse(clearance) else {
            let message = format!("`{clearance}` is not a traffic light");
            let hint = "write CLEAR, GREEN, AMBER, AMBER+STRICT or RED";
            return Err(Fault::invalid("clearance", message).with_hint(hint).into());
        };
        let mut secret = SECRET_PREFIX.to_owned();
        for byte in self.around.chance.bytes()? {
            // Writing to a string cannot fail.
            let _ = write!(secret, "{byte:02x}");
        }
        let token = Token {
            name: name.to_owned(),
            hash: hash(&secret),
            created_at: ctx.now,
            clearance: light.label().to_owned(),
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
    pub(super) async fn tokens(&self) -> Result<Vec<TokenInfo>, ServerError> {
        let tokens = self.store.tokens().await?;
        let shown = tokens.into_iter().map(|token| TokenInfo {
            name: token.name,
            created_at: token.created_at.to_string(),
            clearance: token.clearance,
        });
        Ok(shown.collect())
    }

    /// Forgets a token: whoever holds it is turned away from now on.
    pub(super) async fn remove_token(&self, name: &str) -> Result<bool, ServerError> {
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
        // A label that this version does not know shows nothing that is not public.
        let light = |token: &Token| Tlp::parse(&token.clearance).unwrap_or(Tlp::Clear);
        Ok(found.map(|token| Holder {
            name: token.name.clone(),
            clearance: Clearance::UpTo(light(token)),
        }))
    }
}

fn hash(secret: &str) -> [u8; 32] {
    Sha256::digest(secret.as_bytes()).into()
}
