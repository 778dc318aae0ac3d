use std::collections::BTreeMap;
use std::time::Duration;

use comity_api::Fault;
use reqwest::Url;

use crate::app::near::is_loopback;
use crate::limits::PROVIDER_SECONDS_MAX;

/// The identity provider that people may sign in with. It holds a secret, so it is not shown.
#[derive(Clone)]
pub struct IdentityProvider {
    /// Its address, exactly as it names itself.
    pub issuer: String,
    /// What it calls this node.
    pub client_id: String,
    /// What this node shows that it is that client; none for a public client.
    pub client_secret: Option<String>,
    /// Where it sends people back to: this node's own address, as browsers reach it.
    pub redirect_url: String,
    /// How sure each way of signing in makes (`acr`), from 1 to 3; any other makes as sure as a
    /// password.
    pub assurance: BTreeMap<String, u8>,
    /// Longest time that it may take to answer.
    pub timeout: Duration,
}

impl IdentityProvider {
    /// Where people come back to, below the address of the node.
    pub const RETURN_PATH: &'static str = "/v1/session/provider/return";

    /// A provider with the usual times, for a client without a secret.
    #[must_use]
    pub fn new(issuer: &str, client_id: &str, redirect_url: &str) -> IdentityProvider {
        IdentityProvider {
            issuer: issuer.to_owned(),
            client_id: client_id.to_owned(),
            client_secret: None,
            redirect_url: redirect_url.to_owned(),
            assurance: BTreeMap::new(),
            timeout: Duration::from_secs(PROVIDER_SECONDS_MAX),
        }
    }

    /// Whether a text is an address whose answers can be trusted to be its own: `https`, or on
    /// this machine.
    #[must_use]
    pub fn is_address(text: &str) -> bool {
        Url::parse(text).is_ok_and(|url| is_safe(&url, true))
    }

    /// Whether it can be used.
    ///
    /// # Errors
    /// With what is wrong about it.
    pub fn check(&self) -> Result<(), Fault> {
        let wrong = |key: &str, what: String| {
            Err(Fault::invalid("identity", format!("`identity.{key}`: {what}")))
        };
        let unsafe_address =
            |text: &str| format!("`{text}` is neither an `https` address nor one of this machine");
        if !IdentityProvider::is_address(&self.issuer) {
            return wrong("issuer", unsafe_address(&self.issuer));
        }
        let path = IdentityProvider::RETURN_PATH;
        match Url::parse(&self.redirect_url) {
            Ok(url) if !is_safe(&url, true) => {
                wrong("redirect_url", unsafe_address(&self.redirect_url))
            }
            Ok(url) if url.path().ends_with(path) && url.query().is_none() => {
                match self.assurance.values().find(|level| !(1..=3).contains(*level)) {
                    Some(level) => wrong("assurance", format!("`{level}` is not from 1 to 3")),
                    None if self.client_id.trim().is_empty() => {
                        wrong("client_id", "it is empty".to_owned())
                    }
                    None => Ok(()),
                }
            }
            _ => wrong("redirect_url", format!("`{}` does not end in `{path}`", self.redirect_url)),
        }
    }

    /// Whether the provider runs on this machine.
    pub(super) fn is_near(&self) -> bool {
        Url::parse(&self.issuer).is_ok_and(|url| is_loopback(&url))
    }
}

/// Whether what an address answers can be trusted to be its own, and nothing in it is odd.
pub(super) fn is_safe(url: &Url, may_be_near: bool) -> bool {
    let is_plain = url.username().is_empty() && url.password().is_none();
    let is_private =
        url.scheme() == "https" || (may_be_near && url.scheme() == "http" && is_loopback(url));
    is_plain && is_private && url.host_str().is_some() && url.fragment().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_provider_is_private_or_near() {
        for good in ["https://login.example", "https://login.example/realm", "http://[::1]:80/"] {
            assert!(IdentityProvider::is_address(good), "{good}");
        }
        for bad in [
            "http://login.example",
            "https://me:word@login.example",
            "https://login.example/#x",
            "http://localhost.example",
            "file:///x",
            "login",
            "",
        ] {
            assert!(!IdentityProvider::is_address(bad), "{bad}");
        }
    }

    #[test]
    fn what_cannot_work_is_refused() {
        let back = "https://node.example/v1/session/provider/return";
        let usual = IdentityProvider::new("https://login.example", "comity", back);
        usual.check().unwrap();
        let refused = |change: &dyn Fn(&mut IdentityProvider)| {
            let mut other = usual.clone();
            change(&mut other);
            other.check().unwrap_err().message
        };
        let issuer = refused(&|it| it.issuer = "http://login.example".to_owned());
        assert!(issuer.contains("`identity.issuer`"), "{issuer}");
        let elsewhere = refused(&|it| it.redirect_url = "https://node.example/".to_owned());
        assert!(elsewhere.contains("does not end in `/v1/session/provider/return`"), "{elsewhere}");
        let plain = back.replace("https", "http");
        let plain = refused(&|it| it.redirect_url.clone_from(&plain));
        assert!(plain.contains("neither an `https` address"), "{plain}");
        let level = refused(&|it| it.assurance = BTreeMap::from([("high".to_owned(), 4)]));
        assert!(level.contains("`4`"), "{level}");
        let nobody = refused(&|it| it.client_id = " ".to_owned());
        assert!(nobody.contains("`identity.client_id`"), "{nobody}");
    }
}
