//! From the configuration to what the node is told about the identity provider.

use std::time::Duration;

use comity_api::Fault;
use comity_server::IdentityProvider;

use super::Config;

impl Config {
    /// The identity provider, if there is one.
    ///
    /// # Errors
    /// If only a part of it is set, or a part cannot be used.
    pub(crate) fn identity(&self) -> Result<Option<IdentityProvider>, Fault> {
        let said = &self.identity;
        let needed = [
            ("issuer", &said.issuer),
            ("client_id", &said.client_id),
            ("redirect_url", &said.redirect_url),
        ];
        let is_set =
            needed.iter().any(|(_, value)| value.is_some()) || said.client_secret.is_some();
        let missing = needed.iter().find(|(_, value)| value.is_none());
        if let (true, Some((key, _))) = (is_set, missing) {
            let message = format!("`identity.{key}` is not set, and other keys of the table are");
            return Err(Fault::invalid("identity", message)
                .with_hint("set `issuer`, `client_id` and `redirect_url`, or none of them"));
        }
        let (Some(issuer), Some(client_id), Some(redirect_url)) =
            (&said.issuer, &said.client_id, &said.redirect_url)
        else {
            return Ok(None);
        };
        let provider = IdentityProvider {
            client_secret: said.client_secret.as_ref().map(|secret| secret.reveal().to_owned()),
            assurance: said.assurance.0.clone(),
            timeout: Duration::from_secs(said.answer_seconds_max.get()),
            ..IdentityProvider::new(issuer, client_id, redirect_url)
        };
        provider.check()?;
        Ok(Some(provider))
    }
}
